// Collects what arrives and hands it on at most ten times a second, when the page is about to be
// drawn; once a second where nobody sees it. What is too much for one go is handed on in several,
// so that the page answers in between.

const least_ms = 100;
const hidden_ms = 1000;
const weight_most = 300;

export class Batcher<T> {
  private items: T[] = [];
  private from = 0;
  private waiting = false;
  private last = -Infinity;

  constructor(
    private readonly flush: (items: T[]) => void,
    private readonly weight: (item: T) => number = () => 1,
    private readonly hidden: () => boolean = () => document.hidden,
  ) {}

  add(items: readonly T[]): void {
    for (const item of items) this.items.push(item);
    this.plan();
  }

  private plan(): void {
    if (this.waiting || this.from === this.items.length) return;
    this.waiting = true;
    const behind = this.from > 0; // more of the same go
    const wait = behind ? 0 : Math.max(0, this.last + least_ms - performance.now());
    if (this.hidden()) setTimeout(() => this.run(), behind ? 0 : hidden_ms);
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
    let weight = 0, to = this.from;
    while (to < this.items.length && (to === this.from || weight < weight_most)) weight += this.weight(this.items[to++]!);
    const items = this.items.slice(this.from, to);
    this.from = to;
    if (this.from === this.items.length) {
      this.items = [];
      this.from = 0;
    }
    if (items.length > 0) this.flush(items);
    this.plan();
  }
}
