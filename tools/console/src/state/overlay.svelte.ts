// The one thing that lies over the page: a choice, the help sheet, the command bar, settings.

export interface Option {
  key: string; // the digit or letter that takes it; "": found by a few of its letters
  label: string;
  hint?: string;
  value: string;
}

export interface Choice {
  title: string;
  options: Option[];
  note?: string; // there is a field for a note, with this label
  does?: string; // what its button says in front of what is chosen, where it is not "Save as"
  text?: { label: string; value: string; type: "text" | "datetime-local" }; // a field instead of options
}

// By digits where there are few; else by what is typed, since nobody knows the fortieth by heart.
export const keyed = <T>(options: readonly T[]): (T & { key: string })[] =>
  options.map((one, n) => ({ ...one, key: options.length <= 9 ? String(n + 1) : "" }));

export interface Chosen {
  value: string;
  note: string;
}

type Overlay =
  | { kind: "none" }
  | { kind: "choice"; choice: Choice; done: (chosen: Chosen | null) => void }
  | { kind: "proof"; done: (given: boolean) => void }
  | { kind: "help" }
  | { kind: "command" }
  | { kind: "settings" };

export const overlay: { now: Overlay } = $state({ now: { kind: "none" } });

export function show(kind: "help" | "command" | "settings"): void {
  closeOverlay();
  overlay.now = { kind };
}

export function closeOverlay(): void {
  const was = overlay.now;
  overlay.now = { kind: "none" };
  if (was.kind === "choice") was.done(null);
  if (was.kind === "proof") was.done(false);
}

// Asks for one of several; null: the reader thought better of it.
export function choose(choice: Choice): Promise<Chosen | null> {
  closeOverlay();
  return new Promise((done) => {
    overlay.now = { kind: "choice", choice, done };
  });
}

// Asks for the password or a code once more. What asks at the same time shares the answer.
let asked: Promise<boolean> | null = null;
export function askForProof(): Promise<boolean> {
  asked ??= new Promise<boolean>((done) => {
    closeOverlay();
    overlay.now = { kind: "proof", done };
  }).finally(() => (asked = null));
  return asked;
}

export function proofGiven(): void {
  const was = overlay.now;
  overlay.now = { kind: "none" };
  if (was.kind === "proof") was.done(true);
}

export function chosen(answer: Chosen): void {
  const was = overlay.now;
  overlay.now = { kind: "none" };
  if (was.kind === "choice") was.done(answer);
}
