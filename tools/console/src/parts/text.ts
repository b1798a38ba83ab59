import type { Alert, Finding, Span } from "~/api/types";

// Text of strangers, cut into pieces that are shown as text nodes; never built into markup.

// What one cannot see can change what one reads: it is shown by its number.
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;

export interface Visible {
  text: string;
  control: boolean;
}

export function visible(text: string): Visible[] {
  const made: Visible[] = [];
  let from = 0;
  for (const match of text.matchAll(hidden)) {
    if (match.index > from) made.push({ text: text.slice(from, match.index), control: false });
    const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    made.push({ text: `U+${code}`, control: true });
    from = match.index + 1;
  }
  if (from < text.length) made.push({ text: text.slice(from), control: false });
  return made;
}

// The findings on the alert's own post that say where, in the order of the legend.
export const shownFindings = (alert: Alert): Finding[] =>
  alert.findings.filter((finding) => !finding.post && (finding.spans?.length ?? 0) > 0);

// A pattern may begin or end on a space: no line is drawn under it.
function withoutEdges(text: string, [begin, end]: [number, number]): [number, number] {
  while (begin < end - 1 && /\s/.test(text[begin] ?? "")) ++begin;
  while (end > begin + 1 && /\s/.test(text[end - 1] ?? "")) --end;
  return [begin, end];
}

interface Placed extends Span {
  rule: number;
}

export interface Piece {
  text: string;
  over: Placed[]; // the spans that lie over it; empty: none
}

// Cuts the text wherever a span begins or ends; each piece knows the spans that lie over it.
// Neighbours under the same first rule are one piece: a word is not torn by overlapping terms.
export function pieces(text: string, findings: readonly Finding[]): Piece[] {
  const spans: Placed[] = findings.flatMap((finding, rule) =>
    (finding.spans ?? []).map((span) => ({ ...span, utf16: withoutEdges(text, span.utf16), rule })));
  const cuts = new Set([0, text.length]);
  for (const { utf16: [begin, end] } of spans) cuts.add(begin).add(end);
  const places = [...cuts].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
  const made: Piece[] = [];
  for (let i = 1; i < places.length; ++i) {
    const begin = places[i - 1]!, end = places[i]!;
    const over = spans.filter((span) => span.utf16[0] <= begin && span.utf16[1] >= end);
    const last = made.at(-1);
    if (last && over.length > 0 && last.over[0]?.rule === over[0]!.rule) {
      last.text += text.slice(begin, end);
      last.over.push(...over.filter((span) => !last.over.includes(span)));
    } else {
      made.push({ text: text.slice(begin, end), over });
    }
  }
  return made;
}

export const goneWords: Record<string, string> = {
  deleted: "The author deleted this post.",
  erased: "This post was erased.",
  expired: "This post is no longer kept.",
};

// Only what leads to the web, with the host as it is asked for: an address in look-alike letters
// shows its xn-- form.
export function webAddress(url: string | undefined): URL | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed : null;
  } catch {
    return null;
  }
}
