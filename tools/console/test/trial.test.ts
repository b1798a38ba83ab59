import { expect, it } from "vitest";
import { Failed } from "~/api/problem";
import { Trial } from "~/screens/rules/trial.svelte";

const posts = ["one", "two", "three"].map((text, at) => ({ id: `p${at}`, source: "test", text }));
const explained = (matches: boolean) => ({ rule: "shop/a", status: "live", matches, why: "", spans: [], tested: [], clauses: [], but: [] });

it("tries the rule on each recent post, and stops at the first failure", async () => {
  const trial = new Trial({
    recentPosts: async () => posts,
    explain: async (_rule: string, _pack: string, what: { post: { text: string } }) => {
      if (what.post.text === "three") throw new Failed(503, null, "busy");
      return explained(what.post.text === "two");
    },
  } as never);
  await trial.run("shop/a", "pack: shop");
  expect([trial.tried.length, trial.matched, trial.of, trial.failure?.text, trial.busy]).toEqual([2, 1, 3, "busy", false]);
});

it("keeps nothing of a run that was begun anew", async () => {
  let release: (value: unknown) => void = () => {};
  let calls = 0;
  const trial = new Trial({
    recentPosts: async () => posts.slice(0, 1),
    explain: () => ++calls === 1 ? new Promise((done) => { release = done; }) : Promise.resolve(explained(true)),
  } as never);
  const first = trial.run("shop/a", "old");
  await new Promise((done) => setTimeout(done));
  await trial.run("shop/a", "new");
  release(explained(false));
  await first;
  expect(trial.tried).toHaveLength(1);
  expect(trial.matched).toBe(1);
});
