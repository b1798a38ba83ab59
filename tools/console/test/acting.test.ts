import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { act, acting, undoLast } from "~/state/acting.svelte";
import { claim } from "~/screens/stream/actions";
import { handOver } from "~/screens/stream/hand_over";
import { stream } from "~/screens/stream/stream.svelte";
import { putAlert, theBook } from "~/state/desk.svelte";
import { closeOverlay, overlay } from "~/state/overlay.svelte";
import { session } from "~/state/session.svelte";
import { toasts } from "~/state/toasts.svelte";
import { alert } from "./samples";

// A small server: answers what it is told, and keeps what it was asked.
interface Asked {
  path: string;
  body: Record<string, unknown>;
  key: string | null;
  console: string | null;
}
const asked: Asked[] = [];
let answers: (() => Response)[] = [];
const json = (status: number, body: unknown, type = "application/json") => () =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": type } });
const problem = (status: number, code: string, detail: string, more = {}) =>
  json(status, { type: "t", title: "t", status, code, detail, ...more }, "application/problem+json; charset=utf-8");
const cut = () => () => {
  throw new TypeError("network");
};

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  answers = [];
  toasts.all = [];
  acting.undoable = null;
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    const fields = new Headers(init.headers);
    asked.push({ path, body: JSON.parse((init.body as string | null) ?? "null"), key: fields.get("Idempotency-Key"), console: fields.get("X-Requested-With") });
    const next = answers.shift();
    if (!next) throw new Error(`nobody expected ${path}`);
    return next();
  });
  putAlert(alert("al_1", { version: 3 }));
});
afterEach(() => vi.useRealTimers());

const shown = () => toasts.all.map((one) => `${one.kind}: ${one.text}`);

describe("an action", () => {
  it("says what was seen, shows what came of it, and can be undone once", async () => {
    const claimed = alert("al_1", { version: 4, assignee: { user: "u", name: "Dana" } });
    answers = [json(200, { alert: claimed, action: "ac_1", seq: 9 }), json(200, { alert: alert("al_1", { version: 5 }), seq: 10 })];
    expect(await act(["al_1"], { action: "claim" })).toBe(true);
    expect(asked[0]).toMatchObject({ path: "/api/v1/alerts/al_1/claim", body: { version: 3 }, console: "console" });
    expect(theBook.get("al_1")?.assignee?.name).toBe("Dana");
    expect(shown()).toEqual(["done: Claimed"]);
    await undoLast();
    expect(asked[1]?.path).toBe("/api/v1/actions/ac_1/undo");
    expect(theBook.get("al_1")?.assignee).toBeUndefined();
    await undoLast();
    expect(asked).toHaveLength(2);
    expect(shown().at(-1)).toBe("failed: There is nothing to undo.");
  });

  it("that lost says who won, and shows the alert as it is now", async () => {
    answers = [
      problem(409, "conflict", "claimed by Dana 2 s ago", { by: { user: "u", name: "Dana" } }),
      json(200, alert("al_1", { version: 6, assignee: { user: "u", name: "Dana" } }))];
    expect(await act(["al_1"], { action: "claim" })).toBe(false);
    expect(shown()).toEqual(["failed: Claimed by Dana 2 s ago."]);
    await vi.advanceTimersByTimeAsync(0);
    expect(theBook.get("al_1")?.version).toBe(6);
    expect(acting.pending.size).toBe(0);
  });

  it("without an answer is made once more with the same key, so that it has one effect", async () => {
    answers = [cut(), json(200, { alert: alert("al_1", { version: 7 }), action: "ac_2" })];
    expect(await act(["al_1"], { action: "ack", for: "30m" })).toBe(true);
    expect(asked).toHaveLength(2);
    expect(asked[0]?.key).toBeTruthy();
    expect(asked[1]?.key).toBe(asked[0]?.key);
    expect(shown()).toEqual(["done: Acknowledged for 30 min"]);
  });

  it("that cannot be told apart from a lost one says so", async () => {
    answers = [cut(), cut()];
    expect(await act(["al_1"], { action: "claim" })).toBe(false);
    expect(shown()[0]).toMatch(/cannot be reached/);
    expect(acting.undoable).toBeNull();
  });

  it("that the server does not know yet is no mystery", async () => {
    for (const answer of [problem(404, "no-such-path", "there is nothing here"), problem(501, "later", "")]) {
      answers = [answer];
      toasts.all = [];
      expect(await act(["al_1"], { action: "claim" })).toBe(false);
      expect(shown()[0]).toMatch(/^failed: This server cannot do that yet/);
    }
  });

  it("on many is one request with one undo, and tells who was skipped", async () => {
    putAlert(alert("al_2"));
    answers = [json(200, { done: 1, skipped: [{ alert: "al_2", why: "already resolved by Dana" }], action: "ac_3" })];
    expect(await act(["al_1", "al_2"], { action: "resolve", outcome: "helped" })).toBe(true);
    expect(asked[0]).toMatchObject({ path: "/api/v1/alerts/bulk", body: { action: "resolve", alerts: ["al_1", "al_2"], outcome: "helped" } });
    expect(shown()).toEqual(["done: 1 of 2 done, 1 skipped: already resolved by Dana"]);
    expect(acting.undoable?.action).toBe("ac_3");
  });

  it("that is not answered yet is waited for by what goes by its outcome: a hand-over, the same key again", async () => {
    const claimed = alert("al_1", { version: 8, assignee: { user: session.you.user, name: "me" } });
    let answered = () => {};
    const slow = new Promise<void>((done) => (answered = done));
    const users = [{ user: session.you.user, name: "me", role: "agent" }, { user: "u_b", name: "Ben", role: "agent" }];
    answers = [json(200, { alert: claimed, action: "ac_5" }), json(200, { users }), json(200, { alert: alert("al_1", { version: 9 }), action: "ac_6" })];
    const asks = fetch;
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      const answer = await asks(path, init);
      if (path.endsWith("/claim")) await slow;
      return answer;
    });
    stream.cursor = "al_1";
    const doing = claim();
    void handOver();
    const again = claim();
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map((one) => one.path)).toEqual(["/api/v1/alerts/al_1/claim"]);
    expect(overlay.now.kind).toBe("none");
    answered();
    await doing;
    await vi.advanceTimersByTimeAsync(100);
    expect(overlay.now.kind === "choice" && overlay.now.choice.title).toBe("Hand 1 alert over to");
    await again;
    expect(asked.map((one) => one.path).sort()).toEqual(["/api/v1/alerts/al_1/claim", "/api/v1/alerts/al_1/release", "/api/v1/users"]);
    closeOverlay();
  });

  it("on too many is refused here", async () => {
    expect(await act(Array.from({ length: 501 }, (_, n) => `al_${n}`), { action: "claim" })).toBe(false);
    expect(asked).toHaveLength(0);
    expect(shown()[0]).toMatch(/At most 500/);
  });

  it("cannot be undone after its time", async () => {
    answers = [json(200, { alert: alert("al_1", { version: 9 }), action: "ac_4" })];
    await act(["al_1"], { action: "claim" });
    vi.advanceTimersByTime(9000);
    await undoLast();
    expect(asked).toHaveLength(1);
  });
});
