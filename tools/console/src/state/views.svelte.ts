import { readStored, store } from "./settings.svelte";

// Views that this reader saved: a name for an address. Kept in this browser.

export interface SavedView {
  name: string;
  query: string;
}

const key = "tocsin.views";
const most = 40;

const valid = (one: unknown): one is SavedView =>
  typeof one === "object" && one !== null && typeof (one as SavedView).name === "string" && typeof (one as SavedView).query === "string";

function load(): SavedView[] {
  const stored = readStored<unknown>(key, []);
  return Array.isArray(stored) ? stored.filter(valid).slice(0, most) : [];
}

export const saved: { views: SavedView[] } = $state({ views: load() });

export function saveView(name: string, query: string): boolean {
  const others = saved.views.filter((one) => one.name !== name);
  if (others.length >= most) return false;
  saved.views = [...others, { name, query }].sort((a, b) => a.name.localeCompare(b.name));
  return store(key, saved.views);
}

// Those that have a place in the list's head, and a key.
export const shown_most = 9;
export const shownViews = (): SavedView[] => saved.views.slice(0, shown_most);

export function forgetView(name: string): void {
  saved.views = saved.views.filter((one) => one.name !== name);
  store(key, saved.views);
}
