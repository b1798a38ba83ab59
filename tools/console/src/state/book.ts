import { type Alert, type Post, hasEnded } from "~/api/types";
import type { Item } from "~/feed/machine";
import type { FeedEvent, Presence } from "~/feed/messages";

// Every alert that the page knows, by id, and what the feed said of cases and presence. It is fed
// with batches; what a batch changed is told, so that lists need not look at everything.
//
// Limits  At most `open_most` open alerts: beyond, those of the lowest risk go, and of these the oldest;
//         what somebody has claimed stays. `overflowed` says so until a new picture comes. Of those that
//         have ended, the newest few.

const ended_most = 500;
export const open_most = 20_000;
const trim_slack = 1000; // this many at a time, so that a storm does not trim with each batch

// What is worth a label on the row; an answer that was sent, or taken back, is not.
const replyWords: Record<string, string> = {
  drafted: "answer drafted", edited: "answer drafted", approved: "answer approved", sending: "answer leaves",
  failed: "answer not sent", unknown: "answer: sent?", held: "answer held",
};

export interface Changes {
  added: Set<string>;
  changed: Set<string>;
  removed: Set<string>;
  events: FeedEvent[]; // in order
  replaced: boolean; // the whole picture came anew
}

export const noChanges = (): Changes => ({
  added: new Set(), changed: new Set(), removed: new Set(), events: [], replaced: false,
});

const postKey = (post: Post): string => `${post.source}\n${post.id}`;

export class AlertBook {
  private readonly alerts = new Map<string, Alert>();
  private readonly byPost = new Map<string, Set<string>>();
  private readonly ended = new Set<string>(); // oldest first
  private readonly answered = new Map<string, string>();
  private readonly replies = new Map<string, string>();
  private readonly present = new Map<string, Presence["who"]>();
  // Some that are open are not held: the page says so, since a list without them looks complete.
  overflowed = false;
  private unseen: Set<string> | null = null; // while a whole picture comes: not yet in it

  get(id: string): Alert | undefined {
    return this.alerts.get(id);
  }
  get size(): number {
    return this.alerts.size;
  }
  get openHeld(): number {
    return this.alerts.size - this.ended.size;
  }
  all(): IterableIterator<Alert> {
    return this.alerts.values();
  }
  answeredAt(caseId: string): string | undefined {
    return this.answered.get(caseId);
  }
  // How the answer of a case stands, as far as the feed has told since this page was opened.
  replyAt(caseId: string): string | undefined {
    return this.replies.get(caseId);
  }
  who(caseId: string): Presence["who"] {
    return this.present.get(caseId) ?? [];
  }

  apply(items: readonly Item[]): Changes {
    const changes = noChanges();
    for (const item of items) this.take(item, changes);
    this.forgetEnded(changes);
    this.trim(changes);
    return changes;
  }

  // An alert as an answer to a request had it. Older than what is held: left out.
  put(alert: Alert, changes: Changes = noChanges()): Changes {
    const held = this.alerts.get(alert.id);
    if (held && held.version > alert.version) return changes;
    if (held && postKey(held.post) !== postKey(alert.post)) this.unlink(held);
    this.alerts.set(alert.id, alert);
    this.link(alert);
    this.unseen?.delete(alert.id);
    if (!held) changes.added.add(alert.id);
    else if (!changes.added.has(alert.id)) changes.changed.add(alert.id);
    if (hasEnded(alert.state)) {
      this.ended.delete(alert.id);
      this.ended.add(alert.id);
    } else {
      this.ended.delete(alert.id);
    }
    return changes;
  }

  private take(item: Item, changes: Changes): void {
    switch (item.kind) {
      case "replacing":
        this.overflowed = false;
        this.unseen = new Set(this.alerts.keys());
        break;
      case "alerts":
        for (const alert of item.alerts) this.put(alert, changes);
        break;
      case "replaced":
        for (const id of this.unseen ?? []) this.remove(id, changes);
        this.unseen = null;
        this.present.clear();
        changes.replaced = true;
        break;
      case "event":
        this.event(item.event, changes);
        break;
      case "presence":
        if (item.presence.who.length === 0) this.present.delete(item.presence.case);
        else this.present.set(item.presence.case, item.presence.who);
        this.touchCase(item.presence.case, changes);
        break;
      case "answer":
        break;
    }
  }

