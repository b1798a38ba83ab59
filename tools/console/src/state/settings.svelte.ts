// What this reader prefers, kept in this browser. Unreadable or full storage is no reason to fail.

export type Theme = "system" | "dark" | "light" | "contrast";

export interface Settings {
  theme: Theme;
  keys: boolean; // single keys act
  zone: string; // an IANA name; "": the browser's
  layout: "list" | "columns";
  rows: "tall" | "short"; // of the list: two lines of the post and all labels, or more alerts at a glance
  notify: boolean;
  notifyFrom: "medium" | "high" | "critical";
  sound: boolean;
  volume: number; // 0–1
  quietFrom: string; // "22:00"; "": never
  quietTo: string;
}

const usual: Settings = {
  theme: "system", keys: true, zone: "", layout: "list", rows: "tall", notify: false, notifyFrom: "high",
  sound: false, volume: 0.5, quietFrom: "", quietTo: "",
};
const name = "tocsin.settings";

export function readStored<T>(key: string, fallback: T, where: () => Storage = () => localStorage): T {
  try {
    const text = where().getItem(key);
    return text ? (JSON.parse(text) as T) : fallback;
  } catch {
    return fallback;
  }
}

export function store(key: string, value: unknown, where: () => Storage = () => localStorage): boolean {
  try {
    where().setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

// Only fields that there are, of the type that they have: an older console may have written them.
function load(): Settings {
  const stored = readStored<Record<string, unknown>>(name, {});
  const made: Record<string, unknown> = { ...usual };
  for (const [key, value] of Object.entries(usual))
    if (typeof stored?.[key] === typeof value) made[key] = stored[key];
  return made as unknown as Settings;
}

export const settings: Settings = $state(load());

export function change(changed: Partial<Settings>): void {
  Object.assign(settings, changed);
  store(name, $state.snapshot(settings));
}

export function themeInUse(): Exclude<Theme, "system"> {
  if (settings.theme !== "system") return settings.theme;
  if (matchMedia("(prefers-contrast: more)").matches) return "contrast";
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function showTheme(): void {
  document.documentElement.dataset.theme = themeInUse();
}
