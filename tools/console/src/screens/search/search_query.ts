import { severities } from "~/api/types";

// What is looked for, as it stands in the address: #/search?in=alerts&q=refund&state=resolved.
// A copied link finds the same.

export const kinds = ["alerts", "cases", "posts"] as const;
export type Kind = (typeof kinds)[number];

export interface Wanted {
  readonly in: Kind;
  readonly q: string;
  readonly state: string;
  readonly severity_min: string;
  readonly brand: string;
  readonly source: string;
  readonly rule: string;
  readonly assignee: string; // "me", "none", or a user
  readonly tag: string;
  readonly from: string; // UTC
  readonly to: string;
  readonly unscanned: string; // "true": posts that no rule has seen
}

export const states = ["open", "snoozed", "resolved", "dismissed", "withdrawn"] as const;

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | "" =>
  all.includes(value as T) ? (value as T) : "";

function instant(value: string | null): string {
  const at = value ? new Date(value) : null;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : "";
}

export function wantedOf(query: URLSearchParams): Wanted {
  return {
    in: oneOf(kinds, query.get("in")) || "alerts",
    q: query.get("q") ?? "",
    state: oneOf(states, query.get("state")),
    severity_min: oneOf(severities, query.get("severity_min")),
    brand: query.get("brand") ?? "",
    source: query.get("source") ?? "",
    rule: query.get("rule") ?? "",
    assignee: query.get("assignee") ?? "",
    tag: query.get("tag") ?? "",
    from: instant(query.get("from")),
    to: instant(query.get("to")),
    unscanned: query.get("unscanned") === "true" ? "true" : "",
  };
}

// The address of it: only what is asked for stands there.
export function queryOf(wanted: Wanted): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted))
    if (value !== "" && !(name === "in" && value === "alerts")) query.set(name, value);
  return query;
}

// The same question, as the server's routes take it.
export function pathOf(wanted: Wanted, cursor: string | null): string {
  const query = new URLSearchParams({ limit: "50" });
  for (const [name, value] of askedOf(wanted)) query.set(name, value);
  if (cursor) query.set("cursor", cursor);
  return `/${wanted.in}?${query}`;
}

// What was found, as a file: alerts and cases can be taken out of the house.
export const files = ["csv", "ndjson"] as const;
export type FileKind = (typeof files)[number];
export const hasFile = (wanted: Wanted): boolean => wanted.in !== "posts";
export const filePathOf = (wanted: Wanted, kind: FileKind): string => `/${wanted.in}.${kind}?${askedOf(wanted)}`;

function askedOf(wanted: Wanted): URLSearchParams {
  const query = new URLSearchParams();
  const put = (name: string, value: string) => value !== "" && query.set(name, value);
  put("brand", wanted.brand);
  put("source", wanted.source);
  if (wanted.in === "alerts") {
    put("text", wanted.q);
    put("state", wanted.state);
    put("severity_min", wanted.severity_min);
    put("rule", wanted.rule);
    put("assignee", wanted.assignee);
    put("tag", wanted.tag);
    put("from", wanted.from);
    put("to", wanted.to);
  } else if (wanted.in === "cases") {
    if (wanted.state !== "") put("open", wanted.state === "open" || wanted.state === "snoozed" ? "true" : "false");
  } else {
    put("q", wanted.q);
    put("unscanned", wanted.unscanned);
    put("from", wanted.from);
    put("to", wanted.to);
  }
  return query;
}

// Fields of the form that this kind of thing is asked by.
export const asks = (kind: Kind, field: keyof Wanted): boolean =>
  field === "brand" || field === "source" ||
  (kind === "alerts" ? field !== "unscanned" : kind === "cases" ? field === "state" : field === "q" || field === "from" || field === "to" || field === "unscanned");
