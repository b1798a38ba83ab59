import { go } from "~/router.svelte";
import type { Changes } from "./book";
import { desk, onChanges } from "./desk.svelte";
import { ruleTitle } from "./names.svelte";
import { session } from "./session.svelte";
import { toast } from "./toasts.svelte";
import type { Alert } from "~/api/types";

// "Ben gave you 12 alerts": what somebody else has made this reader's, told in one message a person.

const together_ms = 800;

// What became this reader's by somebody else, in this batch.
export function handedIn(changes: Changes, me: string): { by: string; alert: Alert }[] {
  if (changes.replaced) return [];
  return changes.events.flatMap(({ kind, alert, by }) =>
    kind === "alert.assigned" && alert && by && by.user !== me && alert.assignee?.user === me ? [{ by: by.name, alert }] : []);
}

const given = new Map<string, Set<Alert>>();
let timer = 0;

function tell(): void {
  for (const [by, alerts] of given) {
    const [first] = alerts;
    const what = alerts.size === 1 && first ? `“${ruleTitle(first.rule)}”` : `${alerts.size} alerts`;
    const show = () => (alerts.size === 1 && first
      ? go({ screen: "stream", parts: [first.id] }) : go({ screen: "stream", query: new URLSearchParams({ view: "mine" }) }));
    toast(`${by} gave you ${what}.`, { does: "Show", run: show });
  }
  given.clear();
}

export const startHanded = (): (() => void) =>
  onChanges((changes) => {
    if (desk.phase !== "live") return;
    const handed = handedIn(changes, session.you.user);
    if (handed.length === 0) return;
    for (const { by, alert } of handed) given.set(by, (given.get(by) ?? new Set()).add(alert));
    clearTimeout(timer);
    timer = window.setTimeout(tell, together_ms);
  });
