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

it("counts columns in bytes, as the server does", () => {
  expect(marked(4, 17)).toBe("nope");
});

it("offers the mend that the server proposes, as a change of the text", () => {
  const edits = [{ line: 4, column: 17, end_line: 4, end_column: 21, text: "yes" }];
  const { mend } = markOf({ file: "shop.yaml", line: 4, column: 17, level: "warning", lint: "x", text: "no",
    fix: { says: "write `yes`", safe: false, edits } }, text);
  const [change] = mend!.changes;
  expect(text.slice(0, change!.from) + change!.insert + text.slice(change!.to)).toBe(text.replace("nope", "yes"));
});

it("stays within the text", () => {
  expect(at(99, 5)).toMatchObject({ from: text.length, to: text.length });
  expect(at(1, 999)).toMatchObject({ from: 10, to: 10 });
});
