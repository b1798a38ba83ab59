import { expect, it } from "vitest";
import { lineOf, packIn, ruleAt, rulesIn } from "~/screens/rules/pack_text";

const text = `pack: shop
title: A shop
rules:
  - id: leaves
    when: leaving
  - {id: broken, title: T}
  - id: "half
`;

it("finds rules in both forms, also in a text that is no YAML yet", () => {
  expect(rulesIn(text)).toEqual([{ id: "leaves", line: 4 }, { id: "broken", line: 6 }, { id: "half", line: 7 }]);
  expect(packIn(text)).toBe("shop");
  expect(packIn("title: x")).toBeUndefined();
});

it("tells which rule a line belongs to", () => {
  expect(ruleAt(text, 5)?.id).toBe("leaves");
  expect(ruleAt(text, 2)).toBeUndefined();
  expect(lineOf(text, "broken")).toBe(6);
});
