import { expect, it } from "vitest";
import { pathOf, queryOf, wantedOf } from "~/screens/search/search_query";

const wanted = (text: string) => wantedOf(new URLSearchParams(text));

it("reads an address, and leaves out what makes no sense", () => {
  expect(wanted("in=cases&q=a%20b&state=gone&severity_min=high&from=yesterday&to=2026-11-21T10:00:00%2B01:00")).toEqual({
    in: "cases", q: "a b", state: "", severity_min: "high", brand: "", source: "", rule: "", assignee: "", tag: "", from: "", to: "2026-11-21T09:00:00.000Z", unscanned: "",
  });
});

it.each(["", "q=refund+%26+%C3%A9t%C3%A9", "in=posts&q=x&from=2026-11-21T09%3A00%3A00.000Z", "in=posts&unscanned=true"])("writes the address that it reads: %j", (text) => {
  expect(queryOf(wanted(text)).toString()).toBe(text);
});

it("asks each route only what it takes", () => {
  expect(pathOf(wanted("q=a&state=resolved&severity_min=low"), "c1")).toBe("/alerts?limit=50&text=a&state=resolved&severity_min=low&cursor=c1");
  expect(pathOf(wanted("rule=churn/threat&assignee=me&tag=vip"), null)).toBe("/alerts?limit=50&rule=churn%2Fthreat&assignee=me&tag=vip");
  expect(pathOf(wanted("in=cases&q=a&state=open&severity_min=low"), null)).toBe("/cases?limit=50&open=true");
  expect(pathOf(wanted("in=posts&q=a&state=open"), null)).toBe("/posts?limit=50&q=a");
  expect(pathOf(wanted("in=posts&unscanned=true"), null)).toBe("/posts?limit=50&unscanned=true");
  expect(pathOf(wanted("unscanned=true"), null)).toBe("/alerts?limit=50");
});
