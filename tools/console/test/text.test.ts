import { describe, expect, it } from "vitest";
import type { Finding } from "~/api/types";
import { pieces, visible, webAddress } from "~/parts/text";

const finding = (rule: string, ...spans: [string, number, number][]): Finding => ({
  id: rule, rule, version: 1, signal: "s", severity: "low", score: 1,
  spans: spans.map(([term, begin, end]) => ({ term, start: begin, end, utf16: [begin, end] })),
});
const cut = (text: string, ...findings: Finding[]): string =>
  pieces(text, findings).map((one) => (one.over.length > 0 ? `[${one.over.map((span) => span.rule).join()}:${one.text}]` : one.text)).join("");

describe("the words that matched", () => {
  it("are cut out where spans begin and end", () => {
    expect(cut("I am leaving now", finding("a", ["leave", 5, 12]))).toBe("I am [0:leaving] now");
    expect(cut("plain")).toBe("plain");
    expect(cut("")).toBe("");
  });
  it("stay one piece under overlapping spans of a rule, and know both of two rules", () => {
    expect(cut("abcdef", finding("a", ["x", 0, 4], ["y", 2, 6]))).toBe("[0,0:abcdef]");
    expect(cut("abcdef", finding("a", ["x", 0, 3]), finding("b", ["y", 1, 5]))).toBe("[0,1:abc][1:de]f");
  });
  it("count as JavaScript does: behind an emoji of two units", () => {
    expect(cut("😡 down", finding("a", ["down", 3, 7]))).toBe("😡 [0:down]");
  });
  it("draw no line under a space at their edges, and survive spans beyond the text", () => {
    expect(cut("to @acme now", finding("a", ["brand", 2, 9]))).toBe("to [0:@acme] now");
    expect(cut("abc", finding("a", ["x", 1, 99]))).not.toContain("undefined");
    expect(pieces("abc", [finding("a", ["x", 1, 99])]).map((one) => one.text).join("")).toBe("abc");
  });
});

describe("what one cannot see", () => {
  it("is shown by its number", () => {
    expect(visible("a\u202eb\u200b")).toEqual([
      { text: "a", control: false }, { text: "U+202E", control: true },
      { text: "b", control: false }, { text: "U+200B", control: true }]);
    expect(visible("line\n\tnext")).toEqual([{ text: "line\n\tnext", control: false }]);
  });
});

describe("an address", () => {
  it("leads to the web, or nowhere", () => {
    for (const bad of ["javascript:alert(1)", "data:text/html,x", "//evil", "", undefined, "vbscript:x", "file:///etc/passwd"])
      expect(webAddress(bad)).toBeNull();
    expect(webAddress("https://аpple.com/x")?.hostname).toMatch(/^xn--/);
  });
});
