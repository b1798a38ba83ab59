import { trouble, waiting } from "~/state/approvals.svelte";

// The parts of the screen, each a question to GET /replies.

export const parts = [
  { name: "approve", title: "To approve", asks: waiting },
  { name: "trouble", title: "Not sent", asks: trouble },
  { name: "drafts", title: "Drafts", asks: { state: "draft,approved", needs_approval: "false" } },
  { name: "way", title: "On their way", asks: { state: "sending" } },
] as const;
export type Part = (typeof parts)[number];

export const partOf = (name: string | undefined): Part => parts.find((one) => one.name === name) ?? parts[0];

// What an empty part says.
export const emptyWords: Record<Part["name"], [string, string]> = {
  approve: ["Nothing waits for approval", "An answer that the policy wants a lead to see appears here as soon as it is written."],
  trouble: ["Every answer went out", "What was not sent, or held back since the post changed, appears here."],
  drafts: ["No draft lies about", "What was written and not sent yet appears here."],
  way: ["Nothing is on its way", "An answer stands here for the moment in which it can be taken back."],
};
