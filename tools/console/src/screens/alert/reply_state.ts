import type { Reply } from "~/api/types";

// What can be done with an answer, as engine/desk/decide_reply.cpp decides it: what is not offered
// here would be refused there.

export interface Reader {
  readonly user: string;
  readonly lead: boolean;
  readonly works: boolean;
}

// `send-again`: after a failure; `approve-send`: both at once, by a lead.
export type Step = "approve-send" | "approve" | "send" | "send-again" | "take-back" | "edit" | "discard";

export const goesForward: readonly Step[] = ["approve-send", "send", "send-again"];

// The answer that stands in the way of another: the last that is not settled. One that failed is
// settled for the server, and still wants somebody to look at it.
export const pendingOf = (replies: readonly Reply[]): Reply | null =>
  replies.filter((one) => !["cancelled", "sent"].includes(one.state)).at(-1) ?? null;

export function stepsOf(reply: Reply, by: Reader, now: { undoLeft: boolean; gone: boolean }): Step[] {
  const own = reply.by.user === by.user;
  if (!by.works || !(own || by.lead)) return [];
  const approves = reply.needs_approval && !reply.approved_by && by.lead && !own;
  switch (reply.state) {
    case "draft": {
      const asks = reply.needs_approval && !reply.approved_by;
      const forward: Step[] = asks
        ? approves && !reply.not_sendable ? (reply.sendable ? ["approve-send", "approve"] : ["approve"]) : []
        : reply.sendable ? ["send"] : [];
      return [...forward, "edit", "discard"];
    }
    case "approved": return [...(reply.sendable ? (["send"] as const) : []), "edit", "discard"];
    case "failed": return [...(reply.sendable && (!reply.needs_approval || reply.approved_by) ? (["send-again"] as const) : []), "edit", "discard"];
    case "held": return now.gone ? ["discard"] : ["edit", "discard"];
    case "sending": return now.undoLeft ? ["take-back"] : [];
    default: return [];
  }
}

export const stateWords: Record<Reply["state"], string> = {
  draft: "draft", approved: "approved", sending: "being sent", sent: "sent", failed: "not sent",
  unknown: "nobody knows yet whether it was sent", held: "held back", cancelled: "taken back",
};

// What the reader has to know, or to wait for; "": nothing.
export function waitsFor(reply: Reply, by: Reader, gone: boolean): string {
  const own = reply.by.user === by.user;
  switch (reply.state) {
    case "draft":
      if (reply.not_sendable) return reply.not_sendable;
      if (!reply.needs_approval || reply.approved_by) return own || by.lead ? "" : "Whoever wrote it, or a lead, sends it.";
      if (own) return "A lead has to approve it; nobody approves their own.";
      return by.lead ? "" : "A lead has to approve it.";
    case "unknown": return "The platform is being asked. It is never sent again by itself: look there before you write another.";
    case "held": return gone ? "There is nothing to answer any more: discard it." : "Read the post again. Save the answer anew where it still fits, or discard it.";
    default: return "";
  }
}
