import { ask } from "~/api/client";
import { Failed } from "~/api/problem";
import { forgetDrafts } from "~/screens/alert/compose.svelte";
import { signedOut } from "~/state/session.svelte";

// Leaves, or throws why not. Drafts go before the answer comes: the feed may tell sooner than it that the session
// has ended, and somebody else may be at the page by then.
export async function signOut(): Promise<void> {
  const bringBack = forgetDrafts();
  try {
    await ask("/session", { method: "DELETE" });
  } catch (failure) {
    // No session any more: what was asked for is so.
    if (!(failure instanceof Failed && failure.status === 401)) {
      bringBack();
      throw failure;
    }
  }
  signedOut();
}
