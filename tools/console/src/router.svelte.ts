// Where the reader is, kept in the address: #/screen/part?query. Back, reload and a copied link
// show the same again.

export const screens = ["stream", "rules", "search", "answers", "sources", "health", "admin", "signin", "invite"] as const;
export type Screen = (typeof screens)[number];

export interface Place {
  screen: Screen;
  parts: string[];
  query: URLSearchParams;
  unknown: string; // the name that no screen has, in an address that was mistyped or is of another version
}

export function parsePlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  const [name = "", ...parts] = path.split("/").filter(Boolean).map(decoded);
  const known = (screens as readonly string[]).includes(name);
  const screen = known ? (name as Screen) : "stream";
  return { screen, parts, query: new URLSearchParams(query), unknown: known ? "" : name };
}

export function addressOf({ screen, parts, query }: Omit<Place, "unknown">): string {
  const path = [screen, ...parts].map(encodeURIComponent).join("/");
  const asked = query.toString();
  return `#/${path}${asked ? `?${asked}` : ""}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const place: Place = $state({ screen: "stream", parts: [], query: new URLSearchParams(), unknown: "" });

function read(): void {
  Object.assign(place, parsePlace(location.hash));
}

export function startRouter(): void {
  addEventListener("hashchange", read);
  read();
}

// "replace" leaves no step in the browser's history: for what is no place of its own.
export function go(to: Partial<Place> & { screen: Screen }, how: "push" | "replace" = "push"): void {
  const address = addressOf({ parts: [], query: new URLSearchParams(), ...to });
  if (address === location.hash) return;
  if (how === "replace") {
    history.replaceState(null, "", address);
    read();
  } else {
    location.hash = address;
  }
}

export const setQuery = (query: URLSearchParams, how: "push" | "replace" = "push"): void =>
  go({ screen: place.screen, parts: place.parts, query }, how);

export const setParts = (parts: string[], how: "push" | "replace" = "push"): void =>
  go({ screen: place.screen, parts, query: place.query }, how);
