import { describe, expect, it } from "vitest";
import { AlertBook, open_most } from "~/state/book";
import type { Item } from "~/feed/machine";
import type { FeedEvent } from "~/feed/messages";
import { alert } from "./samples";

const event = (changed: Partial<FeedEvent>): Item => ({
  kind: "event", event: { type: "event", seq: 1, at: "", kind: "alert.updated", ...changed },
});
const picture = (...ids: string[]): Item[] => [
  { kind: "replacing" }, { kind: "alerts", alerts: ids.map((id) => alert(id)) }, { kind: "replaced" }];

describe("the book of alerts", () => {
  it("drops what a new picture does not have", () => {
    const book = new AlertBook();
    book.apply(picture("a", "b"));
    const changes = book.apply(picture("b", "c"));
    expect([...changes.removed]).toEqual(["a"]);
    expect([...changes.added]).toEqual(["c"]);
    expect(book.size).toBe(2);
  });

  it("never goes back to an older version", () => {
    const book = new AlertBook();
    book.put(alert("a", { version: 3, risk: 70 }));
    book.apply([event({ alert: alert("a", { version: 2, risk: 20 }) })]);
    expect(book.get("a")?.risk).toBe(70);
  });

  it("shows a deleted post as gone on every alert that has it, without its spans", () => {
    const book = new AlertBook();
    const span = { term: "x", start: 0, end: 1, utf16: [0, 1] as [number, number] };
    const finding = { id: "f", rule: "r/r", version: 1, signal: "s", severity: "low" as const, score: 1, spans: [span] };
    const post = alert("a").post;
    book.put(alert("a", { findings: [finding] }));
    book.put(alert("b", { post, findings: [finding] }));
    book.put(alert("c"));
    const changes = book.apply([event({ kind: "post.deleted", post: { id: post.id, source: post.source, gone: "deleted" } })]);
    expect([...changes.changed].sort()).toEqual(["a", "b"]);
    for (const id of ["a", "b"]) {
      expect(book.get(id)?.post.text).toBeUndefined();
      expect(book.get(id)?.findings[0]?.spans).toBeUndefined();
    }
    expect(book.get("c")?.post.text).toBe("text of c");
  });

  it("keeps spans where the post's version is the one they speak of", () => {
    const book = new AlertBook();
    const finding = { id: "f", rule: "r/r", version: 1, signal: "s", severity: "low" as const, score: 1, spans: [] };
    book.put(alert("a", { findings: [finding] }));
    book.apply([event({ kind: "post.edited", post: { ...alert("a").post, likes: 3 } })]);
    expect(book.get("a")?.findings[0]?.spans).toEqual([]);
    book.apply([event({ kind: "post.edited", post: { ...alert("a").post, version: 2, text: "other" } })]);
    expect(book.get("a")?.findings[0]?.spans).toBeUndefined();
  });

  it("forgets the oldest of those that have ended", () => {
    const book = new AlertBook();
    book.put(alert("open"));
    const items = Array.from({ length: 520 }, (_, n) => event({ alert: alert(`e${n}`, { state: "resolved" }) }));
    const changes = book.apply(items);
    expect(book.size).toBe(501);
    expect(book.get("open")).toBeDefined();
    expect(book.get("e19")).toBeUndefined();
    expect(changes.added.has("e19")).toBe(false);
    expect(book.get("e20")).toBeDefined();
  });

  it("holds the gravest where too much is open, and says so", () => {
    const book = new AlertBook();
    book.apply([event({ alert: alert("mine", { risk: 1, assignee: { user: "u1", name: "Dana" } }) })]);
    const flood = Array.from({ length: open_most + 1500 }, (_, n) => event({ alert: alert(`f${n}`, { risk: n < 500 ? 20 : n % 2 ? 60 : 40 }) }));
    const changes = book.apply(flood);
    expect(book.openHeld).toBe(open_most);
    expect(book.overflowed).toBe(true);
    expect(book.get("mine")).toBeDefined(); // somebody works on it
    expect(book.get("f499")).toBeUndefined(); // the lowest risk goes first,
    expect(book.get("f500")).toBeUndefined(); // then of the next one the oldest
    expect(book.get("f501")).toBeDefined();
    expect(book.get(`f${open_most + 1498}`)).toBeDefined();
    expect(changes.added.has("f500")).toBe(false);
    book.apply(picture("a"));
    expect(book.overflowed).toBe(false);
  });

  it("replaces who is present, and forgets them with the connection", () => {
    const book = new AlertBook();
    book.put(alert("a"));
    book.apply([{ kind: "presence", presence: { case: "ca_a", who: [{ user: "u1", name: "Dana", typing: true }] } }]);
    expect(book.who("ca_a")).toHaveLength(1);
    book.apply(picture("a"));
    expect(book.who("ca_a")).toHaveLength(0);
  });
});
