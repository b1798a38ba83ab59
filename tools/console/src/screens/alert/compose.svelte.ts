// Which part of the alert's lower pane is open, and whether its field should take the focus. Kept
// here so that keys reach it, and drafts outlive a glance at another alert.

export const tabs = ["reply", "note", "thread", "timeline"] as const;
export type Tab = (typeof tabs)[number];

export const composer = $state({
  tab: "thread" as Tab,
  focus: 0, // rises when a key asked for the field
  drafts: new Map<string, string>(), // by kind and case; replaced, never changed
  typedAt: 0, // the last key in a reply
});

export function compose(tab: Tab): void {
  composer.tab = tab;
  ++composer.focus;
}

export const draftOf = (kind: string, caseId: string): string => composer.drafts.get(`${kind} ${caseId}`) ?? "";

const most = 200;
export function keepDraft(kind: string, caseId: string, text: string, how: "typed" | "put" = "put"): void {
  if (how === "typed") composer.typedAt = Date.now();
  const drafts = new Map(composer.drafts);
  drafts.delete(`${kind} ${caseId}`);
  if (text) drafts.set(`${kind} ${caseId}`, text);
  const oldest = drafts.keys().next();
  if (drafts.size > most && !oldest.done) drafts.delete(oldest.value);
  composer.drafts = drafts;
}
