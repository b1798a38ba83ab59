import { Failed } from "~/api/problem";
import { failureOf, type Failure } from "~/screens/asked.svelte";
import { may } from "~/state/session.svelte";
import * as server from "./rules_api";
import type { Pack, PackVersion, Problem } from "./rules_api";

// One pack as it is being written: its text, what the server says of it, and how it is kept.

export type Loading = "loading" | "ready" | "failed";

const afterTyping = 350; // ms without a key before the text is checked

export class PackDraft {
  loading = $state<Loading>("loading");
  failure = $state.raw<Failure | null>(null);
  pack = $state<Pack | null>(null);
  text = $state("");
  problems = $state<readonly Problem[]>([]);
  checking = $state(false);
  checkFailure = $state("");
  // The pack as somebody else left it meanwhile: to be looked at before ours is kept.
  theirs = $state<Pack | null>(null);
  theirLast = $state.raw<PackVersion | null>(null); // who changed it so, and why
  saving = $state(false);
  said = $state("");

  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked: AbortController | undefined;

  constructor(readonly name: string, private readonly api: typeof server = server) {}

  // No $derived: a draft outlives the screen that first asks, and Svelte takes such values away with it.
  get changed(): boolean {
    return this.pack !== null && this.text !== this.pack.text;
  }
  get errors(): number {
    return this.problems.filter((each) => each.level !== "warning").length;
  }
  // Only what was checked after the last key may be kept.
  get mayBeKept(): boolean {
    return this.changed && !this.checking && this.errors === 0 && !this.saving && !!this.pack?.writable;
  }

  async load(): Promise<void> {
    this.loading = "loading";
    try {
      this.take(await this.api.packOf(this.name));
      this.loading = "ready";
      await this.check();
    } catch (error) {
      this.loading = "failed";
      this.failure = failureOf(error);
    }
  }

  edit(text: string): void {
    if (text === this.text) return;
    this.text = text;
    this.said = "";
    this.checking = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.check(), afterTyping);
  }

  async check(): Promise<void> {
    clearTimeout(this.timer);
    if (!may("author")) return; // who only reads it has nothing to be told
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    this.checking = true;
    try {
      const answer = await this.api.check(this.text, asked.signal);
      if (asked.signal.aborted) return;
      this.problems = answer.problems;
      this.checkFailure = "";
    } catch (error) {
      if (asked.signal.aborted) return;
      // Many drafts are checked just now: it is asked again by itself, when the server said.
      if (error instanceof Failed && error.status === 429) {
        this.checkFailure = "The server checks other drafts first; this one is checked again in a moment.";
        this.timer = setTimeout(() => void this.check(), Math.max(1, error.retryAfter) * 1000);
        return;
      }
      this.checkFailure = failureOf(error).text;
    }
    this.checking = false;
  }

  async keep(why: string): Promise<boolean> {
    if (!this.pack) return false;
    return this.change(() => this.api.putPack(this.pack!, this.text, why), (pack) => `Kept: version ${pack.version} is taken up within two seconds.`);
  }

  async revert(to: number, why: string): Promise<boolean> {
    if (!this.pack) return false;
    return this.change(() => this.api.revert(this.pack!, to, why), () => `The text of version ${to} is back, and taken up within two seconds.`);
  }

  // Goes on from their text, or keeps ours over it: a decision of the author, never ours.
  settle(whose: "theirs" | "ours"): void {
    const theirs = this.theirs;
    if (!theirs) return;
    const ours = this.text;
    this.take(theirs);
    this.theirs = null;
    if (whose === "ours") this.edit(ours);
    else void this.check();
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
  }

  private take(pack: Pack): void {
    this.pack = pack;
    this.text = pack.text;
  }

  private async change(make: () => Promise<Pack>, done: (pack: Pack) => string): Promise<boolean> {
    this.saving = true;
    this.said = "";
    try {
      await make();
      // What was kept is asked for again: the server's form of the answer may leave the text out.
      this.take(await this.api.packOf(this.name));
      this.said = done(this.pack!);
      void this.check();
      return true;
    } catch (error) {
      await this.refused(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  // What the compiler found is shown at its lines; another text than the one that was seen (409, and
  // 428 where none was said) is shown beside ours.
  private async refused(error: unknown): Promise<void> {
    this.said = failureOf(error).text;
    if (!(error instanceof Failed)) return;
    const found = error.problem?.problems as Problem[] | undefined;
    if (error.status === 422 && found?.length) {
      this.problems = found;
      this.said = "Not kept: the server found errors in it. They stand below, with their lines.";
    } else if (error.problem?.code === "pack-changed" || error.status === 412 || error.status === 428) {
      await this.lookAtTheirs();
    }
  }

  private async lookAtTheirs(): Promise<void> {
    try {
      this.theirs = await this.api.packOf(this.name);
      this.theirLast = (await this.api.versionsOf(this.name)).find((each) => each.etag === this.theirs?.etag) ?? null;
    } catch (error) {
      this.said = failureOf(error).text;
    }
  }
}

// What was written and not kept stays while one looks at other things.
const unkept = new Map<string, PackDraft>();

export function draftOf(pack: string): PackDraft {
  const known = unkept.get(pack);
  if (known) return known;
  const made = new PackDraft(pack);
  unkept.set(pack, made);
  return made;
}

export function leave(draft: PackDraft): void {
  if (draft.changed) return;
  draft.close();
  unkept.delete(draft.name);
}

export const anythingUnkept = (): boolean => [...unkept.values()].some((draft) => draft.changed);
