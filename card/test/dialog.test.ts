import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CardDialog, DIALOG } from "../src/dialog";

customElements.define(DIALOG, CardDialog);

describe("dialog", () => {
  const show = vi.fn();
  const close = vi.fn();
  let dialog: CardDialog;

  beforeEach(async () => {
    Object.assign(HTMLDialogElement.prototype, { showModal: show, close });
    dialog = new CardDialog();
    document.body.append(dialog);
    await dialog.updateComplete;
  });

  afterEach(() => {
    dialog.remove();
    vi.clearAllMocks();
  });

  const frame = () => dialog.renderRoot.querySelector("dialog") as HTMLDialogElement;

  it("opens when it is added", () => {
    expect(show).toHaveBeenCalledOnce();
  });

  it("closes by its button and by Escape, unless a listener prevents it", () => {
    dialog.renderRoot.querySelector("button")?.click();
    frame().dispatchEvent(new Event("cancel", { cancelable: true }));
    expect(close).toHaveBeenCalledTimes(2);
    dialog.addEventListener("closing", (event) => event.preventDefault());
    const escape = new Event("cancel", { cancelable: true });
    frame().dispatchEvent(escape);
    expect(escape.defaultPrevented).toBe(true);
    expect(close).toHaveBeenCalledTimes(2);
  });

  it("reports that it was closed", () => {
    const closed = vi.fn();
    dialog.addEventListener("closed", closed);
    frame().dispatchEvent(new Event("close"));
    expect(closed).toHaveBeenCalledOnce();
  });
});
