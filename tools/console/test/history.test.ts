import { expect, it } from "vitest";
import { History } from "~/screens/health/history";

const posts = (value: number) => [{ name: "posts", labels: {}, value }];

it("tells how much a counter rose a second, and nothing across a restart", () => {
  const history = new History();
  for (const [at, value] of [[0, 100], [2000, 300], [4000, 10], [5000, 20]] as const) history.add(posts(value), at);
  expect(history.rate("posts")).toEqual({ times: [2, 4, 5], values: [100, null, 10] });
  expect(history.level("posts").values).toEqual([300, 10, 20]);
  expect(history.rate("others").values).toEqual([null, null, null]);
});

it("holds no more than it may", () => {
  const history = new History(3);
  for (let i = 0; i < 10; i++) history.add(posts(i), i * 1000);
  expect(history.rate("posts").times).toEqual([8, 9]);
});
