import type { Alert } from "~/api/types";
import type { FeedEvent, Presence, ServerMessage } from "./messages";

// The live feed as a state machine without a socket, a clock or a page: it is told what happened
// and answers what to do. `connection.ts` is the shell around it.
//
// It keeps one number, `since`: everything up to it has been delivered, once. After a break the
// server is asked for what follows; `reset` means that too much was missed, and a whole picture
// comes instead.

export type Phase =
  | "connecting" // nothing is shown yet
  | "catching-up" // connected; what was missed is coming
  | "live"
  | "waiting" // cut off; asks again at retryAt
  | "offline" // the browser says that there is no network
  | "stopped"; // not to be asked again: stop() was called

export type Item =
  | { kind: "replacing" } // what follows, until "replaced", is the whole picture
  | { kind: "alerts"; alerts: Alert[] }
  | { kind: "replaced" }
  | { kind: "event"; event: FeedEvent }
  | { kind: "presence"; presence: Presence }
  | { kind: "answer"; id: string; failed: { status: number; why: string } | null };

export type Effect =
  | { do: "open" }
  | { do: "send"; text: string }
  | { do: "close" }
  // The connection was refused, or ended for want of rights: ask whether one is signed in.
  | { do: "check" };

export interface Step {
  effects: Effect[];
  items: Item[];
}

export interface Options {
  firstWaitMs: number;
  longestWaitMs: number;
  silentAfterMs: number;
  random: () => number;
}

export const usual: Options = {
  firstWaitMs: 500,
  longestWaitMs: 15_000,
  // The server says at least a mark every 10 s: silence for longer is no live page.
  silentAfterMs: 25_000,
  random: Math.random,
};

const refusing = new Set([1003, 1007, 1008, 1009]);

export class FeedMachine {
  phase: Phase = "connecting";
  since: number | null = null;
  heardAt = 0; // the last message: how old is what one sees
  retryAt = 0;
  // Events that came a second time and were left out: 0, or the server has a fault.
  repeated = 0;
  private beganAt = 0; // the last attempt
  private wait: number;
  private open = false;
  private welcomed = false;
  private replacing = false;

  constructor(private readonly options: Options = usual) {
    this.wait = options.firstWaitMs;
  }

  start(now: number): Step {
    return this.connect(now);
  }

  stop(): Step {
    this.phase = "stopped";
    const effects: Effect[] = this.open ? [{ do: "close" }] : [];
    this.open = false;
    return { effects, items: [] };
  }

  opened(now: number): Step {
    if (!this.open) return nothing();
    this.beganAt = now;
    this.phase = this.since === null ? "connecting" : "catching-up";
    const hello = this.since === null ? { type: "hello" } : { type: "hello", since: this.since };
    // Without a number the picture comes whole; one that was cut off in the middle begins anew.
    this.replacing = false;
    return { effects: [{ do: "send", text: JSON.stringify(hello) }], items: [] };
  }

  closed(code: number, now: number): Step {
    if (!this.open) return nothing();
    const effects: Effect[] = !this.welcomed || code === 1008 ? [{ do: "check" }] : [];
    if (refusing.has(code)) this.wait = this.options.longestWaitMs;
    return this.lost(now, effects);
  }

  // A message of the server. One that is no JSON is a broken connection, not a reason to fail.
  message(text: string, now: number): Step {
    if (!this.open) return nothing();
    this.heardAt = now;
    const items: Item[] = [];
    let parsed: ServerMessage | ServerMessage[];
    try {
      parsed = JSON.parse(text) as ServerMessage | ServerMessage[];
    } catch {
      return this.lost(now, [{ do: "close" }]);
    }
    for (const one of Array.isArray(parsed) ? parsed : [parsed]) this.take(one, items);
    return { effects: [], items };
  }

  // Called about once a second.
  tick(now: number): Step {
    if (this.phase === "waiting" && now >= this.retryAt) return this.connect(now);
    if (this.open && now - Math.max(this.heardAt, this.beganAt) >= this.options.silentAfterMs)
      return this.lost(now, [{ do: "close" }]);
    return nothing();
  }

  // The browser has a network again, or somebody pressed "try now".
  retry(now: number): Step {
    if (this.open || this.phase === "stopped") return nothing();
    this.wait = this.options.firstWaitMs;
    return this.connect(now);
  }

  // Asks for the whole picture again: somebody has let go of a part of it.
  anew(now: number): Step {
    if (this.phase !== "live") return nothing();
    this.since = null;
    const step = this.connect(now);
    return { effects: [{ do: "close" }, ...step.effects], items: [] };
  }

  offline(now: number): Step {
    if (this.phase === "stopped") return nothing();
    const step = this.open ? this.lost(now, [{ do: "close" }]) : nothing();
    this.phase = "offline";
    return step;
  }

  private connect(now: number): Step {
    this.open = true;
    this.welcomed = false;
    this.beganAt = now;
    this.phase = this.since === null ? "connecting" : "catching-up";
    return { effects: [{ do: "open" }], items: [] };
  }

  private lost(now: number, effects: Effect[]): Step {
    this.open = false;
    this.phase = "waiting";
    // Some chance in it, so that a thousand consoles do not come back at once.
    this.retryAt = now + this.wait * (0.7 + 0.6 * this.options.random());
    this.wait = Math.min(this.wait * 2, this.options.longestWaitMs);
    return { effects, items: [] };
  }

  private take(message: ServerMessage, items: Item[]): void {
    switch (message.type) {
      case "welcome":
        this.welcomed = true;
        break;
      case "reset":
        this.since = null;
        this.replacing = false;
        break;
      case "snapshot":
        if (!this.replacing) items.push({ kind: "replacing" });
        this.replacing = true;
        items.push({ kind: "alerts", alerts: message.alerts });
        if (message.more) break;
        this.replacing = false;
        this.since = message.seq;
        items.push({ kind: "replaced" });
        break;
      case "event":
        if (this.since !== null && message.seq <= this.since) {
          ++this.repeated;
          break;
        }
        this.since = message.seq;
        items.push({ kind: "event", event: message });
        break;
      case "mark":
        this.since = Math.max(this.since ?? 0, message.seq);
        break;
      case "live":
        this.since = Math.max(this.since ?? 0, message.seq);
        this.wait = this.options.firstWaitMs;
        this.phase = "live";
        break;
      case "presence":
        items.push({ kind: "presence", presence: { case: message.case, who: message.who } });
        break;
      case "done":
        if (message.id) items.push({ kind: "answer", id: message.id, failed: null });
        break;
      case "failed":
        if (message.id)
          items.push({ kind: "answer", id: message.id, failed: { status: message.status, why: message.why } });
        break;
    }
  }
}

const nothing = (): Step => ({ effects: [], items: [] });
