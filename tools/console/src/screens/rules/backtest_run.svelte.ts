import type { Span } from "~/api/types";
import { failureOf, type Failure } from "~/screens/asked.svelte";
import * as server from "./rules_api";

// A back-test: a job of the server that is followed until it ends. What it answers is what
// `tocsin rules backtest --json` prints.

export interface Weighed {
  readonly kept: number;
  readonly estimated: number;
}
export interface Sample {
  readonly at: string;
  readonly source: string;
  readonly id: string;
  readonly text: string;
  readonly spans: readonly Span[];
}
interface Sum {
  readonly findings: Weighed;
  readonly raising: Weighed;
  readonly limited: number;
  readonly cases: number;
}
export interface RuleResult extends Sum {
  readonly rule: string;
  readonly by_day: readonly ({ readonly day: string } & Weighed)[];
  readonly samples: readonly Sample[];
}
export interface RuleDifference {
  readonly rule: string;
  readonly gained: Weighed;
  readonly lost: Weighed;
  readonly same: Weighed;
  readonly gained_samples: readonly Sample[];
  readonly lost_samples: readonly Sample[];
}
export interface Result extends Sum {
  readonly posts: number;
  readonly posts_estimated: number;
  readonly sampled: number;
  readonly from?: string;
  readonly to?: string;
  readonly seconds: number;
  readonly rules: readonly RuleResult[];
  readonly against?: Sum & { readonly gained: Weighed; readonly lost: Weighed; readonly same: Weighed; readonly rules: readonly RuleDifference[] };
}

export const times = ["1d", "7d", "30d"] as const;
const pollMs = 500;

export class BacktestRun {
  state = $state<"none" | "waiting" | "running" | "done" | "failed" | "cancelled">("none");
  progress = $state(0);
  result = $state.raw<Result | null>(null);
  failure = $state.raw<Failure | null>(null);
  readonly running = $derived.by(() => this.state === "running" || this.state === "waiting");
  private job = "";
  private turn = 0;

  constructor(private readonly api: typeof server = server, private readonly wait = (ms: number) => new Promise((done) => setTimeout(done, ms))) {}

  async run(packs: string[] | null, since: string): Promise<void> {
    const turn = ++this.turn;
    Object.assign(this, { state: "running", progress: 0, result: null, failure: null });
    try {
      this.job = await this.api.startBacktest(packs, since);
      for (;;) {
        const job = await this.api.jobOf(this.job);
        if (turn !== this.turn) return;
        this.progress = job.progress ?? this.progress;
        if (job.state === "running" || job.state === "waiting") {
          this.state = job.state;
          await this.wait(pollMs);
          if (turn !== this.turn) return;
          continue;
        }
        this.state = job.state;
        this.result = job.state === "done" ? (job.result as Result) : null;
        if (job.state === "failed") this.failure = { why: "failed", text: job.why ?? "The back-test failed; the server's log says why.", status: 0 };
        return;
      }
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = failureOf(error);
      this.state = "failed";
    }
  }

  async cancel(): Promise<void> {
    ++this.turn;
    this.state = "cancelled";
    if (this.job) await this.api.cancelJob(this.job).catch(() => undefined); // it ends by itself, too
  }

  leave(): void {
    if (this.running) void this.cancel();
  }
}
