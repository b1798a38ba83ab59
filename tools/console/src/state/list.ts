import type { Alert } from "~/api/types";
import type { AlertBook, Changes } from "./book";

// What a list of alerts shows, and in what order, while everything moves underneath. While
// somebody reads, nothing moves: what is new waits, what ended stays where it is, greyed.

export class ListModel {
  rows: string[] = [];
  readonly waiting = new Set<string>();
  private shown = new Set<string>();

  constructor(
    private readonly book: AlertBook,
    private test: (alert: Alert) => boolean,
    private compare: (a: Alert, b: Alert) => number,
  ) {
    this.settle();
  }

  ask(test: (alert: Alert) => boolean, compare: (a: Alert, b: Alert) => number): void {
    this.test = test;
    this.compare = compare;
    this.settle();
  }

  // Shows what there is now.
  settle(): void {
    const wanted: Alert[] = [];
    for (const alert of this.book.all()) if (this.test(alert)) wanted.push(alert);
    wanted.sort(this.compare);
    this.rows = wanted.map((alert) => alert.id);
    this.shown = new Set(this.rows);
    this.waiting.clear();
  }

  // Takes a batch. `still`: somebody reads, so no row may move.
  apply(changes: Changes, still: boolean): void {
    if (!still) {
      if (changes.replaced || this.waiting.size > 0) this.settle();
      else this.merge(changes);
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

  // Takes rows out at once: somebody here has dealt with them.
  drop(ids: Iterable<string>): void {
    const gone = new Set(ids);
    for (const id of gone) {
      this.shown.delete(id);
      this.waiting.delete(id);
    }
    this.rows = this.rows.filter((id) => !gone.has(id));
  }

  // Those that the list no longer asks for, but that stay until the reader moves on.
  stays(id: string): boolean {
    const alert = this.book.get(id);
    return !alert || !this.test(alert);
  }

  // Sorting what is nearly sorted costs little more than looking at it.
  private merge(changes: Changes): void {
    if (changes.added.size + changes.changed.size + changes.removed.size === 0) return;
    const known = (id: string) => this.book.get(id)!;
    const rows = this.rows.filter((id) => this.book.get(id) && this.test(known(id)));
    for (const ids of [changes.added, changes.changed])
      for (const id of ids)
        if (!this.shown.has(id) && this.book.get(id) && this.test(known(id))) rows.push(id);
    rows.sort((a, b) => this.compare(known(a), known(b)));
    this.rows = rows;
    this.shown = new Set(rows);
  }
}
