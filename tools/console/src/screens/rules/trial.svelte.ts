import type { Post } from "~/api/types";
import { failureOf, type Failure } from "~/screens/asked.svelte";
import * as server from "./rules_api";
import type { Explanation } from "./rules_api";

// A rule, as it stands in the editor, tried on recent posts: one after the other, so that a reader
// sees the first answers at once and the server is asked one thing at a time.

export interface Tried {
  readonly post: Post;
  readonly explanation: Explanation;
}

const postsMost = 30;

export class Trial {
  tried = $state.raw<readonly Tried[]>([]);
  of = $state(0);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  private asked: AbortController | undefined;

  constructor(private readonly api: typeof server = server) {}

  readonly matched = $derived.by(() => this.tried.filter((each) => each.explanation.matches).length);

  async run(rule: string, pack: string | undefined): Promise<void> {
    this.stop();
    const asked = (this.asked = new AbortController());
    this.tried = [];
    this.failure = null;
    this.busy = true;
    try {
      const posts = await this.api.recentPosts(postsMost);
      this.of = posts.length;
      for (const post of posts) {
        const explanation = await this.api.explain(rule, pack, { post }, asked.signal);
        if (asked.signal.aborted) return;
        this.tried = [...this.tried, { post, explanation }];
      }
    } catch (error) {
      if (asked.signal.aborted) return;
      this.failure = failureOf(error);
    }
    this.busy = false;
  }

  stop(): void {
    this.asked?.abort();
    this.busy = false;
  }
}
