import { afterEach, expect, test, vi } from "vitest";
import { defineElements } from "../src/define";

/** A registry that is replaced, as by the frontend up to 2026.10 while it starts. */
class Registry {
  readonly known = new Map<string, CustomElementConstructor>();
  private started: (() => void) | undefined;
  readonly starting: Promise<void>;

  constructor(started?: Promise<void>) {
    this.starting = started ?? new Promise((resolve) => (this.started = resolve));
  }

  get = (tag: string) => this.known.get(tag);
  define = (tag: string, element: CustomElementConstructor) => {
    if (this.known.has(tag)) throw new Error(`${tag} is defined twice`);
    this.known.set(tag, element);
  };
  whenDefined = () => this.starting;
  start = () => this.started?.();
}

afterEach(() => vi.unstubAllGlobals());

test("elements survive that the frontend exchanges the registry", async () => {
  const early = new Registry();
  vi.stubGlobal("customElements", early);
  defineElements({ "ip-camera-cgi-card": class extends HTMLElement {} });
  expect([...early.known.keys()]).toEqual(["ip-camera-cgi-card"]);

  const late = new Registry(early.starting);
  vi.stubGlobal("customElements", late);
  early.start();
  await early.starting;
  await Promise.resolve();
  expect([...late.known.keys()]).toEqual(["ip-camera-cgi-card"]);
});

test("nothing is defined twice where the registry stays", async () => {
  const registry = new Registry();
  vi.stubGlobal("customElements", registry);
  defineElements({ "ip-camera-cgi-card": class extends HTMLElement {} });
  registry.start();
  await registry.starting;
  await Promise.resolve();
  expect(registry.known.size).toBe(1);
});
