import { html } from "lit";
import { expect, test } from "vitest";
import { CameraElement } from "../src/element";
import { DOMAIN, isOurs, type Hass } from "../src/hass";
import { FakeHass } from "./hass";

class Shown extends CameraElement {
  protected override get cameraId(): string | undefined {
    return isOurs(this.hass, "camera.gate") ? "camera.gate" : undefined;
  }
  override render() {
    return html`${this.cameraId ?? "not ours"}`;
  }
}
customElements.define("test-shown", Shown);

test("a camera that is renamed, disabled or added is followed, also if no state changes", async () => {
  const fake = new FakeHass();
  const shown = new Shown();
  const update = async (entities: Hass["entities"]): Promise<string | undefined> => {
    shown.hass = { ...fake.hass, entities };
    await shown.updateComplete;
    return shown.shadowRoot?.textContent.trim();
  };
  shown.hass = fake.hass;
  document.body.append(shown);
  expect(await update({})).toBe("not ours");
  expect(await update({ "camera.gate": { platform: DOMAIN } })).toBe("camera.gate");
  expect(fake.subscribed.map(({ message }) => message.entity_id)).toEqual(["camera.gate"]);
  expect(await update({ "camera.hall": { platform: DOMAIN } })).toBe("not ours");
});
