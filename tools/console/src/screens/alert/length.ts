// How long a text is, as its platform counts. The server counts again before anything is sent.

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const most: Record<string, number> = { bluesky: 300, mastodon: 500, x: 280 };

export const mostOf = (source: string): number | null => most[source] ?? null;

export function lengthOn(source: string, text: string): number {
  // On Mastodon every address counts 23, and a distant handle only its first part.
  const counted = source === "mastodon"
    ? text.replace(/https?:\/\/\S+/g, "x".repeat(23)).replace(/(@[\w.-]+)@[\w.-]+/g, "$1")
    : text;
  let count = 0;
  for (const _ of graphemes.segment(counted)) ++count;
  return count;
}

// Places that a saved answer leaves open: "{name}".
export const unfilled = (text: string): string[] => [...new Set(text.match(/\{[\p{L}_][\p{L}\d_ -]*\}/gu) ?? [])];
