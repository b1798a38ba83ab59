// What an author may write at a place in a pack (docs/rules.md).
export interface Word {
  readonly label: string;
  readonly detail?: string;
  readonly apply?: string;
}

const keys: Word[] = [
  { label: "id", detail: "a-z 0-9 -" }, { label: "title", detail: "what a reader sees" },
  { label: "signal", detail: "what it tells of" }, { label: "severity", detail: "info … critical" },
  { label: "score", detail: "points towards the risk" }, { label: "status", detail: "draft, shadow, live, retired" },
  { label: "owner", detail: "who answers for it" }, { label: "when", detail: "the expression" },
  { label: "where", detail: "conditions on fields, all must hold" },
  { label: "limit", detail: "1 per author per 1h" },
  { label: "repeat", detail: "so often for the same author …", apply: "repeat: {same: author, at_least: 3, within: 7d}" },
  { label: "surge", detail: "above the usual rate", apply: "surge: {same: brand, over: 4x, within: 10m, at_least: 20}" },
  { label: "distinct", detail: "many authors, one text", apply: "distinct: {of: author, same: text, at_least: 5, within: 10m}" },
  { label: "examples", detail: "flag must match, pass must not" }, { label: "flag" }, { label: "pass" },
  { label: "pack" }, { label: "version" }, { label: "languages", detail: "[en]" }, { label: "terms" }, { label: "rules" },
  { label: "brands" },
].map((word) => ({ apply: `${word.label}: `, ...word }));

const plain = (text: string): Word[] => text.split(" ").map((label) => ({ label }));

const values: Record<string, Word[]> = {
  severity: plain("info low medium high critical"),
  status: [
    { label: "draft", detail: "checked, not loaded" }, { label: "shadow", detail: "counted, raises nothing" },
    { label: "live" }, { label: "retired" },
  ],
  signal: plain("complaint churn legal safety fraud security outage discrimination press praise purchase question attack spam"),
  when: [
    ...plain("brand AND OR NOT count signal: rule:"),
    { label: "NEAR/6", detail: "at most 6 words between" }, { label: "BEFORE/6", detail: "the same, in this order" },
  ],
};

const fields: Word[] = plain("lang source brand author.handle author.name author.bio author.followers author.following "
  + "author.posts author.age_days author.verified author.kind post.is_reply post.is_repost post.is_quote post.has_link "
  + "post.has_media post.hashtags post.mentions post.links post.quoted post.words post.caps post.likes post.reposts "
  + "post.replies customer.known customer.segment customer.since_days customer.spend history.posts_30d "
  + "history.complaints_30d history.open_cases");

const valueOf = /(?:^|[\s{,-])([a-z_]+):\s+(?:[^,{}]*[\s(])?([A-Za-z/:0-9_]*)$/;
const keyOf = /^\s*(?:-\s+)?(?:\{(?:.*,)?\s*)?([a-z_]*)$/; // also in `- {id: a, st`
const fieldOf = /^\s*-\s+["']?([a-z]+\.[a-z_]*)$/;

// The words for the text before the cursor; null where there is nothing to offer.
export function wordsFor(before: string, asked: boolean): { typed: string; words: Word[] } | null {
  const field = fieldOf.exec(before);
  if (field) return { typed: field[1]!, words: fields };
  const value = valueOf.exec(before);
  if (value) {
    const words = values[value[1]!];
    return words && (asked || value[2] !== "" || value[1] !== "when") ? { typed: value[2]!, words } : null;
  }
  const key = keyOf.exec(before);
  return key && (asked || key[1] !== "") ? { typed: key[1]!, words: keys } : null;
}
