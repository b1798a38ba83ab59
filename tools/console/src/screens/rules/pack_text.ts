// A rule as it stands in a pack's text: where, and how it is called.
export interface RulePlace {
  readonly id: string;
  readonly line: number; // from 1
}

// `- id: churn-threat`, and `- {id: churn-threat, …}`: the two forms that packs are written in.
const ruleId = /^\s*-\s+(?:\{\s*)?id:\s*["']?([a-z][a-z0-9-]*)/;
const packName = /^pack:\s*["']?([a-z][a-z0-9-]*)/m;

// The rules of a text, by line. A text that is being written need not be YAML yet.
export function rulesIn(text: string): RulePlace[] {
  return text.split("\n").flatMap((each, at) => {
    const found = ruleId.exec(each);
    return found ? [{ id: found[1]!, line: at + 1 }] : [];
  });
}

// The rule that the line belongs to: the last that begins at or before it.
export const ruleAt = (text: string, line: number): RulePlace | undefined =>
  rulesIn(text).filter((each) => each.line <= line).at(-1);

export const lineOf = (text: string, id: string): number | undefined =>
  rulesIn(text).find((each) => each.id === id)?.line;

export const packIn = (text: string): string | undefined => packName.exec(text)?.[1];
