/** What the server says of rules, packs, checks and jobs (docs/rules.md, openapi.json). */

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
  readonly severity: string;
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
  readonly quieted?: { readonly count?: number; readonly because?: string };
}

export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly level: "error" | "warning";
  readonly lint: string;
  readonly text: string;
  readonly fix?: string;
}

export interface CheckAnswer {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  readonly rules: number;
}

export interface Pack {
  readonly pack: string;
  readonly text: string;
  readonly etag: string;
  readonly version: number;
  readonly file: string;
  readonly writable: boolean;
}

export interface PackVersion {
  readonly version: number;
  readonly at: string;
  readonly by?: { readonly name?: string };
  readonly why?: string;
  readonly etag: string;
}

export interface Job<Result> {
  readonly state: "running" | "done" | "failed" | "cancelled";
  readonly progress?: number;
  readonly result?: Result;
  readonly why?: string;
}
