// Built from card/; see CONTRIBUTING.md. Contains Lit (BSD-3-Clause, Google LLC).
var X=globalThis,J=X.ShadowRoot&&(X.ShadyCSS===void 0||X.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,$e=Symbol(),Be=new WeakMap,O=class{constructor(t,e,i){if(this._$cssResult$=!0,i!==$e)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(J&&t===void 0){let i=e!==void 0&&e.length===1;i&&(t=Be.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),i&&Be.set(e,t))}return t}toString(){return this.cssText}},Ve=s=>new O(typeof s=="string"?s:s+"",void 0,$e),f=(s,...t)=>{let e=s.length===1?s[0]:t.reduce((i,r,n)=>i+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+s[n+1],s[0]);return new O(e,s,$e)},Fe=(s,t)=>{if(J)s.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of t){let i=document.createElement("style"),r=X.litNonce;r!==void 0&&i.setAttribute("nonce",r),i.textContent=e.cssText,s.appendChild(i)}},we=J?s=>s:s=>s instanceof CSSStyleSheet?(t=>{let e="";for(let i of t.cssRules)e+=i.cssText;return Ve(e)})(s):s;var{is:Ot,defineProperty:Dt,getOwnPropertyDescriptor:Nt,getOwnPropertyNames:Wt,getOwnPropertySymbols:Gt,getPrototypeOf:jt}=Object,Q=globalThis,Ke=Q.trustedTypes,Bt=Ke?Ke.emptyScript:"",Vt=Q.reactiveElementPolyfillSupport,D=(s,t)=>s,xe={toAttribute(s,t){switch(t){case Boolean:s=s?Bt:null;break;case Object:case Array:s=s==null?s:JSON.stringify(s)}return s},fromAttribute(s,t){let e=s;switch(t){case Boolean:e=s!==null;break;case Number:e=s===null?null:Number(s);break;case Object:case Array:try{e=JSON.parse(s)}catch{e=null}}return e}},Ye=(s,t)=>!Ot(s,t),qe={attribute:!0,type:String,converter:xe,reflect:!1,useDefault:!1,hasChanged:Ye};Symbol.metadata??=Symbol("metadata"),Q.litPropertyMetadata??=new WeakMap;var b=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=qe){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let i=Symbol(),r=this.getPropertyDescriptor(t,i,e);r!==void 0&&Dt(this.prototype,t,r)}}static getPropertyDescriptor(t,e,i){let{get:r,set:n}=Nt(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:r,set(o){let l=r?.call(this);n?.call(this,o),this.requestUpdate(t,l,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??qe}static _$Ei(){if(this.hasOwnProperty(D("elementProperties")))return;let t=jt(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(D("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(D("properties"))){let e=this.properties,i=[...Wt(e),...Gt(e)];for(let r of i)this.createProperty(r,e[r])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[i,r]of e)this.elementProperties.set(i,r)}this._$Eh=new Map;for(let[e,i]of this.elementProperties){let r=this._$Eu(e,i);r!==void 0&&this._$Eh.set(r,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let i=new Set(t.flat(1/0).reverse());for(let r of i)e.unshift(we(r))}else t!==void 0&&e.push(we(t));return e}static _$Eu(t,e){let i=e.attribute;return i===!1?void 0:typeof i=="string"?i:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let i of e.keys())this.hasOwnProperty(i)&&(t.set(i,this[i]),delete this[i]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Fe(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,i){this._$AK(t,i)}_$ET(t,e){let i=this.constructor.elementProperties.get(t),r=this.constructor._$Eu(t,i);if(r!==void 0&&i.reflect===!0){let n=(i.converter?.toAttribute!==void 0?i.converter:xe).toAttribute(e,i.type);this._$Em=t,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(t,e){let i=this.constructor,r=i._$Eh.get(t);if(r!==void 0&&this._$Em!==r){let n=i.getPropertyOptions(r),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:xe;this._$Em=r;let l=o.fromAttribute(e,n.type);this[r]=l??this._$Ej?.get(r)??l,this._$Em=null}}requestUpdate(t,e,i,r=!1,n){if(t!==void 0){let o=this.constructor;if(r===!1&&(n=this[t]),i??=o.getPropertyOptions(t),!((i.hasChanged??Ye)(n,e)||i.useDefault&&i.reflect&&n===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,i))))return;this.C(t,e,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:i,reflect:r,wrapped:n},o){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??e??this[t]),n!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||i||(e=void 0),this._$AL.set(t,e)),r===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}let i=this.constructor.elementProperties;if(i.size>0)for(let[r,n]of i){let{wrapped:o}=n,l=this[r];o!==!0||this._$AL.has(r)||l===void 0||this.C(r,void 0,n,l)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(e)):this._$EM()}catch(i){throw t=!1,this._$EM(),i}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};b.elementStyles=[],b.shadowRootOptions={mode:"open"},b[D("elementProperties")]=new Map,b[D("finalized")]=new Map,Vt?.({ReactiveElement:b}),(Q.reactiveElementVersions??=[]).push("2.1.2");var Ae=globalThis,Xe=s=>s,Z=Ae.trustedTypes,Je=Z?Z.createPolicy("lit-html",{createHTML:s=>s}):void 0,ke="$lit$",$=`lit$${Math.random().toFixed(9).slice(2)}$`,Ee="?"+$,Ft=`<${Ee}>`,k=document,W=()=>k.createComment(""),G=s=>s===null||typeof s!="object"&&typeof s!="function",Se=Array.isArray,st=s=>Se(s)||typeof s?.[Symbol.iterator]=="function",_e=`[ 	
\f\r]`,N=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Qe=/-->/g,Ze=/>/g,_=RegExp(`>|${_e}(?:([^\\s"'>=/]+)(${_e}*=${_e}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),et=/'/g,tt=/"/g,rt=/^(?:script|style|textarea|title)$/i,Ce=s=>(t,...e)=>({_$litType$:s,strings:t,values:e}),d=Ce(1),Pi=Ce(2),Ri=Ce(3),E=Symbol.for("lit-noChange"),a=Symbol.for("lit-nothing"),it=new WeakMap,A=k.createTreeWalker(k,129);function nt(s,t){if(!Se(s)||!s.hasOwnProperty("raw"))throw Error("invalid template strings array");return Je!==void 0?Je.createHTML(t):t}var ot=(s,t)=>{let e=s.length-1,i=[],r,n=t===2?"<svg>":t===3?"<math>":"",o=N;for(let l=0;l<e;l++){let c=s[l],h,m,p=-1,v=0;for(;v<c.length&&(o.lastIndex=v,m=o.exec(c),m!==null);)v=o.lastIndex,o===N?m[1]==="!--"?o=Qe:m[1]!==void 0?o=Ze:m[2]!==void 0?(rt.test(m[2])&&(r=RegExp("</"+m[2],"g")),o=_):m[3]!==void 0&&(o=_):o===_?m[0]===">"?(o=r??N,p=-1):m[1]===void 0?p=-2:(p=o.lastIndex-m[2].length,h=m[1],o=m[3]===void 0?_:m[3]==='"'?tt:et):o===tt||o===et?o=_:o===Qe||o===Ze?o=N:(o=_,r=void 0);let w=o===_&&s[l+1].startsWith("/>")?" ":"";n+=o===N?c+Ft:p>=0?(i.push(h),c.slice(0,p)+ke+c.slice(p)+$+w):c+$+(p===-2?l:w)}return[nt(s,n+(s[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),i]},j=class s{constructor({strings:t,_$litType$:e},i){let r;this.parts=[];let n=0,o=0,l=t.length-1,c=this.parts,[h,m]=ot(t,e);if(this.el=s.createElement(h,i),A.currentNode=this.el.content,e===2||e===3){let p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(r=A.nextNode())!==null&&c.length<l;){if(r.nodeType===1){if(r.hasAttributes())for(let p of r.getAttributeNames())if(p.endsWith(ke)){let v=m[o++],w=r.getAttribute(p).split($),Y=/([.?@])?(.*)/.exec(v);c.push({type:1,index:n,name:Y[2],strings:w,ctor:Y[1]==="."?te:Y[1]==="?"?ie:Y[1]==="@"?se:C}),r.removeAttribute(p)}else p.startsWith($)&&(c.push({type:6,index:n}),r.removeAttribute(p));if(rt.test(r.tagName)){let p=r.textContent.split($),v=p.length-1;if(v>0){r.textContent=Z?Z.emptyScript:"";for(let w=0;w<v;w++)r.append(p[w],W()),A.nextNode(),c.push({type:2,index:++n});r.append(p[v],W())}}}else if(r.nodeType===8)if(r.data===Ee)c.push({type:2,index:n});else{let p=-1;for(;(p=r.data.indexOf($,p+1))!==-1;)c.push({type:7,index:n}),p+=$.length-1}n++}}static createElement(t,e){let i=k.createElement("template");return i.innerHTML=t,i}};function S(s,t,e=s,i){if(t===E)return t;let r=i!==void 0?e._$Co?.[i]:e._$Cl,n=G(t)?void 0:t._$litDirective$;return r?.constructor!==n&&(r?._$AO?.(!1),n===void 0?r=void 0:(r=new n(s),r._$AT(s,e,i)),i!==void 0?(e._$Co??=[])[i]=r:e._$Cl=r),r!==void 0&&(t=S(s,r._$AS(s,t.values),r,i)),t}var ee=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:i}=this._$AD,r=(t?.creationScope??k).importNode(e,!0);A.currentNode=r;let n=A.nextNode(),o=0,l=0,c=i[0];for(;c!==void 0;){if(o===c.index){let h;c.type===2?h=new P(n,n.nextSibling,this,t):c.type===1?h=new c.ctor(n,c.name,c.strings,this,t):c.type===6&&(h=new re(n,this,t)),this._$AV.push(h),c=i[++l]}o!==c?.index&&(n=A.nextNode(),o++)}return A.currentNode=k,r}p(t){let e=0;for(let i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(t,i,e),e+=i.strings.length-2):i._$AI(t[e])),e++}},P=class s{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,i,r){this.type=2,this._$AH=a,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=i,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode,e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=S(this,t,e),G(t)?t===a||t==null||t===""?(this._$AH!==a&&this._$AR(),this._$AH=a):t!==this._$AH&&t!==E&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):st(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==a&&G(this._$AH)?this._$AA.nextSibling.data=t:this.T(k.createTextNode(t)),this._$AH=t}$(t){let{values:e,_$litType$:i}=t,r=typeof i=="number"?this._$AC(t):(i.el===void 0&&(i.el=j.createElement(nt(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===r)this._$AH.p(e);else{let n=new ee(r,this),o=n.u(this.options);n.p(e),this.T(o),this._$AH=n}}_$AC(t){let e=it.get(t.strings);return e===void 0&&it.set(t.strings,e=new j(t)),e}k(t){Se(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,i,r=0;for(let n of t)r===e.length?e.push(i=new s(this.O(W()),this.O(W()),this,this.options)):i=e[r],i._$AI(n),r++;r<e.length&&(this._$AR(i&&i._$AB.nextSibling,r),e.length=r)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){let i=Xe(t).nextSibling;Xe(t).remove(),t=i}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}},C=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,i,r,n){this.type=1,this._$AH=a,this._$AN=void 0,this.element=t,this.name=e,this._$AM=r,this.options=n,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=a}_$AI(t,e=this,i,r){let n=this.strings,o=!1;if(n===void 0)t=S(this,t,e,0),o=!G(t)||t!==this._$AH&&t!==E,o&&(this._$AH=t);else{let l=t,c,h;for(t=n[0],c=0;c<n.length-1;c++)h=S(this,l[i+c],e,c),h===E&&(h=this._$AH[c]),o||=!G(h)||h!==this._$AH[c],h===a?t=a:t!==a&&(t+=(h??"")+n[c+1]),this._$AH[c]=h}o&&!r&&this.j(t)}j(t){t===a?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},te=class extends C{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===a?void 0:t}},ie=class extends C{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==a)}},se=class extends C{constructor(t,e,i,r,n){super(t,e,i,r,n),this.type=5}_$AI(t,e=this){if((t=S(this,t,e,0)??a)===E)return;let i=this._$AH,r=t===a&&i!==a||t.capture!==i.capture||t.once!==i.once||t.passive!==i.passive,n=t!==a&&(i===a||r);r&&this.element.removeEventListener(this.name,this,i),n&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},re=class{constructor(t,e,i){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(t){S(this,t)}},at={M:ke,P:$,A:Ee,C:1,L:ot,R:ee,D:st,V:S,I:P,H:C,N:ie,U:se,B:te,F:re},Kt=Ae.litHtmlPolyfillSupport;Kt?.(j,P),(Ae.litHtmlVersions??=[]).push("3.3.3");var lt=(s,t,e)=>{let i=e?.renderBefore??t,r=i._$litPart$;if(r===void 0){let n=e?.renderBefore??null;i._$litPart$=r=new P(t.insertBefore(W(),n),n,void 0,e??{})}return r._$AI(s),r};var Te=globalThis,g=class extends b{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=lt(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return E}};g._$litElement$=!0,g.finalized=!0,Te.litElementHydrateSupport?.({LitElement:g});var qt=Te.litElementPolyfillSupport;qt?.({LitElement:g});(Te.litElementVersions??=[]).push("4.2.2");var Yt=[{keys:["infrared"],platform:"light",icon:"weather-night",off:"weather-night"},{keys:["motion_detection"],platform:"switch",icon:"motion-sensor",off:"motion-sensor-off"},{keys:["privacy"],platform:"switch",icon:"eye-off",off:"eye"}],Pe=(s,t,e,i,r=!1)=>d`<button
    type="button"
    class="chip"
    tabindex="-1"
    aria-pressed=${e??a}
    ?disabled=${r}
    @click=${i}
  >
    <ha-icon icon="mdi:${t}"></ha-icon><span>${s}</span>
  </button>`;function Xt(s,{hass:t,info:e},i){return Yt.flatMap(({keys:r,platform:n,icon:o,off:l})=>r.flatMap(c=>{let h=e.entities[c],m=h&&t.states[h];if(!h||!m||!h.startsWith(`${n}.`))return[];let p=m.state==="on",v=m.state==="unavailable";return[Pe(s.entity(n,c),p?o:l,p,()=>i.toggle(h),v)]}))}function Jt(s,{hass:t,info:e,arming:i,countdown:r},n){let o=e.entities.relay,l=o&&t.states[o];if(!o||!l||!e.rights.control)return a;let c=l.state==="on";return d`<button
    type="button"
    class="chip relay ${i?"arming":""}"
    tabindex="-1"
    aria-pressed=${c}
    title=${s.card("hold_to_switch")}
    ?disabled=${l.state==="unavailable"}
    @pointerdown=${h=>{h.button===0&&(h.currentTarget.setPointerCapture(h.pointerId),n.relayDown(o))}}
    @pointerup=${()=>n.relayUp()}
    @pointercancel=${()=>n.relayUp()}
    @keydown=${h=>{h.key!==" "&&h.key!=="Enter"||(h.preventDefault(),h.stopPropagation(),h.repeat||n.relayDown(o))}}
    @keyup=${()=>n.relayUp()}
    @blur=${()=>n.relayUp()}
    @contextmenu=${h=>h.preventDefault()}
  >
    <ha-icon icon="mdi:${c?"electric-switch-closed":"electric-switch"}"></ha-icon>
    <span>${s.entity("switch","relay")}${r?` ${r}`:""}</span>
  </button>`}function ct(s,t,e){let{info:i,recording:r}=t;return d`<div class="chips" role="toolbar" aria-label=${s.card("buttons")}>
    ${i.rights.control?Xt(s,t,e):a} ${Jt(s,t,e)}
    ${i.rights.control&&i.available?Pe(r?s.card("recording"):s.card("save_clip"),r?"record-rec":"filmstrip",void 0,()=>e.clip(),r):a}
    ${i.available?Pe(s.card("snapshot"),"camera",void 0,()=>e.snapshot()):a}
  </div>`}var dt=f`
  .chips {
    display: flex;
    gap: 8px;
    padding: 8px 12px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  .chip {
    flex: none;
    gap: 6px;
    min-height: 44px;
    padding: 0 14px;
    border: 1px solid var(--divider-color, #ccc);
    border-radius: 22px;
    touch-action: manipulation;
    --mdc-icon-size: 20px;
  }
  .chip[aria-pressed="true"] {
    border-color: var(--primary-color);
    background: color-mix(in srgb, var(--primary-color) 18%, transparent);
  }
  .chip:disabled {
    opacity: 0.55;
  }
  .relay {
    position: relative;
    overflow: hidden;
    touch-action: none;
  }
  .relay::after {
    content: "";
    position: absolute;
    inset: auto 0 0 0;
    height: 4px;
    width: 0;
    background: var(--primary-color);
  }
  .arming::after {
    width: 100%;
    transition: width 0.5s linear;
  }
`;var u="ip_camera_cgi",x=(s,t)=>t.startsWith("camera.")&&s.entities[t]?.platform===u;function R(s){let t=new Set;return Object.keys(s.entities).filter(e=>x(s,e)&&!s.entities[e]?.hidden).sort((e,i)=>e.length-i.length||e.localeCompare(i)).filter(e=>{let i=s.entities[e]?.device_id,r=i===void 0||!t.has(i);return t.add(i),r}).sort()}function T(s){let{message:t,code:e}=s??{};return t??e??String(s)}var Re=new Map,Ie=class{constructor(t,e){this.localize=t;this.language=e}card(t,e){return this.localize(`component.${u}.selector.ip_camera_card.options.${t}`,e)||t}entity(t,e){return this.localize(`component.${u}.entity.${t}.${e}.name`)||e}common(t){return this.localize(`ui.common.${t}`)||t}time(t){let e=new Date(t),i=e.toDateString()===new Date().toDateString();return new Intl.DateTimeFormat(this.language,{...i?{}:{day:"numeric",month:"short"},hour:"2-digit",minute:"2-digit"}).format(e)}weekday(t,e="short"){return new Intl.DateTimeFormat(this.language,{weekday:e,timeZone:"UTC"}).format(new Date(Date.UTC(2024,0,1+t)))}};async function I(s){let t=s.locale?.language??s.language,e=Re.get(t);return e||(e=Promise.all(["selector","entity"].map(i=>s.loadBackendTranslation(i,u))).then(i=>i.at(-1)??s.localize),e.catch(()=>Re.delete(t)),Re.set(t,e)),pt=new Ie(await e,t)}var pt,ht=()=>pt;var z="ip-camera-cgi-card",ut={auto:"automatic",always:"always_shown",never:"never_shown",low_delay:"low_delay",still:"still"},mt=s=>ht()?.card(s)??s.replaceAll("_"," "),ze=(s,t)=>({name:s,selector:{select:{mode:"dropdown",options:t.map(e=>({value:e,label:ut[e]?mt(ut[e]):e}))}}}),ft=()=>({schema:[{name:"entity",required:!0,selector:{entity:{filter:{domain:"camera",integration:u}}}},{name:"name",selector:{text:{}}},{type:"grid",name:"",schema:[ze("controls",["auto","always","never"]),ze("live",["auto","low_delay","still"]),ze("aspect",["auto","16:9","4:3"])]},{name:"presets",default:!0,selector:{boolean:{}}},{name:"buttons",default:!0,selector:{boolean:{}}}],computeLabel:({name:s})=>s==="entity"||s==="name"?void 0:mt(s)}),gt=(s,t)=>x(s,t)?{config:{type:`custom:${z}`,entity:t}}:null,vt=s=>({entity:R(s)[0]??""}),yt=s=>s.aspect==="16:9"?16/9:s.aspect==="4:3"?4/3:0,ne=(s,t,e)=>s.name??t?.attributes.friendly_name??e??s.entity??"";var He=class{constructor(t,e){this.listeners=new Set;this.end=t.connection.subscribeMessage(i=>this.tell(i),{type:`${u}/card/subscribe`,entity_id:e}).catch(i=>{this.tell(void 0,i)})}tell(t,e){this.info=t,this.error=e;for(let i of[...this.listeners])i(t,e)}close(){this.end.then(t=>t?.()).catch(()=>{})}},oe=new Map;function bt(s,t,e){let i=oe.get(t);(!i||i.error!==void 0)&&(i=new He(s,t),oe.set(t,i));let{listeners:r}=i;return r.add(e),i.info&&e(i.info),()=>{r.delete(e),setTimeout(()=>{r.size||oe.get(t)!==i||(oe.delete(t),i.close())},1e3)}}var y=class extends g{constructor(){super(...arguments);this.language="";this.followed=""}static{this.properties={hass:{attribute:!1},texts:{state:!0},info:{state:!0},problem:{state:!0}}}get shown(){return[this.cameraId,...Object.values(this.info?.entities??{})]}disconnectedCallback(){super.disconnectedCallback(),this.unfollow?.(),this.followed=""}connectedCallback(){super.connectedCallback(),this.requestUpdate()}shouldUpdate(e){let i=e.get("hass");return e.size>1||!e.has("hass")||!i?!0:i.language!==this.hass.language||i.connection!==this.hass.connection||this.shown.some(r=>r&&i.states[r]!==this.hass.states[r])}willUpdate(e){if(e.size&&this.hass.language!==this.language){let r=this.language=this.hass.language;I(this.hass).then(n=>r===this.language&&(this.texts=n),()=>this.language="")}let i=this.isConnected?this.cameraId:void 0;(i??"")!==this.followed&&(this.unfollow?.(),this.followed=i??"",this.info=this.problem=void 0,this.unfollow=i?bt(this.hass,i,(r,n)=>{this.info=r,this.problem=n}):void 0)}},H=f`
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    padding: 0;
    border: none;
    font: inherit;
    font-size: 14px;
    color: inherit;
    background: none;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--primary-color);
    outline-offset: -3px;
  }
  .filled {
    min-height: 44px;
    padding: 0 20px;
    border-radius: 22px;
    color: var(--text-primary-color, #fff);
    background: var(--primary-color);
  }
  .plain {
    min-height: 44px;
    padding: 0 16px;
    border-radius: 22px;
    color: var(--primary-text-color);
  }
  .filled:disabled,
  .plain:disabled {
    opacity: 0.5;
  }
`;function Qt(s,t,e){let i=e.pan?s>0?"right":"left":"",r=e.tilt?t>0?"down":"up":"",n=Math.abs(t)/Math.max(Math.abs(s),1e-6);return e.diagonal&&n>.41&&n<2.42?`${r}_${i}`:(n>1?r:i)||r||i||void 0}var Zt=(s,t)=>Math.round(Math.min(Math.max(Math.hypot(s,t)/160,.1),1)*10)*10,ae=class{constructor(t,e){this.ptz=t;this.actions=e;this.pointers=new Map;this.distance=0;this.moving=!1;this.lastTap=0}down(t){if(t.button!==0||!this.ptz())return;let{clientX:e,clientY:i}=t;this.pointers.set(t.pointerId,{x:e,y:i,startX:e,startY:i}),t.currentTarget.setPointerCapture(t.pointerId),this.pointers.size>1&&(this.end(),this.distance=this.spread())}move(t){let e=this.pointers.get(t.pointerId),i=this.ptz();if(!e||!i)return;if(e.x=t.clientX,e.y=t.clientY,this.pointers.size>1){this.pinch(i);return}let r=e.x-e.startX,n=e.y-e.startY;if(!this.moving&&Math.hypot(r,n)<16)return;let o=Qt(r,n,i);o&&(this.moving=!0,this.actions.move(o,Zt(r,n)))}up(t){if(!this.pointers.get(t.pointerId))return;this.pointers.delete(t.pointerId);let i=t.type==="pointerup"&&!this.moving&&!this.distance;this.end(),this.pointers.size||(this.distance=0),i&&this.tap(t)}wheel(t,e){!this.ptz()?.zoom||!e&&!t.ctrlKey||(t.preventDefault(),this.actions.move(t.deltaY<0?"zoom_in":"zoom_out",50),clearTimeout(this.wheelTimer),this.wheelTimer=setTimeout(()=>this.actions.release(),250))}tap(t){let e=t.timeStamp-this.lastTap<350;if(this.lastTap=e?0:t.timeStamp,!e||!this.ptz()?.position)return;let i=t.currentTarget.getBoundingClientRect();this.actions.centre((t.clientX-i.left)/i.width*100,(t.clientY-i.top)/i.height*100)}pinch(t){let e=this.spread()/(this.distance||1);!t.zoom||e<1.12&&e>1/1.12||(this.moving=!0,this.actions.move(e>1?"zoom_in":"zoom_out",50))}spread(){let[t,e]=[...this.pointers.values()];return t&&e?Math.hypot(t.x-e.x,t.y-e.y):0}end(){this.moving&&this.actions.release(),this.moving=!1}cancel(){clearTimeout(this.wheelTimer),this.pointers.clear(),this.distance=0,this.end()}};var Le=class{constructor(t,e,i,r,n){this.hass=t;this.entityId=e;this.movement=i;this.refused=n;this.subscriptions=[];this.pending=0;this.released=!1;this.ask(),this.timer=setInterval(()=>this.ask(),r*1e3/2)}ask(){let t={type:`${u}/ptz/hold`,entity_id:this.entityId,...this.movement};this.pending++,this.subscriptions.push(this.hass.connection.subscribeMessage(()=>{},t,{resubscribe:!1}).catch(e=>{this.released||this.refused(e)}).finally(()=>this.pending--))}release(t){if(!this.released){this.released=!0,clearInterval(this.timer),t&&this.pending&&this.hass.callService(u,"ptz_stop",{},{entity_id:this.entityId},!1).catch(()=>{});for(let e of this.subscriptions)e.then(i=>i?.()).catch(()=>{})}}},L=class{constructor(t){this.changed=t;this.current=""}get held(){return this.press&&this.current}hold(t,e,i,r){let n=`${i.direction} ${i.speed??""}`;if(this.press&&n===this.current)return;let o=this.press,l=new Le(t,e,i,r,c=>{this.press===l&&this.release(),this.changed(void 0,c)});this.press=l,this.current=n,o?.release(!1),this.changed(i.direction)}release(){let{press:t}=this;t&&(this.press=void 0,t.release(!0),this.changed(void 0))}};var $t={ArrowUp:"up",ArrowDown:"down",ArrowLeft:"left",ArrowRight:"right","+":"zoom_in","-":"zoom_out"};function wt(s,t){if(s.ctrlKey||s.metaKey||s.altKey)return!1;let e=$t[s.key];if(e)return s.repeat||t.press(e);if(s.repeat)return!1;if(/^[1-9]$/.test(s.key))t.preset(Number(s.key));else if(s.key==="Escape")t.stop();else if(s.key==="0"||s.key==="h")t.home();else if(s.key==="c")t.clip();else if(s.key==="f")t.fullScreen();else if(s.key==="Enter")t.enter();else return!1;return!0}var xt=s=>s.key in $t;function _t(s,t,e){let i=t.indexOf(s.target);if(i<0)return!1;let r=s.target;if(r instanceof HTMLInputElement)return!1;let n=getComputedStyle(r).direction==="rtl",o={ArrowRight:n?-1:1,ArrowLeft:n?1:-1,ArrowDown:1,ArrowUp:-1}[s.key];if(o!==void 0)t[(i+o+t.length)%t.length]?.focus();else if(s.key==="Escape")e();else return!1;return!0}var ei=[["up_left","arrow-top-left","diagonal"],["up","arrow-up","tilt"],["up_right","arrow-top-right","diagonal"],["left","arrow-left","pan"],["","","home"],["right","arrow-right","pan"],["down_left","arrow-bottom-left","diagonal"],["down","arrow-down","tilt"],["down_right","arrow-bottom-right","diagonal"]],ti=(s,t)=>["up","down","left","right","zoom_in","zoom_out"].includes(t)?s.entity("button",t):s.card(t);function Me(s,t,e,i,r,n=-1){let o=()=>e.release();return d`<button
    type="button"
    class="hold"
    tabindex=${n}
    data-direction=${i}
    aria-label=${ti(s,i)}
    aria-pressed=${t.held===i}
    @pointerdown=${l=>{if(l.button!==0||!l.isPrimary){e.release();return}l.currentTarget.setPointerCapture(l.pointerId),e.press(i)}}
    @pointerup=${o}
    @pointercancel=${o}
    @lostpointercapture=${o}
    @keydown=${l=>{l.key!==" "&&l.key!=="Enter"||(l.preventDefault(),l.stopPropagation(),l.repeat||e.press(i))}}
    @keyup=${o}
    @blur=${()=>t.held===i&&e.release()}
    @contextmenu=${l=>l.preventDefault()}
  >
    <ha-icon icon="mdi:${r}"></ha-icon>
  </button>`}function At(s,{ptz:t,moving:e},i){return e?d`<button
      type="button"
      class="stop"
      tabindex="-1"
      aria-label=${s.entity("button","stop")}
      @pointerdown=${()=>i.stop()}
      @click=${()=>i.stop()}
    >
      <ha-icon icon="mdi:stop"></ha-icon>
    </button>`:t.home?d`<button
    type="button"
    tabindex="-1"
    aria-label=${s.entity("button","home")}
    @click=${()=>i.home()}
  >
    <ha-icon icon="mdi:home"></ha-icon>
  </button>`:d`<span></span>`}function kt(s,t,e){let{ptz:i}=t,r=(n,o)=>Me(s,t,e,n,o);return d`
    <div class="pad" role="group" aria-label=${s.card("steering")} dir="ltr">
      ${i.pan||i.tilt?d`<div class="arrows">
              ${ei.map(([n,o,l])=>n===""?At(s,t,e):i[l]?r(n,o):d`<span></span>`)}
            </div>`:t.moving?At(s,t,e):a}
      ${i.zoom||i.focus?d`<div class="rockers">
              ${i.zoom?[r("zoom_in","plus"),r("zoom_out","minus")]:a}
              ${i.focus?[r("focus_near","flower"),r("focus_far","image-filter-hdr")]:a}
              ${i.autofocus?d`<button
                      type="button"
                      tabindex="-1"
                      aria-label=${s.entity("button","autofocus")}
                      @click=${()=>e.autofocus()}
                    >
                      <ha-icon icon="mdi:focus-auto"></ha-icon>
                    </button>`:a}
            </div>`:a}
      ${i.speed?d`<input
              class="speed"
              type="range"
              min="10"
              max="100"
              step="10"
              tabindex="-1"
              .value=${String(t.speed)}
              aria-label=${s.card("speed")}
              title=${s.card("speed")}
              @change=${n=>e.speed(Number(n.target.value))}
            />`:a}
    </div>
  `}var le=f`
  .pad {
    --key: 44px;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    justify-content: center;
    max-width: calc(var(--key) * 4 + 24px);
    padding: 8px;
    border-radius: 24px;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
  }
  .over .pad {
    color: #fff;
    background: rgba(0, 0, 0, 0.55);
    backdrop-filter: blur(6px);
  }
  .under .pad {
    --key: 56px;
    max-width: none;
    gap: 16px;
  }
  .arrows {
    display: grid;
    grid-template-columns: repeat(3, var(--key));
    grid-auto-rows: var(--key);
    border-radius: 50%;
  }
  .under .arrows {
    background: var(--secondary-background-color, #eee);
  }
  .rockers {
    display: grid;
    grid-auto-rows: var(--key);
    width: var(--key);
    border-radius: 24px;
  }
  .under .rockers {
    background: var(--secondary-background-color, #eee);
  }
  .pad button {
    width: var(--key);
    height: var(--key);
    border-radius: 50%;
  }
  .hold {
    touch-action: none;
  }
  .hold[aria-pressed="true"] {
    color: var(--text-primary-color, #fff);
    background: var(--primary-color);
  }
  .stop {
    color: #fff;
    background: #c62828;
    box-shadow: 0 0 0 3px #ff8a80;
  }
  .speed {
    flex-basis: 100%;
    min-width: 0;
    height: 24px;
    margin: 0;
    accent-color: var(--primary-color);
  }
`;var ce=class{constructor(t){this.changed=t;this.urls=new Map;this.asked=new Set}load(t,e){let i=new Set(e.flatMap(({picture:r})=>r?[r]:[]));for(let[r,n]of[...this.urls])i.has(r)||(URL.revokeObjectURL(n),this.urls.delete(r),this.asked.delete(r));for(let r of i)this.asked.has(r)||this.fetch(t,r)}async fetch(t,e){this.asked.add(e);let i=await t.fetchWithAuth(e).catch(()=>{});if(!i?.ok){this.asked.delete(e);return}this.urls.set(e,URL.createObjectURL(await i.blob())),this.changed()}close(){for(let t of this.urls.values())URL.revokeObjectURL(t);this.urls.clear(),this.asked.clear()}};var Et=(s,t)=>s.name??t.card("preset_number",{number:s.number});function ii(s,{info:t,pictures:e,menu:i},r,n){let o=Et(n,s),l=n.picture&&e.get(n.picture),c=t.ptz?.preset===n.number;return d`<div class="preset">
    <button
      type="button"
      class="view"
      tabindex="-1"
      aria-current=${c?"true":a}
      @click=${()=>r.go(n)}
      @contextmenu=${h=>{h.preventDefault(),r.menu(n)}}
    >
      ${l?d`<img src=${l} alt="" />`:d`<ha-icon icon="mdi:image-outline"></ha-icon>`}
      <span class="name">${n.home?d`<ha-icon icon="mdi:home"></ha-icon>`:a}${o}</span>
    </button>
    <button
      type="button"
      class="more"
      tabindex="-1"
      aria-label=${s.card("more_about",{name:o})}
      aria-expanded=${i===n.number}
      @click=${()=>r.menu(i===n.number?void 0:n)}
    >
      <ha-icon icon="mdi:dots-vertical"></ha-icon>
    </button>
  </div>`}function si(s,{info:t},e,i){let r=(n,o,l)=>d`<button type="button" class="chip" tabindex="-1" @click=${()=>l(i)}>
      <ha-icon icon="mdi:${o}"></ha-icon>${n}
    </button>`;return d`<div class="chips" role="toolbar" aria-label=${Et(i,s)}>
    ${r(s.card("save_here"),"content-save",n=>e.setHere(n))}
    ${r(s.common("rename"),"pencil",n=>e.rename(n))}
    ${t.rights.admin&&!i.home?r(s.card("use_as_home"),"home",n=>e.useAsHome(n)):a}
    ${r(s.common("clear"),"delete",n=>e.clear(n))}
  </div>`}function St(s,t,e){let{info:i,menu:r}=t,{ptz:n}=i;if(!n?.presets||n.presets_off||!i.rights.control)return a;let o=i.presets??[],l=o.find(c=>c.number===r);return d`
    <div class="shelf" role="toolbar" aria-label=${s.card("presets")}>
      ${o.map(c=>ii(s,t,e,c))}
      <button type="button" class="view save" tabindex="-1" @click=${()=>e.save()}>
        <ha-icon icon="mdi:plus"></ha-icon><span class="name">${s.card("save_view")}</span>
      </button>
      ${n.patrols.map(c=>d`<button type="button" class="chip" tabindex="-1" @click=${()=>e.patrol(c)}>
            <ha-icon icon="mdi:sync"></ha-icon>${s.entity("button",`patrol_${c}`)}
          </button>`)}
    </div>
    ${l?si(s,t,e,l):a}
  `}var Ct=f`
  .shelf {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 8px 12px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .preset {
    position: relative;
    flex: none;
  }
  .view {
    position: relative;
    flex: none;
    flex-direction: column;
    width: 104px;
    height: 78px;
    overflow: hidden;
    border-radius: 10px;
    background: var(--secondary-background-color, #eee);
  }
  .view img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .view[aria-current] {
    box-shadow: inset 0 0 0 3px var(--primary-color);
  }
  .name {
    position: absolute;
    inset: auto 0 0 0;
    padding: 2px 6px;
    overflow: hidden;
    color: #fff;
    background: rgba(0, 0, 0, 0.6);
    font-size: 12px;
    line-height: 18px;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
    --mdc-icon-size: 14px;
  }
  .more {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    width: 32px;
    height: 32px;
    color: #fff;
    border-radius: 0 10px 0 16px;
    background: rgba(0, 0, 0, 0.5);
    --mdc-icon-size: 18px;
  }
`;var ri=["tamper","input","sound","motion"],ni="https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/troubleshooting.md";function B(s,t,e){if(!e)return{kind:"",text:s.card("connecting")};if(!e.available)return{kind:"off",text:s.card(e.restarting?"restarting":"offline")};let i=ri.find(r=>t.states[e.entities[r]??""]?.state==="on");return i?{kind:"alarm",text:s.entity("binary_sensor",i)}:e.ptz?.moving?{kind:"moving",text:s.card("moving")}:{kind:"live",text:s.card("live_now")}}function Tt(s,t,e){let i=t.trouble==="invalid_auth"?"cause_login":t.trouble?"cause_power":"";return d`<div class="away" role="status">
    <strong
      >${t.restarting?s.card("restarting"):t.since?s.card("offline_since",{time:s.time(t.since)}):s.card("offline")}</strong
    >
    ${i&&!t.restarting?d`<span>${s.card(i)}</span>`:a}
    <span class="row">
      ${t.rights.control&&t.loaded?d`<button type="button" class="filled" tabindex="-1" @click=${()=>e.retry()}>
              ${s.card("try_now")}
            </button>`:a}
      <a class="plain" href=${ni} target="_blank" rel="noreferrer" tabindex="-1">${s.common("help")}</a>
    </span>
  </div>`}var de=f`
  .stage {
    position: relative;
    background: #111;
    overflow: hidden;
  }
  .stage.empty {
    aspect-ratio: 4 / 3;
  }
  .stage:focus-visible::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 3px solid var(--primary-color);
    pointer-events: none;
  }
  .stage:focus-visible {
    outline: none;
  }
  .picture {
    touch-action: pan-y;
  }
  .stage:focus .picture,
  .stage:focus-within .picture {
    touch-action: none;
  }
  .top {
    position: absolute;
    inset: 0 0 auto 0;
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 4px 4px 20px 12px;
    padding-inline: 12px 4px;
    color: #fff;
    background: linear-gradient(rgba(0, 0, 0, 0.72), rgba(0, 0, 0, 0.4) 60%, transparent);
    pointer-events: none;
  }
  .top > * {
    pointer-events: auto;
  }
  .title {
    overflow: hidden;
    font-weight: 500;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .pill {
    flex: none;
    padding: 2px 10px;
    border-radius: 12px;
    font-size: 12px;
    line-height: 20px;
    background: rgba(0, 0, 0, 0.75);
  }
  .pill.live::before {
    content: "●";
    margin-inline-end: 4px;
    color: #66bb6a;
  }
  .pill.alarm {
    background: #b71c1c;
  }
  .pill.moving {
    background: #0d47a1;
  }
  .spacer {
    flex: 1;
  }
  .icon {
    flex: none;
    width: 44px;
    height: 44px;
    border-radius: 50%;
  }
  .over {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 12px;
    opacity: 0;
  }
  .stage:hover .over,
  .stage:focus-within .over,
  ha-card:focus-within .over,
  .over.held {
    opacity: 1;
  }
  @media (hover: none) {
    .over {
      opacity: 1;
    }
  }
  .away {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    gap: 8px;
    align-items: center;
    justify-content: center;
    padding: 44px 12px 12px;
    color: #fff;
    text-align: center;
    text-shadow: 0 1px 3px #000;
    background: rgba(0, 0, 0, 0.45);
  }
  .away .row {
    display: flex;
    gap: 8px;
    align-items: center;
  }
  .away .plain {
    display: inline-flex;
    align-items: center;
    color: #fff;
  }
  .toast {
    position: absolute;
    inset: auto 12px 12px 12px;
    width: fit-content;
    max-width: 70%;
    padding: 8px 16px;
    border-radius: 8px;
    color: #fff;
    background: rgba(0, 0, 0, 0.85);
    font-size: 14px;
  }
  .toast[hidden] {
    display: none;
  }
  ha-card:fullscreen {
    justify-content: center;
    border: none;
    border-radius: 0;
  }
  ha-card:fullscreen .stage {
    flex: 1;
    display: grid;
    align-items: center;
  }
  ha-card:fullscreen ip-camera-cgi-picture {
    max-height: 100vh;
    max-width: calc(100vh * var(--ratio, 1.333));
    margin: auto;
  }
  @media (prefers-reduced-motion: no-preference) {
    .over {
      transition: opacity 0.2s;
    }
  }
`;var oi=420,ai=1e4,li=4e3,ci=500,V=class extends y{constructor(){super();this.holder=new L((e,i)=>{this.held=e,i!==void 0&&this.say(T(i)),e&&(this.steers(),this.tick())});this.gestures=new ae(()=>this.steerable?this.info?.ptz??void 0:void 0,{move:(e,i)=>this.press(e,i),release:()=>this.holder.release(),centre:(e,i)=>{this.act("ptz_center",{x:e,y:i})}});this.pictures=new ce(()=>this.requestUpdate());this.resize=new ResizeObserver(([e])=>{this.narrow=(e?.contentRect.width??0)<oi});this.letGo=()=>{this.gestures.cancel(),this.holder.release()};this.hide=()=>{document.hidden&&this.letGo()};this.timers={};this.getCardSize=()=>6;this.getGridOptions=()=>({columns:12,rows:"auto",min_columns:6});this.padActions={press:e=>this.press(e),release:()=>this.holder.release(),stop:()=>this.stop(),home:()=>{this.act("ptz_home")},autofocus:()=>{this.act("ptz_autofocus")},speed:e=>this.speed=e};this.chipActions={toggle:e=>this.toggle(e),relayDown:e=>{this.arming=!0,this.later("relay",ci,()=>{this.arming=!1,this.fireRelay(e)})},relayUp:()=>{this.arming&&this.say(this.texts?.card("hold_to_switch")??""),this.arming=!1,clearTimeout(this.timers.relay)},clip:()=>{this.saveClip()},snapshot:()=>{this.snapshot()}};this.shelfActions={go:e=>{this.act("ptz_preset",{preset:String(e.number)})},patrol:e=>{this.act("ptz_patrol",{patrol:e})},save:()=>{let e=new Set(this.info?.presets?.map(r=>r.number)),i=[...Array(this.info?.ptz?.presets??0).keys()].map(r=>r+1).find(r=>!e.has(r));i?this.naming={number:i,name:"",save:!0}:this.say(this.texts?.card("presets_full")??"")},menu:e=>this.menu=e?.number,setHere:e=>{this.menu=void 0,this.act("ptz_preset",{preset:String(e.number),task:"set"})},rename:e=>{this.menu=void 0,this.naming={number:e.number,name:e.name??"",save:!1}},useAsHome:e=>{this.menu=void 0,this.command({type:`${u}/card/set_home`,preset:e.number})},clear:e=>{this.menu=void 0,this.act("ptz_preset",{preset:String(e.number),task:"clear"})}};this.keyActions={press:e=>{let{ptz:i}=this.info??{},r=e.startsWith("zoom")?i?.zoom:e==="up"||e==="down"?i?.tilt:i?.pan;return!this.steerable||!r?!1:(this.press(e),!0)},release:()=>this.holder.release(),stop:()=>this.steerable&&this.stop(),home:()=>this.steerable&&this.info?.ptz?.home&&void this.act("ptz_home"),preset:e=>{let i=this.info?.presets?.[e-1];i&&this.steerable&&this.shelfActions.go(i)},clip:()=>this.info?.rights.control&&void this.saveClip(),fullScreen:()=>this.fullScreen(),enter:()=>this.buttons[0]?.focus()};this.preview=this.narrow=this.steered=this.streamFailed=this.arming=this.recording=!1,this.setup=!1,this.muted=!0,this.speed=50,this.countdown=0,this.toast=""}static{this.properties={...y.properties,preview:{type:Boolean},config:{state:!0},narrow:{state:!0},held:{state:!0},speed:{state:!0},steered:{state:!0},streamFailed:{state:!0},muted:{state:!0},toast:{state:!0},menu:{state:!0},naming:{state:!0},arming:{state:!0},countdown:{state:!0},recording:{state:!0},setup:{state:!0}}}static{this.getConfigForm=()=>ft()}static{this.getStubConfig=e=>vt(e)}static{this.getEntitySuggestion=(e,i)=>gt(e,i)}setConfig(e){e.entity!==this.config?.entity&&this.letGo(),this.config=e}get cameraId(){let e=this.config?.entity;return e&&x(this.hass,e)?e:void 0}get steerable(){let{info:e}=this;return!!e?.ptz&&e.available&&e.rights.control&&!this.preview&&this.config?.controls!=="never"}get source(){let e=this.config?.live??"auto";return e==="still"?"still":this.info?.stream&&!this.streamFailed&&!this.preview&&e==="auto"&&!this.steered&&!this.held?"stream":"pictures"}connectedCallback(){super.connectedCallback(),this.resize.observe(this),window.addEventListener("blur",this.letGo),window.addEventListener("pagehide",this.letGo),document.addEventListener("visibilitychange",this.hide)}disconnectedCallback(){super.disconnectedCallback(),this.letGo(),this.resize.disconnect(),window.removeEventListener("blur",this.letGo),window.removeEventListener("pagehide",this.letGo),document.removeEventListener("visibilitychange",this.hide);for(let e of Object.values(this.timers))clearTimeout(e);this.pictures.close()}willUpdate(e){super.willUpdate(e),e.has("info")&&(this.pictures.load(this.hass,this.info?.presets??[]),this.steerable||this.letGo())}later(e,i,r){clearTimeout(this.timers[e]),this.timers[e]=setTimeout(r,i)}say(e){this.toast=e,this.later("toast",li,()=>this.toast="")}tick(){this.dispatchEvent(new CustomEvent("haptic",{detail:"light",bubbles:!0,composed:!0}))}steers(){this.steered=!0,this.later("steered",ai,()=>this.steered=!1)}press(e,i=this.speed){let{info:r,cameraId:n}=this;if(!this.steerable||!r?.ptz||!n)return;let o=r.ptz.speed?{direction:e,speed:i}:{direction:e};this.holder.hold(this.hass,n,o,r.ptz.deadline)}async act(e,i={},r=!0){if(!(this.preview||!this.cameraId)){this.steers();try{let n=r?{entity_id:this.cameraId}:void 0;return(await this.hass.callService(u,e,i,n,!1,!r)).response??!0}catch(n){this.say(T(n));return}}}stop(){this.letGo(),this.act("ptz_stop")}toggle(e){this.preview||this.hass.callService("homeassistant","toggle",{},{entity_id:e},!1).catch(i=>this.say(T(i)))}async command(e){try{await this.hass.callWS({entity_id:this.cameraId,...e})}catch(i){this.say(T(i))}}fireRelay(e){let i=this.hass.states[e]?.state!=="on";this.toggle(e),this.tick();let r=Number(this.hass.states[this.info?.entities.alarm_output_time??""]?.state);this.countdown=i&&r>1?r:0,this.countDown()}countDown(){this.countdown&&this.later("countdown",1e3,()=>{this.countdown--,this.countDown()})}async saveClip(){if(this.recording||!this.info)return;this.recording=!0;let e=await this.act("save_clip",{device_id:this.info.device_id},!1);this.recording=!1,e&&this.say(this.texts?.card("clip_saved")??"")}async snapshot(){let e=await this.hass.fetchWithAuth(`/api/${u}/last_picture/${this.cameraId??""}`);if(!e.ok)return;let i=document.createElement("a");i.href=URL.createObjectURL(await e.blob()),i.download=`${this.info?.name??"camera"} ${new Date().toLocaleString("sv").replaceAll(":",".")}.jpg`,i.click(),URL.revokeObjectURL(i.href)}async saveName(e){e.preventDefault();let{naming:i}=this,r=i?.name.trim();!i||!r||(i.save?await this.act("ptz_preset",{preset:String(i.number),task:"set",name:r}):await this.command({type:`${u}/card/name_preset`,preset:i.number,name:r}),this.naming=void 0)}get buttons(){return[...this.renderRoot.querySelectorAll("button:not(:disabled), input.speed")].filter(i=>i.offsetParent!==null)}keyDown(e){let i=this.renderRoot.querySelector(".stage");(e.target===i?wt(e,this.keyActions):_t(e,this.buttons,()=>i?.focus()))&&e.preventDefault()}fullScreen(){document.fullscreenElement?document.exitFullscreen():this.renderRoot.querySelector("ha-card")?.requestFullscreen()}render(){let{config:e,texts:i}=this;if(!e||!i)return d`<ha-card><div class="stage empty"></div></ha-card>`;if(!this.cameraId)return this.renderHint(i.card(e.entity?"not_ours":"choose_camera"),e.entity);if(this.problem!==void 0)return this.renderHint(T(this.problem),e.entity);if(this.info?.removed)return this.renderHint(i.card("removed"),e.entity);let r=this.narrow&&!document.fullscreenElement;return d`
      <ha-card @keydown=${n=>this.keyDown(n)}>
        ${this.renderStage(i,r)} ${r?d`<div class="under">${this.renderPad(i)}</div>`:a}
        ${this.renderControls(i)}
      </ha-card>
      ${this.setup&&this.info?d`<ip-camera-cgi-setup
              .hass=${this.hass}
              .entityId=${this.cameraId}
              @closed=${()=>this.setup=!1}
            ></ip-camera-cgi-setup>`:a}
    `}renderHint(e,i){return d`<ha-card>
      <div class="hint"><ha-icon icon="mdi:cctv-off"></ha-icon><span>${e}</span><small>${i}</small></div>
    </ha-card>`}renderStage(e,i){let{info:r,config:n,hass:o}=this,l=this.cameraId??"",c=ne(n,o.states[l],r?.name),h=!!r&&!r.available,m=B(e,o,r);return d`
      <div
        class="stage"
        tabindex="0"
        role="group"
        aria-label=${c}
        aria-keyshortcuts=${this.steerable?"ArrowUp ArrowDown ArrowLeft ArrowRight + - 0 Escape":a}
        @keyup=${p=>xt(p)&&this.holder.release()}
        @blur=${()=>this.holder.release()}
        @wheel=${p=>this.gestures.wheel(p,this.matches(":focus-within"))}
      >
        <div
          class="picture"
          @click=${()=>this.navigate()}
          @pointerdown=${p=>this.gestures.down(p)}
          @pointermove=${p=>this.gestures.move(p)}
          @pointerup=${p=>this.gestures.up(p)}
          @pointercancel=${p=>this.gestures.up(p)}
          @lostpointercapture=${p=>this.gestures.up(p)}
          @contextmenu=${p=>this.steerable&&p.preventDefault()}
        >
          <ip-camera-cgi-picture
            .hass=${o}
            .entityId=${l}
            .label=${c}
            .source=${this.source}
            .away=${h}
            .aspect=${yt(n)}
            .maxRate=${this.preview?2:0}
            .muted=${this.muted}
            @stream-failed=${()=>this.streamFailed=!0}
          ></ip-camera-cgi-picture>
        </div>
        <div class="top">
          <span class="title">${c}</span>
          <span class="pill ${m.kind}" role="status">${m.text}</span>
          <span class="spacer"></span>
          ${this.source==="stream"?this.iconButton(e.card(this.muted?"unmute":"mute"),this.muted?"volume-off":"volume-high",()=>this.muted=!this.muted):a}
          ${this.iconButton(e.card("full_screen"),"fullscreen",()=>this.fullScreen())}
          ${r?.rights.admin&&r.loaded&&!this.preview?this.iconButton(e.card("set_up"),"cog",()=>this.setup=!0):a}
        </div>
        ${h?Tt(e,r,{retry:()=>{o.callService("homeassistant","update_entity",{},{entity_id:l},!1).catch(p=>this.say(T(p)))}}):a}
        ${i?a:d`<div class="over ${this.held?"held":""}">${this.renderPad(e)}</div>`}
        <div class="toast" role="status" ?hidden=${!this.toast}>${this.toast}</div>
      </div>
    `}iconButton(e,i,r){return d`<button type="button" class="icon" tabindex="-1" aria-label=${e} title=${e} @click=${r}>
      <ha-icon icon="mdi:${i}"></ha-icon>
    </button>`}renderPad(e){let{info:i}=this;if(!this.steerable||!i?.ptz)return a;let r={ptz:i.ptz,held:this.held,moving:!!this.held||i.ptz.moving,speed:this.speed};return kt(e,r,this.padActions)}renderControls(e){let{info:i,config:r}=this;return!i||this.preview||r?.navigation_path?a:d`
      ${r?.presets===!1||!this.steerable?a:St(e,{info:i,pictures:this.pictures.urls,menu:this.menu},this.shelfActions)}
      ${this.naming?this.renderNaming(e):a}
      ${r?.buttons===!1?a:ct(e,{hass:this.hass,info:i,arming:this.arming,countdown:this.countdown,recording:this.recording},this.chipActions)}
      ${i.account==="visitor"&&i.rights.admin?d`<p class="note">${e.card("visitor")}</p>`:a}
    `}renderNaming(e){return d`<form class="naming" @submit=${i=>{this.saveName(i)}}>
      <label>
        ${e.card("view_name")}
        <input
          maxlength="40"
          required
          autofocus
          .value=${this.naming?.name??""}
          @input=${({target:i})=>{this.naming&&(this.naming={...this.naming,name:i.value})}}
          @keydown=${i=>{i.stopPropagation(),i.key==="Escape"&&(this.naming=void 0)}}
        />
      </label>
      <button type="submit" class="filled">${e.common("save")}</button>
      <button type="button" class="plain" @click=${()=>this.naming=void 0}>${e.common("cancel")}</button>
    </form>`}updated(e){e.has("naming")&&this.naming&&!e.get("naming")&&this.renderRoot.querySelector(".naming input")?.focus()}navigate(){let e=this.config?.navigation_path;e&&(history.pushState(null,"",e),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}})))}get picture(){return this.renderRoot.querySelector("ip-camera-cgi-picture")}static{this.styles=[H,de,le,dt,Ct,f`
      :host {
        display: block;
        height: 100%;
        container-type: inline-size;
      }
      ha-card {
        display: flex;
        flex-direction: column;
        height: 100%;
        overflow: hidden;
        color: var(--primary-text-color);
      }
      .under {
        display: flex;
        justify-content: center;
        padding-top: 8px;
      }
      .hint {
        display: grid;
        gap: 8px;
        justify-items: center;
        padding: 32px 16px;
        text-align: center;
        --mdc-icon-size: 40px;
      }
      .naming {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: end;
        padding: 0 12px 8px;
      }
      .naming label {
        display: grid;
        flex: 1 1 160px;
        gap: 4px;
        font-size: 12px;
      }
      .naming input {
        min-width: 0;
        min-height: 44px;
        padding: 0 12px;
        border: 1px solid var(--divider-color, #888);
        border-radius: 8px;
        font: inherit;
        font-size: 16px;
        color: inherit;
        background: var(--card-background-color, #fff);
        box-sizing: border-box;
      }
      .note {
        margin: 0;
        padding: 0 16px 12px;
        color: var(--secondary-text-color);
        font-size: 14px;
      }
    `]}};function Pt(s){let t=()=>{for(let[e,i]of Object.entries(s))customElements.get(e)||customElements.define(e,i)};t(),customElements.whenDefined("home-assistant").then(t)}var pe="ip-camera-cgi-ptz",F=class extends y{constructor(){super(...arguments);this.holder=new L(e=>this.held=e);this.letGo=()=>this.holder.release();this.actions={press:e=>{let{ptz:i}=this.info??{};i&&this.cameraId&&this.holder.hold(this.hass,this.cameraId,{direction:e},i.deadline)},release:this.letGo}}static{this.properties={...y.properties,context:{attribute:!1},held:{state:!0}}}static{this.getStubConfig=()=>({type:`custom:${pe}`})}static{this.isSupported=(e,i)=>!!i.entity_id&&x(e,i.entity_id)}setConfig(){}get cameraId(){let e=this.context?.entity_id;return e&&x(this.hass,e)?e:void 0}connectedCallback(){super.connectedCallback(),window.addEventListener("blur",this.letGo),document.addEventListener("visibilitychange",this.letGo)}disconnectedCallback(){super.disconnectedCallback(),window.removeEventListener("blur",this.letGo),document.removeEventListener("visibilitychange",this.letGo),this.letGo()}run(e){this.cameraId&&(this.letGo(),this.hass.callService(u,e,{},{entity_id:this.cameraId}).catch(()=>{}))}render(){let{texts:e,info:i}=this,r=i?.ptz;if(!e||!r||!i.available||!i.rights.control)return a;let n=r.moving||!!this.held,o=(l,c)=>Me(e,{held:this.held},this.actions,l,c,0);return d`<div class="row" role="group" aria-label=${e.card("steering")} dir="ltr">
      ${r.pan?[o("left","arrow-left"),o("right","arrow-right")]:a}
      ${r.tilt?[o("up","arrow-up"),o("down","arrow-down")]:a}
      ${r.zoom?[o("zoom_in","plus"),o("zoom_out","minus")]:a}
      ${n||r.home?d`<button
              type="button"
              class=${n?"stop":""}
              aria-label=${e.entity("button",n?"stop":"home")}
              @click=${()=>this.run(n?"ptz_stop":"ptz_home")}
            >
              <ha-icon icon="mdi:${n?"stop":"home"}"></ha-icon>
            </button>`:a}
    </div>`}static{this.styles=[H,le,f`
      .row {
        display: flex;
        gap: var(--feature-button-spacing, 8px);
        height: var(--feature-height, 42px);
        user-select: none;
      }
      .row button {
        flex: 1;
        border-radius: var(--feature-border-radius, 12px);
        background: color-mix(in srgb, var(--primary-text-color) 8%, transparent);
        --mdc-icon-size: 20px;
      }
      .row .stop {
        background: #c62828;
      }
      .row .hold[aria-pressed="true"] {
        background: var(--primary-color);
      }
    `]}};var Rt={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},K=s=>(...t)=>({_$litDirective$:s,values:t}),M=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,i){this._$Ct=t,this._$AM=e,this._$Ci=i}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}};var{I:Us}=at;var It=s=>s.strings===void 0;var di={},zt=(s,t=di)=>s._$AH=t;var Ht=K(class extends M{constructor(){super(...arguments),this.key=a}render(s,t){return this.key=s,t}update(s,[t,e]){return t!==this.key&&(zt(s),this.key=t),e}});var q=(s,t)=>{let e=s._$AN;if(e===void 0)return!1;for(let i of e)i._$AO?.(t,!1),q(i,t);return!0},he=s=>{let t,e;do{if((t=s._$AM)===void 0)break;e=t._$AN,e.delete(s),s=t}while(e?.size===0)},Lt=s=>{for(let t;t=s._$AM;s=t){let e=t._$AN;if(e===void 0)t._$AN=e=new Set;else if(e.has(s))break;e.add(s),ui(t)}};function pi(s){this._$AN!==void 0?(he(this),this._$AM=s,Lt(this)):this._$AM=s}function hi(s,t=!1,e=0){let i=this._$AH,r=this._$AN;if(r!==void 0&&r.size!==0)if(t)if(Array.isArray(i))for(let n=e;n<i.length;n++)q(i[n],!1),he(i[n]);else i!=null&&(q(i,!1),he(i));else q(this,s)}var ui=s=>{s.type==Rt.CHILD&&(s._$AP??=hi,s._$AQ??=pi)},ue=class extends M{constructor(){super(...arguments),this._$AN=void 0}_$AT(t,e,i){super._$AT(t,e,i),Lt(this),this.isConnected=t._$AU}_$AO(t,e=!0){t!==this.isConnected&&(this.isConnected=t,t?this.reconnected?.():this.disconnected?.()),e&&(q(this,t),he(this))}setValue(t){if(It(this._$Ct))this._$Ct._$AI(t,this);else{let e=[...this._$Ct._$AH];e[this._$Ci]=t,this._$Ct._$AI(e,this,0)}}disconnected(){}reconnected(){}};var Mt=()=>new Oe,Oe=class{},Ue=new WeakMap,Ut=K(class extends ue{render(s){return a}update(s,[t]){let e=t!==this.G;return e&&this.rt(void 0),(e||this.lt!==this.ct)&&(this.G=t,this.ht=s.options?.host,this.rt(this.ct=s.element)),a}rt(s){if(this.G!==void 0)if(this.isConnected||(s=void 0),typeof this.G=="function"){let t=this.ht??globalThis,e=Ue.get(t);e===void 0&&(e=new WeakMap,Ue.set(t,e)),e.get(this.G)!==void 0&&this.G.call(this.ht,void 0),e.set(this.G,s),s!==void 0&&this.G.call(this.ht,s)}else this.G.value=s}get lt(){return typeof this.G=="function"?Ue.get(this.ht??globalThis)?.get(this.G):this.G?.value}disconnected(){this.lt===this.ct&&this.rt(void 0)}reconnected(){this.rt(this.ct)}});var mi=3,fi=30,gi=3,vi=3e3,De=class{constructor(){this.worker=new Worker(new URL(`wall-worker.js${new URL(import.meta.url).search}`,import.meta.url),{type:"module"});this.tiles=new Map;this.connected=!1;this.connecting=!1;this.failures=0;this.count=0;this.changed=!1;this.worker.onmessage=({data:t})=>this.receive(t),document.addEventListener("visibilitychange",()=>this.update()),setInterval(()=>{this.stills()},gi*1e3)}adopt(t){let e=++this.count,i=t.transferControlToOffscreen();return this.worker.postMessage({type:"canvas",id:e,canvas:i},[i]),e}drop(t){this.unwatch(t),this.post({type:"drop",id:t})}watch(t,e,i){this.hass=t,this.tiles.set(e,i),this.update()}unwatch(t){this.tiles.delete(t)&&this.update()}post(t){this.worker.postMessage(t)}update(){this.changed||(this.changed=!0,queueMicrotask(()=>{this.changed=!1;let t=document.hidden?[]:[...this.tiles];this.post({type:"watch",watch:t.map(([e,{entityId:i,maxRate:r}])=>({id:e,entityId:i,maxRate:r}))}),clearTimeout(this.idle),t.length?this.connect():this.connected&&(this.idle=setTimeout(()=>this.post({type:"disconnect"}),vi))}))}async connect(){if(!(this.connected||this.connecting||this.retry!==void 0)){this.connecting=!0;try{let t=`/api/${u}/wall`,e=await this.hass.callWS({type:"auth/sign_path",path:t,expires:30});this.post({type:"connect",url:this.hass.hassUrl(e.path).replace(/^http/,"ws")})}catch{this.closed(!1)}}}closed(t){if(this.connected=this.connecting=!1,this.failures=t?0:this.failures+1,!this.tiles.size||document.hidden||this.retry!==void 0)return;let e=Math.min(2**this.failures/2,fi);this.retry=setTimeout(()=>{this.retry=void 0,this.update()},e*1e3)}receive(t){switch(t.type){case"open":this.connected=!0,this.connecting=!1,this.failures=0;break;case"closed":this.closed(t.opened);break;case"state":this.tiles.get(t.id)?.state(t.state);break;case"size":this.tiles.get(t.id)?.size(t.width,t.height);break;case"frame":this.tiles.get(t.id)?.frame()}}async stills(){if(!(this.failures<mi||document.hidden))for(let[t,e]of[...this.tiles]){let i=await this.hass.fetchWithAuth(`/api/${u}/last_picture/${e.entityId}`).catch(()=>{});!i?.ok||this.connected||(this.post({type:"still",id:t,picture:await i.blob()}),e.state("live"))}}},yi,Ne=()=>yi??=new De;var bi=15e3,We="ip-camera-card-ratios";function $i(s){try{return JSON.parse(localStorage.getItem(We)??"{}")[s]}catch{return}}function wi(s,t){try{let e=JSON.parse(localStorage.getItem(We)??"{}");localStorage.setItem(We,JSON.stringify({...e,[s]:t}))}catch{}}var me=class extends g{constructor(){super();this.canvas=Mt();this.watched="";this.visible=!1;this.round=0;this.observer=new IntersectionObserver(([e])=>{this.visible=e?.isIntersecting??!1,this.follow()});this.source="pictures",this.away=this.live=this.playing=!1,this.muted=!0,this.label=this.poster="",this.aspect=this.ratio=this.maxRate=0}static{this.properties={hass:{attribute:!1},entityId:{attribute:!1},source:{},away:{type:Boolean,reflect:!0},label:{},aspect:{type:Number},maxRate:{type:Number},muted:{type:Boolean},live:{state:!0},poster:{state:!0},playing:{state:!0},ratio:{state:!0}}}connectedCallback(){super.connectedCallback(),clearTimeout(this.dropping),this.observer.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.observer.disconnect(),this.visible=!1,this.follow(),clearInterval(this.streamTimer),this.dropping=setTimeout(()=>this.dropCanvas(),5e3)}willUpdate(e){e.has("entityId")?(this.live=this.playing=!1,this.ratio=$i(this.entityId)??4/3,this.loadPoster()):e.get("away")===!0&&this.loadPoster(),e.has("source")&&(this.playing=!1)}updated(e){this.follow(),(e.has("source")||e.has("away"))&&this.awaitStream(),this.style.setProperty("--ratio",String(this.aspect||this.ratio))}async loadPoster(){let{entityId:e}=this,i=await this.hass.fetchWithAuth(`/api/${u}/last_picture/${e}`).catch(()=>{});if(!i?.ok||e!==this.entityId)return;let r=await i.blob();this.poster&&URL.revokeObjectURL(this.poster),this.poster=URL.createObjectURL(r),this.dispatchEvent(new Event("poster"))}dropCanvas(){this.isConnected||this.tileId===void 0||(Ne().drop(this.tileId),this.tileId=void 0,this.watched="",this.live=!1,this.round++)}follow(){let i=this.visible&&!this.away&&this.source!=="still"&&!(this.source==="stream"&&this.playing)?`${this.entityId} ${this.maxRate}`:"";if(i===this.watched)return;let r=this.canvas.value;if(i&&!r)return;this.watched=i;let n=Ne();if(!i){this.tileId!==void 0&&n.unwatch(this.tileId);return}this.tileId===void 0&&r&&(this.tileId=n.adopt(r)),this.tileId!==void 0&&n.watch(this.hass,this.tileId,{entityId:this.entityId,...this.maxRate?{maxRate:this.maxRate}:{},state:o=>this.dispatchEvent(new CustomEvent("signal",{detail:o})),frame:()=>{this.live||(this.live=!0,this.dispatchEvent(new Event("live")))},size:(o,l)=>this.takeSize(o,l)})}takeSize(e,i){if(!e||!i)return;let r=Math.round(e/i*1e3)/1e3;r!==this.ratio&&(this.ratio=r,wi(this.entityId,r))}video(e=this.renderRoot.querySelector("ha-camera-stream")){if(!e)return null;let i=e.shadowRoot??e,r=i.querySelector("video");if(r)return r;for(let n of i.querySelectorAll("ha-hls-player, ha-web-rtc-player")){let o=this.video(n);if(o)return o}return null}awaitStream(){if(clearInterval(this.streamTimer),this.source!=="stream"||this.away)return;let e=Date.now(),i=0;this.streamTimer=setInterval(()=>{let r=this.video(),n=!!r&&r.readyState>=2&&r.currentTime!==i;i=r?.currentTime??0,n?(this.playing=!0,clearInterval(this.streamTimer)):Date.now()-e>bi&&(clearInterval(this.streamTimer),this.dispatchEvent(new Event("stream-failed")))},500)}render(){let e=this.hass.states[this.entityId];return d`
      ${this.poster?d`<img
              class="poster"
              src=${this.poster}
              alt=${this.live||this.playing?"":this.label}
              @load=${({target:i})=>{let{naturalWidth:r,naturalHeight:n}=i;this.takeSize(r,n)}}
            />`:a}
      ${Ht(this.round,d`<canvas
          ${Ut(this.canvas)}
          role="img"
          aria-label=${this.label}
          ?hidden=${!this.live||this.away||this.playing}
        ></canvas>`)}
      ${this.source==="stream"&&!this.away&&e?d`<ha-camera-stream
              class=${this.playing?"":"waiting"}
              .hass=${this.hass}
              .stateObj=${e}
              .muted=${this.muted}
              .controls=${!1}
              .aspectRatio=${this.aspect||this.ratio}
            ></ha-camera-stream>`:a}
      ${this.live||this.away||this.playing||this.source==="still"?a:d`<div class="spinner" aria-hidden="true"></div>`}
    `}static{this.styles=f`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      aspect-ratio: var(--ratio, 1.333);
      background: #111;
    }
    img,
    canvas,
    ha-camera-stream {
      position: absolute;
      inset: 0;
      width: 100%;
      height: 100%;
      object-fit: contain;
    }
    canvas[hidden] {
      display: none;
    }
    .waiting {
      opacity: 0;
    }
    :host([away]) img {
      filter: grayscale(1) brightness(0.6);
    }
    .spinner {
      position: absolute;
      inset: calc(50% - 18px);
      width: 36px;
      height: 36px;
      inset-inline-start: calc(50% - 18px);
      box-sizing: border-box;
      border: 3px solid rgba(255, 255, 255, 0.35);
      border-top-color: #fff;
      border-radius: 50%;
    }
    @media (prefers-reduced-motion: no-preference) {
      .spinner {
        animation: turn 1s linear infinite;
      }
      :host([away]) img {
        transition: filter 0.4s;
      }
    }
    @keyframes turn {
      to {
        transform: rotate(360deg);
      }
    }
  `}};var U="ip-camera-cgi-wall",xi=1e4,Ge=s=>s.replace("camera.",""),fe=class extends y{static{this.properties={...y.properties,entityId:{attribute:!1},forward:{type:Boolean,reflect:!0},preview:{type:Boolean}}}constructor(){super(),this.forward=this.preview=!1}get cameraId(){return this.entityId}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer)}willUpdate(t){super.willUpdate(t),!!this.texts&&B(this.texts,this.hass,this.info).kind==="alarm"?(clearTimeout(this.timer),this.timer=void 0,this.forward=!0):this.forward&&(this.timer??=setTimeout(()=>{this.forward=!1,this.timer=void 0},xi))}render(){let{texts:t,info:e,hass:i,entityId:r}=this;if(!t)return a;let n=ne({type:""},i.states[r],e?.name),o=B(t,i,e);return d`<button
      type="button"
      class="tile"
      aria-label=${`${n}, ${o.text}`}
      @click=${()=>this.dispatchEvent(new Event("chosen"))}
    >
      <ip-camera-cgi-picture
        .hass=${i}
        .entityId=${r}
        .label=${n}
        .away=${!!e&&!e.available}
        .maxRate=${this.preview?2:10}
      ></ip-camera-cgi-picture>
      <span class="top" aria-hidden="true">
        <span class="title">${n}</span><span class="pill ${o.kind}">${o.text}</span>
      </span>
    </button>`}static{this.styles=[H,de,f`
      :host {
        display: block;
        min-width: 0;
      }
      :host([forward]) {
        order: -1;
        grid-column: span 2;
        grid-row: span 2;
      }
      @container (max-width: 639px) {
        :host([forward]) {
          grid-column: span 1;
          grid-row: span 1;
        }
      }
      .tile {
        position: relative;
        display: block;
        width: 100%;
        overflow: hidden;
        border-radius: var(--ha-card-border-radius, 12px);
        background: #111;
        text-align: start;
      }
      :host([forward]) .tile {
        box-shadow: 0 0 0 3px #d32f2f;
      }
      .tile:focus-visible {
        outline-offset: 2px;
      }
    `]}},ge=class extends g{constructor(){super(...arguments);this.cameras=[];this.getCardSize=()=>12;this.getGridOptions=()=>({columns:"full",rows:"auto"})}static{this.properties={hass:{attribute:!1},preview:{type:Boolean},config:{state:!0},texts:{state:!0}}}static{this.getStubConfig=()=>({})}setConfig(e){this.config=e,this.entities=void 0}willUpdate(e){this.hass.entities!==this.entities&&(this.entities=this.hass.entities,this.cameras=this.config?.entities??R(this.hass)),e.get("hass")?.language!==this.hass.language&&I(this.hass).then(r=>this.texts=r)}open(e){let i=this.config?.path;this.preview||(i?(history.pushState(null,"",`${i}/${Ge(e)}`),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))):this.dispatchEvent(new CustomEvent("hass-more-info",{detail:{entityId:e},bubbles:!0,composed:!0})))}render(){return this.cameras.length?d`<div class="wall">
      ${this.cameras.map(e=>d`<ip-camera-cgi-tile
            .hass=${this.hass}
            .entityId=${e}
            ?preview=${this.preview}
            @chosen=${()=>this.open(e)}
          ></ip-camera-cgi-tile>`)}
    </div>`:d`<ha-card><div class="empty">${this.texts?.card("wall_empty")}</div></ha-card>`}static{this.styles=f`
    :host {
      display: block;
      container-type: inline-size;
    }
    .wall {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
      grid-auto-flow: dense;
      gap: 8px;
      padding: 8px;
    }
    .empty {
      padding: 32px;
      text-align: center;
    }
  `}};var _i=new Set(["button","camera","image","text","update"]),Ai=(s,t)=>{let e=s.entities[t]?.device_id;return Object.entries(s.entities).filter(([i,r])=>r?.device_id===e&&r?.platform===u&&!r.hidden&&!r.entity_category&&!_i.has(i.split(".")[0]??"")).map(([i])=>i).sort().map(i=>({type:"tile",entity:i,name:{type:"entity"}}))},ki=(s,t)=>({title:s.states[t]?.attributes.friendly_name??t,path:Ge(t),subview:!0,type:"sections",max_columns:3,sections:[{type:"grid",column_span:2,cards:[{type:`custom:${z}`,entity:t,grid_options:{columns:"full"}}]},{type:"grid",cards:Ai(s,t)}]}),ve=class extends HTMLElement{static{this.registryDependencies=["entities"]}static generate(t){return Promise.resolve({type:"panel",cards:[{type:`custom:${U}`,path:t.path}]})}},ye=class extends HTMLElement{static{this.registryDependencies=["entities"]}static{this.getCreateSuggestions=()=>({title:"IP cameras",icon:"mdi:cctv"})}static async generate(t,e){let i=await I(e),[,r="lovelace"]=location.pathname.split("/");return{title:i.card("wall"),views:[{title:i.card("wall"),path:"cameras",icon:"mdi:cctv",type:"panel",cards:[{type:`custom:${U}`,path:`/${r}`}]},...R(e).map(n=>ki(e,n)),...t.views??[]]}}};var je="https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/card.md";Pt({[z]:V,"ip-camera-cgi-picture":me,"ip-camera-cgi-tile":fe,[U]:ge,[pe]:F,"ll-strategy-dashboard-ip-camera-cgi":ye,"ll-strategy-view-ip-camera-cgi":ve});var be=window;(be.customCards??=[]).push({type:z,name:"IP camera",description:"Live picture, steering and setup of a camera of IP Camera CGI",preview:!0,documentationURL:je,getEntitySuggestion:V.getEntitySuggestion});be.customCards.push({type:U,name:"IP cameras",description:"All cameras of IP Camera CGI; one that raises an alarm comes forward",preview:!0,documentationURL:je});for(let s of["dashboard","view"])(be.customStrategies??=[]).push({type:"ip-camera-cgi",strategyType:s,name:"IP cameras",description:"All cameras of IP Camera CGI",documentationURL:je});(be.customCardFeatures??=[]).push({type:pe,name:"IP camera: pan, tilt and zoom",isSupported:F.isSupported,configurable:!1});
