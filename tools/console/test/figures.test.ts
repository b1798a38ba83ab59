import { expect, it } from "vitest";
import { bytes, many, percent, seconds, short } from "~/screens/figures";

it.each([[0, "0"], [950, "950"], [1284, "1.3 k"], [28_400_000, "28 M"], [1.25, "1.3"], [999_950, "1000 k"], [Infinity, "–"]])("shows %d as %s", (value, text) => {
  expect(short(value)).toBe(text);
});

it.each([[512, "512 B"], [64_000_000, "64 MB"]])("shows %d bytes as %s", (value, text) => {
  expect(bytes(value)).toBe(text);
});

it.each([[0.034, "34 ms"], [1.25, "1.3 s"], [12.3, "12 s"], [600, "10 min"], [90_000, "25 h"], [-3, "0 s"]])("shows %d seconds as %s", (value, text) => {
  expect(seconds(value)).toBe(text);
});

it("counts in words", () => {
  expect(many(1, "rule")).toBe("1 rule");
  expect(many(1200, "rule")).toBe("1,200 rules");
  expect(percent(0.567)).toBe("57 %");
});
