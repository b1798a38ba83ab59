import { get } from "~/api/client";
import type { Case, Reply } from "~/api/types";
import type { FeedEvent } from "~/feed/messages";
import { go } from "~/router.svelte";
import { onChanges } from "./desk.svelte";
import { session } from "./session.svelte";
import { toast } from "./toasts.svelte";

// Tells the author of an answer what became of it, wherever they are by then: it was held because
// the post is gone, or was not sent. The feed names the reply; the case says whose it is.

const worth: Record<string, string> = {
  "reply.held": "Your answer is held back", "reply.failed": "Your answer was not sent",
  "reply.unknown": "Nobody knows yet whether your answer was sent",
};

// "reply.held rp_1: the post …": what happened, and to which.
export function newsIn(event: FeedEvent): { words: string; reply: string } | null {
  if (event.kind !== "case.reply" || !event.case) return null;
  const said = /^(reply\.\w+) (rp_\w+)/.exec(event.text ?? "");
  const words = said && worth[said[1]!];
  return words ? { words, reply: said[2]! } : null;
}

async function tell(caseId: string, reply: string, words: string): Promise<void> {
  let found: Case, mine: Reply | undefined;
  try {
    found = await get<Case>(`/cases/${encodeURIComponent(caseId)}`);
    mine = found.replies?.find((one) => one.id === reply);
  } catch {
    return; // it stands in the case, for whoever opens it
  }
  const { alert } = found;
  if (!mine || mine.by.user !== session.you.user) return;
  toast(`${words}${mine.why ? `: ${mine.why}` : ""}.`, {
    kind: "failed", ...(alert ? { does: "Show it", run: () => go({ screen: "stream", parts: [alert] }) } : {}) });
}

export const startReplyNews = (): (() => void) =>
  onChanges((changes) => {
    if (changes.replaced) return;
    for (const event of changes.events) {
      const news = newsIn(event);
      if (news) void tell(event.case!, news.reply, news.words);
    }
  });