  private event(event: FeedEvent, changes: Changes): void {
    changes.events.push(event);
    if (event.alert) this.put(event.alert, changes);
    if (event.post) this.post(event.post, changes);
    if (event.case && event.kind === "case.answered") {
      this.answered.set(event.case, event.at);
      this.touchCase(event.case, changes);
    } else if (event.case && event.kind === "case.reply") {
      this.reply(event.case, event.text ?? "");
      this.touchCase(event.case, changes);
    }
  }

  private reply(caseId: string, text: string): void {
    const state = /^reply\.(\w+)/.exec(text)?.[1] ?? "";
    const words = replyWords[state];
    if (words) this.replies.set(caseId, words);
    else this.replies.delete(caseId);
  }

  // A post was edited or is gone: every alert on it shows so at once. Spans speak of one version
  // of the text, so those of another are dropped.
  private post(post: Post, changes: Changes): void {
    for (const id of this.byPost.get(postKey(post)) ?? []) {
      const alert = this.alerts.get(id)!;
      const other = alert.post.version !== post.version || post.gone;
      const findings = other
        ? alert.findings.map((finding) => (finding.post ? finding : { ...finding, spans: undefined }))
        : alert.findings;
      this.alerts.set(id, { ...alert, post, findings });
      if (!changes.added.has(id)) changes.changed.add(id);
    }
  }

  private touchCase(caseId: string, changes: Changes): void {
    for (const alert of this.alerts.values())
      if (alert.case === caseId && !changes.added.has(alert.id)) changes.changed.add(alert.id);
  }

  private link(alert: Alert): void {
    const key = postKey(alert.post);
    const ids = this.byPost.get(key);
    if (ids) ids.add(alert.id);
    else this.byPost.set(key, new Set([alert.id]));
  }

  private unlink(alert: Alert): void {
    const key = postKey(alert.post);
    const ids = this.byPost.get(key);
    ids?.delete(alert.id);
    if (ids?.size === 0) this.byPost.delete(key);
  }

  private remove(id: string, changes: Changes): void {
    const alert = this.alerts.get(id);
    if (!alert) return;
    this.unlink(alert);
    this.alerts.delete(id);
    this.ended.delete(id);
    changes.added.delete(id);
    changes.changed.delete(id);
    changes.removed.add(id);
  }

  // Two passes over what is held, without sorting it: how many there are of each risk, then who goes.
  private trim(changes: Changes): void {
    if (this.openHeld <= open_most + trim_slack) return;
    let excess = this.openHeld - open_most;
    const byRisk = new Array<number>(101).fill(0);
    const goes = (alert: Alert): boolean => !alert.assignee && !this.ended.has(alert.id);
    const slot = (alert: Alert): number => Math.max(0, Math.min(100, Math.round(alert.risk)));
    for (const alert of this.alerts.values()) if (goes(alert)) ++byRisk[slot(alert)]!;
    let risk = 0;
    for (let left = excess; risk < 100 && byRisk[risk]! <= left; ++risk) left -= byRisk[risk]!;
    let ofThatRisk = excess - byRisk.slice(0, risk).reduce((sum, count) => sum + count, 0);
    for (const alert of this.alerts.values()) { // in the order in which they came
      if (excess === 0 || !goes(alert) || slot(alert) > risk) continue;
      if (slot(alert) === risk && ofThatRisk-- <= 0) continue;
      this.remove(alert.id, changes);
      --excess;
    }
    this.overflowed = true;
  }

  private forgetEnded(changes: Changes): void {
    for (const id of this.ended) {
      if (this.ended.size <= ended_most) return;
      this.remove(id, changes);
    }
  }
}
