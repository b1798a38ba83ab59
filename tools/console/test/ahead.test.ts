import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { holdKeys, keptAhead, letPass, takeKept } from "~/keys/ahead";

const press = (key: string, more = {}) => keptAhead({ key, ctrlKey: false, altKey: false, metaKey: false, ...more });

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  takeKept();
  vi.useRealTimers();
});

it("keeps what is typed ahead of a field, and nothing without one being awaited", () => {
  expect(press("e")).toBe(false);
  holdKeys();
  for (const key of "Dé 🙂") expect(press(key)).toBe(true);
  expect(takeKept()).toBe("Dé 🙂");
  expect(press("e")).toBe(false);
});

it.each([["Escape", {}], ["Enter", {}], ["k", { ctrlKey: true }], ["ArrowDown", {}]])("is over with %s", (key, more) => {
  holdKeys();
  press("a");
  expect(press(key, more)).toBe(false);
  expect(press("e")).toBe(false);
});

it("waits no longer than somebody who has stopped typing", () => {
  holdKeys();
  vi.advanceTimersByTime(2100);
  expect(press("e")).toBe(false);
});

it("lets a whole sentence pass where no field has come, and acts again after a pause", () => {
  holdKeys();
  letPass();
  for (const key of "resolve everything") {
    expect(press(key)).toBe(true);
    vi.advanceTimersByTime(300);
  }
  vi.advanceTimersByTime(800);
  expect(press("e")).toBe(false);
});

it("keeps what is typed where the field is announced once more, and nothing of long ago", () => {
  holdKeys();
  press("b");
  holdKeys();
  press("e");
  expect(takeKept()).toBe("be");
  holdKeys();
  press("b");
  vi.advanceTimersByTime(3000);
  holdKeys();
  expect(takeKept()).toBe("");
});
