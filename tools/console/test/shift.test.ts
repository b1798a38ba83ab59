import { expect, it } from "vitest";
import { Failed } from "~/api/problem";
import { approvable } from "~/state/approvals.svelte";
import { noChanges } from "~/state/book";
import { handedIn } from "~/state/handed";
import { giveAll, mineOf } from "~/screens/stream/hand_over";
import { testOf } from "~/screens/stream/saved_counts.svelte";
import { alert } from "./samples";

const ann = { user: "u_a", name: "Ann" }, ben = { user: "u_b", name: "Ben" };

it("hands over what is one's own and not ended, with a word first, and goes on where one is refused", async () => {
  const all = [
    alert("al_1", { assignee: ann }), alert("al_2", { assignee: ben }), alert("al_3", { assignee: ann, state: "resolved" }),
    alert("al_4", { assignee: ann, state: "snoozed" }), alert("al_5", { assignee: ann }),
  ];
  const mine = mineOf(all, "u_a");
  expect(mine.map((one) => one.id)).toEqual(["al_1", "al_4", "al_5"]);
  const done: string[] = [];
  const act = async (one: { id: string; version: number }, what: { action: string }) => {
    if (one.id === "al_4" && what.action === "assign") throw new Failed(409, null, "Claimed by Lee.");
    done.push(`${one.id} ${what.action} ${one.version}`);
    return { alert: alert(one.id, { version: one.version + 1 }) };
  };
  expect(await giveAll(mine, "u_b", "see the cabinet", act as never)).toEqual({ given: 2, refused: ["Claimed by Lee."] });
  expect(done).toEqual(["al_1 note 1", "al_1 assign 2", "al_4 note 1", "al_5 note 1", "al_5 assign 2"]);
});

it("tells of what others gave, not of what one took", () => {
  const event = (by: typeof ann | undefined, to: typeof ann, kind = "alert.assigned") =>
    ({ type: "event" as const, seq: 1, at: "", kind, alert: alert("al_1", { assignee: to }), ...(by ? { by } : {}) });
  const given = (...events: ReturnType<typeof event>[]) => handedIn({ ...noChanges(), events }, "u_a").map((one) => one.by);
  expect(given(event(ben, ann), event(ann, ann), event(ben, ben), event(ben, ann, "alert.claimed"), event(undefined, ann))).toEqual(["Ben"]);
  expect(handedIn({ ...noChanges(), events: [event(ben, ann)], replaced: true }, "u_a")).toEqual([]);
});

it("counts as the list of a saved view does", () => {
  const passes = (query: string, one: Parameters<typeof alert>[1]) => testOf(new URLSearchParams(query), "u_a")(alert("al_1", one));
  expect(passes("", {})).toBe(true);
  expect(passes("", { state: "resolved" })).toBe(false);
  expect(passes("view=mine&severity_min=high", { assignee: ann, severity: "critical" })).toBe(true);
  expect(passes("view=mine&severity_min=high", { severity: "critical" })).toBe(false);
  expect(passes("", { quieted: { count: 3, because: "loud" } })).toBe(false);
  expect(passes("quieted=show", { quieted: { count: 3, because: "loud" } })).toBe(true);
});

it("offers nobody their own answer to approve", () => {
  const reply = (by: typeof ann) => ({ by }) as never;
  expect(approvable([reply(ann), reply(ben)], "u_a").map((one) => one.by.name)).toEqual(["Ben"]);
});
