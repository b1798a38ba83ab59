import { describe, expect, it } from "vitest";
import { AlertBook } from "~/state/book";
import { ListModel } from "~/state/list";
import { compareBy } from "~/state/order";
import { Tally } from "~/state/tally";
import { noChanges } from "~/state/book";
import { alert } from "./samples";

function made(...risks: number[]) {
  const book = new AlertBook();
  risks.forEach((risk) => book.put(alert(`r${risk}`, { risk })));
  const list = new ListModel(book, (one) => one.state === "open", compareBy("risk"));
  return { book, list };
}

describe("a list of alerts", () => {
  it("puts what is new in its place while nobody reads", () => {
    const { book, list } = made(10, 30);
    list.apply(book.put(alert("r20", { risk: 20 })), false);
    expect(list.rows).toEqual(["r30", "r20", "r10"]);
  });

  it("moves nothing while somebody reads, and says how many wait", () => {
    const { book, list } = made(10, 30);
    list.apply(book.put(alert("r20", { risk: 20 })), true);
    list.apply(book.put(alert("r10", { risk: 99, version: 2 })), true);
    list.apply(book.put(alert("r30", { state: "resolved", version: 2 })), true);
    expect(list.rows).toEqual(["r30", "r10"]);
    expect([...list.waiting]).toEqual(["r20"]);
    expect(list.stays("r30")).toBe(true);
    list.settle();
    expect(list.rows).toEqual(["r10", "r20"]);
    expect(list.waiting.size).toBe(0);
  });

  it("does not count as waiting what has ended meanwhile", () => {
    const { book, list } = made(10);
    list.apply(book.put(alert("r20")), true);
    list.apply(book.put(alert("r20", { state: "dismissed", version: 2 })), true);
    expect(list.waiting.size).toBe(0);
  });

  it("takes out at once what was dealt with here", () => {
    const { list } = made(10, 20, 30);
    list.drop(["r20"]);
    expect(list.rows).toEqual(["r30", "r10"]);
  });

  it("brings back what was taken out for an action that failed", () => {
    const { list } = made(10, 20, 30);
    list.drop(["r20"]);
    list.settle();
    expect(list.rows).toEqual(["r30", "r20", "r10"]);
  });

  it("keeps the order that sorting anew would give, whatever arrives", () => {
    let seed = 7;
    const random = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    const { book, list } = made();
    for (let i = 0; i < 2000; ++i) {
      const id = `a${random(300)}`;
      const version = (book.get(id)?.version ?? 0) + 1;
      const state = random(10) === 0 ? "resolved" as const : "open" as const;
      list.apply(book.put(alert(id, { risk: random(100), state, version })), random(3) === 0);
    }
    list.settle();
    const merged = list.rows;
    list.begin();
    expect(merged).toEqual(list.rows);
    expect(merged.length).toBeGreaterThan(100);
  });
});

describe("a tally", () => {
  it("stays what counting anew gives, whatever arrives", () => {
    let seed = 11;
    const random = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
    const book = new AlertBook();
    const tests = [(one: { risk: number }) => one.risk > 50, (one: { state: string }) => one.state === "open"];
    const tally = new Tally(book, tests);
    for (let i = 0; i < 1000; ++i) {
      const id = `a${random(100)}`;
      const version = (book.get(id)?.version ?? 0) + 1;
      tally.apply(book.put(alert(id, { version, risk: random(100), state: random(3) ? "open" : "resolved" })));
    }
    expect(tally.counts).toEqual(new Tally(book, tests).counts);
    expect(tally.counts[0]).toBeGreaterThan(10);
    const changes = noChanges();
    changes.removed.add("unknown");
    tally.apply(changes);
    expect(tally.counts).toEqual(new Tally(book, tests).counts);
  });
});
