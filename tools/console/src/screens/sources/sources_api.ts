import { get } from "~/api/client";

// The truth ledger: what each source has heard, and what it has missed (GET /sources).

export type SourceState = "starting" | "connected" | "waiting" | "lost" | "finished" | "stopped";

export interface Gap {
  readonly from: string;
  readonly to?: string;
  readonly because?: string;
}

export interface Source {
  readonly name: string;
  readonly kind: string;
  readonly state: SourceState;
  readonly last_error?: string;
  readonly since?: string;
  readonly last_data?: string;
  readonly last_frame_time?: string;
  readonly lag_seconds?: number;
  readonly frames: number;
  readonly bytes?: number;
  readonly reconnects?: number;
  readonly repeats_dropped?: number;
  readonly gaps?: readonly Gap[];
  readonly rate?: number; // frames a second, over the last minute
  readonly posts?: number;
  readonly retractions?: number;
}

export interface Ledger {
  readonly now: string;
  readonly sources: readonly Source[];
}

export const ledger = () => get<Ledger>("/sources");

// What a state means to somebody who does not run the server.
export const meaning: Record<SourceState, string> = {
  starting: "is being opened", connected: "is heard", waiting: "is tried again soon", lost: "is not heard",
  finished: "was read to its end", stopped: "was stopped",
};
export const isDown = (source: Source): boolean => source.state === "lost" || source.state === "waiting";

// For a server that does not say the rate: how many frames a second came between two answers; the first tells nothing yet.
export class Rates {
  private before: Ledger | null = null;
  private readonly rates = new Map<string, number>();

  take(now: Ledger): void {
    const passed = this.before ? (Date.parse(now.now) - Date.parse(this.before.now)) / 1000 : 0;
    if (this.before && passed <= 0) return;
    for (const source of now.sources) {
      const was = this.before?.sources.find((each) => each.name === source.name);
      // Fewer than before: the server was started anew.
      if (was && was.frames <= source.frames) this.rates.set(source.name, (source.frames - was.frames) / passed);
      else this.rates.delete(source.name);
    }
    this.before = now;
  }

  of(name: string): number | undefined {
    return this.rates.get(name);
  }
}
