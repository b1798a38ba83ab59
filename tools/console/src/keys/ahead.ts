// What somebody types between the key that asks for a field, or for a choice that has yet to be loaded, and its
// coming: it is kept for the field, since as keys of the page it would claim, resolve and dismiss.

const longest_ms = 2000;
const pause_ms = 700; // longer than between two keys of somebody who writes
let held: { text: string; until: number } | null = null;

// Said twice before the field comes: what has been typed stays.
export function holdKeys(): void {
  const now = Date.now();
  held = { text: held && now <= held.until ? held.text : "", until: now + longest_ms };
}

// Whether the press was kept.
export function keptAhead(pressed: { key: string; ctrlKey: boolean; altKey: boolean; metaKey: boolean }): boolean {
  if (!held) return false;
  const types = [...pressed.key].length === 1 && !pressed.ctrlKey && !pressed.altKey && !pressed.metaKey;
  if (!types || Date.now() > held.until) {
    held = null;
    return false;
  }
  held.text += pressed.key;
  held.until = Math.max(held.until, Date.now() + pause_ms);
  return true;
}

// No field has come: what is typed on is nobody's, until there is a pause.
export function letPass(): void {
  if (held) held = { text: "", until: Date.now() + pause_ms };
}

export function takeKept(): string {
  const text = held?.text ?? "";
  held = null;
  return text;
}
