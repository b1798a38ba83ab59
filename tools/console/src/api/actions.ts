import { post } from "./client";
import type { Alert, Person } from "./types";

// What can be done with alerts (POST /alerts/{id}/{action}), and in which words it is told.

export const outcomes = {
  helped: "helped", "no-action": "no action needed", duplicate: "a duplicate",
  "not-a-complaint": "not a complaint", "not-ours": "not ours", spam: "spam", attack: "an attack",
} as const;
export type Outcome = keyof typeof outcomes;

export type Act =
  | { action: "claim" | "release" }
  | { action: "assign"; to: string }
  | { action: "ack"; for: string }
  | { action: "snooze"; for?: string; until?: string }
  | { action: "note"; text: string }
  | { action: "tag"; add?: string[]; remove?: string[] }
  | { action: "resolve" | "dismiss"; outcome: Outcome; note?: string }
  | { action: "reopen" }
  | { action: "follow-up"; at?: string; for?: string };

export interface Done {
  alert?: Alert;
  action?: string;
  undo_until?: string;
  seq?: number;
}

export interface BulkDone extends Done {
  done: number;
  skipped: { alert: string; why: string; by?: Person }[];
}

const splitAct = ({ action, ...fields }: Act) => ({ action, fields });

export function actOn(alert: Alert, act: Act, idempotencyKey: string): Promise<Done> {
  const { action, fields } = splitAct(act);
  return post<Done>(`/alerts/${encodeURIComponent(alert.id)}/${action}`, { ...fields, version: alert.version },
    { idempotencyKey });
}

export const actOnMany = (ids: string[], act: Act, idempotencyKey: string): Promise<BulkDone> => {
  const { action, fields } = splitAct(act);
  return post<BulkDone>("/alerts/bulk", { action, alerts: ids, ...fields }, { idempotencyKey, timeoutMs: 60_000 });
};

export const undoAction = (action: string, idempotencyKey: string): Promise<Done> =>
  post<Done>(`/actions/${encodeURIComponent(action)}/undo`, {}, { idempotencyKey });

const past: Record<Act["action"], string> = {
  claim: "Claimed", release: "Released", assign: "Assigned", ack: "Acknowledged", snooze: "Snoozed",
  note: "Noted", tag: "Tags changed", resolve: "Resolved", dismiss: "Dismissed", reopen: "Reopened",
  "follow-up": "Follow-up set",
};

export function wordsOf(act: Act): string {
  switch (act.action) {
    case "resolve":
    case "dismiss": return `${past[act.action]}: ${outcomes[act.outcome]}`;
    case "snooze":
    case "ack": return act.for ? `${past[act.action]} for ${inWords(act.for)}` : past[act.action];
    default: return past[act.action];
  }
}

const units: Record<string, string> = { m: "min", h: "h", d: "d" };
export const inWords = (length: string): string =>
  length.replace(/^(\d+)([mhd])$/, (_, count: string, unit: string) => `${count} ${units[unit]}`);

// "437 of 500 done, 63 skipped: already resolved by Dana (60), no right to (3)".
export function bulkWords(act: Act, result: BulkDone): string {
  const all = result.done + result.skipped.length;
  if (result.skipped.length === 0) return `${wordsOf(act)} (${all})`;
  const reasons = new Map<string, number>();
  // When it was differs from one to the next: who and what is the reason.
  for (const { why } of result.skipped) {
    const reason = why.replace(/ \d+ \S+ ago$/, "");
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const most = [...reasons].sort((a, b) => b[1] - a[1]);
  const others = most.splice(3).reduce((sum, [, count]) => sum + count, 0);
  const told = most.map(([why, count]) => (reasons.size === 1 ? why : `${why} (${count})`)).join(", ") + (others > 0 ? `, other reasons (${others})` : "");
  return `${result.done} of ${all} done, ${result.skipped.length} skipped: ${told}`;
}
