import type { Alert } from "~/api/types";
import { go, place } from "~/router.svelte";
import { acting, bulk_most } from "~/state/acting.svelte";
import { type Changes } from "~/state/book";
import { desk, onChanges, theBook } from "~/state/desk.svelte";
import {
  type Chip, type Test, type View, chipsOf, compile, putChips, viewTest, views, withChip, withoutChip,
} from "~/state/filter";
import { ListModel } from "~/state/list";
import { followCounts } from "~/state/live_counts";
import { Tally } from "~/state/tally";
import { type Order, compareBy, orders } from "~/state/order";
import { session } from "~/state/session.svelte";

// What the Stream shows, read from the address, and where the reader is in it.

export const layouts = ["list", "columns"] as const;
export type Layout = (typeof layouts)[number];

const oneOf = <T extends string>(all: readonly T[], value: string | null, fallback: T): T =>
  all.find((one) => one === value) ?? fallback;

export class StreamState {
  readonly chips = $derived(chipsOf(place.query));
  readonly view = $derived(oneOf<View>(views, place.query.get("view"), "open"));
  readonly order = $derived(oneOf<Order>(orders, place.query.get("sort"), "risk"));
  readonly layout = $derived(oneOf<Layout>(layouts, place.query.get("layout"), "list"));
  readonly opened = $derived(place.screen === "stream" ? (place.parts[0] ?? null) : null);
  readonly me = $derived(session.you.user);
  // Alerts of a rule that was quieted are folded into one line, until they are asked for.
  readonly folds = $derived(place.query.get("quieted") !== "show" && this.view !== "ended");
  private readonly chosen: Test = $derived(compile(this.chips, this.me));
  readonly filter: Test = $derived.by(() => {
    const { chosen, folds } = this;
    return folds ? (alert) => !alert.quieted && chosen(alert) : chosen;
  });

  cursor = $state<string | null>(null);
  marked = $state.raw<ReadonlySet<string>>(new Set());
  paused = $state(false);
  // The list in which the cursor is, or the first.
  lists = $state.raw<readonly LiveList[]>([]);
  readonly active = $derived(
    this.lists.find((list) => this.cursor !== null && list.rows.includes(this.cursor)) ?? this.lists[0] ?? null);
  readonly waiting = $derived(this.lists.reduce((sum, list) => sum + list.waiting, 0));

  // By view, with the filters of now; `follow` keeps it right.
  counts = $state.raw<readonly number[]>([]);
  readonly tally = $derived.by(() => {
    const passes = this.filter, { chosen } = this;
    const tests: Test[] = views.map((view) => viewTest(view, this.me)).map((inView) => (alert) => inView(alert) && passes(alert));
    return new Tally(theBook, [...tests, (alert) => alert.quieted !== undefined && alert.state === "open" && chosen(alert)]);
  });
  readonly quieted = $derived(this.counts[views.length] ?? 0);
  follow(): () => void {
    return followCounts(this.tally, (counts) => (this.counts = counts));
  }

  // What an action is meant for: the marked ones, else the open one, else the cursor's.
  targets(): string[] {
    if (this.marked.size > 0) return [...this.marked];
    const one = this.opened ?? this.cursor;
    return one ? [one] : [];
  }
  target(): Alert | undefined {
    const one = this.opened ?? this.cursor;
    return one ? theBook.get(one) : undefined;
  }

  open(id: string, how: "push" | "replace" = "push"): void {
    this.cursor = id;
    go({ screen: "stream", parts: [id], query: place.query }, how);
  }
  // Back to the list, where it was: after a reload, or a link to it, there was no cursor yet.
  close(): void {
    this.cursor = this.opened ?? this.cursor;
    go({ screen: "stream", query: place.query });
  }

  ask(changed: Record<string, string | null>): void {
    const query = new URLSearchParams(place.query);
    for (const [name, value] of Object.entries(changed))
      if (value === null) query.delete(name);
      else query.set(name, value);
    go({ screen: "stream", parts: place.parts, query });
  }
  setChips(chips: readonly Chip[]): void {
    go({ screen: "stream", parts: place.parts, query: putChips(place.query, chips) });
  }
  add(chip: Chip): void {
    this.setChips(withChip(this.chips, chip));
  }
  remove(chip: Chip): void {
    this.setChips(withoutChip(this.chips, chip));
  }

