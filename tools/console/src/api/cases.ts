import { freshKey, post } from "./client";

// Two cases that are one, and a case that is two. Each is taken back by the other.

const at = (caseId: string, what: string): string => `/cases/${encodeURIComponent(caseId)}/${what}`;

export const mergeCase = (from: string, into: string): Promise<{ case: string }> =>
  post(at(from, "merge"), { into }, { idempotencyKey: freshKey() });

export const splitCase = (from: string, posts: string[]): Promise<{ case: string }> =>
  post(at(from, "split"), { posts }, { idempotencyKey: freshKey() });
