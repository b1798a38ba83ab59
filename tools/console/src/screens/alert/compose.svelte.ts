import { holdKeys } from "~/keys/ahead";
import { readStored, store } from "~/state/settings.svelte";

// Which part of the alert's lower pane is open, and whether its field should take the focus. Kept
// here so that keys reach it, and drafts outlive a glance at another alert. A draft also outlives the page
// that is loaded again or falls: it is kept in this tab, for its author alone, until they sign out.

export const tabs = ["reply", "note", "thread", "timeline"] as const;
export type Tab = (typeof tabs)[number];

export const composer = $state({
  tab: "thread" as Tab,
  wanted: false, // a key asked for the field, which may have yet to come
  drafts: new Map<string, string>(), // by kind and case; replaced, never changed
  typedAt: 0, // the last key in a reply
});

export function compose(tab: Tab): void {
  composer.tab = tab;
  composer.wanted = true;
  if (tab === "reply" || tab === "note") holdKeys();
}

export const draftOf = (kind: string, caseId: string): string => composer.drafts.get(`${kind} ${caseId}`) ?? "";

const most = 200;
const keep_after_ms = 300;
let author = "";
let keeping = 0;

const inTab = () => sessionStorage; // asking for it throws where the browser keeps nothing
const nameOf = (user: string): string => `tocsin.drafts.${user}`;

const isDraft = (one: unknown): one is [string, string] =>
  Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string");

function keepAll(): void {
  clearTimeout(keeping);
  if (author) store(nameOf(author), [...composer.drafts], inTab);
}

// Whose drafts are shown from now on: what they have left in this tab comes back.
export function draftsOfUser(user: string): void {
  if (user === author) return;
  author = user;
  const stored = readStored<unknown>(nameOf(user), [], inTab);
  composer.drafts = new Map((Array.isArray(stored) ? stored : []).filter(isDraft).slice(-most));
  addEventListener("pagehide", keepAll);
}

// What it returns brings them back.
export function forgetDrafts(): () => void {
  const was = { author, drafts: composer.drafts };
  clearTimeout(keeping);
  if (author) store(nameOf(author), [], inTab);
  author = "";
  composer.drafts = new Map();
  return () => {
    author = was.author;
    composer.drafts = was.drafts;
    keepAll();
  };
}

export function keepDraft(kind: string, caseId: string, text: string, how: "typed" | "put" = "put"): void {
  if (how === "typed") composer.typedAt = Date.now();
  const drafts = new Map(composer.drafts);
  drafts.delete(`${kind} ${caseId}`);
  if (text) drafts.set(`${kind} ${caseId}`, text);
  const oldest = drafts.keys().next();
  if (drafts.size > most && !oldest.done) drafts.delete(oldest.value);
  composer.drafts = drafts;
  clearTimeout(keeping);
  keeping = window.setTimeout(keepAll, keep_after_ms);
}
