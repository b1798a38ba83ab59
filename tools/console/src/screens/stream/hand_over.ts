import { actOn } from "~/api/actions";
import { freshKey } from "~/api/client";
import { type Alert, hasEnded } from "~/api/types";
import { holdKeys, takeKept } from "~/keys/ahead";
import { many } from "~/screens/figures";
import { settled } from "~/state/acting.svelte";
import { putAlert, theBook } from "~/state/desk.svelte";
import { dismissToast, toast } from "~/state/toasts.svelte";
import { chooseColleague } from "./colleagues";
import { stream } from "./stream.svelte";

// The end of a shift: whatever is this reader's, and not ended, becomes somebody else's, with a word to each
// alert where there is one to say. One after the other, so that an agent may do it too.

export const mineOf = (all: Iterable<Alert>, me: string): Alert[] =>
  [...all].filter((one) => one.assignee?.user === me && !hasEnded(one.state));

// How it went: given over, and why the others were not.
export interface Handed {
  given: number;
  refused: string[];
}

export async function giveAll(alerts: readonly Alert[], to: string, note: string, act: typeof actOn = actOn): Promise<Handed> {
  const handed: Handed = { given: 0, refused: [] };
  for (const one of alerts) {
    try {
      // The note first: whoever gets the alert finds it there.
      const noted = note ? (await act(one, { action: "note", text: note }, freshKey())).alert : undefined;
      const { alert } = await act(noted ?? one, { action: "assign", to }, freshKey());
      if (alert) putAlert(alert);
      ++handed.given;
    } catch (failure) {
      handed.refused.push(failure instanceof Error ? failure.message : String(failure));
    }
  }
  return handed;
}

export async function handOver(): Promise<void> {
  // What was claimed a moment ago is this reader's as well. What is typed meanwhile is for the dialog.
  holdKeys();
  await settled();
  const mine = mineOf(theBook.all(), stream.me);
  if (mine.length === 0) {
    takeKept();
    toast("Nothing is yours: there is nothing to hand over.");
    return;
  }
  const to = await chooseColleague(`Hand ${many(mine.length, "alert")} over to`, false, { note: "A word on each (optional)", does: "Hand over to" });
  if (!to) return;
  const told = toast(`Handing ${many(mine.length, "alert")} over to ${to.name} …`);
  const { given, refused } = await giveAll(mine, to.user, to.note);
  dismissToast(told);
  if (given > 0) toast(`${many(given, "alert")} ${given === 1 ? "is" : "are"} with ${to.name} now.`);
  if (refused.length > 0) toast(`${many(refused.length, "alert")} could not be handed over: ${[...new Set(refused)].slice(0, 2).join(" ")}`, { kind: "failed" });
}
