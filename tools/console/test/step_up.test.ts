import { beforeEach, expect, it, vi } from "vitest";
import { ask, post, whenProofIsNeeded } from "~/api/client";
import { Failed } from "~/api/problem";
import { askForProof, closeOverlay, overlay, proofGiven } from "~/state/overlay.svelte";

const stepUp = () => new Response(JSON.stringify({ title: "t", status: 403, code: "step-up", step_up: true }), { status: 403, headers: { "Content-Type": "application/problem+json" } });
const done = () => new Response(JSON.stringify({ made: true }), { status: 201, headers: { "Content-Type": "application/json" } });

let answers: (() => Response)[] = [];
let keys: (string | null)[] = [];
beforeEach(() => {
  keys = [];
  whenProofIsNeeded(askForProof);
  vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get("Idempotency-Key"));
    return answers.shift()!();
  });
});

it("waits until the password is given, and does it once with the same key", async () => {
  answers = [stepUp, done];
  const asked = post<{ made: boolean }>("/users", { login: "kit" });
  await vi.waitFor(() => expect(overlay.now.kind).toBe("proof"));
  expect(keys).toHaveLength(1);
  proofGiven();
  expect((await asked).made).toBe(true);
  expect(keys[1]).toBe(keys[0]);
  expect(overlay.now.kind).toBe("none");
});

it("does nothing where somebody leaves it, and asks once for all that wait", async () => {
  answers = [stepUp, stepUp];
  const asked = Promise.allSettled([ask("/tokens", { method: "DELETE" }), ask("/users/u_1", { method: "PATCH", body: {} })]);
  await vi.waitFor(() => expect(keys).toHaveLength(2));
  await vi.waitFor(() => expect(overlay.now.kind).toBe("proof"));
  closeOverlay();
  const failures = (await asked).map((each) => (each as PromiseRejectedResult).reason);
  for (const failure of failures) expect((failure as Failed).message).toContain("Nothing was done");
  expect(keys).toHaveLength(2);
});
