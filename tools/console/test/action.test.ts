import { expect, it } from "vitest";
import { Failed } from "~/api/problem";
import { Action } from "~/screens/admin/action.svelte";

it("does one thing at a time, and says what became of it", async () => {
  const action = new Action();
  let finish: () => void = () => {};
  const first = action.run(() => new Promise<void>((done) => { finish = done; }), "Done.");
  expect(await action.run(async () => {}, "Never.")).toBe(false);
  finish();
  expect(await first).toBe(true);
  expect([action.said, action.failed, action.busy]).toEqual(["Done.", false, false]);
  expect(await action.run(async () => { throw new Failed(403, null, "Your role does not allow this."); })).toBe(false);
  expect([action.said, action.failed]).toEqual(["Your role does not allow this.", true]);
});
