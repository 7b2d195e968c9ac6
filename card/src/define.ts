/**
 * Defines custom elements permanently.
 *
 * Up to 2026.10 the frontend replaces the registry while it starts and drops earlier definitions. A screen
 * of Cast has no `home-assistant` element, so it is not enough to wait for that one.
 */
export function defineElements(elements: Record<string, CustomElementConstructor>): void {
  const define = (): void => {
    for (const [tag, element] of Object.entries(elements)) {
      if (!customElements.get(tag)) customElements.define(tag, element);
    }
  };
  define();
  void customElements.whenDefined("home-assistant").then(define);
}
