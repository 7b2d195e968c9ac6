import { expect, test } from "vitest";
import { PaintGrid } from "../src/setup/paint-grid";

customElements.define("test-grid", PaintGrid);

test("the time under the finger is shown while a row is painted", async () => {
  const grid = new PaintGrid();
  grid.rows = ["........", "........"];
  grid.lines = true;
  grid.spanLabel = (first, last) => `${first}-${last}`;
  document.body.append(grid);
  await grid.updateComplete;
  const area = grid.renderRoot.querySelector<HTMLElement>(".grid");
  if (!area) throw new Error("no grid");
  area.setPointerCapture = () => undefined;
  area.getBoundingClientRect = () => new DOMRect(0, 0, 80, 20);
  const point = async (kind: string, clientX: number): Promise<string | undefined> => {
    area.dispatchEvent(new MouseEvent(kind, { clientX, clientY: 15, button: 0 }));
    await grid.updateComplete;
    return grid.renderRoot.querySelector(".span")?.textContent.trim();
  };
  expect(await point("pointermove", 25)).toBeUndefined();
  expect(await point("pointerdown", 45)).toBe("4-4");
  expect(await point("pointermove", 25)).toBe("2-4");
  expect(await point("pointermove", 75)).toBe("4-7");
  expect(await point("pointerup", 75)).toBeUndefined();
});
