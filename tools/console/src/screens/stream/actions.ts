import { type Act, type Outcome, outcomes } from "~/api/actions";
import { hasEnded } from "~/api/types";
import { act, acting, settled } from "~/state/acting.svelte";
import { type Option, choose } from "~/state/overlay.svelte";
import { theBook } from "~/state/desk.svelte";
import { toast } from "~/state/toasts.svelte";
import { chooseColleague } from "./colleagues";
import { stream } from "./stream.svelte";

// What keys, buttons and the command bar do with the alerts they are meant for.

export const none = (): boolean => {
  if (stream.targets().length > 0) return false;
  toast("No alert is chosen: j and k walk through the list.", { kind: "failed" });
  return true;
};

const numbered = (options: Omit<Option, "key">[]): Option[] =>
  options.map((one, n) => ({ ...one, key: String(n + 1) }));

const outcomeOptions = (...names: Outcome[]): Option[] =>
  numbered(names.map((value) => ({ value, label: outcomes[value] })));

// Those that end leave the list at once; where that failed, they come back.
async function end(what: Act, goOn: boolean): Promise<void> {
  const ids = stream.targets();
  const leaves = stream.view !== "ended";
  const was = { cursor: stream.cursor, opened: stream.opened };
  if (leaves) stream.dealtWith(ids, goOn);
  const now = { cursor: stream.cursor, opened: stream.opened };
  if ((await act(ids, what)) || !leaves) return;
  for (const list of stream.lists) list.settle(false);
  // Back to where one was, unless one has gone elsewhere meanwhile.
  if (stream.cursor !== now.cursor || stream.opened !== now.opened) return;
  if (was.opened && was.opened !== now.opened) stream.open(was.opened, "replace");
  stream.cursor = was.cursor;
}

export async function claim(): Promise<void> {
  if (none()) return;
  const ids = stream.targets();
  // Pressed twice: the second gives back what the first takes, once it has.
  if (ids.some((id) => acting.pending.has(id))) await settled();
  const mine = ids.every((id) => theBook.get(id)?.assignee?.user === stream.me);
  await act(ids, { action: mine ? "release" : "claim" });
}

export async function acknowledge(): Promise<void> {
  if (!none()) await act(stream.targets(), { action: "ack", for: "30m" });
}

export async function resolve(goOn: boolean): Promise<void> {
  if (none()) return;
  const answer = await choose({
    title: "Resolve: what came of it?", options: outcomeOptions("helped", "no-action", "duplicate"), note: "Note (optional)" });
  if (answer) await end({ action: "resolve", outcome: answer.value as Outcome, ...noteOf(answer.note) }, goOn);
}

export async function dismiss(): Promise<void> {
  if (none()) return;
  const answer = await choose({
    title: "Dismiss: why is it nothing for us?",
    options: outcomeOptions("not-a-complaint", "not-ours", "spam", "attack", "duplicate"), note: "Note (optional)" });
  if (answer) await end({ action: "dismiss", outcome: answer.value as Outcome, ...noteOf(answer.note) }, true);
}

export async function falsePositive(): Promise<void> {
  if (!none()) await end({ action: "dismiss", outcome: "not-a-complaint" }, true);
}

const noteOf = (note: string): { note?: string } => (note.trim() ? { note: note.trim() } : {});

// Nine o'clock of the next day, where the reader is.
export function tomorrow(now: Date): Date {
  const at = new Date(now);
  at.setDate(at.getDate() + 1);
  at.setHours(9, 0, 0, 0);
  return at;
}

const lengths = numbered([
  { value: "30m", label: "30 minutes" }, { value: "1h", label: "1 hour" }, { value: "2h", label: "2 hours" },
  { value: "4h", label: "4 hours" }, { value: "tomorrow", label: "Tomorrow, 9:00" }, { value: "other", label: "Another time …" },
]);

const two = (value: number): string => String(value).padStart(2, "0");
// As a field for date and time writes it, where the reader is.
const fieldTime = (at: Date): string =>
  `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;

// "2h", or a moment of the reader's own choice; null: they thought better of it.
async function chooseTime(title: string): Promise<{ for: string } | { at: string } | null> {
  const answer = await choose({ title, options: lengths });
  if (!answer) return null;
  if (answer.value === "tomorrow") return { at: tomorrow(new Date()).toISOString() };
  if (answer.value !== "other") return { for: answer.value };
  const moment = await choose({ title, options: [], text: { label: "When", value: fieldTime(tomorrow(new Date())), type: "datetime-local" } });
  const at = moment ? new Date(moment.value) : null;
  if (!at || Number.isNaN(at.getTime())) return null;
  if (at.getTime() > Date.now()) return { at: at.toISOString() };
  toast("That moment has passed.", { kind: "failed" });
  return null;
}

export async function snooze(): Promise<void> {
  if (none()) return;
  const when = await chooseTime("Snooze: when should it come back?");
  if (when) await end({ action: "snooze", ...("at" in when ? { until: when.at } : when) }, true);
}

export async function followUp(): Promise<void> {
  if (none()) return;
  const when = await chooseTime("Follow up: when should it be looked at again?");
  if (when) await act(stream.targets(), { action: "follow-up", ...when });
}

export async function reopen(): Promise<void> {
  if (none()) return;
  const ended = stream.targets().filter((id) => {
    const alert = theBook.get(id);
    return alert && (hasEnded(alert.state) || alert.state === "snoozed");
  });
  if (ended.length === 0) toast("It is open already.", { kind: "failed" });
  else await act(ended, { action: "reopen" });
}

export async function assign(): Promise<void> {
  if (none()) return;
  const to = await chooseColleague("Assign to", true);
  if (to) await act(stream.targets(), { action: "assign", to: to.user });
}

export async function tagThem(): Promise<void> {
  if (none()) return;
  const answer = await choose({
    title: "Tags: words, apart by commas; a minus takes one away", options: [], text: { label: "Tags", value: "", type: "text" } });
  if (!answer) return;
  const words = answer.value.split(",").map((one) => one.trim()).filter(Boolean);
  const add = words.filter((one) => !one.startsWith("-"));
  const remove = words.filter((one) => one.startsWith("-")).map((one) => one.slice(1).trim());
  if (words.length > 0) await act(stream.targets(), { action: "tag", add, remove });
}
