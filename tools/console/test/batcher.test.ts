import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Batcher } from "~/state/batcher";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run, 16));
});
afterEach(() => vi.useRealTimers());

it("hands on at most ten times a second, in order, and loses nothing", () => {
  const got: number[][] = [];
  const batcher = new Batcher<number>((items) => got.push(items), () => 1, () => false);
  for (let i = 0; i < 200; ++i) {
    batcher.add([i]);
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(500);
  expect(got.flat()).toEqual(Array.from({ length: 200 }, (_, i) => i));
  expect(got.length).toBeLessThanOrEqual(11);
});

it("hands on a flood in several goes", () => {
  const got: number[] = [];
  const batcher = new Batcher<number>((items) => got.push(items.length), () => 200, () => false);
  batcher.add(Array.from({ length: 50 }, (_, i) => i));
  vi.advanceTimersByTime(2000);
  expect(Math.max(...got)).toBe(2);
  expect(got.reduce((a, b) => a + b)).toBe(50);
});

it("waits for no frame where nobody sees the page", () => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  const got: number[][] = [];
  const batcher = new Batcher<number>((items) => got.push(items), () => 1, () => true);
  batcher.add([1]);
  vi.advanceTimersByTime(999);
  expect(got).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(got).toEqual([[1]]);
});
