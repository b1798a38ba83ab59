import { describe, expect, it } from "vitest";
import { addressOf, parsePlace } from "~/router.svelte";

describe("the address", () => {
  it("names a screen, its parts and what is asked for", () => {
    const place = parsePlace("#/search/posts?q=a%20b&brand=x");
    expect([place.screen, place.parts, place.query.get("q"), place.unknown]).toEqual(["search", ["posts"], "a b", ""]);
    expect(parsePlace(addressOf(place)).query.get("q")).toBe("a b");
  });

  it("is the stream's where it says nothing", () => {
    for (const empty of ["", "#", "#/", "#/?q=x"])
      expect([parsePlace(empty).screen, parsePlace(empty).unknown]).toEqual(["stream", ""]);
  });

  it("says so when no screen has its name", () => {
    expect(parsePlace("#/strem/42").unknown).toBe("strem");
    expect(parsePlace("#/%E0%A4%A").unknown).toBe("%E0%A4%A");
  });
});
