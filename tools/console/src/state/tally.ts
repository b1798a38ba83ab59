import type { Alert } from "~/api/types";
import type { AlertBook, Changes } from "./book";

// How many alerts pass each of several tests, kept right with each batch instead of counted anew.

export class Tally {
  readonly counts: number[];
  private readonly passed = new Map<string, number>(); // by alert: one bit a test

  constructor(
    private readonly book: AlertBook,
    private readonly tests: readonly ((alert: Alert) => boolean)[],
  ) {
    this.counts = tests.map(() => 0);
    for (const alert of book.all()) this.set(alert.id, this.bitsOf(alert));
  }

  apply(changes: Changes): void {
    for (const ids of [changes.added, changes.changed, changes.removed])
      for (const id of ids) {
        const alert = this.book.get(id);
        this.set(id, alert ? this.bitsOf(alert) : 0);
      }
  }

  private bitsOf(alert: Alert): number {
    return this.tests.reduce((bits, test, n) => (test(alert) ? bits | (1 << n) : bits), 0);
  }

  private set(id: string, bits: number): void {
    const before = this.passed.get(id) ?? 0;
    if (bits === before) return;
    for (let n = 0; n < this.counts.length; ++n) this.counts[n]! += ((bits >> n) & 1) - ((before >> n) & 1);
    if (bits === 0) this.passed.delete(id);
    else this.passed.set(id, bits);
  }
}
