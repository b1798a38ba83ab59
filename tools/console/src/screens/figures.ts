// Figures as people read them.

const units = ["", " k", " M", " G", " T"];

// 950, "1.3 k", "28 M": three figures at most.
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  let at = 0;
  while (Math.abs(value) >= 1000 && at < units.length - 1) {
    value /= 1000;
    ++at;
  }
  const text = at === 0 && Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 1 : 0);
  return text + units[at];
}

export const bytes = (value: number): string => `${short(value)}${value < 1000 ? " " : ""}B`;

// 0.034 → "34 ms", 12.3 → "12 s", 4000 → "67 min"
export function seconds(value: number): string {
  if (value < 0) return "0 s";
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  if (value < 120) return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
  if (value < 7200) return `${Math.round(value / 60)} min`;
  return value < 172_800 ? `${Math.round(value / 3600)} h` : `${Math.round(value / 86_400)} d`;
}

// What a rule costs: "89 ns", "3.4 µs".
export const cost = (ns: number): string =>
  ns < 1000 ? `${ns < 10 ? ns.toFixed(1) : Math.round(ns)} ns` : `${(ns / 1000).toFixed(ns < 10_000 ? 1 : 0)} µs`;

export const percent = (share: number): string => `${Math.round(share * 100)} %`;

export const many = (n: number, one: string, several = `${one}s`): string => `${n.toLocaleString("en-GB")} ${n === 1 ? one : several}`;
