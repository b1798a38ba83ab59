import { describe, expect, it } from "vitest";
import { bulkWords, inWords, wordsOf } from "~/api/actions";
import { failureOf } from "~/api/problem";
import { isSingle, nameOf, shownKeys } from "~/keys/sequence";
import { fit, placesOf, ranked } from "~/parts/commands";
import { authorName, handleOf, initials } from "~/parts/people";
import { ago, clockTime, left, span } from "~/parts/times";
import { stepsOf } from "~/screens/alert/clocks";
import { lengthOn, unfilled } from "~/screens/alert/length";
import { Summary, inQuiet } from "~/state/news";
import { rateOf } from "~/state/pulse.svelte";
import { addressOf, parsePlace } from "~/router.svelte";
import { alert } from "./samples";

describe("a failure", () => {
  it("says what the server said, or what to do", () => {
    const told = (status: number, detail?: string) => failureOf(status, detail ? { title: "t", status, detail } : null).message;
    expect(told(409, "claimed by Dana 2 s ago")).toBe("Claimed by Dana 2 s ago.");
    for (const status of [0, 401, 403, 404, 418, 429, 500, 503]) expect(told(status)).toMatch(/^[A-Z].+\.$/);
    expect(failureOf(0, null).unreachable).toBe(true);
  });
});

describe("an action in words", () => {
  it("says what came of many", () => {
    const act = { action: "resolve", outcome: "no-action" } as const;
    expect(wordsOf(act)).toBe("Resolved: no action needed");
    expect(wordsOf({ action: "snooze", for: "2h" })).toBe("Snoozed for 2 h");
    expect(inWords("nonsense")).toBe("nonsense");
    expect(bulkWords(act, { done: 500, skipped: [] })).toBe("Resolved: no action needed (500)");
    const skipped = Array.from({ length: 63 }, (_, n) => ({ alert: `al_${n}`, why: n < 60 ? "already resolved by Dana" : "gone" }));
    expect(bulkWords(act, { done: 437, skipped })).toBe("437 of 500 done, 63 skipped: already resolved by Dana (60), gone (3)");
    const moments = [["Dana", 4], ["Dana", 9], ["Dana", 11], ["Lee", 3], ["Kim", 3], ["Abe", 3]].map(([who, ago]) => ({ alert: "a", why: `already resolved by ${who} ${ago} s ago` }));
    expect(bulkWords(act, { done: 1, skipped: moments })).toMatch(/^1 of 7 done, 6 skipped: already resolved by Dana \(3\), .*, other reasons \(1\)$/);
  });
});

describe("times", () => {
  const at = "2026-03-28T23:30:00.000Z", now = Date.parse("2026-03-29T00:00:00.000Z");
  it("are told in the reader's zone, with the day where it is another", () => {
    expect(clockTime(at, "Europe/Berlin", now)).toBe("00:30 CET");
    expect(clockTime(at, "Asia/Kolkata", now)).toMatch(/^05:00 /);
    expect(clockTime(at, "America/St_Johns", now)).toMatch(/^21:00 /);
    expect(clockTime(at, "UTC", now)).toBe("28 Mar, 23:30 UTC");
    expect(clockTime("2026-03-29T01:00:00Z", "Europe/Berlin", now)).toBe("03:00 CEST"); // the clock goes forward
    expect(clockTime("never", "UTC", now)).toBe("");
  });
  it("are spans in one unit, and what is left to the second in the last hour", () => {
    expect([span(59_999), span(60_000), span(47 * 3_600_000), span(49 * 3_600_000)]).toEqual(["59 s", "1 min", "47 h", "2 d"]);
    expect(ago(at, now)).toBe("30 min");
    expect(ago("2026-03-29T00:00:03Z", now)).toBe("now");
    expect(left("2026-03-29T00:12:41Z", now)).toEqual({ text: "12:41", late: false, soon: false });
    expect(left("2026-03-29T00:04:00Z", now).soon).toBe(true);
    expect(left(at, now)).toEqual({ text: "30 min late", late: true, soon: true });
  });
  it("keep quiet hours over midnight", () => {
    const quiet = (hour: number) => inQuiet("22:00", "07:00", new Date(2026, 0, 1, hour));
    expect([21, 22, 23, 0, 6, 7].map(quiet)).toEqual([false, true, true, true, true, false]);
    expect(inQuiet("", "07:00", new Date())).toBe(false);
  });
});

