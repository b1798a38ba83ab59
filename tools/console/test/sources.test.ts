import { expect, it } from "vitest";
import { Rates, type Ledger } from "~/screens/sources/sources_api";

const ledger = (second: number, frames: number): Ledger => ({
  now: new Date(1_795_244_400_000 + second * 1000).toISOString(),
  sources: [{ name: "bluesky", kind: "jetstream", state: "connected", frames }],
});

it("tells how many frames a second came, and nothing where it cannot know", () => {
  const rates = new Rates();
  rates.take(ledger(0, 1000));
  expect(rates.of("bluesky")).toBeUndefined();
  rates.take(ledger(2, 1500));
  expect(rates.of("bluesky")).toBe(250);
  rates.take(ledger(2, 1500)); // the same answer again
  expect(rates.of("bluesky")).toBe(250);
  rates.take(ledger(4, 10)); // started anew
  expect(rates.of("bluesky")).toBeUndefined();
});
