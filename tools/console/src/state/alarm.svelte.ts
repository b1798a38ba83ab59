import { type Alert, type Severity, hasEnded, severityRank } from "~/api/types";
import type { Changes } from "./book";
import { desk, onChanges, theBook } from "./desk.svelte";
import { handedIn } from "./handed";
import { inQuiet, Summary } from "./news";
import { session } from "./session.svelte";
import { settings } from "./settings.svelte";
import { rightToRing } from "./ringing";
import { maySound, toneFor } from "./tones";

// Draws attention to what is new: the title's count, the icon's dot, one sentence for screen
// readers every ten seconds at most, and, where the reader asked for it, a notification and a
// tone; with several tabs open, of one tab only.

// `silent`: the reader wants tones, and the browser lets the page make none before it was touched.
export const alarm = $state({ unseen: 0, said: "", silent: false });

const say_every_ms = 10_000;
const repeat_every_ms = 30_000;
const summary = new Summary();
const pressing = new Set<string>(); // critical ones that ring until somebody takes them
let lastSaid = 0;

const raisedIn = (changes: Changes): Alert[] =>
  changes.events
    .filter((event) => event.kind === "alert.raised" || event.kind === "alert.reopened" || event.kind === "alert.escalated")
    .flatMap(({ alert }) => (alert && !alert.quieted && !hasEnded(alert.state) ? [alert] : []));

const loudEnough = (severity: Severity): boolean => severityRank(severity) >= severityRank(settings.notifyFrom);

function take(changes: Changes): void {
  if (desk.phase !== "live" || changes.replaced) return;
  const handed = handedIn(changes, session.you.user);
  if (handed.length > 0) ring(handed.map((one) => one.alert)); // whatever its severity: it is theirs now
  const raised = raisedIn(changes);
  if (raised.length === 0) return;
  for (const alert of raised) summary.add(alert.severity);
  if (document.hidden) alarm.unseen += raised.length;
  const loud = raised.filter((alert) => loudEnough(alert.severity));
  for (const alert of loud) if (alert.severity === "critical") pressing.add(alert.id);
  if (loud.length > 0) ring(loud);
}

function ring(alerts: Alert[]): void {
  if (inQuiet(settings.quietFrom, settings.quietTo, new Date()) || !rightToRing()) return;
  const gravest = alerts.reduce((a, b) => (severityRank(b.severity) > severityRank(a.severity) ? b : a));
  if (settings.sound) toneFor(gravest.severity, settings.volume);
  if (settings.notify && document.hidden && Notification.permission === "granted") notify(gravest, alerts.length);
}

// What a lock screen may show: never the post's words, nor its author.
function notify(alert: Alert, count: number): void {
  const title = count > 1 ? `${count} new alerts, the gravest ${alert.severity}` : `New alert: ${alert.severity}, risk ${alert.risk}`;
  const shown = new Notification(title, { body: alert.signals.join(", "), tag: "tocsin", icon: "/page/bell.svg" });
  shown.onclick = () => {
    window.focus();
    location.hash = `#/stream/${alert.id}`;
    shown.close();
  };
}

const stillPressing = (id: string): boolean => {
  const alert = theBook.get(id);
  return alert !== undefined && alert.state === "open" && !alert.acked && !alert.assignee;
};

function again(): void {
  for (const id of pressing) if (!stillPressing(id)) pressing.delete(id);
  const alerts = [...pressing].map((id) => theBook.get(id)!);
  if (alerts.length > 0) ring(alerts);
}

function speak(): void {
  if (summary.count === 0 || Date.now() - lastSaid < say_every_ms) return;
  lastSaid = Date.now();
  alarm.said = summary.take();
}

async function listen(): Promise<void> {
  if (settings.sound) alarm.silent = !(await maySound());
}

export function startAlarm(): () => void {
  void listen();
  const touched = () => {
    if (alarm.silent) void listen();
  };
  addEventListener("pointerdown", touched);
  addEventListener("keydown", touched);
  const stop = onChanges(take);
  const speaking = setInterval(speak, 1000);
  const repeating = setInterval(again, repeat_every_ms);
  const seen = () => {
    if (!document.hidden) alarm.unseen = 0;
  };
  document.addEventListener("visibilitychange", seen);
  return () => {
    stop();
    clearInterval(speaking);
    clearInterval(repeating);
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("pointerdown", touched);
    removeEventListener("keydown", touched);
  };
}
