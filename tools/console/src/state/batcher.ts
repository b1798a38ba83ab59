// Collects what arrives and hands it on at most ten times a second, when the page is about to be
// drawn; once a second where nobody sees it.

const least_ms = 100;
const hidden_ms = 1000;

export class Batcher<T> {
  private items: T[] = [];
  private waiting = false;
  private last = -Infinity;

  constructor(
    private readonly flush: (items: T[]) => void,
    private readonly hidden: () => boolean = () => document.hidden,
  ) {}

  add(items: readonly T[]): void {
    for (const item of items) this.items.push(item);
    this.plan();
  }

  private plan(): void {
    if (this.waiting) return;
    this.waiting = true;
    const wait = Math.max(0, this.last + least_ms - performance.now());
    if (this.hidden()) setTimeout(() => this.run(), hidden_ms);
    else setTimeout(() => this.draw(), wait);
  }

  // A page that is hidden meanwhile is not drawn, so its frame never comes: it does not wait.
  private draw(): void {
    if (this.hidden()) this.run();
    else requestAnimationFrame(() => this.run());
  }

  private run(): void {
    this.waiting = false;
    this.last = performance.now();
    const items = this.items;
    this.items = [];
    if (items.length > 0) this.flush(items);
  }
}
