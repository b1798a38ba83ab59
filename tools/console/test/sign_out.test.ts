import { expect, it, vi } from "vitest";
import { draftOf, draftsOfUser, keepDraft } from "~/screens/alert/compose.svelte";
import { signOut } from "~/screens/signin/sign_out";
import { session } from "~/state/session.svelte";

// As much of a browser as drafts need.
const page = new EventTarget();
const kept = new Map<string, string>();
vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
vi.stubGlobal("window", globalThis);
vi.stubGlobal("sessionStorage", {
  getItem: (name: string) => kept.get(name) ?? null,
  setItem: (name: string, value: string) => kept.set(name, value),
});

const inTab = () => JSON.parse(sessionStorage.getItem("tocsin.drafts.u_a") ?? "null") as unknown;
const noted = [["note ca_1", "half of it"]];

function begin(answer: () => Promise<Response>): void {
  Object.assign(session, { known: true, signedIn: true, accounts: true });
  draftsOfUser("u_b");
  draftsOfUser("u_a");
  keepDraft("note", "ca_1", "half of it");
  page.dispatchEvent(new Event("pagehide"));
  expect(inTab()).toEqual(noted);
  vi.stubGlobal("fetch", answer);
}

it("leaves no draft in the tab, from the moment on that it is asked for", async () => {
  begin(async () => {
    expect(inTab()).toEqual([]);
    return new Response(null, { status: 204 });
  });
  await signOut();
  expect([session.signedIn, inTab(), draftOf("note", "ca_1")]).toEqual([false, [], ""]);
});

it("brings them back where the server could not be asked", async () => {
  begin(async () => { throw new TypeError("network"); });
  await expect(signOut()).rejects.toThrow();
  expect([session.signedIn, inTab(), draftOf("note", "ca_1")]).toEqual([true, noted, "half of it"]);
});

it("forgets them all the same where the session had ended already", async () => {
  begin(async () => new Response(JSON.stringify({ type: "t", title: "t", status: 401, code: "signed-out", detail: "" }),
    { status: 401, headers: { "Content-Type": "application/problem+json" } }));
  await signOut();
  expect([session.signedIn, inTab()]).toEqual([false, []]);
});
