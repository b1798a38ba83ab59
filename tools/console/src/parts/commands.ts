import type { Alert } from "~/api/types";
import { go, place } from "~/router.svelte";

export interface Command {
  name: string;
  group: string;
  keys?: string;
  run: () => void;
}

// How well a name fits what was typed: the letters in order; a word's beginning counts more.
// 0: not at all.
export function fit(name: string, typed: string): number {
  const text = name.toLowerCase();
  let score = 1, from = 0;
  for (const letter of typed.toLowerCase().replaceAll(" ", "")) {
    const found = text.indexOf(letter, from);
    if (found < 0) return 0;
    score += found === from ? 3 : found === 0 || text[found - 1] === " " ? 2 : 0;
    from = found + 1;
  }
  return text.startsWith(typed.toLowerCase()) ? score + 5 : score;
}

export function ranked<T extends { name: string }>(commands: readonly T[], typed: string): T[] {
  if (typed.trim() === "") return [...commands];
  return commands
    .map((command) => ({ command, score: fit(command.name, typed.trim()) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command);
}

interface Known {
  all(): Iterable<Alert>;
}

// What leads to an alert or a search: an id, a case's id, a post's address.
export function placesOf(typed: string, known: Known): Command[] {
  const text = typed.trim();
  const open = (id: string, name: string): Command =>
    ({ name, group: "Alert", run: () => go({ screen: "stream", parts: [id], query: place.query }) });
  if (/^al_[0-9a-z]+$/.test(text)) return [open(text, `Open ${text}`)];
  if (/^ca_[0-9a-z]+$/.test(text) || /^https?:\/\/\S+$/.test(text)) {
    for (const alert of known.all())
      if (alert.case === text || alert.post.url === text) return [open(alert.id, "Open its alert")];
  }
  if (text.length < 3) return [];
  return [{ name: `Search for “${text}”`, group: "Search", run: () => go({ screen: "search", query: new URLSearchParams({ q: text }) }) }];
}
