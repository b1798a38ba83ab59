import { ask, get, post } from "~/api/client";

// People, tokens, sessions and the audit log (openapi.json).

export const roles = ["viewer", "agent", "lead", "rule-author", "admin"] as const;
export type Role = (typeof roles)[number];

export const mayDo: Record<Role, string> = {
  viewer: "reads alerts, cases and reports",
  agent: "works alerts: claims, notes, answers",
  lead: "an agent who also assigns, approves and plans",
  "rule-author": "writes rules; sees no customer data",
  admin: "everything, people and the audit log included",
};

export interface User {
  readonly user: string;
  readonly login?: string;
  readonly name: string;
  readonly role: Role;
  readonly teams?: readonly string[];
  readonly disabled?: boolean;
  readonly totp?: boolean;
  readonly invited?: boolean; // has not chosen a password yet
  readonly created?: string;
  readonly last_seen?: string;
}

export interface Session {
  readonly session: string;
  readonly user: string;
  readonly name: string;
  readonly address: string;
  readonly device: string; // what the browser calls itself
  readonly created: string;
  readonly last_seen: string;
  readonly expires?: string;
  readonly this: boolean; // the one that asks
}

// What a token may be allowed (engine/people/access.cpp), and what that lets it do.
export const scopes = {
  ingest: "send posts in",
  read: "read alerts, cases, posts and rules, and listen to the feed",
  work: "claim, note, resolve and answer",
  lead: "approve, and act on many at once",
  "read-people": "read who an author or customer is",
  author: "change rules, and back-test them",
  metrics: "read /metrics",
  administer: "change people, sessions and tokens",
  audit: "read the audit log",
} as const;
export type Scope = keyof typeof scopes;

export interface Token {
  readonly id: string;
  readonly name?: string;
  readonly scopes?: readonly string[];
  readonly created?: string;
  readonly last_used?: string;
  readonly expires?: string;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly user?: string;
  readonly name?: string;
  readonly address?: string;
  readonly action: string;
  readonly target?: string;
  readonly detail?: string;
}

const list = <T>(name: string) => (answer: unknown): T[] => (answer as Record<string, T[]>)[name] ?? [];

const at = (path: string, id: string, more = "") => `/${path}/${encodeURIComponent(id)}${more}`;

export const users = () => get("/users").then(list<User>("users"));
export const addUser = (user: { login: string; name: string; role: Role; teams: string[] }) =>
  post<{ user: User; invite?: string }>("/users", user);
export type UserChange = Partial<Pick<User, "role" | "name" | "teams" | "disabled">> & { totp?: false };
export const changeUser = (user: User, changed: UserChange) =>
  ask(at("users", user.user), { method: "PATCH", body: changed });
export const resetUser = (user: User) => post<{ invite: string }>(at("users", user.user, "/reset"));

export const sessions = (whose: "mine" | "all") => get(`/sessions${whose === "all" ? "?user=all" : ""}`).then(list<Session>("sessions"));
export const endSession = (id: string) => ask(at("sessions", id), { method: "DELETE" });

export const tokens = () => get("/tokens").then(list<Token>("tokens"));
export const addToken = (token: { name: string; scopes: string[]; expires?: string }) => post<{ token: string }>("/tokens", token);
export const revokeToken = (id: string) => ask(at("tokens", id), { method: "DELETE" });

export const audit = (cursor: string | null) =>
  get<{ entries: AuditEntry[]; next?: string | number | null }>(`/audit?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);

export const beginTotp = () => post<{ secret: string; uri: string }>("/session/totp");
export const confirmTotp = (code: string) => post<{ recovery: string[] }>("/session/totp/confirm", { code });
export const endTotp = (code: string) => ask("/session/totp", { method: "DELETE", body: { code } });
export const changePassword = (before: string, after: string) => post<unknown>("/session/password", { old: before, new: after });
