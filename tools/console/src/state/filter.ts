import { type Alert, type Severity, hasEnded, severities, severityRank } from "~/api/types";

// What is wanted of the alerts, as it stands in the address: `brand=acme&-signal=spam&q=refund`.
// A field may stand several times (any of them), a minus before its name excludes.

export const fields = ["brand", "signal", "severity_min", "rule", "source", "lang", "assignee", "tag", "author", "stance", "q"] as const;
export type Field = (typeof fields)[number];

export interface Chip {
  field: Field;
  value: string;
  not: boolean;
}

export const views = ["open", "mine", "unclaimed", "snoozed", "ended"] as const;
export type View = (typeof views)[number];

const isField = (name: string): name is Field => (fields as readonly string[]).includes(name);

export function chipsOf(query: URLSearchParams): Chip[] {
  const chips: Chip[] = [];
  for (const [name, value] of query) {
    const not = name.startsWith("-");
    const field = not ? name.slice(1) : name;
    if (isField(field) && value !== "" && (field !== "severity_min" || severityOf(value))) chips.push({ field, value, not });
  }
  return chips;
}

export function putChips(query: URLSearchParams, chips: readonly Chip[]): URLSearchParams {
  const made = new URLSearchParams();
  for (const [name, value] of query)
    if (!isField(name.replace(/^-/, ""))) made.append(name, value);
  for (const { field, value, not } of chips) made.append((not ? "-" : "") + field, value);
  return made;
}

const same = (a: Chip, b: Chip): boolean => a.field === b.field && a.value === b.value;

// With the chip; its opposite goes, and of the least severity there is only one.
export const withChip = (chips: readonly Chip[], chip: Chip): Chip[] => [
  ...chips.filter((one) => !same(one, chip) && !(chip.field === "severity_min" && one.field === "severity_min")),
  chip,
];
export const withoutChip = (chips: readonly Chip[], chip: Chip): Chip[] =>
  chips.filter((one) => !(same(one, chip) && one.not === chip.not));

const short: Record<string, Field> = { severity: "severity_min", by: "author", text: "q" };

// What a person types falls into tokens; one with a name is `-name:value`, with quotes around the value or without.
const tokensOf = (typed: string): string[] => typed.match(/-?[a-z_]+:"[^"]*"|"[^"]*"|\S+/g) ?? [];
function named(token: string): { not: boolean; name: string; field: Field | undefined; value: string } | null {
  const [, minus, name, value] = /^(-?)([a-z_]+):"?([^"]+)"?$/.exec(token) ?? [];
  if (name === undefined || value === undefined) return null;
  const field = short[name] ?? name;
  return { not: minus === "-", name, field: isField(field) ? field : undefined, value };
}

// What a person types: `brand:acme -signal:praise severity:high refund`. Words without a field
// are looked for in the text, together.
export function parseTyped(typed: string): Chip[] {
  const chips: Chip[] = [];
  const words: string[] = [];
  for (const token of tokensOf(typed)) {
    const { field, not = false, value: said = "" } = named(token) ?? {};
    if (field) {
      const value = field === "severity_min" ? severityOf(said) : said;
      if (value) chips.push({ field, value, not });
    } else {
      words.push(token.replaceAll('"', ""));
    }
  }
  if (words.length > 0) chips.push({ field: "q", value: words.join(" "), not: false });
  return chips;
}

const shownFields = fields.filter((one) => one !== "q").map((one) => (one === "severity_min" ? "severity" : one)).sort();

// Why a filter cannot be what was meant; "": nothing is wrong with it. What stands in quotes, or is an address, is text.
export function typoIn(typed: string): string {
  for (const token of tokensOf(typed)) {
    const said = named(token);
    if (!said || said.value.startsWith("//")) continue;
    if (!said.field) return `There is no filter “${said.name}”. There are ${shownFields.join(", ")}; in quotes it is looked for in the text.`;
    if (said.field === "severity_min" && !severityOf(said.value)) return `“${said.value}” is no severity. There are ${severities.join(", ")}.`;
  }
  return "";
}

const severityOf = (text: string): Severity | undefined =>
  severities.find((one) => one === text || one.startsWith(text.toLowerCase()));

export type Test = (alert: Alert) => boolean;

function testOf({ field, value }: Chip, me: string): Test {
  switch (field) {
    case "brand": return (alert) => alert.brand === value;
    case "signal": return (alert) => alert.signals.includes(value);
    case "severity_min": {
      const least = severityRank(value as Severity);
      return (alert) => severityRank(alert.severity) >= least;
    }
    case "rule": return (alert) => alert.rule === value || alert.findings.some((one) => one.rule === value);
    case "source": return (alert) => alert.source === value;
    case "lang": return (alert) => alert.lang === value;
    case "assignee":
      if (value === "none") return (alert) => !alert.assignee;
      return (alert) => alert.assignee?.user === (value === "me" ? me : value);
    case "tag": return (alert) => alert.tags?.includes(value) ?? false;
    case "author": return (alert) => alert.post.author?.id === value;
    case "stance": return (alert) => alert.advice?.stance === value;
    case "q": {
      const wanted = value.toLocaleLowerCase();
      return (alert) => {
        const { text, author } = alert.post;
        return [text, author?.name, author?.handle, alert.id, alert.case]
          .some((one) => one?.toLocaleLowerCase().includes(wanted));
      };
    }
  }
}

// Any of a field's wanted values, all fields, none of the excluded ones.
export function compile(chips: readonly Chip[], me: string): Test {
  const wanted = new Map<Field, Test[]>();
  const unwanted: Test[] = [];
  for (const chip of chips) {
    const test = testOf(chip, me);
    if (chip.not) unwanted.push(test);
    // Each further text narrows; each further brand widens.
    else if (chip.field === "q") wanted.set(`q${wanted.size}` as Field, [test]);
    else wanted.set(chip.field, [...(wanted.get(chip.field) ?? []), test]);
  }
  const all = [...wanted.values()];
  return (alert) => all.every((any) => any.some((test) => test(alert))) && !unwanted.some((test) => test(alert));
}

export function viewTest(view: View, me: string): Test {
  switch (view) {
    case "open": return (alert) => alert.state === "open";
    case "mine": return (alert) => alert.assignee?.user === me && !hasEnded(alert.state);
    case "unclaimed": return (alert) => alert.state === "open" && !alert.assignee;
    case "snoozed": return (alert) => alert.state === "snoozed";
    case "ended": return (alert) => hasEnded(alert.state);
  }
}