describe("keys", () => {
  const press = (key: string, more = {}) => nameOf({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });
  it("have names: Shift is said with letters, not with signs", () => {
    expect(press("j")).toBe("j");
    expect(press("E", { shiftKey: true })).toBe("Shift+e");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("k", { metaKey: true })).toBe("Ctrl+k");
    expect(press("Enter", { ctrlKey: true })).toBe("Ctrl+Enter");
    expect(press("Ж", { shiftKey: true })).toBe("Shift+ж");
    expect(["j", "Shift+e", "g s"].every(isSingle)).toBe(true);
    expect(["Ctrl+k", "Escape"].some(isSingle)).toBe(false);
    expect(shownKeys("g s")).toEqual(["g", "s"]);
    expect(shownKeys("Shift+e")).toEqual(["⇧ e"]);
  });
  it("are found by a few letters", () => {
    const named = (...names: string[]) => names.map((name) => ({ name, group: "", run: () => {} }));
    expect(fit("resolve", "zz")).toBe(0);
    expect(ranked(named("dismiss", "resolve", "resolve, and on to the next"), "res")[0]?.name).toBe("resolve");
    expect(placesOf("al_abc", { all: () => [] })[0]?.name).toBe("Open al_abc");
    expect(placesOf("https://x.example/p", { all: () => [alert("q", { post: { id: "p", source: "x", url: "https://x.example/p" } })] })[0]?.name).toBe("Open its alert");
  });
});

describe("people", () => {
  it("have a name whatever is known of them", () => {
    expect(authorName({ id: "p", source: "x" })).toBe("unknown author");
    expect(authorName({ id: "p", source: "x", author: { id: "did:plc:g73ztrlv7c6xt2z3" } })).toBe("did:plc:g73ztrlv7…");
    expect(handleOf({ id: "a", handle: "jo" })).toBe("@jo");
    expect(handleOf({ id: "a", handle: "r/acme" })).toBe("r/acme");
    expect([initials("Dana Reyes"), initials("まさと"), initials("😀 x"), initials(" ")]).toEqual(["DR", "ま", "😀X", ""]);
  });
});

describe("an answer", () => {
  it("is as long as its platform counts", () => {
    expect(lengthOn("bluesky", "👩‍👩‍👧‍👧é")).toBe(2);
    expect(lengthOn("mastodon", "@jo@far.example https://a.example/a/very/long/path/that/counts/23")).toBe(3 + 1 + 23);
    expect(unfilled("Dear {name}, about {order no} and {name}: {}")).toEqual(["{name}", "{order no}"]);
  });
});

describe("clocks", () => {
  const now = Date.parse("2026-11-21T10:10:00Z");
  const names = (changed: object, answered?: string) =>
    stepsOf(alert("a", changed), null, answered, now).map((step) => `${step.state} ${step.name}`);
  it("are steps: what is done, what runs, what may come", () => {
    expect(names({ due: "2026-11-21T10:15:00Z" })).toEqual(["done raised", "now first answer due"]);
    expect(names({ due: "2026-11-21T10:05:00Z" })).toEqual(["done raised", "late first answer due"]);
    expect(names({ due: "2026-11-21T10:05:00Z" }, "2026-11-21T10:04:00Z")).toEqual(["done raised", "done first answer"]);
    expect(names({ state: "resolved", outcome: "helped", ended_by: { user: "u", name: "Dana" }, due: "2026-11-21T10:05:00Z" }))
      .toEqual(["done raised", "done resolved by Dana: helped"]);
  });
});

describe("what is new", () => {
  it("is said in one sentence, once", () => {
    const summary = new Summary();
    summary.add("low");
    summary.add("high");
    summary.add("info");
    expect(summary.take()).toBe("3 new alerts, highest severity high");
    expect(summary.count).toBe(0);
  });
  it("comes at a rate that a restart of the engine does not make negative", () => {
    expect(rateOf({ at: 0, frames: 100 }, { at: 5000, frames: 600 })).toBe(100);
    expect(rateOf({ at: 0, frames: 600 }, { at: 5000, frames: 100 })).toBe(0);
    expect(rateOf(null, { at: 5000, frames: 100 })).toBe(0);
  });
});

describe("the address", () => {
  it("says where one is, and comes back from nonsense", () => {
    const place = parsePlace("#/stream/al_1?brand=a%26b&q=x%3Fy");
    expect(place.parts).toEqual(["al_1"]);
    expect(place.query.get("q")).toBe("x?y");
    expect(parsePlace(addressOf(place))).toEqual(place);
    expect(parsePlace("").screen).toBe("stream");
    expect(parsePlace("#/../%zz").screen).toBe("stream");
    expect(parsePlace("#/rules/a%2Fb").parts).toEqual(["a/b"]);
  });
});
