// The shapes of /api/v1 (openapi.json) that the console reads.
export const severities = ["info", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof severities)[number];
export const severityRank = (severity: Severity): number => severities.indexOf(severity);

export type AlertState = "open" | "snoozed" | "resolved" | "dismissed" | "withdrawn";
export const hasEnded = (state: AlertState): boolean => state !== "open" && state !== "snoozed";

export interface Person {
  user: string;
  name: string;
}

export interface Author {
  id: string;
  handle?: string;
  name?: string;
  bio?: string;
  kind?: string;
  followers?: number;
  following?: number;
  posts?: number;
  created_at?: string;
  verified?: boolean;
}

export interface Post {
  id: string;
  source: string;
  text?: string;
  created_at?: string;
  lang?: string;
  url?: string;
  author?: Author;
  reply_to?: string;
  conversation?: string;
  quoted_text?: string;
  is_repost?: boolean;
  is_quote?: boolean;
  links?: string[];
  media?: string[];
  likes?: number;
  reposts?: number;
  replies?: number;
  version?: number;
  gone?: "deleted" | "erased" | "expired";
  unscanned?: boolean; // the search failed at it: no rule has seen it
}

export interface Span {
  term: string;
  start: number;
  end: number;
  utf16: [number, number];
}

export interface Finding {
  id: string;
  rule: string;
  version: number;
  signal: string;
  severity: Severity;
  score: number;
  shadow?: boolean;
  limited?: boolean;
  post?: string;
  spans?: Span[];
  tested?: { field: string; value: string }[];
}

export interface Alert {
  id: string;
  state: AlertState;
  severity: Severity;
  risk: number;
  signals: string[];
  brand: string;
  rule: string;
  source: string;
  lang?: string;
  findings: Finding[];
  finding_count?: number;
  post: Post;
  why: { points: number; because: string }[];
  advice?: { stance: string; because: string[] };
  case: string;
  number?: number;
  raised: string;
  updated: string;
  due?: string;
  ended?: string;
  ended_because?: string;
  version: number;

  assignee?: Person & { since?: string };
  acked?: Person & { at?: string; until?: string };
  snoozed?: Person & { until?: string };
  tags?: string[];
  notes?: number;
  outcome?: string;
  ended_by?: Person;
  follow_up?: Person & { at: string };
  quieted?: { count: number; because: string };
}

export interface TimelineEntry {
  action?: string;
  seq: number;
  at: string;
  by?: Person; // absent: a timer, or the engine
  undone?: boolean;
  kind: string;
  alert?: string;
  text?: string;
}

export interface Reply {
  id: string;
  state: "draft" | "approved" | "sending" | "sent" | "failed" | "unknown" | "held" | "cancelled";
  text: string;
  by: Person;
  to: string;
  case?: string;
  platform?: string;
  post?: Post; // in the list of all: what it answers
  at?: string;
  approved_by?: Person;
  length: { count: number; most: number };
  needs_approval: boolean;
  sendable: boolean;
  not_sendable?: string; // why the text cannot go as it is
  open_on_platform?: string; // no account of ours is connected there
  undo_until?: string;
  url?: string;
  why?: string;
}

export interface AuthorHistory {
  complaints_30d?: number;
  praise_30d?: number;
  findings_30d?: number;
  complaints?: number;
  last_answer?: string;
  [field: string]: unknown;
}

export interface Case {
  id: string;
  brand: string;
  source: string;
  conversation?: string;
  opened?: string;
  last_post?: string;
  answered?: string;
  state: AlertState;
  alert?: string;
  alert_count?: number;
  post_count?: number;
  gone_count?: number;
  version: number;
  author?: AuthorHistory;
  posts?: Post[];
  alerts?: Alert[];
  timeline?: TimelineEntry[];
  replies?: Reply[];
  replies_need_approval?: boolean; // one that is written now waits for a lead
  newest?: Post; // in a list: stands for all of them
  merged_into?: string;
}

export interface SourceGap {
  from: string;
  to?: string;
  why?: string;
}

export interface Source {
  name: string;
  kind: string;
  state: "starting" | "connected" | "waiting" | "lost" | "finished" | "stopped";
  last_error?: string;
  since?: string;
  last_data?: string;
  last_frame_time?: string;
  lag_seconds?: number;
  frames?: number;
  rate?: number; // frames a second, over the last minute
  bytes?: number;
  reconnects?: number;
  repeats_dropped?: number;
  gaps?: SourceGap[];
}

export interface Problem {
  title: string;
  status: number;
  code?: string;
  detail?: string;
  request?: string;
  by?: Person;
  at?: string;
  code_needed?: boolean;
  problems?: unknown[]; // of a pack that does not compile
  step_up?: boolean; // the password, or a code, once more
}
