import { untrack } from "svelte";
import { closeOverlay, overlay } from "~/state/overlay.svelte";
import { keptAhead, takeKept } from "./ahead";
import { settings } from "~/state/settings.svelte";
import { isSingle, nameOf } from "./sequence";

// Every key of the console stands here, and nowhere else: the help sheet, the command bar and the
// line at the bottom are made from it.

export interface Binding {
  id: string;
  keys: string[]; // any of them: ["j", "ArrowDown"]
  does: string; // "next alert"
  group: string; // a heading of the help sheet
  run: (event?: KeyboardEvent) => void;
  right?: string; // who lacks it is not told of the key
  when?: () => boolean; // whether it makes sense now
  also?: boolean; // acts in text fields too: Ctrl+Enter, Escape
}

let all = $state.raw<readonly Binding[]>([]);

// What can be pressed now, in the order in which it was said. What came last wins a key.
export const registered = (): readonly Binding[] => all;
export const active = (): Binding[] => all.filter((one) => one.when?.() ?? true);

// Adds bindings, for as long as a component lives: $effect(() => register([...])).
export function register(added: Binding[]): () => void {
  // Untracked: who registers in an effect does not depend on what others have registered.
  untrack(() => (all = [...all, ...added]));
  return () => untrack(() => (all = all.filter((one) => !added.includes(one))));
}

const sequence_ms = 1200;
let begun: { keys: string; at: number } | null = null;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "range"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function find(pressed: string, inField: boolean): Binding | undefined {
  return active().findLast((one) =>
    one.keys.includes(pressed) && (!inField || one.also || !isSingle(pressed)) &&
    (settings.keys || !isSingle(pressed) || one.also));
}

export function handleKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  // An editor in a shadow root types too.
  const target = event.composedPath()[0] ?? event.target;
  const inField = typing(target);
  if (inField) takeKept();
  else if (keptAhead(event)) return event.preventDefault();
  // What lies over the page has its own keys; the page's wait until it is closed.
  if (overlay.now.kind !== "none") {
    if (event.key === "Escape") closeOverlay();
    return;
  }
  // Enter and Space belong to the button or link that has the focus.
  if ((event.key === "Enter" || event.key === " ") && !event.ctrlKey && target instanceof HTMLElement &&
      target.closest("button, a[href], summary, [role=menuitem], [role=option]")) return;
  const name = nameOf(event);
  const before = begun && Date.now() - begun.at < sequence_ms ? `${begun.keys} ${name}` : null;
  begun = null;
  const found = (before && find(before, inField)) || find(name, inField);
  if (found) {
    event.preventDefault();
    found.run(event);
  } else if (!inField && settings.keys && active().some((one) => one.keys.some((keys) => keys.startsWith(`${name} `)))) {
    begun = { keys: name, at: Date.now() };
    event.preventDefault();
  }
}
