import type { Alert, Severity } from "~/api/types";

// What a row says in few words, and how tall it is.

export const rowHeight = { tall: 108, short: 58 } as const;

const short: Record<Severity, string> = { critical: "crit", high: "high", medium: "med", low: "low", info: "info" };
export const severityWord = (severity: Severity): string => short[severity];

// What weighs besides the rules: "third complaint in 30 days".
export const circumstances = (alert: Alert): string[] =>
  alert.why.map((one) => one.because).filter((text) => !/^[\w-]+\/[\w-]+$/.test(text)).slice(0, 2);
