import type { Alert } from "~/api/types";
import { FeedConnection } from "~/feed/connection";
import type { Item, Phase } from "~/feed/machine";
import { Batcher } from "./batcher";
import { AlertBook, type Changes, open_most } from "./book";
import { askSession, session } from "./session.svelte";

// The page's one desk: the live feed, the alerts that it brought, and who listens to changes.

const book = new AlertBook();
const listeners = new Set<(changes: Changes) => void>();

// `version` rises with each batch: what is computed from the book depends on it.
export const desk = $state({
  phase: "connecting" as Phase,
  caughtUp: false, // a whole picture has been shown
  heardAt: 0,
  retryAt: 0,
  version: 0,
  overflowed: false, // more is open than the page holds
  barred: false, // the server answers, and its feed does not come through
});

// So many times in a row the server answered a question and no feed came: something on the way lets no
// WebSocket pass. Once or twice it may just have been starting.
const barred_after = 3;
let refusals = 0;

const batcher = new Batcher<Item>(
  (items) => tell(book.apply(items)),
  (item) => (item.kind === "alerts" ? item.alerts.length : 1),
);

const connection = new FeedConnection({
  items: (items) => batcher.add(items),
  phase(phase) {
    desk.phase = phase;
    desk.retryAt = connection.machine.retryAt;
    desk.heardAt = connection.machine.heardAt;
    if (phase !== "live") return;
    desk.caughtUp = true;
    refusals = 0;
    desk.barred = false;
  },
  check: () => void askSession().then((answers) => {
    refusals = answers && session.signedIn ? refusals + 1 : 0;
    desk.barred = refusals >= barred_after;
  }),
});

function tell(changes: Changes): void {
  for (const listener of listeners) listener(changes);
  ++desk.version;
  desk.overflowed = book.overflowed;
  // Enough was dealt with: what was left out has room now, and is asked for.
  if (book.overflowed && book.openHeld < open_most * 0.9) connection.anew();
}

export const theBook = book;

export function alertOf(id: string): Alert | undefined {
  void desk.version;
  return book.get(id);
}

// Told of every batch, before the page is drawn.
export function onChanges(listener: (changes: Changes) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// An alert as an answer had it, shown at once; the feed will say the same.
export function putAlert(alert: Alert): void {
  tell(book.put(alert));
}

let running = false;
let timer = 0;
export function startDesk(): void {
  if (running) return;
  running = true;
  connection.start();
  timer = window.setInterval(() => {
    desk.heardAt = connection.machine.heardAt;
  }, 500);
}

export function stopDesk(): void {
  if (!running) return;
  running = false;
  clearInterval(timer);
  connection.stop();
}

export const retryNow = (): void => connection.retry();
export const sayToFeed = (message: unknown): boolean => connection.say(message);
