import { onChanges } from "./desk.svelte";
import type { Tally } from "./tally";

// Shows a tally's counts, now and after each batch; answers how to stop.
export function followCounts(tally: Tally, show: (counts: readonly number[]) => void): () => void {
  show([...tally.counts]);
  return onChanges((changes) => {
    tally.apply(changes);
    show([...tally.counts]);
  });
}
