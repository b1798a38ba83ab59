import { describe, expect, it } from "vitest";
import { FeedMachine, type Item, usual } from "~/feed/machine";

const options = { ...usual, random: () => 0.5 }; // waits exactly as long as planned
const started = () => {
  const machine = new FeedMachine(options);
  machine.start(0);
  return machine;
};
const say = (machine: FeedMachine, message: unknown, now = 0): Item[] =>
  machine.message(JSON.stringify(message), now).items;
const event = (seq: number) => ({ type: "event", seq, at: "2026-11-21T10:00:00Z", kind: "rules.reloaded" });
const live = (seq = 10) => {
  const machine = started();
  machine.opened(0);
  say(machine, { type: "welcome", seq });
  say(machine, { type: "snapshot", seq, alerts: [], more: false });
  say(machine, { type: "live", seq });
  return machine;
};

it("says how old is what one sees, however often it asks again", () => {
  const machine = new FeedMachine({ ...usual, random: () => 0.5 });
  machine.start(0);
  machine.opened(10);
  machine.message(JSON.stringify([{ type: "welcome", seq: 5 }, { type: "snapshot", seq: 5, alerts: [] }, { type: "live", seq: 5 }]), 1000);
  machine.closed(1006, 2000);
  for (const at of [3000, 5000, 9000]) {
    machine.tick(at);
    machine.closed(1006, at + 1);
  }
  expect(machine.heardAt).toBe(1000);
});

it("asks for the whole picture again where a part of it was let go of", () => {
  const machine = new FeedMachine();
  machine.start(0);
  machine.opened(0);
  machine.message(JSON.stringify([{ type: "welcome", seq: 5 }, { type: "snapshot", seq: 5, alerts: [] }, { type: "live", seq: 5 }]), 0);
  expect(machine.anew(1).effects.map((effect) => effect.do)).toEqual(["close", "open"]);
  expect(machine.opened(2).effects).toEqual([{ do: "send", text: JSON.stringify({ type: "hello" }) }]);
  expect(machine.anew(3).effects).toEqual([]); // once is enough
});

describe("the feed", () => {
  it("asks for the whole picture first, and for what follows afterwards", () => {
    const machine = started();
    expect(machine.opened(0).effects).toEqual([{ do: "send", text: '{"type":"hello"}' }]);
    say(machine, { type: "snapshot", seq: 10, alerts: [], more: false });
    machine.closed(1006, 0);
    machine.tick(10_000);
    expect(machine.opened(10_000).effects).toEqual([{ do: "send", text: '{"type":"hello","since":10}' }]);
  });

  it("counts a picture that was cut off as none", () => {
    const machine = started();
    machine.opened(0);
    expect(say(machine, { type: "snapshot", seq: 10, alerts: [], more: true }).map((one) => one.kind))
      .toEqual(["replacing", "alerts"]);
    machine.closed(1006, 0);
    machine.tick(10_000);
    expect(machine.opened(10_000).effects).toEqual([{ do: "send", text: '{"type":"hello"}' }]);
    expect(say(machine, { type: "snapshot", seq: 12, alerts: [] }).map((one) => one.kind))
      .toEqual(["replacing", "alerts", "replaced"]);
  });

  it("takes arrays, in order, and nothing twice", () => {
    const machine = live();
    const items = say(machine, [event(11), event(12), event(12), event(9), event(13)]);
    expect(items.map((one) => one.kind === "event" && one.event.seq)).toEqual([11, 12, 13]);
    expect(machine.since).toBe(13);
    expect(machine.repeated).toBe(2);
  });

  it("lets a mark raise the number, never lower it", () => {
    const machine = live();
    say(machine, { type: "mark", seq: 40 });
    say(machine, { type: "mark", seq: 30 });
    expect(machine.since).toBe(40);
  });

  it("begins anew after a reset", () => {
    const machine = live();
    say(machine, { type: "reset" });
    expect(machine.since).toBeNull();
    expect(say(machine, { type: "snapshot", seq: 7, alerts: [] }).map((one) => one.kind))
      .toEqual(["replacing", "alerts", "replaced"]);
    expect(machine.since).toBe(7);
  });

  it("backs off from half a second to fifteen, and begins anew once it was live", () => {
    const machine = live();
    const waits: number[] = [];
    for (let i = 0; i < 7; ++i) {
      machine.closed(1006, 0);
      waits.push(machine.retryAt);
      machine.tick(machine.retryAt);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    machine.opened(0);
    say(machine, { type: "live", seq: 11 });
    machine.closed(1006, 0);
    expect(machine.retryAt).toBe(500);
  });

  it("spreads a thousand clients over the wait", () => {
    const at = (chance: number) => {
      const machine = new FeedMachine({ ...usual, random: () => chance });
      machine.start(0);
      machine.closed(1006, 0);
      return machine.retryAt;
    };
    expect([at(0), at(1)].map(Math.round)).toEqual([350, 650]);
  });

  it("takes silence for a lost connection", () => {
    const machine = live();
    expect(machine.tick(24_999).effects).toEqual([]);
    expect(machine.tick(25_000).effects).toEqual([{ do: "close" }]);
    expect(machine.phase).toBe("waiting");
    expect(machine.closed(1006, 25_001)).toEqual({ effects: [], items: [] });
  });

  it("asks who is signed in where it was refused, or lost its right", () => {
    const refused = started();
    expect(refused.closed(1006, 0).effects).toEqual([{ do: "check" }]);
    const revoked = live();
    expect(revoked.closed(1008, 0).effects).toEqual([{ do: "check" }]);
    expect(revoked.retryAt).toBe(15_000);
    expect(live().closed(1006, 0).effects).toEqual([]);
  });

  it("waits for the network where the browser says that there is none", () => {
    const machine = live();
    expect(machine.offline(5).effects).toEqual([{ do: "close" }]);
    expect(machine.tick(100_000).effects).toEqual([]);
    expect(machine.retry(100_000).effects).toEqual([{ do: "open" }]);
    expect(machine.phase).toBe("catching-up");
  });

  it("takes a message that is no JSON for a broken connection", () => {
    const machine = live();
    expect(machine.message("{", 0).effects).toEqual([{ do: "close" }]);
    expect(machine.phase).toBe("waiting");
    expect(machine.since).toBe(10);
  });

  it("is silent once it was stopped", () => {
    const machine = live();
    expect(machine.stop().effects).toEqual([{ do: "close" }]);
    expect(machine.retry(1).effects).toEqual([]);
    expect(machine.tick(100_000).effects).toEqual([]);
    expect(say(machine, event(11))).toEqual([]);
  });
});
