import { beforeEach, expect, it, vi } from "vitest";
import { Failed } from "~/api/problem";
import { isPackName, packText } from "~/screens/rules/new_pack";
import { packIn, rulesIn } from "~/screens/rules/pack_text";
import { PackDraft } from "~/screens/rules/pack_draft.svelte";
import type { Checked, Pack } from "~/screens/rules/rules_api";

const pack = (text: string, version = 1): Pack => ({ pack: "shop", text, etag: `"${version}"`, version, file: "shop.yaml", writable: true });

/** A server that keeps one pack, and finds fault with the word `wrong`. */
function server(kept: Pack) {
  return {
    kept,
    checks: [] as string[],
    async packOf() {
      return this.kept;
    },
    async check(text: string): Promise<Checked> {
      this.checks.push(text);
      const bad = text.includes("wrong");
      return { ok: !bad, rules: 1, problems: bad ? [{ file: "shop.yaml", line: 1, column: 1, level: "error", lint: "x", text: "no" }] : [] };
    },
    async versionsOf() {
      return [{ version: 2, at: "2026-11-21T10:00:00Z", etag: this.kept.etag, by: { user: "u_d", name: "Dana" }, why: "storms" }];
    },
    async putPack(seen: Pack, text: string) {
      if (seen.etag !== this.kept.etag) throw new Failed(409, { title: "changed", status: 409, code: "pack-changed" }, "The file changed on disk.");
      return (this.kept = pack(text, this.kept.version + 1));
    },
  };
}

let fake: ReturnType<typeof server>;
let draft: PackDraft;
beforeEach(async () => {
  vi.useFakeTimers();
  fake = server(pack("first"));
  draft = new PackDraft("shop", fake as never);
  await draft.load();
});

it("checks once, after the last key, and keeps nothing that is wrong or unchecked", async () => {
  for (const text of ["w", "wr", "wrong"]) draft.edit(text);
  expect(draft.mayBeKept).toBe(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(fake.checks).toEqual(["first", "wrong"]);
  expect(draft.mayBeKept).toBe(false);
  draft.edit("right");
  expect(draft.mayBeKept).toBe(false); // not before it was checked
  await vi.advanceTimersByTimeAsync(1000);
  expect(draft.mayBeKept).toBe(true);
  expect(await draft.keep("why not")).toBe(true);
  expect(fake.kept.text).toBe("right");
  expect(draft.changed).toBe(false);
});

it("shows what somebody else wrote meanwhile, and loses neither text", async () => {
  draft.edit("ours");
  await vi.advanceTimersByTimeAsync(1000);
  fake.kept = pack("theirs", 7);
  expect(await draft.keep("why")).toBe(false);
  expect(draft.theirs?.text).toBe("theirs");
  expect(draft.theirLast?.by?.name).toBe("Dana");
  expect(draft.text).toBe("ours");
  draft.settle("ours");
  await vi.advanceTimersByTimeAsync(1000);
  expect(await draft.keep("over theirs, on purpose")).toBe(true);
  expect(fake.kept).toMatchObject({ text: "ours", version: 8 });
});

it("shows at its lines what the server found when it was to be kept", async () => {
  draft.edit("fine here");
  await vi.advanceTimersByTimeAsync(1000);
  fake.putPack = async () => {
    const problems = [{ file: "shop.yaml", line: 3, column: 1, level: "error", lint: "", text: "no such term" }];
    throw new Failed(422, { title: "t", status: 422, code: "pack-has-errors", problems }, "The pack has errors.");
  };
  expect(await draft.keep("why")).toBe(false);
  expect(draft.problems[0]?.line).toBe(3);
  expect(draft.mayBeKept).toBe(false);
  expect(draft.text).toBe("fine here");
});

it("begins a pack that has a name and one rule", () => {
  expect(packIn(packText("roaming"))).toBe("roaming");
  expect(rulesIn(packText("roaming")).map((rule) => rule.id)).toEqual(["first"]);
  expect(["roaming", "Roaming", "../x", "", "1st"].map(isPackName)).toEqual([true, false, false, false, false]);
});

it("says that a server cannot do it yet", async () => {
  fake.packOf = async () => {
    throw new Failed(501, null, "not yet");
  };
  await draft.load();
  expect(draft.loading).toBe("failed");
  expect(draft.failure?.why).toBe("missing");
});

it("asks again by itself where the server checks others first", async () => {
  const check = fake.check.bind(fake);
  let refusals = 2;
  fake.check = async (text: string) => {
    if (refusals-- > 0) throw new Failed(429, null, "Too many.", 3);
    return check(text);
  };
  draft.edit("right");
  await vi.advanceTimersByTimeAsync(1000);
  expect(draft.checkFailure).toMatch(/checked again/);
  expect(draft.mayBeKept).toBe(false);
  await vi.advanceTimersByTimeAsync(6500);
  expect(fake.checks.at(-1)).toBe("right");
  expect(draft.checkFailure).toBe("");
  expect(draft.mayBeKept).toBe(true);
});
