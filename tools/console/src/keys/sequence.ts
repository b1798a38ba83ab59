// Keys as they are written in the registry: "j", "Shift+e", "Ctrl+k", "g s" (one after the other).

export interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

// One press by its name. Letters: Shift is said; signs ("?", "*"): the sign says it already.
export function nameOf(pressed: Pressed): string {
  const letter = /^\p{L}$/u.test(pressed.key);
  const key = letter ? pressed.key.toLowerCase() : pressed.key === " " ? "Space" : pressed.key;
  const shift = pressed.shiftKey && (letter || key.length > 1);
  return [
    (pressed.ctrlKey || pressed.metaKey) && "Ctrl",
    pressed.altKey && "Alt",
    shift && "Shift",
    key,
  ].filter(Boolean).join("+");
}

// Without a modifier: these can be turned off (WCAG 2.1.4), and never act while one types.
export const isSingle = (keys: string): boolean => !/Ctrl|Alt/.test(keys) && keys !== "Escape";

export const symbols: Record<string, string> = {
  Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→", Shift: "⇧", Enter: "⏎",
};
export const shownKeys = (keys: string): string[] =>
  keys.split(" ").map((one) => one.split("+").map((part) => symbols[part] ?? part).join(" "));
