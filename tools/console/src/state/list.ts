import type { Alert } from "~/api/types";
import type { AlertBook, Changes } from "./book";

// What a list of alerts shows, and in what order, while everything moves underneath. While
// somebody reads, nothing moves: what is new waits, what ended stays where it is, greyed.
//
// Cost  A batch costs one pass over the rows and a search for each alert in it, not a sort.

export class ListModel {
  rows: string[] = [];
  readonly waiting = new Set<string>();
  private shown = new Set<string>();
  private readonly owed = new Set<string>(); // changed while nothing could move

  constructor(
    private readonly book: AlertBook,
    private test: (alert: Alert) => boolean,
    private compare: (a: Alert, b: Alert) => number,
  ) {
    this.begin();
  }

  ask(test: (alert: Alert) => boolean, compare: (a: Alert, b: Alert) => number): void {
    this.test = test;
    this.compare = compare;
    this.begin();
  }

  // Everything anew, from the book.
  begin(): void {
    const wanted: Alert[] = [];
    for (const alert of this.book.all()) if (this.test(alert)) wanted.push(alert);
    wanted.sort(this.compare);
    this.rows = wanted.map((alert) => alert.id);
    this.shown = new Set(this.rows);
    this.waiting.clear();
    this.owed.clear();
  }

  // Shows what there is now.
  settle(): void {
    if (this.owed.size > 0) this.place(this.owed);
    this.owed.clear();
    this.waiting.clear();
  }

  // Takes a batch. `still`: somebody reads, so no row may move.
  apply(changes: Changes, still: boolean): void {
    for (const ids of [changes.added, changes.changed, changes.removed]) for (const id of ids) this.owed.add(id);
    if (!still) {
      this.settle();
      return;
    }
    for (const id of changes.removed) this.waiting.delete(id);
    for (const ids of [changes.added, changes.changed])
      for (const id of ids) {
        const alert = this.book.get(id);
        if (!alert || this.shown.has(id)) continue;
        if (this.test(alert)) this.waiting.add(id);
        else this.waiting.delete(id);
      }
    if (changes.removed.size > 0) this.drop(changes.removed);
  }

  // Takes rows out at once: somebody here has dealt with them. Where that comes to nothing, the
  // next settling brings them back.
  drop(ids: Iterable<string>): void {
    const gone = new Set(ids);
    for (const id of gone) {
      this.shown.delete(id);
      this.waiting.delete(id);
      this.owed.add(id);
    }
    this.rows = this.rows.filter((id) => !gone.has(id));
  }

  // Those that the list no longer asks for, but that stay until the reader moves on.
  stays(id: string): boolean {
    const alert = this.book.get(id);
    return !alert || !this.test(alert);
  }

  // Puts each of these where it belongs now, or nowhere; the others keep their order.
  private place(touched: ReadonlySet<string>): void {
    const rows = this.rows.filter((id) => !touched.has(id));
    const coming: Alert[] = [];
    for (const id of touched) {
      this.shown.delete(id);
      const alert = this.book.get(id);
      if (alert && this.test(alert)) coming.push(alert);
    }
    coming.sort(this.compare);
    const made: string[] = [];
    let from = 0;
    for (const alert of coming) {
      const at = this.placeOf(alert, rows, from);
      for (; from < at; ++from) made.push(rows[from]!);
      made.push(alert.id);
      this.shown.add(alert.id);
    }
    for (; from < rows.length; ++from) made.push(rows[from]!);
    this.rows = made;
  }

  private placeOf(alert: Alert, rows: readonly string[], from: number): number {
    let low = from, high = rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.book.get(rows[middle]!)!, alert) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
