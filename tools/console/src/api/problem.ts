import type { Problem } from "./types";

// A failure as a person should read it: what happened, and what to do next.
export class Failed extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    message: string,
    readonly retryAfter = 0, // seconds; 0: the server did not say
  ) {
    super(message);
  }
  // The server never answered: the network, or the server itself.
  get unreachable(): boolean {
    return this.status === 0;
  }
}

const next: Record<number, string> = {
  0: "The server cannot be reached. What you see may be old; this page tries again by itself.",
  401: "You are not signed in any more. Sign in and try again.",
  403: "Your role does not allow this. A lead or an admin can.",
  404: "It is not there any more, or this server does not know it.",
  409: "Somebody else was faster.",
  412: "It has changed since you opened it. Load it again, then repeat your change.",
  413: "That is too much at once. Send less.",
  429: "Too many requests in a short time. Wait a moment and try again.",
  501: "This server cannot do that yet.",
  503: "The server is busy, or its store cannot be read. Try again in a moment.",
};

// As a whole sentence: "claimed by Dana" is "Claimed by Dana."
export const sentence = (text: string): string =>
  text.charAt(0).toUpperCase() + text.slice(1) + (text === "" || /[.!?…]$/.test(text) ? "" : ".");

export function failureOf(status: number, problem: Problem | null, retryAfter = 0): Failed {
  if (problem?.step_up) return new Failed(status, problem, "Nothing was done: it takes your password, or a code, once more.");
  const told = problem?.detail || (status === 409 ? problem?.title : "") || "";
  const advice = next[status] ?? (status >= 500
    ? "The server failed. Its log says why; try again, and tell an admin if it stays so."
    : "The server did not take this.");
  const text = told ? sentence(told) : advice;
  return new Failed(status, problem, text, retryAfter);
}