  // Up or down from the cursor in its list. With an alert open beside the list, it follows.
  step(by: number, follow: boolean): void {
    const list = this.active;
    if (!list || list.rows.length === 0) return;
    const at = this.cursor === null ? -1 : list.rows.indexOf(this.cursor);
    const to = at < 0 ? (by > 0 ? 0 : list.rows.length - 1) : at + by;
    const id = list.rows[Math.max(0, Math.min(to, list.rows.length - 1))];
    if (!id) return;
    if (follow) this.open(id, this.opened ? "replace" : "push");
    else this.cursor = id;
    list.reveal(id);
  }
  // To the column beside.
  sidestep(by: number): void {
    const at = this.active ? this.lists.indexOf(this.active) : -1;
    const list = this.lists[at + by];
    const id = list?.rows[0];
    if (!id) return;
    this.cursor = id;
    list.reveal(id);
  }

  mark(id: string, how: "toggle" | "range" = "toggle"): void {
    const marked = new Set(this.marked);
    const rows = this.active?.rows ?? [];
    const from = this.lastMarked ? rows.indexOf(this.lastMarked) : -1;
    const to = rows.indexOf(id);
    if (how === "range" && from >= 0 && to >= 0)
      for (const one of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) marked.add(one);
    else if (!marked.delete(id)) marked.add(id);
    this.lastMarked = id;
    this.marked = marked;
  }
  markAll(): void {
    const rows = this.active?.rows ?? [];
    const first = rows.slice(0, bulk_most); // as many as one action takes
    this.marked = first.length > 0 && first.every((id) => this.marked.has(id)) ? new Set() : new Set(first);
  }
  unmark(): void {
    this.marked = new Set();
  }
  private lastMarked: string | null = null;

  // Shows what waited, from the top.
  refresh(): void {
    for (const list of this.lists) list.settle();
  }

  // Takes rows away that were dealt with here, and goes on to the one that follows.
  dealtWith(ids: readonly string[], goOn: boolean): void {
    const gone = new Set(ids);
    const list = this.active;
    const rows = list?.rows ?? [];
    const at = this.cursor ? rows.indexOf(this.cursor) : -1;
    const following = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0)).reverse()].find((id) => !gone.has(id));
    for (const one of this.lists) one.drop(ids);
    this.marked = new Set([...this.marked].filter((id) => !gone.has(id)));
    const openGone = this.opened !== null && gone.has(this.opened);
    if (this.cursor !== null && !gone.has(this.cursor) && !openGone) return;
    this.cursor = following ?? null;
    if (openGone && goOn && following) this.open(following, "replace");
    else if (openGone && (goOn || !following)) this.close();
    if (following) list?.reveal(following);
  }

  busy(id: string): boolean {
    return acting.pending.has(id);
  }
}

export const stream = new StreamState();

// One list on the page: rows that hold still while somebody reads.
export class LiveList {
  rows = $state.raw<string[]>([]);
  waiting = $state(0);
  hovered = $state(false);
  atTop = $state(true);
  // Set by the component that shows it.
  scrollTo: (index: number) => void = () => {};
  private readonly model: ListModel;

  constructor(
    readonly name: string,
    test: Test,
    order: Order,
  ) {
    this.model = new ListModel(theBook, test, compareBy(order));
    this.rows = this.model.rows;
  }

  get still(): boolean {
    return stream.paused || this.hovered || !this.atTop || stream.marked.size > 0 ||
      (stream.cursor !== null && this.rows.includes(stream.cursor));
  }

  start(): () => void {
    this.model.begin();
    this.show();
    return onChanges((changes) => this.take(changes));
  }

  settle(toTop = true): void {
    this.model.settle();
    this.show();
    if (toTop) this.scrollTo(0);
  }

  drop(ids: readonly string[]): void {
    this.model.drop(ids);
    this.show();
  }

  reveal(id: string): void {
    const at = this.rows.indexOf(id);
    if (at >= 0) this.scrollTo(at);
  }

  // Greyed: it ended, or no longer is what the list asks for.
  stale(id: string): boolean {
    void desk.version;
    return this.model.stays(id);
  }

  private take(changes: Changes): void {
    this.model.apply(changes, this.still && !(changes.replaced && this.rows.length === 0));
    this.show();
  }

  private show(): void {
    this.rows = this.model.rows;
    this.waiting = this.model.waiting.size;
  }
}
