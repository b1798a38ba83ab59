import { expect, it } from "vitest";
import { difference, excerpt } from "~/screens/rules/line_diff";

const signs = { same: " ", gone: "-", new: "+" } as const;
const shown = (before: string[], after: string[]) =>
  difference(before.join("\n"), after.join("\n")).map((line) => signs[line.kind] + line.text);

it("keeps what both have, in order", () => {
  expect(shown(["a", "b", "c", "d"], ["a", "x", "c", "d", "e"])).toEqual([" a", "-b", "+x", " c", " d", "+e"]);
  expect(shown(["a"], ["a"])).toEqual([" a"]);
  expect(shown([""], ["a", ""])).toEqual(["+a", " "]);
});

it("gives back both texts, whatever they are", () => {
  let seed = 7;
  const next = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n;
  for (let round = 0; round < 200; ++round) {
    const text = () => Array.from({ length: next(12) + 1 }, () => "abc"[next(3)]!);
    const before = text(), after = text();
    const lines = difference(before.join("\n"), after.join("\n"));
    expect(lines.filter((line) => line.kind !== "new").map((line) => line.text)).toEqual(before);
    expect(lines.filter((line) => line.kind !== "gone").map((line) => line.text)).toEqual(after);
  }
});

it("leaves out what is far from any change", () => {
  const before = Array.from({ length: 30 }, (_, i) => `line ${i}`);
  const after = before.map((line, i) => (i === 15 ? "changed" : line));
  const lines = excerpt(difference(before.join("\n"), after.join("\n")), 1);
  expect(lines.map((line) => line && signs[line.kind] + line.text)).toEqual([null, " line 14", "-line 15", "+changed", " line 16", null]);
});
