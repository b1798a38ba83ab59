import { Failed } from "~/api/problem";

// What a screen asked the server for: the last answer, and what went wrong since. An old answer
// stays while a new one fails, so that a screen does not go blank when the server is away.

// Why there is no answer.
export type Why = "missing" | "forbidden" | "unreachable" | "failed";

export interface Failure {
  readonly why: Why;
  readonly text: string;
  readonly status: number;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Failed)) return { why: "failed", text: String(error), status: 0 };
  const text = error.message;
  if (error.unreachable) return { why: "unreachable", text, status: 0 };
  const { status } = error;
  if (status === 501 || status === 405 || (status === 404 && error.problem?.code === "no-such-path"))
    return { why: "missing", text: `This server does not offer this yet (it answered ${status}).`, status };
  return { why: status === 401 || status === 403 ? "forbidden" : "failed", text, status };
}

export class Asked<T> {
  value = $state.raw<T | null>(null);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  private turn = 0;

  constructor(private readonly ask: () => Promise<T>) {}

  async load(): Promise<void> {
    const turn = ++this.turn;
    this.busy = true;
    try {
      const value = await this.ask();
      if (turn !== this.turn) return; // a later question counts
      this.value = value;
      this.failure = null;
    } catch (error) {
      if (turn !== this.turn) return;
      this.failure = failureOf(error);
    }
    this.busy = false;
  }

  // Asks now and again every `ms` while the page is looked at: $effect(() => asked.every(2000)).
  every(ms: number): () => void {
    void this.load();
    const again = () => {
      if (!document.hidden && !this.busy && this.failure?.why !== "missing") void this.load();
    };
    const timer = setInterval(again, ms);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", again);
      ++this.turn;
      this.busy = false;
    };
  }
}
