// Built from card/; see CONTRIBUTING.md. Contains Lit (BSD-3-Clause, Google LLC).
var ie=globalThis,se=ie.ShadowRoot&&(ie.ShadyCSS===void 0||ie.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,Be=Symbol(),xt=new WeakMap,B=class{constructor(t,e,i){if(this._$cssResult$=!0,i!==Be)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(se&&t===void 0){let i=e!==void 0&&e.length===1;i&&(t=xt.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),i&&xt.set(e,t))}return t}toString(){return this.cssText}},kt=r=>new B(typeof r=="string"?r:r+"",void 0,Be),g=(r,...t)=>{let e=r.length===1?r[0]:t.reduce((i,s,n)=>i+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(s)+r[n+1],r[0]);return new B(e,r,Be)},_t=(r,t)=>{if(se)r.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of t){let i=document.createElement("style"),s=ie.litNonce;s!==void 0&&i.setAttribute("nonce",s),i.textContent=e.cssText,r.appendChild(i)}},Ge=se?r=>r:r=>r instanceof CSSStyleSheet?(t=>{let e="";for(let i of t.cssRules)e+=i.cssText;return kt(e)})(r):r;var{is:Ai,defineProperty:Ei,getOwnPropertyDescriptor:Si,getOwnPropertyNames:Ti,getOwnPropertySymbols:Ri,getPrototypeOf:Ci}=Object,re=globalThis,At=re.trustedTypes,Pi=At?At.emptyScript:"",Ii=re.reactiveElementPolyfillSupport,G=(r,t)=>r,Ve={toAttribute(r,t){switch(t){case Boolean:r=r?Pi:null;break;case Object:case Array:r=r==null?r:JSON.stringify(r)}return r},fromAttribute(r,t){let e=r;switch(t){case Boolean:e=r!==null;break;case Number:e=r===null?null:Number(r);break;case Object:case Array:try{e=JSON.parse(r)}catch{e=null}}return e}},St=(r,t)=>!Ai(r,t),Et={attribute:!0,type:String,converter:Ve,reflect:!1,useDefault:!1,hasChanged:St};Symbol.metadata??=Symbol("metadata"),re.litPropertyMetadata??=new WeakMap;var x=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=Et){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let i=Symbol(),s=this.getPropertyDescriptor(t,i,e);s!==void 0&&Ei(this.prototype,t,s)}}static getPropertyDescriptor(t,e,i){let{get:s,set:n}=Si(this.prototype,t)??{get(){return this[e]},set(o){this[e]=o}};return{get:s,set(o){let a=s?.call(this);n?.call(this,o),this.requestUpdate(t,a,i)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??Et}static _$Ei(){if(this.hasOwnProperty(G("elementProperties")))return;let t=Ci(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(G("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(G("properties"))){let e=this.properties,i=[...Ti(e),...Ri(e)];for(let s of i)this.createProperty(s,e[s])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[i,s]of e)this.elementProperties.set(i,s)}this._$Eh=new Map;for(let[e,i]of this.elementProperties){let s=this._$Eu(e,i);s!==void 0&&this._$Eh.set(s,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let i=new Set(t.flat(1/0).reverse());for(let s of i)e.unshift(Ge(s))}else t!==void 0&&e.push(Ge(t));return e}static _$Eu(t,e){let i=e.attribute;return i===!1?void 0:typeof i=="string"?i:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let i of e.keys())this.hasOwnProperty(i)&&(t.set(i,this[i]),delete this[i]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return _t(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,i){this._$AK(t,i)}_$ET(t,e){let i=this.constructor.elementProperties.get(t),s=this.constructor._$Eu(t,i);if(s!==void 0&&i.reflect===!0){let n=(i.converter?.toAttribute!==void 0?i.converter:Ve).toAttribute(e,i.type);this._$Em=t,n==null?this.removeAttribute(s):this.setAttribute(s,n),this._$Em=null}}_$AK(t,e){let i=this.constructor,s=i._$Eh.get(t);if(s!==void 0&&this._$Em!==s){let n=i.getPropertyOptions(s),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:Ve;this._$Em=s;let a=o.fromAttribute(e,n.type);this[s]=a??this._$Ej?.get(s)??a,this._$Em=null}}requestUpdate(t,e,i,s=!1,n){if(t!==void 0){let o=this.constructor;if(s===!1&&(n=this[t]),i??=o.getPropertyOptions(t),!((i.hasChanged??St)(n,e)||i.useDefault&&i.reflect&&n===this._$Ej?.get(t)&&!this.hasAttribute(o._$Eu(t,i))))return;this.C(t,e,i)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:i,reflect:s,wrapped:n},o){i&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,o??e??this[t]),n!==!0||o!==void 0)||(this._$AL.has(t)||(this.hasUpdated||i||(e=void 0),this._$AL.set(t,e)),s===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[s,n]of this._$Ep)this[s]=n;this._$Ep=void 0}let i=this.constructor.elementProperties;if(i.size>0)for(let[s,n]of i){let{wrapped:o}=n,a=this[s];o!==!0||this._$AL.has(s)||a===void 0||this.C(s,void 0,n,a)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(i=>i.hostUpdate?.()),this.update(e)):this._$EM()}catch(i){throw t=!1,this._$EM(),i}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};x.elementStyles=[],x.shadowRootOptions={mode:"open"},x[G("elementProperties")]=new Map,x[G("finalized")]=new Map,Ii?.({ReactiveElement:x}),(re.reactiveElementVersions??=[]).push("2.1.2");var qe=globalThis,Tt=r=>r,ne=qe.trustedTypes,Rt=ne?ne.createPolicy("lit-html",{createHTML:r=>r}):void 0,Fe="$lit$",k=`lit$${Math.random().toFixed(9).slice(2)}$`,Ye="?"+k,Mi=`<${Ye}>`,R=document,K=()=>R.createComment(""),q=r=>r===null||typeof r!="object"&&typeof r!="function",Xe=Array.isArray,zt=r=>Xe(r)||typeof r?.[Symbol.iterator]=="function",Ke=`[ 	
\f\r]`,V=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Ct=/-->/g,Pt=/>/g,S=RegExp(`>|${Ke}(?:([^\\s"'>=/]+)(${Ke}*=${Ke}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),It=/'/g,Mt=/"/g,Ut=/^(?:script|style|textarea|title)$/i,Qe=r=>(t,...e)=>({_$litType$:r,strings:t,values:e}),l=Qe(1),Us=Qe(2),Hs=Qe(3),C=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),Lt=new WeakMap,T=R.createTreeWalker(R,129);function Ht(r,t){if(!Xe(r)||!r.hasOwnProperty("raw"))throw Error("invalid template strings array");return Rt!==void 0?Rt.createHTML(t):t}var Dt=(r,t)=>{let e=r.length-1,i=[],s,n=t===2?"<svg>":t===3?"<math>":"",o=V;for(let a=0;a<e;a++){let d=r[a],p,h,u=-1,m=0;for(;m<d.length&&(o.lastIndex=m,h=o.exec(d),h!==null);)m=o.lastIndex,o===V?h[1]==="!--"?o=Ct:h[1]!==void 0?o=Pt:h[2]!==void 0?(Ut.test(h[2])&&(s=RegExp("</"+h[2],"g")),o=S):h[3]!==void 0&&(o=S):o===S?h[0]===">"?(o=s??V,u=-1):h[1]===void 0?u=-2:(u=o.lastIndex-h[2].length,p=h[1],o=h[3]===void 0?S:h[3]==='"'?Mt:It):o===Mt||o===It?o=S:o===Ct||o===Pt?o=V:(o=S,s=void 0);let y=o===S&&r[a+1].startsWith("/>")?" ":"";n+=o===V?d+Mi:u>=0?(i.push(p),d.slice(0,u)+Fe+d.slice(u)+k+y):d+k+(u===-2?a:y)}return[Ht(r,n+(r[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),i]},F=class r{constructor({strings:t,_$litType$:e},i){let s;this.parts=[];let n=0,o=0,a=t.length-1,d=this.parts,[p,h]=Dt(t,e);if(this.el=r.createElement(p,i),T.currentNode=this.el.content,e===2||e===3){let u=this.el.content.firstChild;u.replaceWith(...u.childNodes)}for(;(s=T.nextNode())!==null&&d.length<a;){if(s.nodeType===1){if(s.hasAttributes())for(let u of s.getAttributeNames())if(u.endsWith(Fe)){let m=h[o++],y=s.getAttribute(u).split(k),M=/([.?@])?(.*)/.exec(m);d.push({type:1,index:n,name:M[2],strings:y,ctor:M[1]==="."?ae:M[1]==="?"?le:M[1]==="@"?ce:I}),s.removeAttribute(u)}else u.startsWith(k)&&(d.push({type:6,index:n}),s.removeAttribute(u));if(Ut.test(s.tagName)){let u=s.textContent.split(k),m=u.length-1;if(m>0){s.textContent=ne?ne.emptyScript:"";for(let y=0;y<m;y++)s.append(u[y],K()),T.nextNode(),d.push({type:2,index:++n});s.append(u[m],K())}}}else if(s.nodeType===8)if(s.data===Ye)d.push({type:2,index:n});else{let u=-1;for(;(u=s.data.indexOf(k,u+1))!==-1;)d.push({type:7,index:n}),u+=k.length-1}n++}}static createElement(t,e){let i=R.createElement("template");return i.innerHTML=t,i}};function P(r,t,e=r,i){if(t===C)return t;let s=i!==void 0?e._$Co?.[i]:e._$Cl,n=q(t)?void 0:t._$litDirective$;return s?.constructor!==n&&(s?._$AO?.(!1),n===void 0?s=void 0:(s=new n(r),s._$AT(r,e,i)),i!==void 0?(e._$Co??=[])[i]=s:e._$Cl=s),s!==void 0&&(t=P(r,s._$AS(r,t.values),s,i)),t}var oe=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:i}=this._$AD,s=(t?.creationScope??R).importNode(e,!0);T.currentNode=s;let n=T.nextNode(),o=0,a=0,d=i[0];for(;d!==void 0;){if(o===d.index){let p;d.type===2?p=new L(n,n.nextSibling,this,t):d.type===1?p=new d.ctor(n,d.name,d.strings,this,t):d.type===6&&(p=new de(n,this,t)),this._$AV.push(p),d=i[++a]}o!==d?.index&&(n=T.nextNode(),o++)}return T.currentNode=R,s}p(t){let e=0;for(let i of this._$AV)i!==void 0&&(i.strings!==void 0?(i._$AI(t,i,e),e+=i.strings.length-2):i._$AI(t[e])),e++}},L=class r{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,i,s){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=i,this.options=s,this._$Cv=s?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode,e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=P(this,t,e),q(t)?t===c||t==null||t===""?(this._$AH!==c&&this._$AR(),this._$AH=c):t!==this._$AH&&t!==C&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):zt(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==c&&q(this._$AH)?this._$AA.nextSibling.data=t:this.T(R.createTextNode(t)),this._$AH=t}$(t){let{values:e,_$litType$:i}=t,s=typeof i=="number"?this._$AC(t):(i.el===void 0&&(i.el=F.createElement(Ht(i.h,i.h[0]),this.options)),i);if(this._$AH?._$AD===s)this._$AH.p(e);else{let n=new oe(s,this),o=n.u(this.options);n.p(e),this.T(o),this._$AH=n}}_$AC(t){let e=Lt.get(t.strings);return e===void 0&&Lt.set(t.strings,e=new F(t)),e}k(t){Xe(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,i,s=0;for(let n of t)s===e.length?e.push(i=new r(this.O(K()),this.O(K()),this,this.options)):i=e[s],i._$AI(n),s++;s<e.length&&(this._$AR(i&&i._$AB.nextSibling,s),e.length=s)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){let i=Tt(t).nextSibling;Tt(t).remove(),t=i}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}},I=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,i,s,n){this.type=1,this._$AH=c,this._$AN=void 0,this.element=t,this.name=e,this._$AM=s,this.options=n,i.length>2||i[0]!==""||i[1]!==""?(this._$AH=Array(i.length-1).fill(new String),this.strings=i):this._$AH=c}_$AI(t,e=this,i,s){let n=this.strings,o=!1;if(n===void 0)t=P(this,t,e,0),o=!q(t)||t!==this._$AH&&t!==C,o&&(this._$AH=t);else{let a=t,d,p;for(t=n[0],d=0;d<n.length-1;d++)p=P(this,a[i+d],e,d),p===C&&(p=this._$AH[d]),o||=!q(p)||p!==this._$AH[d],p===c?t=c:t!==c&&(t+=(p??"")+n[d+1]),this._$AH[d]=p}o&&!s&&this.j(t)}j(t){t===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},ae=class extends I{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===c?void 0:t}},le=class extends I{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==c)}},ce=class extends I{constructor(t,e,i,s,n){super(t,e,i,s,n),this.type=5}_$AI(t,e=this){if((t=P(this,t,e,0)??c)===C)return;let i=this._$AH,s=t===c&&i!==c||t.capture!==i.capture||t.once!==i.once||t.passive!==i.passive,n=t!==c&&(i===c||s);s&&this.element.removeEventListener(this.name,this,i),n&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},de=class{constructor(t,e,i){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=i}get _$AU(){return this._$AM._$AU}_$AI(t){P(this,t)}},Ot={M:Fe,P:k,A:Ye,C:1,L:Dt,R:oe,D:zt,V:P,I:L,H:I,N:le,U:ce,B:ae,F:de},Li=qe.litHtmlPolyfillSupport;Li?.(F,L),(qe.litHtmlVersions??=[]).push("3.3.3");var Nt=(r,t,e)=>{let i=e?.renderBefore??t,s=i._$litPart$;if(s===void 0){let n=e?.renderBefore??null;i._$litPart$=s=new L(t.insertBefore(K(),n),n,void 0,e??{})}return s._$AI(r),s};var Je=globalThis,w=class extends x{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=Nt(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return C}};w._$litElement$=!0,w.finalized=!0,Je.litElementHydrateSupport?.({LitElement:w});var zi=Je.litElementPolyfillSupport;zi?.({LitElement:w});(Je.litElementVersions??=[]).push("4.2.2");var f="ip_camera_cgi",_=(r,t)=>t.startsWith("camera.")&&r.entities[t]?.platform===f;function z(r){let t=new Set;return Object.keys(r.entities).filter(e=>_(r,e)&&!r.entities[e]?.hidden).sort((e,i)=>e.length-i.length||e.localeCompare(i)).filter(e=>{let i=r.entities[e]?.device_id,s=i===void 0||!t.has(i);return t.add(i),s}).sort()}var Ui=`
registerProcessor("ip-camera-talk", class extends AudioWorkletProcessor {
  constructor(options) {
    super();
    this.step = sampleRate / options.processorOptions.rate;
    this.sum = this.count = this.at = 0;
    this.block = [];
  }
  process([[channel]]) {
    for (const sample of channel ?? []) {
      this.sum += sample;
      this.count += 1;
      this.at += 1;
      if (this.at < this.step) continue;
      this.at -= this.step;
      const level = Math.max(-1, Math.min(1, this.sum / this.count));
      this.block.push(Math.round(level * 32767));
      this.sum = this.count = 0;
      if (this.block.length < 320) continue;
      this.port.postMessage(new Int16Array(this.block));
      this.block = [];
    }
    return true;
  }
});`,et=()=>window.isSecureContext&&"mediaDevices"in navigator,Ze=class{constructor(t,e,i){this.hass=t;this.entityId=e;this.changed=i;this.released=!1;this.lost=()=>this.end();t.connection.addEventListener("disconnected",this.lost),this.start().catch(s=>this.end(s))}async start(){let t={echoCancellation:!0,noiseSuppression:!0,autoGainControl:!0};if(this.stream=await navigator.mediaDevices.getUserMedia({audio:t}),this.released){this.close();return}let e={type:`${f}/talk`,entity_id:this.entityId};this.subscription=this.hass.connection.subscribeMessage(i=>this.handle(i),e,{resubscribe:!1}),await this.subscription}handle(t){t.event==="ready"?this.record(t).catch(e=>this.end(e)):t.event==="started"&&!this.released?this.changed("on"):t.event==="ended"&&this.end(t.error)}async record({handler:t,rate:e}){this.handler=t;let{stream:i}=this;if(!i){this.finish();return}let s=this.context=new AudioContext,n=URL.createObjectURL(new Blob([Ui],{type:"text/javascript"}));try{await s.audioWorklet.addModule(n)}finally{URL.revokeObjectURL(n)}if(this.context!==s)return;let o=new AudioWorkletNode(s,"ip-camera-talk",{processorOptions:{rate:e}});o.port.onmessage=({data:a})=>this.send(a),s.createMediaStreamSource(i).connect(o)}send(t){let{socket:e}=this.hass.connection;if(this.handler===void 0||e?.readyState!==WebSocket.OPEN)return;let i=new Uint8Array(1+t.byteLength);i[0]=this.handler,i.set(new Uint8Array(t.buffer,t.byteOffset,t.byteLength),1),e.send(i)}finish(){this.send(new Int16Array(0))}close(){for(let t of this.stream?.getTracks()??[])t.stop();this.context?.close().catch(()=>{}),this.stream=this.context=void 0,this.hass.connection.removeEventListener("disconnected",this.lost)}release(){this.released||(this.released=!0,this.close(),this.finish(),this.changed("off"))}end(t){let e=this.released;this.released=!0,this.close(),this.subscription?.then(i=>i()).catch(()=>{}),e||this.changed("off",t)}},pe=class{constructor(t){this.changed=t}start(t,e){if(this.press||t.connected===!1)return;this.changed("connecting");let i=new Ze(t,e,(s,n)=>{this.press!==i&&this.press!==void 0||(s==="off"&&(this.press=void 0),this.changed(s,n))});this.press=i}release(){this.press?.release(),this.press=void 0}};var Hi=[{keys:["infrared"],platform:"light",icon:"weather-night",off:"weather-night"},{keys:["motion_detection"],platform:"switch",icon:"motion-sensor",off:"motion-sensor-off"},{keys:["privacy_mode"],platform:"switch",icon:"eye-off",off:"eye"}],tt=(r,t,e,i,s=!1)=>l`<button
    type="button"
    class="chip"
    tabindex="-1"
    aria-pressed=${e??c}
    ?disabled=${s}
    @click=${i}
  >
    <ha-icon icon="mdi:${t}"></ha-icon><span>${r}</span>
  </button>`;function Di(r,{hass:t,info:e},i){return Hi.flatMap(({keys:s,platform:n,icon:o,off:a})=>s.flatMap(d=>{let p=e.entities[d],h=p&&t.states[p];if(!p||!h||!p.startsWith(`${n}.`))return[];let u=h.state==="on",m=h.state==="unavailable";return[tt(r.entity(n,d),u?o:a,u,()=>i.toggle(p),m)]}))}function Oi(r,{hass:t,info:e,arming:i,countdown:s},n){let o=e.entities.relay,a=o&&t.states[o];if(!o||!a||!e.rights.control)return c;let d=a.state==="on";return l`<button
    type="button"
    class="chip relay ${i?"arming":""}"
    tabindex="-1"
    aria-pressed=${d}
    title=${r.card("hold_to_switch")}
    ?disabled=${a.state==="unavailable"}
    @pointerdown=${p=>{p.button===0&&(p.currentTarget.setPointerCapture(p.pointerId),n.relayDown(o))}}
    @pointerup=${()=>n.relayUp()}
    @pointercancel=${()=>n.relayUp()}
    @keydown=${p=>{p.key!==" "&&p.key!=="Enter"||(p.preventDefault(),p.stopPropagation(),p.repeat||n.relayDown(o))}}
    @keyup=${()=>n.relayUp()}
    @blur=${()=>n.relayUp()}
    @contextmenu=${p=>p.preventDefault()}
  >
    <ha-icon icon="mdi:${d?"electric-switch-closed":"electric-switch"}"></ha-icon>
    <span>${r.entity("switch","relay")}${s?` ${s}`:""}</span>
  </button>`}function Ni(r,{hass:t,info:e,talk:i},s){let n=e.entities.loudspeaker,o=n&&t.states[n];return!o||!e.rights.control?c:l`<button
    type="button"
    class="chip talk"
    tabindex="-1"
    aria-pressed=${i==="on"}
    title=${r.card(et()?"hold_to_talk":"talk_needs_https")}
    ?disabled=${o.state==="unavailable"||!et()}
    @pointerdown=${a=>{a.button===0&&(a.currentTarget.setPointerCapture(a.pointerId),s.talkDown())}}
    @pointerup=${()=>s.talkUp()}
    @pointercancel=${()=>s.talkUp()}
    @keydown=${a=>{a.key!==" "&&a.key!=="Enter"||(a.preventDefault(),a.stopPropagation(),a.repeat||s.talkDown())}}
    @keyup=${()=>s.talkUp()}
    @blur=${()=>s.talkUp()}
    @contextmenu=${a=>a.preventDefault()}
  >
    <ha-icon icon="mdi:${i==="off"?"microphone":"microphone-message"}"></ha-icon>
    <span>${r.card("talk")}${i==="connecting"?" …":""}</span>
  </button>`}function Wt(r,t,e){let{info:i,recording:s}=t;return l`<div class="chips" role="toolbar" aria-label=${r.card("buttons")}>
    ${i.rights.control?Di(r,t,e):c} ${Oi(r,t,e)}
    ${Ni(r,t,e)}
    ${i.rights.control&&!i.private?tt(s?r.card("recording"):r.card("save_clip"),s?"record-rec":"filmstrip",void 0,()=>e.clip(),s||!i.available):c}
    ${tt(r.card("snapshot"),"camera",void 0,()=>e.snapshot(),!i.available||!!i.private)}
  </div>`}var jt=g`
  .chips {
    display: flex;
    gap: 8px;
    padding: 8px 12px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  @container (min-width: 420px) {
    .chips {
      flex-wrap: wrap;
    }
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
  .talk {
    touch-action: none;
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
`;var it=new Map,st=class{constructor(t,e,i){this.localize=t;this.language=e;this.hour12=i}card(t,e){return this.localize(`component.${f}.selector.ip_camera_card.options.${t}`,e)||t}entity(t,e){return this.localize(`component.${f}.entity.${t}.${e}.name`)||e}text(t){return this.localize(t)||t}error(t){let{message:e,code:i,translation_domain:s,translation_key:n,translation_placeholders:o}=t??{};return i==="unauthorized"?this.card("unauthorized"):n&&this.localize(`component.${s}.exceptions.${n}.message`,o)||(e??i??String(t))}common(t){return this.localize(`ui.common.${t}`)||t}time(t,e=!1){let i=new Date(t),s=e||i.toDateString()===new Date().toDateString();return new Intl.DateTimeFormat(this.language,{...s?{}:{day:"numeric",month:"short"},hour:"numeric",minute:"2-digit",hour12:this.hour12}).format(i)}weekday(t,e="short"){return new Intl.DateTimeFormat(this.language,{weekday:e,timeZone:"UTC"}).format(new Date(Date.UTC(2024,0,1+t)))}};async function Wi(r){let t=r.localize;for(let e of["selector","entity","exceptions"])t=await r.loadBackendTranslation(e,f);return t}async function U(r){let t=r.locale?.language??r.language,e=it.get(t);e||(e=Wi(r),e.catch(()=>it.delete(t)),it.set(t,e));let i={12:!0,24:!1}[r.locale?.time_format??""];return Bt=new st(await e,t,i)}var Bt,Gt=()=>Bt;var A="ip-camera-cgi-card",Vt={auto:"automatic",always:"always_shown",never:"never_shown",low_delay:"low_delay",still:"still"},Kt=r=>Gt()?.card(r)??r.replaceAll("_"," "),rt=(r,t)=>({name:r,selector:{select:{mode:"dropdown",options:t.map(e=>({value:e,label:Vt[e]?Kt(Vt[e]):e}))}}}),qt=()=>({schema:[{name:"entity",required:!0,selector:{entity:{filter:{domain:"camera",integration:f}}}},{name:"name",selector:{text:{}}},{type:"grid",name:"",schema:[rt("controls",["auto","always","never"]),rt("live",["auto","low_delay","still"]),rt("aspect",["auto","16:9","4:3"])]},{name:"presets",default:!0,selector:{boolean:{}}},{name:"buttons",default:!0,selector:{boolean:{}}},{name:"recordings",default:!0,selector:{boolean:{}}}],computeLabel:({name:r})=>r==="entity"||r==="name"?void 0:Kt(r)}),Ft=(r,t)=>_(r,t)?{config:{type:`custom:${A}`,entity:t}}:null,Yt=r=>({entity:z(r)[0]??""}),Xt=r=>r.aspect==="16:9"?16/9:r.aspect==="4:3"?4/3:0,Y=(r,t,e)=>r.name??t?.attributes.friendly_name??e??r.entity??"";var nt=class{constructor(t,e){this.listeners=new Set;this.end=t.connection.subscribeMessage(i=>this.notify(i),{type:`${f}/card/subscribe`,entity_id:e}).catch(i=>{this.notify(void 0,i)})}notify(t,e){this.info=t,this.error=e;for(let i of[...this.listeners])i(t,e)}close(){this.end.then(t=>t?.()).catch(()=>{})}},he=new Map;function Qt(r,t,e){let i=he.get(t);(!i||i.error!==void 0)&&(i=new nt(r,t),he.set(t,i));let{listeners:s}=i;return s.add(e),i.info&&e(i.info),()=>{s.delete(e),setTimeout(()=>{s.size||he.get(t)!==i||(he.delete(t),i.close())},1e3)}}var v=class extends w{constructor(){super(...arguments);this.language="";this.followed=""}static{this.properties={hass:{attribute:!1},texts:{state:!0},info:{state:!0},problem:{state:!0}}}get shown(){return[this.cameraId,...Object.values(this.info?.entities??{})]}disconnectedCallback(){super.disconnectedCallback(),this.unfollow?.(),this.followed=""}connectedCallback(){super.connectedCallback(),this.requestUpdate()}shouldUpdate(e){let i=e.get("hass");return e.size>1||!e.has("hass")||!i?!0:i.language!==this.hass.language||i.connection!==this.hass.connection||i.connected!==this.hass.connected||i.entities!==this.hass.entities||this.shown.some(s=>s&&i.states[s]!==this.hass.states[s])}willUpdate(e){if(e.size&&this.hass.language!==this.language){let s=this.language=this.hass.language;U(this.hass).then(n=>s===this.language&&(this.texts=n),()=>this.language="")}let i=this.isConnected?this.cameraId:void 0;(i??"")!==this.followed&&(this.unfollow?.(),this.followed=i??"",this.info=this.problem=void 0,this.unfollow=i?Qt(this.hass,i,(s,n)=>{this.info=s,this.problem=n}):void 0)}},$=g`
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
`;var ue=(r,t)=>`${r??"camera"} ${t.toLocaleString("sv").replaceAll(":",".")}`;function ot(r,t){let e=document.createElement("a");e.href=URL.createObjectURL(r),e.download=t,e.click(),setTimeout(()=>URL.revokeObjectURL(e.href),6e4)}async function Jt(r,t){let e=[new File([r],t,{type:r.type})];if("canShare"in navigator&&navigator.canShare({files:e}))try{await navigator.share({files:e,title:t});return}catch(i){if(i.name==="AbortError")return}ot(r,t)}function ji(r,t,e){let i=e.pan?r>0?"right":"left":"",s=e.tilt?t>0?"down":"up":"",n=Math.abs(t)/Math.max(Math.abs(r),1e-6);return e.diagonal&&n>.41&&n<2.42?`${s}_${i}`:(n>1?s:i)||s||i||void 0}var Bi=(r,t)=>Math.round(Math.min(Math.max(Math.hypot(r,t)/160,.1),1)*10)*10,me=class{constructor(t,e){this.ptz=t;this.actions=e;this.pointers=new Map;this.distance=0;this.moving=!1;this.lastTap=0}down(t){if(t.button!==0||!this.ptz())return;let{clientX:e,clientY:i}=t;this.pointers.set(t.pointerId,{x:e,y:i,startX:e,startY:i}),t.currentTarget.setPointerCapture(t.pointerId),this.pointers.size>1&&(this.end(),this.distance=this.spread())}move(t){let e=this.pointers.get(t.pointerId),i=this.ptz();if(!e||!i)return;if(e.x=t.clientX,e.y=t.clientY,this.pointers.size>1){this.pinch(i);return}let s=e.x-e.startX,n=e.y-e.startY;if(!this.moving&&Math.hypot(s,n)<16)return;let o=ji(s,n,i);o&&(this.moving=!0,this.actions.move(o,Bi(s,n)))}up(t){if(!this.pointers.get(t.pointerId))return;this.pointers.delete(t.pointerId);let i=t.type==="pointerup"&&!this.moving&&!this.distance;this.end(),this.pointers.size||(this.distance=0),i&&this.tap(t)}wheel(t,e){!this.ptz()?.zoom||!e&&!t.ctrlKey||(t.preventDefault(),this.actions.move(t.deltaY<0?"zoom_in":"zoom_out",50),clearTimeout(this.wheelTimer),this.wheelTimer=setTimeout(()=>this.actions.release(),250))}tap(t){let e=t.timeStamp-this.lastTap<350;this.lastTap=e?0:t.timeStamp,!(!e||!this.ptz()?.position)&&this.actions.centre(t.clientX,t.clientY)}pinch(t){let e=this.spread()/(this.distance||1);!t.zoom||e<1.12&&e>1/1.12||(this.moving=!0,this.actions.move(e>1?"zoom_in":"zoom_out",50))}spread(){let[t,e]=[...this.pointers.values()];return t&&e?Math.hypot(t.x-e.x,t.y-e.y):0}end(){let{moving:t}=this;this.moving=!1,t&&this.actions.release()}cancel(){clearTimeout(this.wheelTimer),this.pointers.clear(),this.distance=0,this.end()}};var at=class{constructor(t,e,i,s,n){this.hass=t;this.entityId=e;this.movement=i;this.deadline=s;this.ended=n;this.subscriptions=[];this.pending=0;this.released=!1;this.asked=Date.now();this.lost=()=>this.ended();t.connection.addEventListener("disconnected",this.lost),window.addEventListener("pointerdown",this.lost,!0),this.timer=setInterval(()=>this.renew(),s*1e3/2),this.ask()}renew(){Date.now()-this.asked>this.deadline*1e3?this.ended():this.ask()}ask(){this.asked=Date.now();let t={type:`${f}/ptz/hold`,entity_id:this.entityId,...this.movement};this.pending++,this.subscriptions.push(this.hass.connection.subscribeMessage(()=>{},t,{resubscribe:!1}).catch(e=>{this.released||this.ended(e)}).finally(()=>this.pending--))}release(t){if(!this.released){this.released=!0,clearInterval(this.timer),this.hass.connection.removeEventListener("disconnected",this.lost),window.removeEventListener("pointerdown",this.lost,!0),t&&this.pending&&this.hass.callService(f,"ptz_stop",{},{entity_id:this.entityId},!1).catch(()=>{});for(let e of this.subscriptions)e.then(i=>i?.()).catch(()=>{})}}},H=class{constructor(t){this.changed=t;this.current=""}get held(){return this.press&&this.current.split(" ")[0]}hold(t,e,i,s){if(t.connected===!1)return;let n=`${i.direction} ${i.speed??""}`;if(this.press&&n===this.current)return;let o=this.press,a=new at(t,e,i,s,d=>{this.press===a&&this.release(),d!==void 0&&this.changed(void 0,d)});this.press=a,this.current=n,o?.release(!1),this.changed(i.direction)}release(){let{press:t}=this;t&&(this.press=void 0,t.release(!0),this.changed(void 0))}};var Zt={ArrowUp:"up",ArrowDown:"down",ArrowLeft:"left",ArrowRight:"right","+":"zoom_in","-":"zoom_out"};function ei(r,t){if(r.ctrlKey||r.metaKey||r.altKey)return!1;let e=Zt[r.key];if(e)return r.repeat||t.press(e);if(r.repeat)return!1;if(/^[1-9]$/.test(r.key))t.preset(Number(r.key));else if(r.key==="Escape")t.stop();else if(r.key==="0"||r.key==="h")t.home();else if(r.key==="c")t.clip();else if(r.key==="f")t.fullScreen();else if(r.key==="Enter")t.enter();else return!1;return!0}var ti=r=>r.key in Zt;function ii(r,t,e){let i=r.composedPath()[0],s=t.indexOf(i);if(s<0||i instanceof HTMLInputElement)return!1;let n=getComputedStyle(i).direction==="rtl",o={ArrowRight:n?-1:1,ArrowLeft:n?1:-1,ArrowDown:1,ArrowUp:-1}[r.key];if(o!==void 0)t[(s+o+t.length)%t.length]?.focus();else if(r.key==="Escape")e();else return!1;return!0}var Gi=[["up_left","arrow-top-left","diagonal"],["up","arrow-up","tilt"],["up_right","arrow-top-right","diagonal"],["left","arrow-left","pan"],["","","home"],["right","arrow-right","pan"],["down_left","arrow-bottom-left","diagonal"],["down","arrow-down","tilt"],["down_right","arrow-bottom-right","diagonal"]],Vi=(r,t)=>["up","down","left","right","zoom_in","zoom_out"].includes(t)?r.entity("button",t):r.card(t);function lt(r,t,e,i,s,n=-1){let o=()=>e.release();return l`<button
    type="button"
    class="hold"
    tabindex=${n}
    data-direction=${i}
    aria-label=${Vi(r,i)}
    aria-pressed=${t.held===i}
    ?disabled=${t.away}
    @pointerdown=${a=>{if(a.button!==0||!a.isPrimary){e.release();return}a.currentTarget.setPointerCapture(a.pointerId),e.press(i)}}
    @pointerup=${o}
    @pointercancel=${o}
    @lostpointercapture=${o}
    @keydown=${a=>{a.key!==" "&&a.key!=="Enter"||(a.preventDefault(),a.stopPropagation(),a.repeat||e.press(i))}}
    @keyup=${o}
    @blur=${()=>t.held===i&&e.release()}
    @contextmenu=${a=>a.preventDefault()}
  >
    <ha-icon icon="mdi:${s}"></ha-icon>
  </button>`}var ct=(r,t)=>l`<button
    type="button"
    class="stop"
    tabindex="-1"
    aria-label=${r.entity("button","stop")}
    @pointerdown=${()=>t.stop()}
    @click=${()=>t.stop()}
  >
    <ha-icon icon="mdi:stop"></ha-icon>
  </button>`;function si(r,{ptz:t,moving:e,away:i},s){return e?ct(r,s):t.home?l`<button
    type="button"
    tabindex="-1"
    aria-label=${r.entity("button","home")}
    ?disabled=${i}
    @click=${()=>s.home()}
  >
    <ha-icon icon="mdi:home"></ha-icon>
  </button>`:l`<span></span>`}function ri(r,t,e){let{ptz:i}=t,s=(n,o)=>lt(r,t,e,n,o);return l`
    <div class="pad" role="group" aria-label=${r.card("steering")} dir="ltr">
      ${i.pan||i.tilt?l`<div class="arrows">
              ${Gi.map(([n,o,a])=>n===""?si(r,t,e):i[a]?s(n,o):l`<span></span>`)}
            </div>`:t.moving?si(r,t,e):c}
      ${i.zoom||i.focus?l`<div class="rockers">
              ${i.zoom?[s("zoom_in","plus"),s("zoom_out","minus")]:c}
              ${i.focus?[s("focus_near","flower"),s("focus_far","image-filter-hdr")]:c}
              ${i.autofocus?l`<button
                      type="button"
                      tabindex="-1"
                      aria-label=${r.entity("button","autofocus")}
                      ?disabled=${t.away}
                      @click=${()=>e.autofocus()}
                    >
                      <ha-icon icon="mdi:focus-auto"></ha-icon>
                    </button>`:c}
            </div>`:c}
      ${i.speed?l`<input
              class="speed"
              type="range"
              min="10"
              max="100"
              step="10"
              tabindex="-1"
              .value=${String(t.speed)}
              aria-label=${r.card("speed")}
              title=${r.card("speed")}
              @change=${n=>e.speed(Number(n.target.value))}
            />`:c}
    </div>
  `}var fe=g`
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
  .pad button:disabled {
    opacity: 0.4;
  }
  .hold {
    touch-action: none;
  }
  .hold[aria-pressed="true"] {
    color: var(--text-primary-color, #fff);
    background: var(--primary-color);
  }
  .stop {
    width: var(--key, 44px);
    height: var(--key, 44px);
    border-radius: 50%;
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
`;var ni="ip-camera-card-sizes";function oi(){try{return JSON.parse(localStorage.getItem(ni)??"{}")}catch{return{}}}var X=r=>oi()[r];function ge(r,t){let{[r]:e,...i}=oi();if(e!==t)try{let s=[...Object.entries(i),[r,t]].slice(-200);localStorage.setItem(ni,JSON.stringify(Object.fromEntries(s)))}catch{}}var ai=(r,t)=>r.name??t.card("preset_number",{number:r.number});function Ki(r,{info:t,pictures:e,menu:i},s,n){let o=ai(n,r),a=n.picture&&e.get(n.picture),d=t.ptz?.preset===n.number;return l`<div class="preset">
    <button
      type="button"
      class="view"
      tabindex="-1"
      aria-current=${d?"true":c}
      ?disabled=${!t.available}
      @click=${()=>s.go(n)}
      @contextmenu=${p=>{p.preventDefault(),s.menu(n)}}
    >
      ${a?l`<img src=${a} alt="" />`:l`<ha-icon icon="mdi:image-outline"></ha-icon>`}
      <span class="name">${n.home?l`<ha-icon icon="mdi:home"></ha-icon>`:c}${o}</span>
    </button>
    <button
      type="button"
      class="more"
      tabindex="-1"
      aria-label=${r.card("more_about",{name:o})}
      aria-expanded=${i===n.number}
      @click=${()=>s.menu(i===n.number?void 0:n)}
    >
      <ha-icon icon="mdi:dots-vertical"></ha-icon>
    </button>
  </div>`}function qi(r,{info:t},e,i){let s=(n,o,a)=>l`<button type="button" class="chip" tabindex="-1" @click=${()=>a(i)}>
      <ha-icon icon="mdi:${o}"></ha-icon>${n}
    </button>`;return l`<div class="chips" role="toolbar" aria-label=${ai(i,r)}>
    ${s(r.card("save_here"),"content-save",n=>e.setHere(n))}
    ${s(r.common("rename"),"pencil",n=>e.rename(n))}
    ${t.rights.admin&&!i.home?s(r.card("use_as_home"),"home",n=>e.useAsHome(n)):c}
    ${s(r.common("clear"),"delete",n=>e.clear(n))}
  </div>`}function li(r,t,e){let{info:i,menu:s}=t,{ptz:n}=i;if(!n?.presets||n.presets_off||!i.rights.control)return c;let o=i.presets??[],a=o.find(d=>d.number===s);return l`
    <div class="shelf" role="toolbar" aria-label=${r.card("presets")}>
      ${o.map(d=>Ki(r,t,e,d))}
      <button type="button" class="view save" tabindex="-1" ?disabled=${!i.available} @click=${()=>e.save()}>
        <ha-icon icon="mdi:plus"></ha-icon><span class="name">${r.card("save_view")}</span>
      </button>
      ${n.patrols.map(d=>l`<button
            type="button"
            class="chip"
            tabindex="-1"
            ?disabled=${!i.available}
            @click=${()=>e.patrol(d)}
          >
            <ha-icon icon="mdi:sync"></ha-icon>${r.entity("button",`patrol_${d}`)}
          </button>`)}
    </div>
    ${a?qi(r,t,e,a):c}
  `}var ci=g`
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
    display: flex;
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
  .view:disabled {
    opacity: 0.5;
  }
  .save .name {
    overflow-wrap: anywhere;
    white-space: normal;
  }
  .save ha-icon {
    margin-block-end: 24px;
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
`;var Fi=["tamper","input","sound","motion"],Yi="https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/troubleshooting.md";function Q(r,t,e,i){if(!e||t.connected===!1)return{kind:"",text:r.card("connecting")};if(e.private)return{kind:"off",text:r.entity("switch","privacy_mode")};if(!e.available)return{kind:"off",text:r.card(e.restarting?"restarting":"offline")};let s=Fi.find(n=>t.states[e.entities[n]??""]?.state==="on");return s?{kind:"alarm",text:r.entity("binary_sensor",s)}:e.ptz?.moving?{kind:"moving",text:r.card("moving")}:i==="no_signal"?{kind:"off",text:r.card("no_signal")}:i==="off"?{kind:"off",text:r.card("off")}:{kind:"live",text:r.card("live_now")}}var dt=(r,{restarting:t,since:e})=>t?r.card("restarting"):e?r.card("offline_since",{time:r.time(e)}):r.card("offline");function di(r,t,e){let i=t.trouble==="invalid_auth"?"cause_login":t.trouble?"cause_power":"";return l`<div class="away" role="status">
    <strong>${dt(r,t)}</strong>
    ${i&&!t.restarting?l`<span>${r.card(i)}</span>`:c}
    <span class="row">
      ${t.rights.control&&t.loaded?l`<button type="button" class="filled" tabindex="-1" @click=${()=>e.retry()}>
              ${r.card("try_now")}
            </button>`:c}
      <a class="plain" href=${Yi} target="_blank" rel="noreferrer" tabindex="-1">${r.common("help")}</a>
    </span>
  </div>`}function pi(r){return l`<div class="away" role="status">
    <ha-icon icon="mdi:eye-off"></ha-icon>
    <strong>${r.entity("switch","privacy_mode")}</strong>
  </div>`}var ve=g`
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
  .picture > * {
    max-width: calc(85dvh * var(--ratio, 1.333)); /* a wide card is not higher than the screen */
    margin: auto;
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
    padding: 4px 4px 20px;
    padding-inline: 8px 4px;
    color: #fff;
    background: linear-gradient(rgba(0, 0, 0, 0.72), rgba(0, 0, 0, 0.4) 60%, transparent);
    pointer-events: none;
  }
  .stage > .top {
    backdrop-filter: blur(8px); /* the camera's own text lies below */
    mask: linear-gradient(#000 65%, transparent);
  }
  .top > * {
    pointer-events: auto;
  }
  .title {
    overflow: hidden;
    padding: 2px 10px;
    border-radius: 12px;
    background: rgba(0, 0, 0, 0.75);
    font-weight: 500;
    line-height: 20px;
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
  @container (max-width: 340px) {
    .pill.live {
      font-size: 0; /* the dot is enough, the name needs the room */
    }
    .pill.live::before {
      font-size: 12px;
    }
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
  .over.shown {
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
`;var D=class{constructor(t){this.changed=t;this.urls=new Map;this.asked=new Set}load(t,e){let i=new Set(e.filter(s=>s!==null));for(let[s,n]of[...this.urls])i.has(s)||(URL.revokeObjectURL(n),this.urls.delete(s),this.asked.delete(s));for(let s of i)this.asked.has(s)||this.fetch(t,s)}async fetch(t,e){this.asked.add(e);let i=await t.fetchWithAuth(e).catch(()=>{});if(!i?.ok){this.asked.delete(e);return}this.urls.set(e,URL.createObjectURL(await i.blob())),this.changed()}close(){for(let t of this.urls.values())URL.revokeObjectURL(t);this.urls.clear(),this.asked.clear()}};var Xi=420,Qi=1e4,Ji=4e3,Zi=2e3,es=500,J=class extends v{constructor(){super();this.holder=new H((e,i)=>{this.held=e,i!==void 0&&this.fail(i),e?this.steers():this.gestures.moving&&this.gestures.cancel(),this.tick()});this.gestures=new me(()=>this.steerable?this.info?.ptz??void 0:void 0,{move:(e,i)=>this.press(e,i),release:()=>this.holder.release(),centre:(e,i)=>{let s=this.picture?.pointAt(e,i);s&&this.act("ptz_center",s)}});this.talker=new pe((e,i)=>{this.talk=e,i!==void 0&&this.failTalk(i)});this.pictures=new D(()=>this.requestUpdate());this.resize=new ResizeObserver(([e])=>{this.narrow=(e?.contentRect.width??0)<Xi,this.settled&&this.info&&ge(this.sizeKey,this.offsetHeight)});this.stopSteering=()=>{this.gestures.cancel(),this.holder.release()};this.letGo=()=>{this.stopSteering(),this.talker.release()};this.hide=()=>{document.hidden&&this.letGo()};this.timers={};this.getCardSize=()=>6;this.getGridOptions=()=>({columns:12,rows:"auto",min_columns:6});this.padActions={press:e=>this.press(e),release:()=>this.holder.release(),stop:()=>this.stop(),home:()=>{this.act("ptz_home")},autofocus:()=>{this.act("ptz_autofocus")},speed:e=>this.speed=e};this.chipActions={toggle:e=>this.toggle(e),relayDown:e=>{this.arming=!0,this.later("relay",es,()=>{this.arming=!1,this.fireRelay(e)})},relayUp:()=>{this.arming&&this.say(this.texts?.card("hold_to_switch")??""),this.arming=!1,clearTimeout(this.timers.relay)},talkDown:()=>{this.preview||!this.cameraId||(this.talker.start(this.hass,this.cameraId),this.tick())},talkUp:()=>this.talker.release(),clip:()=>{this.saveClip()},snapshot:()=>{this.snapshot()}};this.shelfActions={go:e=>{this.act("ptz_preset",{preset:String(e.number)})},patrol:e=>{this.act("ptz_patrol",{patrol:e})},save:()=>{let e=new Set(this.info?.presets?.map(s=>s.number)),i=[...Array(this.info?.ptz?.presets??0).keys()].map(s=>s+1).find(s=>!e.has(s));i?this.naming={number:i,name:"",save:!0}:this.say(this.texts?.card("presets_full")??"")},menu:e=>this.menu=e?.number,setHere:e=>{this.menu=void 0,this.act("ptz_preset",{preset:String(e.number),task:"set"})},rename:e=>{this.menu=void 0,this.naming={number:e.number,name:e.name??"",save:!1}},useAsHome:e=>{this.menu=void 0,this.command({type:`${f}/card/set_home`,preset:e.number})},clear:e=>{this.menu=void 0,this.act("ptz_preset",{preset:String(e.number),task:"clear"})}};this.keyActions={press:e=>{let{ptz:i}=this.info??{},s=e.startsWith("zoom")?i?.zoom:e==="up"||e==="down"?i?.tilt:i?.pan;return!this.steerable||!s?!1:(this.press(e),!0)},release:()=>this.holder.release(),stop:()=>this.movable&&this.stop(),home:()=>this.movable&&this.info?.ptz?.home&&void this.act("ptz_home"),preset:e=>{let i=this.info?.presets?.[e-1];i&&this.movable&&this.shelfActions.go(i)},clip:()=>this.info?.rights.control&&void this.saveClip(),fullScreen:()=>this.fullScreen(),enter:()=>this.buttons[0]?.focus()};this.preview=this.narrow=this.steered=this.streamFailed=this.arming=this.recording=!1,this.setup=this.settled=!1,this.muted=!0,this.talk="off",this.speed=50,this.countdown=0,this.toast=this.signal=""}static{this.properties={...v.properties,preview:{type:Boolean},config:{state:!0},narrow:{state:!0},held:{state:!0},speed:{state:!0},steered:{state:!0},streamFailed:{state:!0},signal:{state:!0},settled:{state:!0},muted:{state:!0},toast:{state:!0},menu:{state:!0},naming:{state:!0},arming:{state:!0},countdown:{state:!0},recording:{state:!0},talk:{state:!0},setup:{state:!0}}}static{this.getConfigForm=()=>qt()}static{this.getStubConfig=e=>Yt(e)}static{this.getEntitySuggestion=(e,i)=>Ft(e,i)}setConfig(e){e.entity!==this.config?.entity&&this.letGo(),this.config=e}get cameraId(){let e=this.config?.entity;return e&&_(this.hass,e)?e:void 0}get movable(){return!!this.info?.ptz&&this.info.rights.control&&!this.preview}get steerable(){return this.movable&&!!this.info?.available&&!this.info.private&&this.config?.controls!=="never"}get sizeKey(){return`${this.config?.entity??""} ${Math.round(this.offsetWidth/10)}`}get reserved(){return this.settled?"":`min-height: ${X(this.sizeKey)??0}px`}get moving(){return!!this.held||!!this.info?.available&&!!this.info.ptz?.moving}get mayStream(){return(this.config?.live??"auto")==="auto"&&this.info?.stream!==!1&&!this.streamFailed&&!this.preview}get source(){return this.config?.live==="still"?"still":this.info&&this.mayStream&&!this.steered&&!this.held?"stream":"pictures"}connectedCallback(){super.connectedCallback(),this.resize.observe(this),window.addEventListener("blur",this.letGo),window.addEventListener("pagehide",this.letGo),document.addEventListener("visibilitychange",this.hide)}disconnectedCallback(){super.disconnectedCallback(),this.letGo(),this.resize.disconnect(),window.removeEventListener("blur",this.letGo),window.removeEventListener("pagehide",this.letGo),document.removeEventListener("visibilitychange",this.hide);for(let e of Object.values(this.timers))clearTimeout(e);this.pictures.close()}willUpdate(e){super.willUpdate(e),e.has("info")&&(!e.get("info")&&this.info&&this.later("settled",Zi,()=>this.settled=!0),this.pictures.load(this.hass,this.info?.presets?.map(({picture:i})=>i)??[]),this.steerable||this.stopSteering())}later(e,i,s){clearTimeout(this.timers[e]),this.timers[e]=setTimeout(s,i)}say(e){this.toast=e,this.later("toast",Ji,()=>this.toast="")}fail(e){this.texts&&this.say(this.texts.error(e))}failTalk(e){e instanceof DOMException&&e.name==="NotAllowedError"?this.say(this.texts?.card("microphone_denied")??""):this.fail(e)}tick(){this.dispatchEvent(new CustomEvent("haptic",{detail:"light",bubbles:!0,composed:!0}))}steers(){this.steered=!0,this.later("steered",Qi,()=>this.steered=!1)}press(e,i=this.speed){let{info:s,cameraId:n}=this;if(!this.steerable||!s?.ptz||!n)return;let o=s.ptz.speed?{direction:e,speed:i}:{direction:e};this.holder.hold(this.hass,n,o,s.ptz.deadline)}async act(e,i={},s=!0){if(!(this.preview||!this.cameraId)){this.steers();try{let n=s?{entity_id:this.cameraId}:void 0;return(await this.hass.callService(f,e,i,n,!1,!s)).response??!0}catch(n){this.fail(n);return}}}stop(){this.letGo(),this.act("ptz_stop")}toggle(e){this.preview||this.hass.callService("homeassistant","toggle",{},{entity_id:e},!1).catch(i=>this.fail(i))}async command(e){try{await this.hass.callWS({entity_id:this.cameraId,...e})}catch(i){this.fail(i)}}fireRelay(e){let i=this.hass.states[e]?.state!=="on";this.toggle(e),this.tick();let s=Number(this.hass.states[this.info?.entities.alarm_output_time??""]?.state);this.countdown=i&&s>1?s:0,this.countDown()}countDown(){this.countdown&&this.later("countdown",1e3,()=>{this.countdown--,this.countDown()})}async saveClip(){if(this.recording||!this.info)return;this.recording=!0;let e=await this.act("save_clip",{device_id:this.info.device_id},!1);this.recording=!1,e&&this.say(this.texts?.card("clip_saved")??"")}async snapshot(){let e=await this.hass.fetchWithAuth(`/api/${f}/last_picture/${this.cameraId??""}`);e.ok&&ot(await e.blob(),`${ue(this.info?.name,new Date)}.jpg`)}async saveName(e){e.preventDefault();let{naming:i}=this,s=i?.name.trim();!i||!s||(i.save?await this.act("ptz_preset",{preset:String(i.number),task:"set",name:s}):await this.command({type:`${f}/card/name_preset`,preset:i.number,name:s}),this.naming=void 0)}get buttons(){return[this.renderRoot,this.renderRoot.querySelector("ip-camera-cgi-recordings")?.shadowRoot].flatMap(s=>[...s?.querySelectorAll("button:not(:disabled), input.speed")??[]]).filter(s=>s.offsetParent!==null)}keyDown(e){let i=this.renderRoot.querySelector(".stage");(e.target===i?ei(e,this.keyActions):ii(e,this.buttons,()=>i?.focus()))&&e.preventDefault()}fullScreen(){document.fullscreenElement?document.exitFullscreen():this.renderRoot.querySelector("ha-card")?.requestFullscreen()}render(){let{config:e,texts:i}=this;if(!e||!i)return l`<ha-card style=${this.reserved}><div class="stage empty"></div></ha-card>`;if(!this.cameraId)return this.renderHint(i.card(e.entity?"not_ours":"choose_camera"),e.entity);if(this.problem!==void 0)return this.renderHint(i.error(this.problem),e.entity);if(this.info?.removed)return this.renderHint(i.card("removed"),e.entity);let s=this.narrow&&!document.fullscreenElement&&e.controls!=="never";return l`
      <ha-card style=${this.reserved} @keydown=${n=>this.keyDown(n)}>
        ${this.renderStage(i,s)} ${s?l`<div class="under">${this.renderPad(i)}</div>`:c}
        ${this.renderControls(i)}
      </ha-card>
      ${this.setup&&this.info?l`<ip-camera-cgi-setup
              .hass=${this.hass}
              .entityId=${this.cameraId}
              @closed=${()=>this.setup=!1}
            ></ip-camera-cgi-setup>`:c}
    `}renderHint(e,i){return l`<ha-card>
      <div class="hint"><ha-icon icon="mdi:cctv-off"></ha-icon><span>${e}</span><small>${i}</small></div>
    </ha-card>`}renderStage(e,i){let{info:s,config:n,hass:o}=this,a=this.cameraId??"",d=Y(n,o.states[a],s?.name),p=!!s?.private,h=!!s&&!s.available&&!p,u=Q(e,o,s,this.signal);return l`
      <div
        class="stage"
        tabindex="0"
        role="group"
        aria-label=${d}
        aria-keyshortcuts=${this.steerable?"ArrowUp ArrowDown ArrowLeft ArrowRight + - 0 Escape":c}
        @keyup=${m=>ti(m)&&this.holder.release()}
        @blur=${()=>this.holder.release()}
        @wheel=${m=>this.gestures.wheel(m,this.matches(":focus-within"))}
      >
        <div
          class="picture"
          @pointerdown=${m=>this.gestures.down(m)}
          @pointermove=${m=>this.gestures.move(m)}
          @pointerup=${m=>this.gestures.up(m)}
          @pointercancel=${m=>this.gestures.up(m)}
          @lostpointercapture=${m=>this.gestures.up(m)}
          @contextmenu=${m=>this.steerable&&m.preventDefault()}
        >
          <ip-camera-cgi-picture
            .hass=${o}
            .entityId=${a}
            .label=${d}
            .source=${this.source}
            .away=${h}
            .concealed=${p}
            .aspect=${Xt(n)}
            .mayStream=${this.mayStream}
            .maxRate=${this.preview?2:0}
            .muted=${this.muted}
            @stream-failed=${()=>this.streamFailed=!0}
            @signal=${({detail:m})=>this.signal=m}
          ></ip-camera-cgi-picture>
        </div>
        ${h?di(e,s,{retry:()=>{o.callService("homeassistant","update_entity",{},{entity_id:a},!1).catch(m=>this.fail(m))}}):c}
        <div class="top">
          <span class="title">${d}</span>
          <span class="pill ${u.kind}" role="status">${u.text}</span>
          <span class="spacer"></span>
          ${this.source==="stream"?this.iconButton(e.card(this.muted?"unmute":"mute"),this.muted?"volume-off":"volume-high",()=>this.muted=!this.muted):c}
          ${this.iconButton(e.card("full_screen"),"fullscreen",()=>this.fullScreen())}
          ${s?.rights.admin&&s.loaded&&!this.preview?this.iconButton(e.card("set_up"),"cog",()=>this.setup=!0):c}
        </div>
        ${p?pi(e):c}
        ${i?c:l`<div class="over ${this.moving||n?.controls==="always"?"shown":""}" ?hidden=${h}>
                ${this.renderPad(e)}
              </div>`}
        <div class="toast" role="status" ?hidden=${!this.toast}>${this.toast}</div>
      </div>
    `}iconButton(e,i,s){return l`<button type="button" class="icon" tabindex="-1" aria-label=${e} title=${e} @click=${s}>
      <ha-icon icon="mdi:${i}"></ha-icon>
    </button>`}renderPad(e){let{info:i,moving:s}=this;return!this.movable||!i?.ptz?c:this.config?.controls==="never"?s?ct(e,this.padActions):c:ri(e,{ptz:i.ptz,held:this.held,moving:s,speed:this.speed,away:!i.available},this.padActions)}renderControls(e){let{info:i,config:s}=this;return!i||this.preview?c:l`
      ${s?.presets===!1||!this.movable?c:li(e,{info:i,pictures:this.pictures.urls,menu:this.menu},this.shelfActions)}
      ${this.naming?this.renderNaming(e):c}
      ${s?.buttons===!1?c:Wt(e,{hass:this.hass,info:i,arming:this.arming,countdown:this.countdown,recording:this.recording,talk:this.talk},this.chipActions)}
      ${s?.recordings===!1?c:l`<ip-camera-cgi-recordings .hass=${this.hass} .entityId=${this.cameraId}></ip-camera-cgi-recordings>`}
      ${i.account==="visitor"&&i.rights.admin?l`<p class="note">${e.card("visitor")}</p>`:c}
    `}renderNaming(e){return l`<form class="naming" @submit=${i=>{this.saveName(i)}}>
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
    </form>`}updated(e){e.has("naming")&&this.naming&&!e.get("naming")&&this.renderRoot.querySelector(".naming input")?.focus()}get picture(){return this.renderRoot.querySelector("ip-camera-cgi-picture")}static{this.styles=[$,ve,fe,jt,ci,g`
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
    `]}};function hi(r){let t=()=>{for(let[e,i]of Object.entries(r))customElements.get(e)||customElements.define(e,i)};t(),customElements.whenDefined("home-assistant").then(t)}var ye="ip-camera-cgi-dialog",be=class extends w{static{this.properties={label:{attribute:!1},heading:{attribute:!1},closeLabel:{attribute:!1},sheet:{type:Boolean,reflect:!0}}}constructor(){super(),this.label=this.heading=this.closeLabel="",this.sheet=!1}firstUpdated(){this.renderRoot.querySelector("dialog")?.showModal()}close(){this.dispatchEvent(new Event("closing",{cancelable:!0}))&&this.renderRoot.querySelector("dialog")?.close()}cancel(t){t.target===t.currentTarget&&(t.preventDefault(),this.close())}render(){return l`<dialog
      aria-label=${this.label||this.heading}
      @close=${()=>this.dispatchEvent(new Event("closed"))}
      @cancel=${t=>this.cancel(t)}
      @keydown=${t=>t.stopPropagation()}
    >
      <header>
        ${this.heading?l`<h2>${this.heading}</h2>`:c}
        <button
          type="button"
          class="plain"
          aria-label=${this.closeLabel}
          title=${this.closeLabel}
          @click=${()=>this.close()}
        >
          <ha-icon icon="mdi:close"></ha-icon>
        </button>
      </header>
      <slot></slot>
    </dialog>`}static{this.styles=[$,g`
      dialog {
        width: min(var(--dialog-width, 900px), 100vw);
        max-width: 100vw;
        max-height: 100dvh;
        box-sizing: border-box;
        margin: auto;
        padding: 0;
        overflow: auto;
        border: none;
        border-radius: 16px;
        color: var(--primary-text-color, #212121);
        background: var(--card-background-color, #fff);
      }
      dialog::backdrop {
        background: rgba(0, 0, 0, 0.6);
      }
      @media (max-width: 760px) {
        :host([sheet]) dialog {
          height: 100dvh;
          border-radius: 0;
        }
      }
      header {
        display: flex;
        align-items: center;
        padding-block: 8px;
        padding-inline: 16px 8px;
      }
      header button {
        margin-inline-start: auto;
      }
      h2 {
        overflow: hidden;
        margin: 0;
        font-size: 18px;
        font-weight: 500;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `]}};var we="ip-camera-cgi-ptz",Z=class extends v{constructor(){super(...arguments);this.holder=new H(e=>this.held=e);this.letGo=()=>this.holder.release();this.actions={press:e=>{let{ptz:i}=this.info??{};i&&this.cameraId&&this.holder.hold(this.hass,this.cameraId,{direction:e},i.deadline)},release:this.letGo}}static{this.properties={...v.properties,context:{attribute:!1},held:{state:!0}}}static{this.getStubConfig=()=>({type:`custom:${we}`})}static{this.isSupported=(e,i)=>!!i.entity_id&&_(e,i.entity_id)}setConfig(){}get cameraId(){let e=this.context?.entity_id;return e&&_(this.hass,e)?e:void 0}connectedCallback(){super.connectedCallback(),window.addEventListener("blur",this.letGo),document.addEventListener("visibilitychange",this.letGo)}disconnectedCallback(){super.disconnectedCallback(),window.removeEventListener("blur",this.letGo),document.removeEventListener("visibilitychange",this.letGo),this.letGo()}run(e){this.cameraId&&(this.letGo(),this.hass.callService(f,e,{},{entity_id:this.cameraId}).catch(()=>{}))}render(){let{texts:e,info:i}=this,s=i?.ptz;if(!e||!s||!i.rights.control)return c;let n=!i.available,o=!n&&(s.moving||!!this.held),a=(d,p)=>lt(e,{held:this.held,away:n},this.actions,d,p,0);return l`<div class="row" role="group" aria-label=${e.card("steering")} dir="ltr">
      ${s.pan?[a("left","arrow-left"),a("right","arrow-right")]:c}
      ${s.tilt?[a("up","arrow-up"),a("down","arrow-down")]:c}
      ${s.zoom?[a("zoom_in","plus"),a("zoom_out","minus")]:c}
      ${o||s.home?l`<button
              type="button"
              class=${o?"stop":""}
              aria-label=${e.entity("button",o?"stop":"home")}
              ?disabled=${n}
              @click=${()=>this.run(o?"ptz_stop":"ptz_home")}
            >
              <ha-icon icon="mdi:${o?"stop":"home"}"></ha-icon>
            </button>`:c}
    </div>`}static{this.styles=[$,fe,g`
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
      .row button:disabled {
        opacity: 0.4;
      }
      .row .stop {
        background: #c62828;
      }
      .row .hold[aria-pressed="true"] {
        background: var(--primary-color);
      }
    `]}};var ui={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},ee=r=>(...t)=>({_$litDirective$:r,values:t}),O=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,i){this._$Ct=t,this._$AM=e,this._$Ci=i}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}};var{I:en}=Ot;var mi=r=>r.strings===void 0;var ts={},fi=(r,t=ts)=>r._$AH=t;var gi=ee(class extends O{constructor(){super(...arguments),this.key=c}render(r,t){return this.key=r,t}update(r,[t,e]){return t!==this.key&&(fi(r),this.key=t),e}});var te=(r,t)=>{let e=r._$AN;if(e===void 0)return!1;for(let i of e)i._$AO?.(t,!1),te(i,t);return!0},$e=r=>{let t,e;do{if((t=r._$AM)===void 0)break;e=t._$AN,e.delete(r),r=t}while(e?.size===0)},vi=r=>{for(let t;t=r._$AM;r=t){let e=t._$AN;if(e===void 0)t._$AN=e=new Set;else if(e.has(r))break;e.add(r),rs(t)}};function is(r){this._$AN!==void 0?($e(this),this._$AM=r,vi(this)):this._$AM=r}function ss(r,t=!1,e=0){let i=this._$AH,s=this._$AN;if(s!==void 0&&s.size!==0)if(t)if(Array.isArray(i))for(let n=e;n<i.length;n++)te(i[n],!1),$e(i[n]);else i!=null&&(te(i,!1),$e(i));else te(this,r)}var rs=r=>{r.type==ui.CHILD&&(r._$AP??=ss,r._$AQ??=is)},xe=class extends O{constructor(){super(...arguments),this._$AN=void 0}_$AT(t,e,i){super._$AT(t,e,i),vi(this),this.isConnected=t._$AU}_$AO(t,e=!0){t!==this.isConnected&&(this.isConnected=t,t?this.reconnected?.():this.disconnected?.()),e&&(te(this,t),$e(this))}setValue(t){if(mi(this._$Ct))this._$Ct._$AI(t,this);else{let e=[...this._$Ct._$AH];e[this._$Ci]=t,this._$Ct._$AI(e,this,0)}}disconnected(){}reconnected(){}};var bi=()=>new ht,ht=class{},pt=new WeakMap,yi=ee(class extends xe{render(r){return c}update(r,[t]){let e=t!==this.G;return e&&this.rt(void 0),(e||this.lt!==this.ct)&&(this.G=t,this.ht=r.options?.host,this.rt(this.ct=r.element)),c}rt(r){if(this.G!==void 0)if(this.isConnected||(r=void 0),typeof this.G=="function"){let t=this.ht??globalThis,e=pt.get(t);e===void 0&&(e=new WeakMap,pt.set(t,e)),e.get(this.G)!==void 0&&this.G.call(this.ht,void 0),e.set(this.G,r),r!==void 0&&this.G.call(this.ht,r)}else this.G.value=r}get lt(){return typeof this.G=="function"?pt.get(this.ht??globalThis)?.get(this.G):this.G?.value}disconnected(){this.lt===this.ct&&this.rt(void 0)}reconnected(){this.rt(this.ct)}});var ns=3,os=30,as=3,ls=3e3,ut=class{constructor(){this.worker=new Worker(new URL(`wall-worker.js${new URL(import.meta.url).search}`,import.meta.url),{type:"module"});this.tiles=new Map;this.connected=!1;this.connecting=!1;this.failures=0;this.count=0;this.changed=!1;this.worker.onmessage=({data:t})=>this.receive(t),document.addEventListener("visibilitychange",()=>this.update()),setInterval(()=>{this.stills()},as*1e3)}adopt(t){let e=++this.count,i=t.transferControlToOffscreen();return this.worker.postMessage({type:"canvas",id:e,canvas:i},[i]),e}drop(t){this.unwatch(t),this.post({type:"drop",id:t})}watch(t,e,i){this.hass=t,this.tiles.set(e,i),this.update()}unwatch(t){this.tiles.delete(t)&&this.update()}post(t){this.worker.postMessage(t)}update(){this.changed||(this.changed=!0,queueMicrotask(()=>{this.changed=!1;let t=document.hidden?[]:[...this.tiles];this.post({type:"watch",watch:t.map(([e,{entityId:i,maxRate:s}])=>({id:e,entityId:i,maxRate:s}))}),clearTimeout(this.idle),t.length?this.connect():this.connected&&(this.idle=setTimeout(()=>this.post({type:"disconnect"}),ls))}))}async connect(){if(!(this.connected||this.connecting||this.retry!==void 0)){this.connecting=!0;try{let t=`/api/${f}/wall`,e=await this.hass.callWS({type:"auth/sign_path",path:t,expires:30});this.post({type:"connect",url:this.hass.hassUrl(e.path).replace(/^http/,"ws")})}catch{this.closed(!1)}}}closed(t){if(this.connected=this.connecting=!1,this.failures=t?0:this.failures+1,!this.tiles.size||document.hidden||this.retry!==void 0)return;let e=Math.min(2**this.failures/2,os);this.retry=setTimeout(()=>{this.retry=void 0,this.update()},e*1e3)}receive(t){switch(t.type){case"open":this.connected=!0,this.connecting=!1,this.failures=0;break;case"closed":this.closed(t.opened);break;case"state":this.tiles.get(t.id)?.state(t.state);break;case"size":this.tiles.get(t.id)?.size(t.width,t.height);break;case"frame":this.tiles.get(t.id)?.frame()}}async stills(){if(!(this.failures<ns||document.hidden))for(let[t,e]of[...this.tiles]){let i=await this.hass.fetchWithAuth(`/api/${f}/last_picture/${e.entityId}`).catch(()=>{});!i?.ok||this.connected||(this.post({type:"still",id:t,picture:await i.blob()}),e.state("live"))}}},cs,ke=()=>cs??=new ut;var ds=15e3,_e=class extends w{constructor(){super();this.canvas=bi();this.pictureRatio=4/3;this.watched="";this.visible=!1;this.round=0;this.observer=new IntersectionObserver(([e])=>{this.visible=e?.isIntersecting??!1,this.follow()});this.source="pictures",this.away=this.concealed=this.live=this.playing=!1,this.muted=!0,this.label=this.poster="",this.aspect=this.ratio=this.maxRate=0,this.mayStream=!1}static{this.properties={hass:{attribute:!1},entityId:{attribute:!1},source:{},away:{type:Boolean,reflect:!0},concealed:{type:Boolean},label:{},aspect:{type:Number},mayStream:{attribute:!1},maxRate:{type:Number},muted:{type:Boolean},live:{state:!0},poster:{state:!0},playing:{state:!0},ratio:{state:!0}}}connectedCallback(){super.connectedCallback(),clearTimeout(this.dropping),this.observer.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.observer.disconnect(),this.visible=!1,this.follow(),clearInterval(this.streamTimer),this.dropping=setTimeout(()=>this.dropCanvas(),5e3)}willUpdate(e){e.has("entityId")?(this.live=this.playing=!1,this.pictureRatio=X(this.entityId)??4/3,this.loadPoster()):e.has("concealed")&&this.concealed?this.conceal():(e.get("away")===!0||e.get("concealed")===!0)&&this.loadPoster(),e.has("source")&&(this.playing=!1),(e.has("entityId")||e.has("mayStream"))&&this.shape()}updated(e){this.follow(),(e.has("source")||e.has("away")||e.has("concealed"))&&this.awaitStream(),this.style.setProperty("--ratio",String(this.aspect||this.ratio))}conceal(){this.poster&&URL.revokeObjectURL(this.poster),this.poster="",this.live=this.playing=!1,this.tileId!==void 0&&(ke().drop(this.tileId),this.tileId=void 0,this.watched="",this.round++)}async loadPoster(){let{entityId:e}=this,i=await this.hass.fetchWithAuth(`/api/${f}/last_picture/${e}`).catch(()=>{});if(!i?.ok)return;let s=await i.blob();e!==this.entityId||this.concealed||(this.poster&&URL.revokeObjectURL(this.poster),this.poster=URL.createObjectURL(s),this.dispatchEvent(new Event("poster")))}dropCanvas(){this.isConnected||this.tileId===void 0||(ke().drop(this.tileId),this.tileId=void 0,this.watched="",this.live=!1,this.round++)}follow(){let s=this.visible&&!this.away&&!this.concealed&&this.source!=="still"&&!(this.source==="stream"&&this.playing)?`${this.entityId} ${this.maxRate}`:"";if(s===this.watched)return;let n=this.canvas.value;if(s&&!n)return;this.watched=s;let o=ke();if(!s){this.tileId!==void 0&&o.unwatch(this.tileId),this.signal("");return}this.tileId===void 0&&n&&(this.tileId=o.adopt(n)),this.tileId!==void 0&&o.watch(this.hass,this.tileId,{entityId:this.entityId,...this.maxRate?{maxRate:this.maxRate}:{},state:a=>this.signal(a),frame:()=>{this.live||(this.live=!0,this.dispatchEvent(new Event("live")))},size:(a,d)=>this.takeSize(a,d)})}pointAt(e,i){let{left:s,top:n,width:o,height:a}=this.getBoundingClientRect(),d=this.playing?this.ratio:this.pictureRatio,p={width:Math.min(o,a*d),height:Math.min(a,o/d)},h=(e-s-(o-p.width)/2)/p.width*100,u=(i-n-(a-p.height)/2)/p.height*100;return h<0||h>100||u<0||u>100?void 0:{x:h,y:u}}signal(e){this.dispatchEvent(new CustomEvent("signal",{detail:e}))}shape(){this.ratio=(this.mayStream?X(`${this.entityId} stream`):void 0)??this.pictureRatio}takeSize(e,i,s=!1){if(!e||!i)return;let n=Math.round(e/i*1e3)/1e3;ge(s?`${this.entityId} stream`:this.entityId,n),s||(this.pictureRatio=n),this.shape()}video(e=this.renderRoot.querySelector("ha-camera-stream")){if(!e)return null;let i=e.shadowRoot??e,s=i.querySelector("video");if(s)return s;for(let n of i.querySelectorAll("ha-hls-player, ha-web-rtc-player")){let o=this.video(n);if(o)return o}return null}awaitStream(){if(clearInterval(this.streamTimer),this.source!=="stream"||this.away||this.concealed)return;let e=Date.now(),i=0;this.streamTimer=setInterval(()=>{let s=this.video(),n=!!s&&s.readyState>=2&&s.currentTime!==i;i=s?.currentTime??0,n?(this.playing=!0,this.takeSize(s.videoWidth,s.videoHeight,!0),clearInterval(this.streamTimer)):Date.now()-e>ds&&(clearInterval(this.streamTimer),this.dispatchEvent(new Event("stream-failed")))},500)}render(){let e=this.hass.states[this.entityId],i=this.label||(e?.attributes.friendly_name??this.entityId);return l`
      ${this.poster&&!this.playing?l`<img
              class="poster"
              src=${this.poster}
              alt=${this.live?"":i}
              @load=${({target:s})=>{let{naturalWidth:n,naturalHeight:o}=s;this.takeSize(n,o)}}
            />`:c}
      ${gi(this.round,l`<canvas
          ${yi(this.canvas)}
          role="img"
          aria-label=${i}
          ?hidden=${!this.live||this.away||this.playing}
        ></canvas>`)}
      ${this.source==="stream"&&!this.away&&!this.concealed&&e?l`<ha-camera-stream
              class=${this.playing?"":"waiting"}
              .hass=${this.hass}
              .stateObj=${e}
              .muted=${this.muted}
              .controls=${!1}
              .aspectRatio=${this.aspect||this.ratio}
            ></ha-camera-stream>`:c}
      ${this.live||this.away||this.concealed||this.playing||this.source==="still"?c:l`<div class="spinner" aria-hidden="true"></div>`}
    `}static{this.styles=g`
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
    ha-camera-stream {
      --video-max-height: none;
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
  `}};var ps=200,hs=1e3,mt=24,Ae=({kinds:r},t)=>r.map(e=>t.entity("binary_sensor",e)).join(", ");function ft({started:r},t){let e=1-(t-Date.parse(r))/(mt*36e5);return e<0?void 0:Math.min(e,1)*100}function wi(r,t,e){let i=!1,s,n=async()=>{try{let a={type:`${f}/recordings/list`,entity_id:t,limit:ps},{recordings:d}=await r.callWS(a);i||e(d)}catch{}},o=r.connection.subscribeMessage(()=>{clearTimeout(s),s=setTimeout(()=>{n()},hs)},{type:`${f}/recordings/subscribe`,entity_id:t}).catch(()=>{});return n(),()=>{i=!0,clearTimeout(s),o.then(a=>a?.()).catch(()=>{})}}var us=3600,Ee=class extends v{constructor(){super();this.shownPath=null;this.recordings=[],this.address=this.note="",this.busy=!1}static{this.properties={...v.properties,entityId:{attribute:!1},name:{attribute:!1},recordings:{attribute:!1},played:{attribute:!1},address:{state:!0},note:{state:!0},busy:{state:!0}}}get cameraId(){return this.entityId}get at(){return this.recordings.findIndex(({recording:e})=>e===this.played)}willUpdate(e){super.willUpdate(e);let i=this.recordings[this.at],s=i?.clip??i?.picture??null;s!==this.shownPath&&(this.shownPath=s,this.address="",s&&this.sign(s))}async sign(e){await this.attempt(async()=>{let i=await this.hass.callWS({type:"auth/sign_path",path:e,expires:us});e===this.shownPath&&(this.address=this.hass.hassUrl(i.path))})}async attempt(e){this.busy=!0,this.note="";try{await e()}catch(i){this.note=this.texts?.error(i)??""}finally{this.busy=!1}}step(e){let i=this.recordings[this.at+e];i&&(this.played=i.recording)}close(){this.dispatchEvent(new Event("closed"))}keep({recording:e,keep:i}){let s={type:`${f}/recordings/keep`,entity_id:this.entityId,recording:e,keep:!i};return this.attempt(async()=>{let n=await this.hass.callWS(s);n&&(this.recordings=this.recordings.map(o=>o.recording===e?n:o))})}delete({recording:e},i){return confirm(i.card("delete_recording"))?this.attempt(async()=>{let{at:s}=this;await this.hass.callWS({type:`${f}/recordings/delete`,entity_id:this.entityId,recording:e});let n=this.recordings[s+1]??this.recordings[s-1];this.recordings=this.recordings.filter(o=>o.recording!==e),n?this.played=n.recording:this.close()}):Promise.resolve()}share({started:e}){let i=this.shownPath;return this.attempt(async()=>{if(!i)return;let s=await this.hass.fetchWithAuth(i);if(!s.ok)throw new Error(s.statusText);let n=await s.blob();await Jt(n,`${ue(this.name,new Date(e))}${n.type==="video/mp4"?".mp4":".jpg"}`)})}renderPicture(e,i){return this.address?e.clip?l`<video class="shown" src=${this.address} aria-label=${i} controls autoplay muted playsinline></video>`:l`<img class="shown" src=${this.address} alt=${i} />`:l`<div class="shown"></div>`}render(){let{texts:e,info:i,at:s,recordings:n}=this,o=n[s];if(!e)return c;let a=o?`${Ae(o,e)}, ${e.time(o.started)}`:"",d=(h,u,m,y,M)=>l`<button
        type="button"
        class="plain"
        aria-label=${h}
        title=${h}
        aria-pressed=${M??c}
        ?disabled=${y}
        @click=${m}
      >
        <ha-icon icon="mdi:${u}"></ha-icon>
      </button>`,p=!!i?.rights.control;return l`<ip-camera-cgi-dialog
      .label=${a||e.card("recordings")}
      .heading=${a}
      .closeLabel=${e.common("close")}
      @closed=${()=>this.close()}
    >
      ${o?this.renderPicture(o,a):c}
      <p class="error" role="status">${this.note}</p>
      ${o?l`<div class="buttons">
              ${d(e.common("previous"),"chevron-left",()=>this.step(1),s>=n.length-1)}
              ${d(e.common("next"),"chevron-right",()=>this.step(-1),s<=0)}
              <span class="spacer"></span>
              ${p?d(e.card("keep"),o.keep?"bookmark":"bookmark-outline",()=>{this.keep(o)},this.busy,o.keep):c}
              ${d(e.card("share"),"share-variant",()=>{this.share(o)},this.busy||!this.shownPath)}
              ${p?d(e.common("delete"),"delete",()=>{this.delete(o,e)},this.busy):c}
            </div>`:c}
    </ip-camera-cgi-dialog>`}static{this.styles=[$,g`
      .shown {
        display: block;
        width: 100%;
        aspect-ratio: 4 / 3;
        max-height: 75dvh;
        object-fit: contain;
        background: #111;
      }
      .buttons {
        display: flex;
        padding: 4px 8px 8px;
      }
      .spacer {
        flex: 1;
      }
      .error {
        margin: 0;
        padding: 0 16px;
        color: var(--error-color, #c62828);
      }
    `]}};var ms=4,fs=5,gs=6e4,Se=class extends v{constructor(){super();this.source="";this.thumbnails=new D(()=>this.requestUpdate());this.recordings=[]}static{this.properties={...v.properties,entityId:{attribute:!1},recordings:{state:!0},played:{state:!0}}}get cameraId(){return this.entityId}connectedCallback(){super.connectedCallback(),this.clock=setInterval(()=>this.requestUpdate(),gs)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.clock),this.end?.(),this.end=void 0,this.source="",this.thumbnails.close()}willUpdate(e){super.willUpdate(e),this.isConnected&&this.entityId!==this.source&&(this.source=this.entityId,this.end?.(),this.recordings=[],this.end=wi(this.hass,this.entityId,i=>this.recordings=i)),e.has("recordings")&&this.thumbnails.load(this.hass,this.latest.map(({thumbnail:i})=>i))}get latest(){return this.recordings.slice(0,ms)}pick(e){let i=e.currentTarget.getBoundingClientRect(),s=(e.clientX-i.left)/i.width*100,n=a=>Math.abs((ft(a,Date.now())??-100)-s),o=[...this.recordings].sort((a,d)=>n(a)-n(d))[0];o&&n(o)<fs&&(this.played=o.recording)}renderStrip(e){let i=Date.now();return l`<div class="day" dir="ltr" aria-hidden="true" @click=${s=>this.pick(s)}>
      <div class="strip">
        ${this.recordings.map(s=>{let n=ft(s,i);return n===void 0?c:l`<span class="tick ${s.kinds[0]?.split("_")[0]??""}" style="left:${n.toFixed(2)}%"></span>`})}
      </div>
      <div class="hours">
        ${[0,6,12,18,24].map(s=>l`<span>${e.time(new Date(i-(mt-s)*36e5).toISOString(),!0)}</span>`)}
      </div>
    </div>`}renderLatest(e,i){let s=i.thumbnail&&this.thumbnails.urls.get(i.thumbnail),n=i.state==="recording";return l`<button type="button" class="view" tabindex="-1" @click=${()=>this.played=i.recording}>
      ${s?l`<img src=${s} alt="" />`:l`<ha-icon icon="mdi:filmstrip"></ha-icon>`}
      <span class="name">
        ${n?l`<span class="running">●</span>`:c}
        ${i.keep?l`<ha-icon icon="mdi:bookmark"></ha-icon>`:c} ${Ae(i,e)}<br />${e.time(i.started)}
      </span>
    </button>`}render(){let{texts:e,recordings:i,info:s}=this;return!e||!i.length?c:l`
      <div class="recordings" role="group" aria-label=${e.card("recordings")}>
        ${this.renderStrip(e)}
        <div class="shelf">${this.latest.map(n=>this.renderLatest(e,n))}</div>
      </div>
      ${this.played?l`<ip-camera-cgi-player
              .hass=${this.hass}
              .entityId=${this.entityId}
              .name=${s?.name??""}
              .recordings=${i}
              .played=${this.played}
              @closed=${()=>this.played=void 0}
            ></ip-camera-cgi-player>`:c}
    `}static{this.styles=[$,g`
      .recordings {
        padding: 4px 12px 12px;
      }
      .day {
        padding-block: 8px;
        cursor: pointer;
      }
      .strip {
        position: relative;
        height: 20px;
        border-radius: 6px;
        background: var(--secondary-background-color, #eee);
      }
      .tick {
        position: absolute;
        inset-block: 2px;
        width: 4px;
        margin-inline-start: -2px;
        border-radius: 2px;
        background: #e65100;
      }
      .tick.input {
        background: #1e88e5;
      }
      .tick.sound {
        background: #ab47bc;
      }
      .tick.tamper {
        background: #e53935;
      }
      .hours {
        display: flex;
        justify-content: space-between;
        color: var(--secondary-text-color);
        font-size: 12px;
      }
      .shelf {
        display: grid;
        grid-template-columns: repeat(4, minmax(120px, 1fr));
        gap: 8px;
        overflow-x: auto;
        scrollbar-width: thin;
      }
      .view {
        position: relative;
        aspect-ratio: 4 / 3;
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
      .name {
        position: absolute;
        inset: auto 0 0 0;
        padding: 2px 6px;
        overflow: hidden;
        color: #fff;
        background: rgba(0, 0, 0, 0.65);
        font-size: 12px;
        line-height: 16px;
        text-align: start;
        text-overflow: ellipsis;
        white-space: nowrap;
        --mdc-icon-size: 14px;
      }
      .running {
        color: #ff8a80;
      }
    `]}};var vs=100,gt=(r,t)=>JSON.stringify(r)===JSON.stringify(t),b=class extends v{constructor(){super(...arguments);this.history=[];this.loading=!1}static{this.properties={...v.properties,entityId:{attribute:!1},value:{state:!0},stored:{state:!0},busy:{state:!0},note:{state:!0},theirs:{state:!0}}}get cameraId(){return this.entityId}get changed(){return!!this.history.length&&!gt(this.value,this.stored)}async call(e,i,s=!1){let n={device_id:this.info?.device_id,...i};return(await this.hass.callService(f,e,n,void 0,!1,s)).response}edit(e,i=!0){i&&this.value!==void 0&&(this.history=[...this.history.slice(-vs),this.value]),this.value=e,this.note=void 0}willUpdate(e){super.willUpdate(e),this.info?.available&&this.stored===void 0&&!this.loading&&this.load()}async load(){this.loading=!0,await this.attempt(async()=>{this.take(await this.read())}),this.loading=this.stored===void 0}take(e){this.value=this.stored=e,this.history=[],this.theirs=void 0}async attempt(e){this.busy=!0,this.note=void 0;try{await e()}catch(i){this.note={text:this.texts?.error(i)??"",error:!0}}finally{this.busy=!1}}async save(e=!1){let{value:i,stored:s,texts:n}=this;i===void 0||s===void 0||!n||await this.attempt(async()=>{let o=await this.read();if(!e&&!gt(o,s)){this.theirs=o;return}await this.write(i,o);let a=await this.read();this.take(a),this.note=gt(a,i)?{text:n.card("saved"),error:!1}:{text:n.card("kept_otherwise"),error:!0}})}undo(){this.value=this.history.at(-1),this.history=this.history.slice(0,-1)}render(){let{texts:e,info:i,value:s,note:n,theirs:o}=this;if(!e)return c;let a=!this.busy&&!!i?.available;return l`
      ${s===void 0?n?c:l`<p role="status">${e.common("loading")}…</p>`:this.renderValue(s)}
      ${i&&!i.available?l`<p class="error" role="alert">${e.card("away_while_editing")}</p>`:c}
      ${n?l`<p class=${n.error?"error":"done"} role="status">${n.text}</p>`:c}
      ${o===void 0?l`<div class="buttons">
              <button
                type="button"
                class="plain"
                ?disabled=${!this.history.length||this.busy}
                @click=${()=>this.undo()}
              >
                ${e.common("undo")}
              </button>
              <button type="button" class="plain" @click=${()=>this.dispatchEvent(new Event("cancel"))}>
                ${e.common(this.changed?"cancel":"close")}
              </button>
              <button
                type="button"
                class="filled"
                ?disabled=${!a||!this.changed}
                @click=${()=>{this.save()}}
              >
                ${e.common("save")}
              </button>
            </div>`:l`<p class="error" role="alert">${e.card("conflict")}</p>
              <div class="buttons">
                <button type="button" class="plain" @click=${()=>this.take(o)}>
                  ${e.card("load_theirs")}
                </button>
                <button type="button" class="filled" ?disabled=${!a} @click=${()=>{this.save(!0)}}>
                  ${e.card("save_mine")}
                </button>
              </div>`}
    `}static{this.styles=[$,g`
      :host {
        display: block;
      }
      p {
        margin: 8px 0;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        justify-content: end;
        padding-top: 8px;
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        padding-top: 8px;
      }
      .chip {
        gap: 6px;
        min-height: 40px;
        padding: 0 14px;
        border: 1px solid var(--divider-color, #888);
        border-radius: 20px;
      }
      .chip[aria-pressed="true"] {
        border-color: var(--primary-color);
        background: color-mix(in srgb, var(--primary-color) 18%, transparent);
      }
      .error {
        color: var(--error-color, #c62828);
      }
      .help {
        color: var(--secondary-text-color);
      }
      @media (hover: none) {
        .keys {
          display: none;
        }
      }
      .canvas {
        position: relative;
      }
      .canvas > :not(ip-camera-cgi-picture) {
        position: absolute;
        inset: 0;
      }
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        min-height: 44px;
      }
      input[type="range"] {
        flex: 1;
        min-width: 120px;
        accent-color: var(--primary-color);
      }
      select {
        min-height: 44px;
        padding: 0 8px;
        border: 1px solid var(--divider-color, #888);
        border-radius: 8px;
        font: inherit;
        color: inherit;
        background: var(--card-background-color, #fff);
      }
      .name {
        flex: none;
        width: min(160px, 40%);
      }
      input[type="checkbox"] {
        width: 20px;
        height: 20px;
        accent-color: var(--primary-color);
      }
    `]}};var bs=1,ys=[{axis:"pan",direction:"right",question:"question_right"},{axis:"tilt",direction:"up",question:"question_up"}],Te=class extends v{static{this.properties={...v.properties,entityId:{attribute:!1},step:{state:!0},asking:{state:!0},note:{state:!0}}}constructor(){super(),this.step=0,this.asking=!1,this.note=""}get cameraId(){return this.entityId}get current(){let t=ys.filter(({axis:e})=>this.info?.ptz?.[e]);return t[this.step%Math.max(t.length,1)]}async move(){let{current:t}=this;if(t){this.note="";try{let e={direction:t.direction,duration:bs};await this.hass.callService(f,"ptz_move",e,{entity_id:this.entityId},!1),this.asking=!0}catch(e){this.note=this.texts?.error(e)??""}}}async answer(t){let{current:e,texts:i,info:s}=this;if(!(!e||!i)){if(this.asking=!1,t){this.note=i.card("direction_right"),this.step++;return}try{await this.hass.callWS({type:`${f}/card/reverse`,entity_id:this.entityId,axis:e.axis,reversed:!s?.ptz?.reversed[e.axis]}),this.note=i.card("direction_reversed")}catch(n){this.note=this.texts?.error(n)??""}}}render(){let{texts:t,info:e,current:i,hass:s}=this;return!t||!e||!i?c:l`
      <p class="help">${t.card("direction_help")}</p>
      <ip-camera-cgi-picture .hass=${s} .entityId=${this.entityId} .away=${!e.available}></ip-camera-cgi-picture>
      <p role="status">${this.asking?t.card(i.question):this.note}</p>
      <div class="buttons">
        ${this.asking?l`<button type="button" class="plain" @click=${()=>{this.answer(!1)}}>
                  ${t.common("no")}
                </button>
                <button type="button" class="filled" @click=${()=>{this.answer(!0)}}>
                  ${t.common("yes")}
                </button>`:l`<button type="button" class="filled" ?disabled=${!e.available} @click=${()=>{this.move()}}>
                ${t.entity("button",i.direction)}
              </button>`}
      </div>
    `}static{this.styles=b.styles}};var ws=30,Re=class extends b{constructor(){super();this.motion=!1;this.walking=this.count=0}static{this.properties={...b.properties,walking:{state:!0},count:{state:!0}}}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer)}async read(){return(await this.call("get_motion_area",{},!0)).rows}async write(e){await this.call("set_motion_area",{rows:e})}walk(){this.walking=ws,this.count=0,clearInterval(this.timer),this.timer=setInterval(()=>{this.walking--,this.walking<=0&&clearInterval(this.timer)},1e3)}willUpdate(e){super.willUpdate(e);let i=this.hass.states[this.info?.entities.motion??""]?.state==="on";i&&!this.motion&&this.walking>0&&this.count++,this.motion=i}paint(e,i){if(this.unpainted??=this.value,this.edit(e,!1),!i)return;let s=this.unpainted;this.unpainted=void 0,s&&(this.value=s,this.edit(e))}renderValue(e){let{texts:i,info:s,hass:n}=this;if(!i)return l``;let o=h=>e.map(u=>(h?"x":".").repeat(u.length)),a=e.map(h=>h.replace(/[x.]/g,u=>u==="x"?".":"x")),d=s?.entities.motion_sensitivity??s?.entities.motion_sensitivity_inverse,p=d?n.states[d]:void 0;return l`
      <p class="help">${i.card("motion_area_help")} <span class="keys">${i.card("grid_help")}</span></p>
      <div class="canvas">
        <ip-camera-cgi-picture
          .hass=${n}
          .entityId=${this.entityId}
          .away=${!s?.available}
          .maxRate=${2}
        ></ip-camera-cgi-picture>
        <ip-camera-cgi-grid
          .rows=${e}
          .label=${i.card("motion_area")}
          .cellLabel=${(h,u)=>i.card("cell",{row:h+1,column:u+1})}
          @paint=${({detail:h})=>this.paint(h.rows,h.done)}
        ></ip-camera-cgi-grid>
      </div>
      <div class="row">
        <button type="button" class="chip" @click=${()=>this.edit(o(!0))}>${i.card("all")}</button>
        <button type="button" class="chip" @click=${()=>this.edit(o(!1))}>${i.common("none")}</button>
        <button type="button" class="chip" @click=${()=>this.edit(a)}>${i.card("invert")}</button>
        <button type="button" class="chip" ?disabled=${this.walking>0} @click=${()=>this.walk()}>
          ${i.card("walk_test")}${this.walking>0?` ${this.walking}`:""}
        </button>
        <span role="status">
          ${this.walking>0&&!this.count?i.card("walk_test_help"):c}
          ${this.count?i.card("walk_count",{count:this.count}):c}
        </span>
      </div>
      ${d&&p?l`<label>
              ${i.card("sensitivity")}
              <input
                type="range"
                min=${String(p.attributes.min)}
                max=${String(p.attributes.max)}
                step=${String(p.attributes.step)}
                .value=${p.state}
                style=${d===s?.entities.motion_sensitivity_inverse?"direction: rtl":""}
                @change=${({target:h})=>{n.callService("number","set_value",{value:Number(h.value)},{entity_id:d})}}
              />
            </label>`:c}
    `}};function Ce(r,t,e,i){let[s,n]=[Math.min(t[0],e[0]),Math.max(t[0],e[0])],[o,a]=[Math.min(t[1],e[1]),Math.max(t[1],e[1])];return r.map((d,p)=>p<s||p>n?d:d.slice(0,o)+(i?"x":".").repeat(a-o+1)+d.slice(a+1))}var $s={ArrowUp:[-1,0],ArrowDown:[1,0],ArrowLeft:[0,-1],ArrowRight:[0,1]},Pe=class extends w{static{this.properties={rows:{attribute:!1},label:{},cellLabel:{attribute:!1},lines:{type:Boolean},spanLabel:{attribute:!1},at:{state:!0}}}constructor(){super(),this.rows=[],this.label="",this.cellLabel=()=>"",this.lines=!1,this.at=[0,0]}cellOf(t){let e=this.renderRoot.querySelector(".grid").getBoundingClientRect(),i=this.rows[0]?.length??1,s=(n,o,a)=>Math.min(Math.max(Math.floor(n/o*a),0),a-1);return[s(t.clientY-e.top,e.height,this.rows.length),s(t.clientX-e.left,e.width,i)]}report(t,e){this.dispatchEvent(new CustomEvent("paint",{detail:{rows:t,done:e}}))}down(t){if(t.button!==0)return;t.currentTarget.setPointerCapture(t.pointerId);let e=this.cellOf(t);this.at=e,this.stroke={from:e,on:this.rows[e[0]]?.[e[1]]!=="x",rows:this.rows},this.report(Ce(this.rows,e,e,this.stroke.on),!1)}move(t){let{stroke:e}=this;if(!e)return;let i=this.cellOf(t);this.lines&&(i[0]=e.from[0]),this.at=i,this.report(Ce(e.rows,e.from,i,e.on),!1)}up(){this.stroke&&this.report(this.rows,!0),this.stroke=void 0,this.requestUpdate()}key(t){let[e,i]=this.at,s=this.rows[e]?.[i]==="x",n=$s[t.key];if(t.key===" ")this.report(Ce(this.rows,this.at,this.at,!s),!0);else if(n){let o=[Math.min(Math.max(e+n[0],0),this.rows.length-1),Math.min(Math.max(i+n[1],0),(this.rows[0]?.length??1)-1)];this.at=o,t.shiftKey&&this.report(Ce(this.rows,o,o,s),!0),this.updateComplete.then(()=>this.renderRoot.querySelector('[tabindex="0"]')?.focus())}else return;t.preventDefault(),t.stopPropagation()}renderSpan(){let{stroke:t,spanLabel:e}=this;if(!t||!e)return c;let[i,s]=this.at,n=e(Math.min(s,t.from[1]),Math.max(s,t.from[1])),o=Math.min(Math.max(s/(this.rows[0]?.length??1),.15),.85);return l`<div
      class="span"
      aria-hidden="true"
      style="left: ${o*100}%; top: ${i/this.rows.length*100}%"
    >
      ${n}
    </div>`}render(){let[t,e]=this.at;return l`${this.renderSpan()}
      <div
        class="grid"
        role="grid"
        aria-label=${this.label}
        dir="ltr"
        @pointerdown=${i=>this.down(i)}
        @pointermove=${i=>this.move(i)}
        @pointerup=${()=>this.up()}
        @pointercancel=${()=>this.up()}
        @keydown=${i=>this.key(i)}
      >
        ${this.rows.map((i,s)=>l`<div class="row" role="row">
              ${Array.from(i,(n,o)=>l`<span
                    role="gridcell"
                    tabindex=${s===t&&o===e?0:-1}
                    aria-selected=${n==="x"}
                    aria-label=${s===t&&o===e?this.cellLabel(s,o):""}
                  ></span>`)}
            </div>`)}
      </div>`}static{this.styles=g`
    :host {
      display: block;
      position: relative;
    }
    .span {
      position: absolute;
      z-index: 1;
      padding: 4px 10px;
      border-radius: 12px;
      font-size: 14px;
      white-space: nowrap;
      color: var(--card-background-color, #fff);
      background: var(--primary-text-color, #212121);
      transform: translate(-50%, calc(-100% - 20px)); /* above the finger */
      pointer-events: none;
    }
    .grid {
      display: flex;
      flex-direction: column;
      height: 100%;
      touch-action: none;
      cursor: crosshair;
    }
    .row {
      display: flex;
      flex: 1;
    }
    .row > * {
      flex: 1;
      box-sizing: border-box;
      border: 0 solid var(--grid-line, rgba(255, 255, 255, 0.3));
      border-width: 0 1px 1px 0;
    }
    [aria-selected="true"] {
      background: var(--grid-on, rgba(255, 193, 7, 0.5));
    }
    :focus-visible {
      outline: 3px solid var(--primary-color);
      outline-offset: -2px;
    }
  `}};var xs=["brightness","contrast","saturation","hue","sharpness"],ks=["orientation","mirror","flip","day_night","mode","resolution","live_size"],Ie="unavailable",Me=(r,t)=>[...xs,...ks].flatMap(e=>{let i=t.entities[e],s=i&&r.states[i]?.state;return!i||!s||!/^(number|select|switch)\./.test(i)?[]:s===Ie&&t.available?[]:[{key:e,entityId:i}]}),Le=class extends v{static{this.properties={...v.properties,entityId:{attribute:!1},note:{state:!0},undone:{state:!0}}}get cameraId(){return this.entityId}willUpdate(t){super.willUpdate(t),this.info&&!this.first&&(this.first=new Map(Me(this.hass,this.info).map(({entityId:e})=>[e,this.hass.states[e]?.state??""])))}async set(t,e){let[i=""]=t.split(".");this.note="";try{i==="number"?await this.hass.callService(i,"set_value",{value:Number(e)},{entity_id:t},!1):i==="select"?await this.hass.callService(i,"select_option",{option:e},{entity_id:t},!1):await this.hass.callService(i,`turn_${e}`,{},{entity_id:t},!1)}catch(s){this.note=this.texts?.error(s)??""}}async undo(){for(let[t,e]of this.first??[])e!==Ie&&this.hass.states[t]?.state!==e&&await this.set(t,e)}renderSetting(t,e,i){let s=this.hass.states[i];if(!s)return l``;let{attributes:n}=s,o=t.entity(i.split(".")[0]??"",e),a=({target:p})=>{this.set(i,p.value)};if(i.startsWith("number."))return l`<label>
        <span class="name">${o}</span>
        <input
          type="range"
          min=${String(n.min)}
          max=${String(n.max)}
          step=${String(n.step)}
          .value=${s.state}
          ?disabled=${s.state===Ie}
          @change=${a}
        />
      </label>`;let d=n.options??["on","off"];return l`<label>
      <span class="name">${o}</span>
      <select .value=${s.state} ?disabled=${s.state===Ie} @change=${a}>
        ${d.map(p=>l`<option value=${p} ?selected=${p===s.state}>${this.hass.formatEntityState?.(s,p)??p}</option>`)}
      </select>
    </label>`}render(){let{texts:t,info:e,hass:i}=this;return!t||!e?c:l`
      <ip-camera-cgi-picture .hass=${i} .entityId=${this.entityId} .away=${!e.available}></ip-camera-cgi-picture>
      ${Me(i,e).map(({key:s,entityId:n})=>this.renderSetting(t,s,n))}
      ${this.note?l`<p class="error" role="status">${this.note}</p>`:c}
      <div class="buttons">
        <button type="button" class="plain" @click=${()=>{this.undo()}}>${t.common("undo")}</button>
        <button type="button" class="filled" @click=${()=>this.dispatchEvent(new Event("cancel"))}>
          ${t.common("close")}
        </button>
      </div>
    `}static{this.styles=b.styles}};var $i=(r,t)=>{let e=255-Math.round(255*(r-1)/Math.max(t-1,1));return`rgb(${e} ${e} ${e})`};function _s(r,t,e){let i=(o,a,d)=>Math.round(Math.min(Math.max(o,a),d)),s=i(r.left,0,t-1),n=i(r.top,0,e-1);return{left:s,top:n,width:i(r.width,1,t-s),height:i(r.height,1,e-n)}}var ze=class extends b{static{this.properties={...b.properties,selected:{state:!0}}}async read(){return(await this.call("get_privacy_areas",{},!0)).areas}async write(t,e){for(let[i,s]of t.entries()){let n=e[i]??{},o=Object.entries(s).filter(([a,d])=>n[a]!==d);if(o.length){let{left:a,top:d,width:p,height:h}=s;await this.call("set_privacy_area",{area:s.area,...Object.fromEntries(o),...s.enabled?{left:a,top:d,width:p,height:h}:{}})}}}get size(){let{width:t=320,height:e=240}=this.info?.privacy_areas??{};return{width:t,height:e}}change(t,e,i=!0){let{width:s,height:n}=this.size;this.edit((this.value??[]).map(o=>{if(o.area!==t)return o;let a={...o,...e},{left:d,top:p}=a,h={left:d??0,top:p??0,width:a.width??1,height:a.height??1};return a.enabled?{...a,..._s(h,s,n)}:a}),i)}point(t){let e=this.renderRoot.querySelector(".areas").getBoundingClientRect(),{width:i,height:s}=this.size;return{x:(t.clientX-e.left)/e.width*i,y:(t.clientY-e.top)/e.height*s}}down(t){if(t.button!==0||!this.value)return;let e=t.target,i=Number(e.closest("[data-area]")?.dataset.area??0),s=this.value.find(y=>i?y.area===i:!y.enabled);if(!s)return;t.currentTarget.setPointerCapture(t.pointerId);let{x:n,y:o}=this.point(t),a=i?e.classList.contains("handle")?"size":"move":"new",{left:d,top:p,width:h,height:u}=s,m=a==="new"?{left:n,top:o,width:1,height:1}:{left:d??0,top:p??0,width:h??1,height:u??1};this.selected=s.area,this.drag={kind:a,x:n,y:o,sides:m,before:this.value}}move(t){let{drag:e,selected:i}=this;if(!e||i===void 0)return;let{x:s,y:n}=this.point(t),{left:o,top:a,width:d,height:p}=e.sides,[h,u]=[s-e.x,n-e.y],m=e.kind==="move"?{left:o+h,top:a+u,width:d,height:p}:e.kind==="size"?{left:o,top:a,width:d+h,height:p+u}:{left:Math.min(s,o),top:Math.min(n,a),width:Math.abs(h),height:Math.abs(u)},y=this.size;e.kind==="move"&&(m.left=Math.min(Math.max(m.left,0),y.width-d),m.top=Math.min(Math.max(m.top,0),y.height-p)),this.change(i,{enabled:!0,...m},!1)}up(){let{drag:t,value:e}=this;this.drag=void 0,!(!t||!e||e===t.before)&&(this.value=t.before,this.edit(e))}key(t,e){let i={ArrowLeft:[-4,0],ArrowRight:[4,0],ArrowUp:[0,-4],ArrowDown:[0,4]}[t.key];if(t.key==="Delete"||t.key==="Backspace")this.change(e.area,{enabled:!1});else if(i){let[s=0,n=0]=i;this.change(e.area,t.shiftKey?{width:(e.width??1)+s,height:(e.height??1)+n}:{left:(e.left??0)+s,top:(e.top??0)+n})}else return;t.preventDefault(),t.stopPropagation()}renderArea(t){let{width:e,height:i}=this.size,s=(n,o)=>`${((n??0)/o*100).toFixed(2)}%`;return l`<div
      class="area ${this.selected===t.area?"selected":""}"
      tabindex="0"
      role="button"
      data-area=${t.area}
      aria-label=${this.texts?.card("area_number",{number:t.area})}
      style="left:${s(t.left,e)};top:${s(t.top,i)};width:${s(t.width,e)};height:${s(t.height,i)};background:${$i(t.color??1,this.info?.privacy_areas?.color??8)}"
      @focus=${()=>this.selected=t.area}
      @keydown=${n=>this.key(n,t)}
    >
      <span class="handle"></span>
    </div>`}renderValue(t){let{texts:e,info:i,selected:s}=this;if(!e)return l``;let n=i?.privacy_areas?.color??1,o=t.find(a=>a.area===s&&a.enabled);return l`
      <p class="help">${e.card("privacy_help")} <span class="keys">${e.card("area_help")}</span></p>
      <div class="canvas">
        <ip-camera-cgi-picture
          .hass=${this.hass}
          .entityId=${this.entityId}
          .away=${!i?.available}
          .maxRate=${2}
        ></ip-camera-cgi-picture>
        <div
          class="areas"
          dir="ltr"
          @pointerdown=${a=>this.down(a)}
          @pointermove=${a=>this.move(a)}
          @pointerup=${()=>this.up()}
          @pointercancel=${()=>this.up()}
        >
          ${t.filter(a=>a.enabled).map(a=>this.renderArea(a))}
        </div>
      </div>
      ${o&&n>1?l`<div class="row" role="group" aria-label=${e.card("area_number",{number:o.area})}>
              ${[...Array(n).keys()].map(a=>l`<button
                    type="button"
                    class="dot"
                    style="background:${$i(a+1,n)}"
                    aria-label=${e.card("color_number",{number:a+1})}
                    aria-pressed=${o.color===a+1}
                    @click=${()=>this.change(o.area,{color:a+1})}
                  ></button>`)}
            </div>`:c}
      <div class="row">
        ${t.map(a=>l`<label>
              <input
                type="checkbox"
                .checked=${!!a.enabled}
                @change=${({target:d})=>{this.selected=a.area,this.change(a.area,{enabled:d.checked})}}
              />
              ${e.card("area_number",{number:a.area})}
            </label>`)}
      </div>
    `}static{this.styles=[...b.styles,g`
      .areas {
        touch-action: none;
        cursor: crosshair;
      }
      .area {
        position: absolute;
        box-sizing: border-box;
        border: 2px dashed #fff;
        outline: 1px solid #000;
        opacity: 0.8;
        cursor: move;
      }
      .area.selected {
        border-style: solid;
        opacity: 1;
      }
      .handle {
        position: absolute;
        right: -14px;
        bottom: -14px;
        width: 28px;
        height: 28px;
        border: 2px solid #000;
        border-radius: 50%;
        background: #fff;
        box-sizing: border-box;
        cursor: nwse-resize;
      }
      .dot {
        width: 40px;
        height: 40px;
        border: 2px solid var(--divider-color, #888);
        border-radius: 50%;
      }
      .dot[aria-pressed="true"] {
        box-shadow: 0 0 0 3px var(--primary-color);
      }
    `]}};var bt=["monday","tuesday","wednesday","thursday","friday","saturday","sunday"];var E=r=>`${String(Math.floor(r/4)).padStart(2,"0")}:${String(r%4*15).padStart(2,"0")}`,xi=r=>{let[t=0,e=0]=r.split(":").map(Number);return t*4+Math.floor(e/15)};function N(r){let t=Array(96).fill(".");for(let{from:e,to:i}of r)t.fill("x",xi(e),xi(i)||96);return t.join("")}var yt=r=>[...r.matchAll(/x+/g)].map(t=>({from:E(t.index),to:E(t.index+t[0].length)}));function ki(r,t){let e=[];for(let i=0;i<r.length;){let s=i;for(;r[s+1]===r[i];)s++;let n=r[i]??"",o=yt(n),a=o.length===0?t.card("never"):n.includes(".")?o.map(({from:p,to:h})=>`${p}–${h}`).join(", "):t.card("always"),d=i===s?t.weekday(i):`${t.weekday(i)}–${t.weekday(s)}`;e.push(`${d} ${a}`),i=s+1}return e.join(" · ")}var As=(r,t)=>N([{from:r,to:t}]),Es=N([{from:"00:00",to:"06:00"},{from:"22:00",to:"24:00"}]),Ue=".".repeat(96),vt="x".repeat(96),_i={always:Array(7).fill(vt),never:Array(7).fill(Ue),nights:Array(7).fill(Es),working_hours:[...Array(5).fill(As("08:00","17:00")),Ue,Ue],weekend:[...Array(5).fill(Ue),vt,vt]};var W=class extends b{static{this.properties={...b.properties,schedule:{},day:{state:!0}}}async read(){let t=await this.call("get_schedule",{schedule:this.schedule},!0);return{enabled:!!t.enabled,rows:bt.map(e=>N(t[e]))}}async write(t,e){let i=bt.flatMap((n,o)=>t.rows[o]===e.rows[o]?[]:[[n,yt(t.rows[o]??"")]]),s=t.enabled===e.enabled?{}:{enabled:t.enabled};!i.length&&!("enabled"in s)||await this.call("set_schedule",{schedule:this.schedule,...s,...Object.fromEntries(i)})}rows(t){this.value&&this.edit({...this.value,rows:t})}paint(t,e){if(!this.value)return;this.unpainted??=this.value;let i={...this.value,rows:t};this.edit(i,!1),e&&(this.value=this.unpainted,this.unpainted=void 0,this.edit(i))}setDay(t,e,i=!1){let s=this.value?.rows??[];this.rows(s.map((n,o)=>i||o===t?e:n))}zone(){let t=this.info?.utc_offset;return t==null?"?":`UTC${t<0?"−":"+"}${E(Math.round(Math.abs(t)/15))}`}renderValue({enabled:t,rows:e}){let{texts:i,day:s}=this;if(!i)return l``;let n=(o,a)=>l`<button type="button" class="chip" @click=${a}>${i.card(o)}</button>`;return l`
      ${this.schedule==="viewing"?l`<p class="error">${i.card("viewing_blocked")}</p>`:c}
      <label>
        <input
          type="checkbox"
          .checked=${t}
          @change=${({target:o})=>{this.value&&this.edit({...this.value,enabled:o.checked})}}
        />
        ${i.card("use_schedule")}
      </label>
      <p class="help">
        ${i.card("camera_time",{zone:this.zone()})} <span class="keys">${i.card("grid_help")}</span>
      </p>
      <div class="week" dir="ltr">
        <div class="days">
          ${e.map((o,a)=>l`<button
                type="button"
                aria-expanded=${s===a}
                title=${i.weekday(a,"long")}
                @click=${()=>this.day=s===a?void 0:a}
              >
                ${i.weekday(a)}
              </button>`)}
        </div>
        <div class="times">
          <div class="hours" aria-hidden="true">${[0,6,12,18,24].map(o=>l`<span>${o}</span>`)}</div>
          <ip-camera-cgi-grid
            lines
            .rows=${e}
            .label=${i.weekday(0,"long")}
            .cellLabel=${(o,a)=>`${i.weekday(o,"long")} ${E(a)}–${E(a+1)}`}
            .spanLabel=${(o,a)=>`${E(o)}–${E(a+1)}`}
            @paint=${({detail:o})=>this.paint(o.rows,o.done)}
          ></ip-camera-cgi-grid>
        </div>
      </div>
      ${s===void 0?c:l`<div class="row" role="group" aria-label=${i.weekday(s,"long")}>
              <strong>${i.weekday(s,"long")}</strong>
              ${n("always",()=>this.setDay(s,N([{from:"00:00",to:"24:00"}])))}
              ${n("never",()=>this.setDay(s,N([])))}
              ${n("copy_to_all",()=>this.setDay(s,e[s]??"",!0))}
            </div>`}
      <div class="row">${Object.entries(_i).map(([o,a])=>n(o,()=>this.rows(a)))}</div>
      <p role="status">${ki(e,i)}</p>
    `}static{this.nameKey=t=>`component.${f}.selector.schedule.options.${t}`}static{this.styles=[...b.styles,g`
      .week {
        display: flex;
        gap: 8px;
      }
      .days {
        display: grid;
        grid-auto-rows: 36px;
        padding-top: 20px;
      }
      .days button {
        justify-content: start;
        min-width: 44px;
      }
      .times {
        flex: 1;
        min-width: 0;
      }
      .hours {
        display: flex;
        justify-content: space-between;
        height: 20px;
        font-size: 12px;
      }
      ip-camera-cgi-grid {
        height: 252px;
        border: 1px solid var(--divider-color, #888);
        background-image:
          repeating-linear-gradient(to bottom, transparent 0 35px, var(--divider-color, #ccc) 35px 36px),
          repeating-linear-gradient(
            to right,
            transparent 0 calc(100% / 24 - 1px),
            var(--divider-color, #ccc) calc(100% / 24 - 1px) calc(100% / 24)
          );
        --grid-line: transparent;
        --grid-on: var(--primary-color);
      }
    `]}};var He=class extends v{static{this.properties={...v.properties,entityId:{attribute:!1},page:{state:!0}}}get cameraId(){return this.entityId}get unsaved(){return!!this.renderRoot.querySelector(".page")?.firstElementChild?.changed}mayLeave(){return!this.unsaved||confirm(this.texts?.card("discard"))}get pages(){let{info:t,texts:e,hass:i,entityId:s}=this;if(!t||!e)return[];let n=()=>this.renderRoot.querySelector(ye)?.close(),o=[],a=(d,p,h,u)=>d&&o.push({key:p,name:h,render:u});a(!!t.motion_area,"motion_area",e.card("motion_area"),()=>l`<ip-camera-cgi-motion-area
          .hass=${i}
          .entityId=${s}
          @cancel=${n}
        ></ip-camera-cgi-motion-area>`),a(!!t.privacy_areas,"privacy",e.card("privacy_areas"),()=>l`<ip-camera-cgi-privacy .hass=${i} .entityId=${s} @cancel=${n}></ip-camera-cgi-privacy>`);for(let d of t.schedules??[])a(!0,d,`${e.card("schedules")}: ${e.text(W.nameKey(d))}`,()=>l`<ip-camera-cgi-schedule
            .hass=${i}
            .entityId=${s}
            .schedule=${d}
            @cancel=${n}
          ></ip-camera-cgi-schedule>`);return a(!!t.ptz&&(t.ptz.pan||t.ptz.tilt),"direction",e.card("direction"),()=>l`<ip-camera-cgi-direction .hass=${i} .entityId=${s}></ip-camera-cgi-direction>`),a(Me(i,t).length>0,"picture",e.card("picture"),()=>l`<ip-camera-cgi-picture-settings
          .hass=${i}
          .entityId=${s}
          @cancel=${n}
        ></ip-camera-cgi-picture-settings>`),o}render(){let{texts:t,info:e,pages:i}=this,s=i.find(({key:n})=>n===this.page)??i[0];return l`<ip-camera-cgi-dialog
      sheet
      .label=${t?.card("set_up")??""}
      .heading=${e?.name??""}
      .closeLabel=${t?.common("close")??""}
      @closing=${n=>{this.mayLeave()||n.preventDefault()}}
      @closed=${()=>this.dispatchEvent(new Event("closed"))}
    >
      <nav>
        ${i.map(({key:n,name:o})=>l`<button
              type="button"
              class="tab"
              aria-current=${n===s?.key?"page":c}
              @click=${()=>{n!==s?.key&&this.mayLeave()&&(this.page=n)}}
            >
              ${o}
            </button>`)}
      </nav>
      <div class="page">${s?.render()??(e&&t?l`<p>${t.card("visitor")}</p>`:c)}</div>
    </ip-camera-cgi-dialog>`}static{this.styles=[$,g`
      :host {
        --dialog-width: 760px;
      }
      nav {
        display: flex;
        gap: 4px;
        padding: 0 12px;
        overflow-x: auto;
        border-bottom: 1px solid var(--divider-color, #ccc);
      }
      .tab {
        flex: none;
        min-height: 44px;
        padding: 0 12px;
        border-bottom: 3px solid transparent;
      }
      .tab[aria-current] {
        border-color: var(--primary-color);
      }
      .page {
        padding: 8px 16px 16px;
      }
    `]}};var j="ip-camera-cgi-wall",Ss=1e4,wt=r=>r.replace("camera.",""),De=class extends v{static{this.properties={...v.properties,entityId:{attribute:!1},forward:{type:Boolean,reflect:!0},preview:{type:Boolean},signal:{state:!0}}}constructor(){super(),this.forward=this.preview=!1,this.signal=""}get cameraId(){return this.entityId}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.timer)}willUpdate(t){super.willUpdate(t),!!this.texts&&Q(this.texts,this.hass,this.info,this.signal).kind==="alarm"?(clearTimeout(this.timer),this.timer=void 0,this.forward=!0):this.forward&&(this.timer??=setTimeout(()=>{this.forward=!1,this.timer=void 0},Ss))}render(){let{texts:t,info:e,hass:i,entityId:s}=this;if(!t)return c;let n=Y({type:""},i.states[s],e?.name),{kind:o,text:a}=Q(t,i,e,this.signal),d=e&&o==="off"&&!e.available?dt(t,e):a;return l`<button type="button" class="tile" @click=${()=>this.dispatchEvent(new Event("chosen"))}>
      <ip-camera-cgi-picture
        aria-hidden="true"
        .hass=${i}
        .entityId=${s}
        .label=${n}
        .away=${!!e&&!e.available}
        .concealed=${!!e?.private}
        .maxRate=${this.preview?2:10}
        @signal=${({detail:p})=>this.signal=p}
      ></ip-camera-cgi-picture>
      <span class="top"> <span class="title">${n}</span> <span class="pill ${o}">${d}</span> </span>
    </button>`}static{this.styles=[$,ve,g`
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
        border-radius: 12px;
        background: #111;
        text-align: start;
      }
      :host([forward]) .tile {
        box-shadow: 0 0 0 3px #d32f2f;
      }
      .tile:focus-visible {
        outline-offset: 2px;
      }
    `]}},Oe=class extends w{constructor(){super(...arguments);this.cameras=[];this.language="";this.getCardSize=()=>12;this.getGridOptions=()=>({columns:"full",rows:"auto"})}static{this.properties={hass:{attribute:!1},preview:{type:Boolean},config:{state:!0},texts:{state:!0},opened:{state:!0}}}static{this.getStubConfig=()=>({})}setConfig(e){this.config=e,this.entities=void 0}willUpdate(){this.hass.entities!==this.entities&&(this.entities=this.hass.entities,this.cameras=this.config?.entities??z(this.hass)),this.hass.language!==this.language&&(this.language=this.hass.language,U(this.hass).then(e=>this.texts=e))}open(e){let i=this.config?.path;this.preview||(i?(history.pushState(null,"",`${i}/${wt(e)}`),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))):this.opened={type:`custom:${A}`,entity:e})}renderOpened(e){return l`<ip-camera-cgi-dialog
      .label=${Y(e,this.hass.states[e.entity??""])}
      .closeLabel=${this.texts?.common("close")??""}
      @closed=${()=>this.opened=void 0}
    >
      <ip-camera-cgi-card .hass=${this.hass} .config=${e}></ip-camera-cgi-card>
    </ip-camera-cgi-dialog>`}render(){return this.cameras.length?l`<div class="wall">
        ${this.cameras.map(e=>l`<ip-camera-cgi-tile
              .hass=${this.hass}
              .entityId=${e}
              ?preview=${this.preview}
              @chosen=${()=>this.open(e)}
            ></ip-camera-cgi-tile>`)}
      </div>
      ${this.opened?this.renderOpened(this.opened):c}`:l`<ha-card><div class="empty">${this.texts?.card("wall_empty")}</div></ha-card>`}static{this.styles=g`
    :host {
      display: block;
      container-type: inline-size;
    }
    .wall {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr));
      grid-auto-flow: dense;
      gap: 8px;
      padding: 8px;
    }
    .empty {
      padding: 32px;
      text-align: center;
    }
  `}};var Ts=new Set(["button","camera","image","text","update"]),Rs=new Set(["infrared","motion_detection","preset","privacy_mode","relay"]),Cs=(r,t)=>{let e=r.entities[t]?.device_id;return Object.entries(r.entities).filter(([i,s])=>s?.device_id===e&&s?.platform===f&&!s.hidden&&!s.entity_category&&!Ts.has(i.split(".")[0]??"")&&!Rs.has(s.translation_key??"")).map(([i])=>i).sort().map(i=>({type:"tile",entity:i,name:{type:"entity"},visibility:[{condition:"state",entity:i,state_not:"unknown"}]}))},Ps=(r,t)=>({title:r.states[t]?.attributes.friendly_name??t,path:wt(t),subview:!0,type:"sections",max_columns:3,sections:[{type:"grid",column_span:2,cards:[{type:`custom:${A}`,entity:t,grid_options:{columns:"full"}}]},{type:"grid",cards:Cs(r,t)}]}),Ne=class extends HTMLElement{static{this.registryDependencies=["entities"]}static generate(t){return Promise.resolve({type:"panel",cards:[{type:`custom:${j}`,path:t.path}]})}},We=class extends HTMLElement{static{this.registryDependencies=["entities"]}static{this.getCreateSuggestions=()=>({title:"IP cameras",icon:"mdi:cctv"})}static async generate(t,e){let i=await U(e),[,s="lovelace"]=location.pathname.split("/");return{title:i.card("wall"),views:[{title:i.card("wall"),path:"cameras",icon:"mdi:cctv",type:"panel",cards:[{type:`custom:${j}`,path:`/${s}`}]},...z(e).map(n=>Ps(e,n)),...t.views??[]]}}};var $t="https://github.com/ip-camera-cgi/ip-camera-cgi/blob/main/docs/card.md";hi({[A]:J,[ye]:be,"ip-camera-cgi-picture":_e,"ip-camera-cgi-recordings":Se,"ip-camera-cgi-player":Ee,"ip-camera-cgi-tile":De,"ip-camera-cgi-setup":He,"ip-camera-cgi-grid":Pe,"ip-camera-cgi-motion-area":Re,"ip-camera-cgi-privacy":ze,"ip-camera-cgi-schedule":W,"ip-camera-cgi-direction":Te,"ip-camera-cgi-picture-settings":Le,[j]:Oe,[we]:Z,"ll-strategy-dashboard-ip-camera-cgi":We,"ll-strategy-view-ip-camera-cgi":Ne});var je=window;(je.customCards??=[]).push({type:A,name:"IP camera",description:"Live picture, steering and setup of a camera of IP Camera CGI",preview:!0,documentationURL:$t,getEntitySuggestion:J.getEntitySuggestion});je.customCards.push({type:j,name:"IP cameras",description:"All cameras of IP Camera CGI; one that raises an alarm comes forward",preview:!0,documentationURL:$t});for(let r of["dashboard","view"])(je.customStrategies??=[]).push({type:"ip-camera-cgi",strategyType:r,name:"IP cameras",description:"All cameras of IP Camera CGI",documentationURL:$t});(je.customCardFeatures??=[]).push({type:we,name:"IP camera: pan, tilt and zoom",isSupported:Z.isSupported,configurable:!1});
