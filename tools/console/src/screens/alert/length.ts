import type { Author } from "~/api/types";
import { visible } from "~/parts/text";

// How long a text is, as its platform counts (engine/desk/reply_text.cpp). The server counts again
// before anything is sent.

// Made when it is first needed: the browser takes some 20 ms for it, which a page that loads has not.
let made: Intl.Segmenter | undefined;
const graphemes = (): Intl.Segmenter => (made ??= new Intl.Segmenter(undefined, { granularity: "grapheme" }));

export const mostOf = (source: string): number => (source === "bluesky" ? 300 : 500);

export function lengthOn(source: string, text: string): number {
  // Elsewhere than on Bluesky an address counts 23, and a distant handle only its first part.
  const said = text.trim();
  const counted = source === "bluesky" ? said
    : said.replace(/https?:\/\/\S+/g, "x".repeat(23)).replace(/(@[\w.-]+)@[\w.-]+/g, "$1");
  let count = 0;
  for (const _ of graphemes().segment(counted)) ++count;
  return count;
}

// Places that a saved answer leaves open: "{order number}".
export const unfilled = (text: string): string[] => [...new Set(text.match(/\{[A-Za-z0-9_ -]+\}/g) ?? [])];

const name_most = 60;

// What is known of the author is filled in; the rest is the agent's to write. A stranger chose the
// name: what one cannot see in it is left out.
export function filled(text: string, author: Author | undefined): string {
  const shown = (said: string | undefined): string =>
    visible(said ?? "").filter((one) => !one.control).map((one) => one.text).join("").trim().slice(0, name_most);
  const known: Record<string, string> = {
    "{name}": shown(author?.name) || shown(author?.handle),
    "{handle}": author?.handle ? `@${shown(author.handle).replace(/^@/, "")}` : "",
  };
  return text.replace(/\{(name|handle)\}/g, (open) => known[open] || open);
}
