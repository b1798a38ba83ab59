import { type Alert, type Case, hasEnded } from "~/api/types";

// The steps of an alert's way, as a ladder: what is done, what runs, what may come.

export interface Step {
  name: string;
  state: "done" | "now" | "late" | "later";
  at?: string; // when it was, or is to be
}

export function stepsOf(alert: Alert, theCase: Case | null, answeredAt: string | undefined, now: number): Step[] {
  const answered = theCase?.answered ?? answeredAt;
  const ended = hasEnded(alert.state);
  const steps: Step[] = [{ name: "raised", state: "done", at: alert.raised }];
  if (alert.assignee) steps.push({ name: `claimed by ${alert.assignee.name}`, state: "done", at: alert.assignee.since });
  if (alert.acked) steps.push({ name: `acknowledged by ${alert.acked.name}`, state: "done", at: alert.acked.at });
  if (answered) steps.push({ name: "first answer", state: "done", at: answered });
  else if (!ended && alert.due)
    steps.push({ name: "first answer due", state: Date.parse(alert.due) < now ? "late" : "now", at: alert.due });
  if (!ended && alert.acked?.until) steps.push({ name: "acknowledgement ends", state: "later", at: alert.acked.until });
  if (!ended && alert.snoozed?.until) steps.push({ name: "comes back", state: "later", at: alert.snoozed.until });
  if (!ended && alert.follow_up) steps.push({ name: "follow-up", state: "later", at: alert.follow_up.at });
  if (ended) {
    const by = alert.ended_by ? ` by ${alert.ended_by.name}` : "";
    const why = alert.outcome ?? alert.ended_because;
    steps.push({ name: `${alert.state}${by}${why ? `: ${why}` : ""}`, state: "done", at: alert.ended });
  }
  return steps;
}
