import type { Severity } from "~/api/types";

// Three tones, made here: no file, no request. Browsers let a page sound only after the reader
// has touched it.
const tones: Record<"medium" | "high" | "critical", { hertz: number[]; ms: number }> = {
  medium: { hertz: [660], ms: 160 },
  high: { hertz: [660, 880], ms: 160 },
  critical: { hertz: [880, 660, 880], ms: 200 },
};

let context: AudioContext | null = null;

// Whether the browser lets this page sound at all: not before somebody has touched it.
export async function maySound(): Promise<boolean> {
  try {
    context ??= new AudioContext();
    await Promise.race([context.resume(), new Promise((late) => setTimeout(late, 300))]);
    return context.state === "running";
  } catch {
    return true; // no sound device: nothing that a click would change
  }
}

export function toneFor(severity: Severity, volume: number): void {
  const tone = tones[severity === "critical" || severity === "high" ? severity : "medium"];
  try {
    context ??= new AudioContext();
    void context.resume();
    tone.hertz.forEach((hertz, n) => sound(context!, hertz, context!.currentTime + (n * tone.ms) / 1000, tone.ms / 1000, volume));
  } catch {
    // No sound device: the other signs remain.
  }
}

function sound(on: AudioContext, hertz: number, at: number, seconds: number, volume: number): void {
  const source = on.createOscillator(), gain = on.createGain();
  source.frequency.value = hertz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(Math.max(0, Math.min(1, volume)) * 0.3, at + 0.01);
  gain.gain.linearRampToValueAtTime(0, at + seconds * 0.95);
  source.connect(gain).connect(on.destination);
  source.start(at);
  source.stop(at + seconds);
}
