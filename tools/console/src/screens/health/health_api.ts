import { failureOf } from "~/api/problem";
import { samplesOf, type Sample } from "./exposition";

// What the server says of itself. These answers are not under /api/v1: monitoring asks them too.

export interface Part {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly status: "ready" | "degraded" | "not ready";
  readonly reasons: readonly Part[];
  readonly degraded: readonly Part[];
  readonly parts: readonly Part[];
}

async function ask(path: string): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", headers: { "X-Requested-With": "console" }, signal: AbortSignal.timeout(10_000) });
  } catch {
    throw failureOf(0, null);
  }
}

export async function readiness(): Promise<Readiness> {
  const answer = await ask("/readyz?verbose");
  // 503 is an answer too: it says why.
  if (answer.status !== 200 && answer.status !== 503) throw failureOf(answer.status, null);
  return (await answer.json()) as Readiness;
}

export async function metrics(): Promise<Sample[]> {
  const answer = await ask("/metrics");
  if (!answer.ok) throw failureOf(answer.status, null);
  return samplesOf(await answer.text());
}

export interface Kept {
  readonly kind: string;
  readonly records: number;
  readonly bytes: number;
  readonly oldest?: string;
}

// The store by kind of record, the largest first. Ages are as of `now`, in milliseconds.
export function keptOf(samples: readonly Sample[], now: number): Kept[] {
  const kinds = new Map<string, { records: number; bytes: number; oldest?: string }>();
  const of = (sample: Sample) => {
    const kind = sample.labels.kind ?? "";
    if (!kinds.has(kind)) kinds.set(kind, { records: 0, bytes: 0 });
    return kinds.get(kind)!;
  };
  for (const sample of samples) {
    if (sample.name === "tocsin_kept_records") of(sample).records = sample.value;
    if (sample.name === "tocsin_kept_bytes") of(sample).bytes = sample.value;
    if (sample.name === "tocsin_kept_oldest_age_seconds") of(sample).oldest = new Date(now - sample.value * 1000).toISOString();
  }
  return [...kinds].map(([kind, numbers]) => ({ kind, ...numbers })).sort((a, b) => b.bytes - a.bytes || a.kind.localeCompare(b.kind));
}
