import { ask, get, post } from "./client";
import type { Person, Reply } from "./types";

const path = (caseId: string, reply?: string): string =>
  `/cases/${encodeURIComponent(caseId)}/replies${reply ? `/${encodeURIComponent(reply)}` : ""}`;

interface One {
  reply: Reply;
}

export const draftReply = async (caseId: string, to: string, text: string, idempotencyKey: string): Promise<Reply> =>
  (await post<One>(path(caseId), { to, text }, { idempotencyKey })).reply;

export const changeReply = async (caseId: string, reply: string, text: string): Promise<Reply> =>
  (await ask<One>(path(caseId, reply), { method: "PUT", body: { text } })).body.reply;

export const moveReply = async (caseId: string, reply: string, step: "approve" | "send" | "cancel", idempotencyKey: string): Promise<Reply> =>
  (await post<One>(`${path(caseId, reply)}/${step}`, {}, { idempotencyKey })).reply;

export interface ReplyPage {
  replies: Reply[];
  next: string | null;
}

// Of all cases, the one that waits longest first.
export const listReplies = (asked: Record<string, string>, cursor: string | null = null): Promise<ReplyPage> =>
  get<ReplyPage>(`/replies?${new URLSearchParams({ ...asked, ...(cursor ? { cursor } : {}) })}`);

export interface SavedAnswer {
  id: string;
  name: string;
  text: string;
  by?: Person;
  at?: string;
}

export const savedAnswers = async (): Promise<SavedAnswer[]> =>
  (await get<{ saved_answers: SavedAnswer[] }>("/saved-answers")).saved_answers;

export const saveAnswer = (name: string, text: string): Promise<SavedAnswer> => post("/saved-answers", { name, text });

export const dropAnswer = (id: string) => ask(`/saved-answers/${encodeURIComponent(id)}`, { method: "DELETE" });
