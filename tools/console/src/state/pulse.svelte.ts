import { get } from "~/api/client";
import type { Source } from "~/api/types";
import { heardTime, serverNow } from "./clock.svelte";

// How the sources do, asked for every few seconds while somebody looks: the rate of posts, the
// gaps of the day, and who is lost.

const every_ms = 5000;

export const pulse = $state({
  known: false,
  perSecond: 0,
  gapsToday: 0,
  lost: [] as Source[],
  sources: [] as Source[],
});

let before: { at: number; frames: number } | null = null;

// What is counted twice, over the time between: a source that began anew counts from nothing.
export function rateOf(was: { at: number; frames: number } | null, is: { at: number; frames: number }): number {
  if (!was || is.at <= was.at || is.frames < was.frames) return 0;
  return ((is.frames - was.frames) * 1000) / (is.at - was.at);
}

const midnight = (now: number): number => new Date(now).setHours(0, 0, 0, 0);

async function look(): Promise<void> {
  if (document.hidden) return;
  try {
    const answer = await get<{ now: string; sources: Source[] }>("/sources");
    heardTime(answer.now);
    const is = { at: Date.now(), frames: answer.sources.reduce((sum, one) => sum + (one.frames ?? 0), 0) };
    const said = answer.sources.some((one) => one.rate !== undefined);
    pulse.perSecond = said ? answer.sources.reduce((sum, one) => sum + (one.rate ?? 0), 0) : rateOf(before, is);
    pulse.known = said || before !== null;
    before = is;
    pulse.sources = answer.sources;
    pulse.lost = answer.sources.filter((one) => one.state === "lost" || one.state === "stopped");
    const today = midnight(serverNow());
    pulse.gapsToday = answer.sources.reduce(
      (sum, one) => sum + (one.gaps ?? []).filter((gap) => Date.parse(gap.to ?? gap.from) >= today).length, 0);
  } catch {
    // The live state says that the server is away.
    pulse.known = false;
  }
}

export function startPulse(): () => void {
  // Twice soon: a rate needs two looks.
  void look();
  const second = setTimeout(() => void look(), 1500);
  const timer = setInterval(() => void look(), every_ms);
  return () => {
    clearTimeout(second);
    clearInterval(timer);
  };
}
