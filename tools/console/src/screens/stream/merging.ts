import { mergeCase } from "~/api/cases";
import { type Alert, hasEnded } from "~/api/types";
import { authorName } from "~/parts/people";
import { theBook } from "~/state/desk.svelte";
import { choose } from "~/state/overlay.svelte";
import { failedToast, toast } from "~/state/toasts.svelte";
import { stream } from "./stream.svelte";

// "This is the same matter as …": the case of the alert becomes part of another one.

const most = 9;

// The likeliest first: of the same author, then of the same rule, then the newest. Only of the same
// brand: the server merges no others.
export function candidates(alert: Alert, all: Iterable<Alert>): Alert[] {
  const likeness = (other: Alert): number =>
    (other.source === alert.source && other.post.author?.id === alert.post.author?.id && alert.post.author ? 2 : 0) + (other.rule === alert.rule ? 1 : 0);
  const byCase = new Map<string, Alert>();
  for (const other of all) {
    if (other.case === alert.case || other.brand !== alert.brand || hasEnded(other.state)) continue;
    const known = byCase.get(other.case);
    if (!known || likeness(other) > likeness(known)) byCase.set(other.case, other);
  }
  return [...byCase.values()]
    .sort((a, b) => likeness(b) - likeness(a) || (a.raised < b.raised ? 1 : -1))
    .slice(0, most);
}

export async function merge(): Promise<void> {
  const alert = stream.target();
  if (!alert) return;
  const found = candidates(alert, theBook.all());
  if (found.length === 0) {
    toast("There is no other open case of this brand to merge it with.", { kind: "failed" });
    return;
  }
  const answer = await choose({
    title: "Merge its case into which?",
    options: found.map((one, n) => ({ key: String(n + 1), value: one.case, label: authorName(one.post), hint: (one.post.text ?? "").slice(0, 80) })),
  });
  if (!answer) return;
  try {
    await mergeCase(alert.case, answer.value);
    toast("Merged: the two are one case. In its thread a post can be split off again.");
  } catch (failure) {
    failedToast(failure);
  }
}
