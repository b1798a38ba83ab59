import { expect, it } from "vitest";
import { wordsFor } from "~/screens/rules/words";

const labels = (before: string, asked = false) => wordsFor(before, asked)?.words.map((each) => each.label) ?? [];

it.each([
  ["    se", "severity"],
  ["  - id", "id"],
  ["  - {id: a, st", "status"],
  ["    severity: h", "high"],
  ["    status: ", "shadow"],
  ["    when: brand AND a NE", "NEAR/6"],
  ["      - author.fo", "author.followers"],
])("offers what fits behind %j", (before, word) => {
  expect(labels(before)).toContain(word);
});

it("offers nothing inside free text, and no keys until one is begun or asked for", () => {
  expect(labels("    title: a sev")).toEqual([]);
  expect(labels("    ")).toEqual([]);
  expect(labels("    ", true)).toContain("when");
});
