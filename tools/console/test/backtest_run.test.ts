import { expect, it } from "vitest";
import { BacktestRun } from "~/screens/rules/backtest_run.svelte";

const job = (...states: { state: string; progress?: number; result?: unknown; why?: string }[]) => {
  const cancelled: string[] = [];
  return {
    cancelled,
    api: {
      startBacktest: async () => "jb_1",
      jobOf: async () => states.length > 1 ? states.shift()! : states[0]!,
      cancelJob: async (id: string) => void cancelled.push(id),
    } as never,
  };
};
const atOnce = async () => {};

it("follows the job to its result", async () => {
  const { api } = job({ state: "running", progress: 0.4 }, { state: "done", progress: 1, result: { posts: 7 } });
  const run = new BacktestRun(api, atOnce);
  await run.run(null, "7d");
  expect([run.state, run.progress, run.result?.posts]).toEqual(["done", 1, 7]);
});

it("says why it failed", async () => {
  const run = new BacktestRun(job({ state: "failed", why: "the store is closing" }).api, atOnce);
  await run.run(null, "7d");
  expect([run.state, run.failure?.text]).toEqual(["failed", "the store is closing"]);
});

it("a run that is cancelled tells the server, and what comes later changes nothing", async () => {
  const { api, cancelled } = job({ state: "running" });
  let waited: () => void = () => {};
  const run = new BacktestRun(api, () => new Promise<void>((done) => { waited = done; }));
  const running = run.run(null, "7d");
  await new Promise((done) => setTimeout(done));
  await run.cancel();
  waited();
  await running;
  expect([run.state, cancelled]).toEqual(["cancelled", ["jb_1"]]);
});
