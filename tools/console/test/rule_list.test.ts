import { expect, it } from "vitest";
import { listed } from "~/screens/rules/rule_list";
import type { Rule } from "~/screens/rules/rules_api";

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id, pack: id.split("/")[0]!, version: 1, title: `About ${id}`, signal: "churn", severity: "low", score: 5, status: "live", ...more,
});
const rules = [
  rule("shop/late", { hits: 3, precision: { value: 0.9, low: 0.8, high: 1, n: 20 } }),
  rule("shop/angry", { hits_30d: 40, severity: "high", precision: { value: 0.4, low: 0.2, high: 0.6, n: 9 } }),
  rule("press/ask", { status: "shadow", precision: { value: 0, low: 0, high: 1, n: 0 } }),
];
const ids = (filter: string, order: Parameters<typeof listed>[2] = "id") => listed(rules, filter, order).map((each) => each.id);

it("lists what holds every word, by id", () => {
  expect(ids("")).toEqual(["press/ask", "shop/angry", "shop/late"]);
  expect(ids("SHOP high")).toEqual(["shop/angry"]);
  expect(ids("shadow")).toEqual(["press/ask"]);
  expect(ids("nothing")).toEqual([]);
});

it("orders by what an author looks for", () => {
  expect(ids("", "hits")).toEqual(["shop/angry", "shop/late", "press/ask"]);
  expect(ids("", "precision")).toEqual(["shop/angry", "shop/late", "press/ask"]); // the worst first; not judged last
  expect(ids("", "severity")[0]).toBe("shop/angry");
});
