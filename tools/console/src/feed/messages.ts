import type { Alert, Person, Post } from "~/api/types";

// What the server says over the live feed (docs/feed.md).
export interface FeedEvent {
  type: "event";
  seq: number;
  at: string;
  kind: string;
  alert?: Alert;
  case?: string; // its id
  by?: Person; // absent: the engine did it
  post?: Post;
  source?: string;
  text?: string;
}

export interface Presence {
  case: string;
  who: (Person & { typing?: boolean })[];
}

export type ServerMessage =
  | { type: "welcome"; seq: number; you?: unknown; server?: string }
  | { type: "snapshot"; seq: number; alerts: Alert[]; more?: boolean }
  | FeedEvent
  | { type: "live"; seq: number }
  | { type: "mark"; seq: number }
  | { type: "reset" }
  | ({ type: "presence" } & Presence)
  | { type: "done"; id?: string; seq?: number }
  | { type: "failed"; id?: string; status: number; why: string };
