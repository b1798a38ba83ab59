import { expect, it } from "vitest";
import type { Reply } from "~/api/types";
import { filled, lengthOn, mostOf, unfilled } from "~/screens/alert/length";
import { pendingOf, stepsOf, waitsFor } from "~/screens/alert/reply_state";
import { newsIn } from "~/state/reply_news";

const reply = (changed: Partial<Reply> = {}): Reply => ({
  id: "rp_1", state: "draft", text: "x", by: { user: "u_ann", name: "Ann" }, to: "p1",
  length: { count: 1, most: 300 }, needs_approval: false, sendable: true, ...changed,
});
const ann = { user: "u_ann", lead: false, works: true }, lee = { user: "u_lee", lead: true, works: true };
const now = { undoLeft: false, gone: false };

it("offers only what the server would do", () => {
  const asks = reply({ needs_approval: true });
  expect(stepsOf(asks, ann, now)).toEqual(["edit", "discard"]); // nobody approves their own
  expect(stepsOf(asks, lee, now)).toEqual(["approve-send", "approve", "edit", "discard"]);
  expect(stepsOf({ ...asks, by: { user: "u_lee", name: "Lee" } }, lee, now)).toEqual(["edit", "discard"]);
  expect(stepsOf({ ...asks, not_sendable: "fill in {x} first", sendable: false }, lee, now)).toEqual(["edit", "discard"]);
  expect(stepsOf(reply({ state: "approved", needs_approval: true, approved_by: lee2 }), ann, now)[0]).toBe("send");
  expect(stepsOf(reply(), { ...ann, user: "u_bob" }, now)).toEqual([]); // another's
  expect(stepsOf(reply({ state: "sending" }), ann, { ...now, undoLeft: true })).toEqual(["take-back"]);
  expect(stepsOf(reply({ state: "sending" }), ann, now)).toEqual([]);
  expect(stepsOf(reply({ state: "unknown" }), lee, now)).toEqual([]); // never again by itself
  expect(stepsOf(reply({ state: "failed" }), ann, now)[0]).toBe("send-again");
  expect(stepsOf(reply({ state: "held" }), ann, { ...now, gone: true })).toEqual(["discard"]);
});
const lee2 = { user: "u_lee", name: "Lee" };

it("says what an answer waits for", () => {
  expect(waitsFor(reply({ needs_approval: true }), ann, false)).toContain("nobody approves their own");
  expect(waitsFor(reply({ state: "held" }), ann, true)).toContain("discard");
  expect(waitsFor(reply(), ann, false)).toBe("");
  expect(pendingOf([reply({ state: "sent" }), reply({ id: "rp_2", state: "failed" })])?.id).toBe("rp_2");
  expect(pendingOf([reply({ state: "cancelled" })])).toBeNull();
});

it("counts and fills a text as its platform will", () => {
  expect(lengthOn("mastodon", " see https://example.org/a/very/long/address/indeed @jo@far.example ")).toBe("see ".length + 23 + " @jo".length);
  expect(lengthOn("bluesky", "👩‍👩‍👧 é")).toBe(3);
  expect([mostOf("bluesky"), mostOf("mastodon"), mostOf("x")]).toEqual([300, 500, 500]);
  const author = { id: "a", name: "Jo‮ M", handle: "jo.example" };
  expect(filled("Hi {name} ({handle}), about {order}", author)).toBe("Hi Jo M (@jo.example), about {order}");
  expect(unfilled(filled("Hi {name}", undefined))).toEqual(["{name}"]);
});

it("tells of an answer that was held, failed, or is unknown", () => {
  const event = (text: string) => newsIn({ type: "event", seq: 1, at: "", kind: "case.reply", case: "ca_1", text });
  expect(event("reply.held rp_9: the post is gone")).toEqual({ words: "Your answer is held back", reply: "rp_9" });
  expect(event("reply.sent rp_9")).toBeNull();
});
