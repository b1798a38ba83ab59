import { get } from "~/api/client";
import type { Alert, Case, Post } from "~/api/types";
import { failureOf, type Failure } from "~/screens/asked.svelte";
import { pathOf, type Wanted } from "./search_query";

type Page = { alerts?: Alert[]; cases?: Case[]; posts?: Post[]; next?: string | null };

// What was found so far; more is asked for page by page.
export class Results {
  alerts = $state.raw<readonly Alert[]>([]);
  cases = $state.raw<readonly Case[]>([]);
  posts = $state.raw<readonly Post[]>([]);
  next = $state<string | null>(null);
  busy = $state(false);
  done = $state(false); // the first page has come
  failure = $state.raw<Failure | null>(null);
  readonly count = $derived.by(() => this.alerts.length + this.cases.length + this.posts.length);

  private turn = 0;

  constructor(private readonly ask: (path: string) => Promise<unknown> = get) {}

  async find(wanted: Wanted): Promise<void> {
    this.alerts = this.cases = this.posts = [];
    this.next = null;
    this.done = false;
    await this.page(wanted, null);
  }

  async more(wanted: Wanted): Promise<void> {
    if (this.next && !this.busy) await this.page(wanted, this.next);
  }

  private async page(wanted: Wanted, cursor: string | null): Promise<void> {
    const turn = ++this.turn;
    this.busy = true;
    this.failure = null;
    try {
      const page = (await this.ask(pathOf(wanted, cursor))) as Page;
      if (turn !== this.turn) return; // something else is looked for by now
      this.alerts = [...this.alerts, ...(page.alerts ?? [])];
      this.cases = [...this.cases, ...(page.cases ?? [])];
      this.posts = [...this.posts, ...(page.posts ?? [])];
      this.next = page.next ?? null;
      this.done = true;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = failureOf(error);
    }
    this.busy = false;
  }
}
