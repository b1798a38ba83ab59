import { expect, it } from "vitest";
import { markOf } from "~/screens/rules/problems";

const text = "pack: shop\nrules:\n  - when: brand AND truoble\n    note: '😡 nope'\n";
const at = (line: number, column: number) =>
  markOf({ file: "shop.yaml", line, column, level: "error", lint: "x", text: "no such term" }, text);
const marked = (line: number, column: number) => {
  const mark = at(line, column);
  return text.slice(mark.from, mark.to);
};

it("marks the word that a problem points at", () => {
  expect(marked(3, 21)).toBe("truoble");
  expect(marked(1, 1)).toBe("pack");
});

it("counts columns in code points", () => {
  expect(marked(4, 14)).toBe("nope");
});

it("stays within the text", () => {
  expect(at(99, 5)).toMatchObject({ from: text.length, to: text.length });
  expect(at(1, 999)).toMatchObject({ from: 10, to: 10 });
});
