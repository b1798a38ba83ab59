import { listReplies } from "~/api/replies";
import { Failed } from "~/api/problem";
import type { Reply } from "~/api/types";
import { onChanges } from "./desk.svelte";
import { may, session } from "./session.svelte";

// How many answers want this reader: those that wait for a lead's approval, and one's own that did not go out. Asked
// for at first, and again when the feed says that an answer has changed. Nobody approves their own.

export const approvals = $state({ count: 0, failed: 0 });

const moment_ms = 500;
const most = 200;
export const waiting = { state: "draft", needs_approval: "true" } as const;
export const trouble = { state: "failed,unknown,held" } as const;

export const approvable = (replies: readonly Reply[], me: string): Reply[] => replies.filter((one) => one.by.user !== me);

let offered = true; // an older server has no such list

async function look(): Promise<void> {
  if (!offered || !session.accounts || !may("work")) return;
  const me = session.you.user;
  try {
    const [toApprove, notSent] = await Promise.all([
      may("lead") ? listReplies({ ...waiting, limit: String(most) }) : { replies: [] }, listReplies({ ...trouble, limit: String(most) })]);
    approvals.count = approvable(toApprove.replies, me).length;
    approvals.failed = notSent.replies.filter((one) => one.by.user === me).length;
  } catch (failure) {
    if (failure instanceof Failed && (failure.status === 404 || failure.status === 405)) offered = false;
  }
}

export function startApprovals(): () => void {
  void look();
  let timer = 0;
  const stop = onChanges((changes) => {
    if (!changes.replaced && !changes.events.some((event) => event.kind === "case.reply")) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), moment_ms);
  });
  return () => {
    stop();
    clearTimeout(timer);
    approvals.count = approvals.failed = 0;
  };
}
