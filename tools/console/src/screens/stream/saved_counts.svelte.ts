import { theBook } from "~/state/desk.svelte";
import { type Test, chipsOf, compile, viewTest, views } from "~/state/filter";
import { followCounts } from "~/state/live_counts";
import { Tally } from "~/state/tally";
import { shownViews } from "~/state/views.svelte";
import { stream } from "./stream.svelte";

// How many alerts are in each saved view, kept right with each batch.

// What a saved address asks for, as the Stream reads it.
export function testOf(query: URLSearchParams, me: string): Test {
  const view = views.find((one) => one === query.get("view")) ?? "open";
  const inView = viewTest(view, me), chosen = compile(chipsOf(query), me);
  const folds = query.get("quieted") !== "show" && view !== "ended";
  return (alert) => inView(alert) && !(folds && alert.quieted) && chosen(alert);
}

class SavedCounts {
  counts = $state.raw<readonly number[]>([]);
  private readonly tally = $derived.by(() =>
    new Tally(theBook, shownViews().map((view) => testOf(new URLSearchParams(view.query), stream.me))));

  follow(): () => void {
    return followCounts(this.tally, (counts) => (this.counts = counts));
  }
}

export const savedCounts = new SavedCounts();
