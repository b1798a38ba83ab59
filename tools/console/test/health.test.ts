import { expect, it } from "vitest";
import { samplesOf } from "~/screens/health/exposition";
import { keptOf } from "~/screens/health/health_api";

it("tells what the store keeps, the largest kind first", () => {
  const kept = keptOf(samplesOf(`tocsin_kept_records{kind="posts"} 10
tocsin_kept_bytes{kind="posts"} 500
tocsin_kept_records{kind="alerts"} 3
tocsin_kept_bytes{kind="alerts"} 900
tocsin_kept_oldest_age_seconds{kind="posts"} 3600
tocsin_other{kind="x"} 1`), Date.parse("2026-11-21T08:00:00Z"));
  expect(kept).toEqual([
    { kind: "alerts", records: 3, bytes: 900 },
    { kind: "posts", records: 10, bytes: 500, oldest: "2026-11-21T07:00:00.000Z" },
  ]);
});
