import { expect, it } from "vitest";
import { stepsOf } from "~/screens/first/steps";

const none = { sources: [], brands: 0, rules: 0, alerts: 0, accounts: false };
const done = (facts: Parameters<typeof stepsOf>[0]) => stepsOf(facts).filter((step) => step.done).map((step) => step.name);

it("calls done what is done, and says how for the rest", () => {
  expect(done(none)).toEqual([]);
  expect(done({ sources: [{ state: "connected" }], brands: 1, rules: 9, alerts: 1, accounts: true })).toEqual(["source", "brand", "rules", "alert", "people"]);
  expect(done({ ...none, sources: [{ state: "lost" }] })).toEqual([]);
  for (const step of stepsOf(none)) expect(step.how).not.toBe("");
});
