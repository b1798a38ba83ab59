// One sample of the Prometheus text form: `name{label="value"} 12`.
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const escapes: Record<string, string> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

const unescaped = (text: string) => text.replace(/\\[n"\\]/g, (found) => escapes[found] ?? found);

const number = (text: string) =>
  text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text);

// The samples of a text, in its order. What is no sample (comments, broken lines) is left out.
export function samplesOf(text: string): Sample[] {
  const found: Sample[] = [];
  for (const each of text.split("\n")) {
    const parts = each.startsWith("#") ? null : line.exec(each);
    if (!parts) continue;
    const labels: Record<string, string> = {};
    for (const [, name, value] of (parts[2] ?? "").matchAll(label)) labels[name!] = unescaped(value!);
    const value = number(parts[3]!);
    if (!Number.isNaN(value)) found.push({ name: parts[1]!, labels, value });
  }
  return found;
}

// The sum over all labels; undefined where the server tells no such thing.
export function total(samples: readonly Sample[], name: string): number | undefined {
  const found = samples.filter((each) => each.name === name);
  return found.length === 0 ? undefined : found.reduce((sum, each) => sum + each.value, 0);
}

export const labelled = (samples: readonly Sample[], name: string): Sample[] =>
  samples.filter((each) => each.name === name);
