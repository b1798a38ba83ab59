import { type Act, actOn, actOnMany, bulkWords, undoAction, wordsOf } from "~/api/actions";
import { freshKey, get } from "~/api/client";
import { Failed } from "~/api/problem";
import type { Alert } from "~/api/types";
import { serverNow } from "./clock.svelte";
import { putAlert, theBook } from "./desk.svelte";
import { may } from "./session.svelte";
import { dismissToast, failedToast, toast } from "./toasts.svelte";

// Acting on alerts: what is under way, what can be undone, and what is told of it.

interface Undoable {
  action: string;
  until: number;
  words: string;
  toast: number;
  key: string; // of the undo itself: pressing twice undoes once
}

export const bulk_most = 500;
const usual_undo_ms = 8000;

export const acting = $state({
  pending: new Map<string, Act["action"]>(), // by alert; replaced, never changed
  undoable: null as Undoable | null,
});

const mark = (ids: string[], action: Act["action"] | null): void => {
  const pending = new Map(acting.pending);
  for (const id of ids) {
    if (action) pending.set(id, action);
    else pending.delete(id);
  }
  acting.pending = pending;
};

// The newest can be undone, so only its message says so.
function canUndo(action: string | undefined, until: string | undefined, words: string): void {
  if (acting.undoable) dismissToast(acting.undoable.toast);
  acting.undoable = null;
  if (!action) {
    toast(words);
    return;
  }
  const told = toast(words, { does: "Undo", key: "u", run: () => void undoLast() });
  acting.undoable = {
    action, words, toast: told, key: freshKey(),
    until: until ? Date.parse(until) : serverNow() + usual_undo_ms,
  };
}

// A 404 for a path is a server that does not know the action; for an alert, one that is gone.
export function actionFailure(failure: unknown): unknown {
  if (failure instanceof Failed && (failure.status === 405 || (failure.status === 404 && failure.problem?.code === "no-such-path")))
    return new Failed(501, failure.problem, "This server cannot do that yet: it is of an older version than this page.");
  return failure;
}

// What was asked for and got no answer: the page tells of the server, not of this.
const unanswered = (failure: unknown, what: Act): unknown =>
  failure instanceof Failed && failure.unreachable
    ? new Failed(0, null, `Perhaps not ${wordsOf(what).replace(/^./, (first) => first.toLowerCase())}: the server cannot be reached. Look at it when this page is live again, and repeat it if need be.`)
    : actionFailure(failure);

// Does it; false where it was not done. A request that got no answer is made once more with the
// same key, so that it has one effect whatever became of the first.
async function once<T>(attempt: (key: string) => Promise<T>): Promise<T> {
  const key = freshKey();
  try {
    return await attempt(key);
  } catch (failure) {
    if (!(failure instanceof Failed) || !failure.unreachable) throw failure;
    return attempt(key);
  }
}

async function refresh(id: string): Promise<void> {
  try {
    putAlert(await get<Alert>(`/alerts/${encodeURIComponent(id)}`));
  } catch {
    // The feed says what became of it.
  }
}

// What is asked for and not answered: the last thing that somebody did may be among it.
const underWay = new Set<Promise<boolean>>();

export function act(ids: string[], what: Act): Promise<boolean> {
  const doing = perform(ids, what);
  underWay.add(doing);
  return doing.finally(() => underWay.delete(doing));
}

async function perform(ids: string[], what: Act): Promise<boolean> {
  if (ids.length > bulk_most) {
    toast(`At most ${bulk_most} at once: ${ids.length} are selected.`, { kind: "failed" });
    return false;
  }
  if (ids.length > 1 && !may("lead")) {
    toast("Acting on several at once takes a lead: do them one by one.", { kind: "failed" });
    return false;
  }
  mark(ids, what.action);
  try {
    if (ids.length === 1) return await actOne(ids[0]!, what);
    const result = await once((key) => actOnMany(ids, what, key));
    canUndo(result.action, result.undo_until, bulkWords(what, result));
    return result.done > 0;
  } catch (failure) {
    failedToast(unanswered(failure, what));
    if (failure instanceof Failed && failure.status === 409) for (const id of ids.slice(0, 1)) void refresh(id);
    return false;
  } finally {
    mark(ids, null);
  }
}

async function actOne(id: string, what: Act): Promise<boolean> {
  const alert = theBook.get(id);
  if (!alert) return false;
  const result = await once((key) => actOn(alert, what, key));
  if (result.alert) putAlert(result.alert);
  canUndo(result.action, result.undo_until, wordsOf(what));
  return true;
}

// When all of it has been answered, and stands in the book.
export const settled = (): Promise<unknown> => Promise.allSettled(underWay);

export async function undoLast(): Promise<void> {
  await settled();
  const last = acting.undoable;
  if (!last || serverNow() > last.until) {
    acting.undoable = null;
    toast("There is nothing to undo.", { kind: "failed" });
    return;
  }
  acting.undoable = null;
  dismissToast(last.toast);
  try {
    const result = await once(() => undoAction(last.action, last.key));
    if (result.alert) putAlert(result.alert);
    toast(`Undone: ${last.words}`);
  } catch (failure) {
    failedToast(actionFailure(failure));
  }
}
