/**
 * Defines custom elements so that they are not lost.
 *
 * Up to 2026.10 the frontend replaces the registry while it starts, and forgets what was defined before. A screen
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
