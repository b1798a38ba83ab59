import { describe, expect, it } from "vitest";
import { chipsOf, compile, parseTyped, putChips, typoIn, viewTest, withChip, withoutChip } from "~/state/filter";
import { alert } from "./samples";

const passes = (query: string, changed = {}) => compile(chipsOf(new URLSearchParams(query)), "u_me")(alert("a", changed));

describe("a filter in the address", () => {
  it("wants any of a field's values, of every field, and none of the excluded", () => {
    expect(passes("brand=acme&brand=zenith")).toBe(true);
    expect(passes("brand=zenith")).toBe(false);
    expect(passes("brand=acme&signal=churn")).toBe(false);
    expect(passes("-signal=complaint")).toBe(false);
    expect(passes("-signal=churn")).toBe(true);
  });
  it("compares severities by their order", () => {
    expect(passes("severity_min=medium")).toBe(true);
    expect(passes("severity_min=high")).toBe(false);
  });
  it("looks for every text, in whatever case, in words and names", () => {
    expect(passes("q=TEXT")).toBe(true);
    expect(passes("q=jo")).toBe(true);
    expect(passes("q=text&q=nowhere")).toBe(false);
  });
  it("knows me and nobody", () => {
    expect(passes("assignee=none")).toBe(true);
    expect(passes("assignee=me", { assignee: { user: "u_me", name: "Me" } })).toBe(true);
    expect(passes("assignee=me", { assignee: { user: "u_other", name: "Other" } })).toBe(false);
  });
  it("survives the way through the address, and keeps what is not its own", () => {
    const chips = chipsOf(new URLSearchParams("view=mine&brand=a%26b&-tag=x&nonsense=1&brand="));
    expect(chips).toEqual([{ field: "brand", value: "a&b", not: false }, { field: "tag", value: "x", not: true }]);
    expect(putChips(new URLSearchParams("view=mine&brand=old"), chips).toString()).toBe("view=mine&brand=a%26b&-tag=x");
  });
  it("takes a value either in or out, and one least severity", () => {
    const one = { field: "signal" as const, value: "churn", not: false };
    const chips = withChip(withChip([], one), { ...one, not: true });
    expect(chips).toEqual([{ ...one, not: true }]);
    expect(withoutChip(chips, chips[0]!)).toEqual([]);
    const severe = (value: string) => ({ field: "severity_min" as const, value, not: false });
    expect(withChip(withChip([], severe("low")), severe("high"))).toEqual([severe("high")]);
  });
});

describe("what a person types", () => {
  it("becomes chips; words without a field are looked for together", () => {
    expect(parseTyped('brand:acme -signal:praise severity:crit tag:"big one" my refund')).toEqual([
      { field: "brand", value: "acme", not: false }, { field: "signal", value: "praise", not: true },
      { field: "severity_min", value: "critical", not: false }, { field: "tag", value: "big one", not: false },
      { field: "q", value: "my refund", not: false }]);
    expect(parseTyped("  ")).toEqual([]);
    expect(parseTyped("http://x.example/y")).toEqual([{ field: "q", value: "http://x.example/y", not: false }]);
    expect(parseTyped("severity:huge")).toEqual([]);
  });
});

describe("a view", () => {
  it("of mine has what is mine and has not ended", () => {
    const mine = viewTest("mine", "u_me");
    const assignee = { user: "u_me", name: "Me" };
    expect(mine(alert("a", { assignee }))).toBe(true);
    expect(mine(alert("a", { assignee, state: "resolved" }))).toBe(false);
    expect(viewTest("unclaimed", "u_me")(alert("a", { assignee }))).toBe(false);
  });
});

describe("a filter that cannot be meant", () => {
  it.each([
    ["severity:banana", /no severity/], ["nosuch:thing", /no filter “nosuch”/], ["-team:north acme", /no filter “team”/],
  ])("%s is told", (typed, told) => expect(typoIn(typed)).toMatch(told));
  it.each(["severity:high", "-signal:spam refund", "see https://acme.example/x", '"state: open"', "10:30 today", ""])(
    "%s is none", (typed) => expect(typoIn(typed)).toBe(""));
  it("in an address is left out", () =>
    expect(chipsOf(new URLSearchParams("severity_min=banana&brand=acme")).map((chip) => chip.field)).toEqual(["brand"]));
});
