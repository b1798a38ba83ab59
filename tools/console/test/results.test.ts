import { expect, it } from "vitest";
import { Results } from "~/screens/search/results.svelte";
import { wantedOf } from "~/screens/search/search_query";

const wanted = (text: string) => wantedOf(new URLSearchParams(text));

it("goes on page by page, and drops an answer that came too late", async () => {
  const asked: { path: string; answer: (page: unknown) => void }[] = [];
  const results = new Results((path) => new Promise((answer) => asked.push({ path, answer })));
  const slow = results.find(wanted("q=slow"));
  const fast = results.find(wanted("q=fast"));
  asked[1]!.answer({ alerts: [{ id: "al_2" }], next: "c" });
  await fast;
  asked[0]!.answer({ alerts: [{ id: "al_1" }], next: null });
  await slow;
  expect(results.alerts.map((alert) => alert.id)).toEqual(["al_2"]);

  const more = results.more(wanted("q=fast"));
  expect(asked[2]!.path).toContain("cursor=c");
  asked[2]!.answer({ alerts: [{ id: "al_3" }], next: null });
  await more;
  expect(results.alerts.map((alert) => alert.id)).toEqual(["al_2", "al_3"]);
  await results.more(wanted("q=fast")); // there is no more
  expect(asked).toHaveLength(3);
});
