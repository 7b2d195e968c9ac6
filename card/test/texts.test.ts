import { expect, test } from "vitest";
import { Texts } from "../src/texts";

const known: Record<string, string> = {
  "component.ip_camera_cgi.exceptions.busy.message": "Beschäftigt",
  "component.ip_camera_cgi.selector.ip_camera_card.options.unauthorized": "Keine Berechtigung",
};
const texts = new Texts((key) => known[key] ?? "", "de");

test.each([
  [{ code: "unauthorized", message: "Unauthorized" }, "Keine Berechtigung"],
  [{ message: "Busy", translation_domain: "ip_camera_cgi", translation_key: "busy" }, "Beschäftigt"],
  [{ message: "Not in the list", translation_domain: "other", translation_key: "new" }, "Not in the list"],
  [{ code: "timeout" }, "timeout"],
  ["gone", "gone"],
])("the error %j is said in the user's language", (error, text) => {
  expect(texts.error(error)).toBe(text);
});
