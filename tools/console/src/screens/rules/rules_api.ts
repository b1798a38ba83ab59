import { ask, get, post } from "~/api/client";
import type { Person, Post, Severity, Span } from "~/api/types";

// What the server says of rules, packs, checks and jobs (docs/rules.md, openapi.json).

export type RuleStatus = "draft" | "shadow" | "live" | "retired";

export interface Precision {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export interface Rule {
  readonly id: string; // pack/rule
  readonly pack: string;
  readonly version: number;
  readonly title: string;
  readonly owner?: string;
  readonly signal: string;
  readonly severity: Severity;
  readonly score: number;
  readonly status: RuleStatus;
  readonly limit?: string;
  readonly hits?: number;
  readonly hits_30d?: number;
  readonly hits_by_day?: readonly number[];
  readonly cost_ns_per_post?: number;
  readonly verdicts?: Readonly<Record<string, number>>;
  readonly precision?: Precision;
  readonly suggest?: "promote" | "demote";
  readonly suggest_because?: string;
  readonly quieted?: { readonly count?: number; readonly because?: string };
}

// What to write instead, from a place to before another; columns in bytes of UTF-8.
export interface Edit {
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly text: string;
}

export interface Problem {
  readonly file: string;
  readonly line: number; // from 1
  readonly column: number; // from 1, in bytes of UTF-8
  readonly level: "error" | "warning";
  readonly lint: string;
  readonly text: string;
  readonly fix?: { readonly says: string; readonly safe: boolean; readonly edits: readonly Edit[] };
}

export interface Checked {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  readonly rules: number;
}

export interface Pack {
  readonly pack: string;
  readonly text: string;
  readonly etag: string;
  readonly version: number; // as the text says it
  readonly file?: string;
  readonly writable: boolean;
  readonly how?: string; // where it is not: how to make it so
}

export interface PackVersion {
  readonly version: number; // of those that are kept, from 1
  readonly pack_version: number; // as the text says it
  readonly at: string;
  readonly by?: Person; // absent: an editor on the host
  readonly why?: string;
  readonly etag: string;
  readonly rule?: string; // whose status was changed
  readonly status?: RuleStatus;
  readonly text?: string;
}

export interface Job {
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  readonly progress?: number;
  readonly result?: unknown;
  readonly why?: string;
}

// Part of a rule's expression: whether it held, and why not.
export interface Clause {
  readonly kind: string;
  readonly clause: string;
  readonly holds: boolean;
  readonly why?: string;
  readonly parts?: readonly Clause[];
}

export interface Explanation {
  readonly rule: string;
  readonly status: RuleStatus;
  readonly matches: boolean;
  readonly why: string;
  readonly spans: readonly Span[];
  readonly tested: readonly { readonly field: string; readonly value: string }[];
  readonly clauses: readonly Clause[];
  readonly but: readonly string[];
}

const at = (pack: string) => `/packs/${encodeURIComponent(pack)}`;

export const allRules = () => get<{ rules: Rule[] }>("/rules").then((answer) => answer.rules);

export const check = (text: string, signal?: AbortSignal) =>
  post<Checked>("/rules/check", { pack: text }, { signal });

export const explain = (rule: string, pack: string | undefined, what: { text: string } | { post: Post }, signal?: AbortSignal) =>
  post<Explanation>("/rules/explain", { rule, ...(pack === undefined ? {} : { pack }), ...what }, { signal });

export const packOf = (pack: string) => get<Pack>(at(pack));

export const putPack = (pack: Pack, text: string, why: string) =>
  ask<Pack>(at(pack.pack), { method: "PUT", body: { text, why }, fields: { "If-Match": pack.etag } }).then((answer) => answer.body);

// Without If-Match: one of this name that is there is left alone.
export const putNewPack = (pack: string, text: string, why: string) => ask<Pack>(at(pack), { method: "PUT", body: { text, why } });

export const versionsOf = (pack: string) => get<{ versions: PackVersion[] }>(`${at(pack)}/versions`).then((answer) => answer.versions);

export const versionOf = (pack: string, version: number) =>
  get<PackVersion & { text: string }>(`${at(pack)}/versions/${version}`);

export const revert = (pack: Pack, to: number, why: string) =>
  post<Pack>(`${at(pack.pack)}/revert`, { to, why }, { fields: { "If-Match": pack.etag } });

export const setStatus = (rule: Rule, status: RuleStatus, why: string) =>
  post<unknown>(`/rules/${rule.id.split("/").map(encodeURIComponent).join("/")}/status`, { status, why });

// The texts, against what is used now; without texts: what is used now, alone.
export const startBacktest = (packs: string[] | null, since: string) =>
  post<{ job: string }>("/rules/backtest", { packs, since, ...(packs ? { against: "used" } : {}) }).then((answer) => answer.job);

export const jobOf = (job: string) => get<Job>(`/jobs/${encodeURIComponent(job)}`);

export const cancelJob = (job: string) => ask(`/jobs/${encodeURIComponent(job)}`, { method: "DELETE" });

// Posts that were worth keeping lately: those that alerts speak of.
export const recentPosts = (limit: number) =>
  get<{ alerts: { post: Post }[] }>(`/alerts?limit=${limit}`).then((answer) =>
    answer.alerts.map((alert) => alert.post).filter((each) => each.text !== undefined && each.gone === undefined));
