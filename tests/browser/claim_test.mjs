// Two people at one alert: who is there and who types is seen at once, of two claims within 50 ms one
// wins, and whoever did not is told who and when. TOCSIN_TEST_CLAIMS: how many races (6).
import { check, equal, measured, until } from "./support/checks.mjs";
import { addUser, letTestIn, signIn } from "./support/people.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const races = Number(process.env.TOCSIN_TEST_CLAIMS ?? 6);
const apartMost = 50; // ms

/** The key at a moment given to both pages, so that no way between test and browser comes in. */
const press = (page, at) => page.evaluate((at) => new Promise((done) => setTimeout(() => {
  const began = Date.now();
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "c", bubbles: true, cancelable: true }));
  done(began);
}, at - Date.now())), at);

const open = async (page, engine, id) => {
  await page.goto(`${engine.origin}/#/stream/${id}`);
  await page.locator(`section.alert[data-id=${id}] article.post`).waitFor();
};

/** What the toasts of a page say; they are put away, so that the next race begins empty. */
async function toldTo(page) {
  const said = await page.locator(".toast span:first-child").allInnerTexts();
  for (const each of await page.locator(".toast button").filter({ hasText: "Close this message" }).all()) await each.click().catch(() => {});
  return said.join(" | ");
}

async function presence(ann, ben, engine, id) {
  await open(ann, engine, id);
  await open(ben, engine, id);
  const here = (page, words) => page.getByRole("complementary", { name: "Who, and what next" }).getByText(words);
  await here(ann, "Ben Oster is looking").waitFor();
  await here(ben, "Ann Ferris is looking").waitFor();
  await ann.keyboard.press("r");
  await ann.keyboard.type("Sorry to hear");
  await here(ben, "Ann Ferris is writing an answer").waitFor();
  // In the list, too, for whoever has not opened it.
  await ben.goto(`${engine.origin}/#/stream`);
  await new Stream(ben, engine).row(id).getByText("typing").waitFor();
  await ann.keyboard.press("Escape");
  await ann.goto(`${engine.origin}/#/stream`);
  await new Stream(ben, engine).row(id).locator(".who").filter({ hasText: /typing|viewing/ }).waitFor({ state: "detached" });
}

async function race(ann, ben, engine, id) {
  await open(ann, engine, id);
  await open(ben, engine, id);
  const at = Date.now() + 400;
  const [first, second] = await Promise.all([press(ann, at), press(ben, at)]);
  const apart = Math.abs(first - second);
  check(apart <= apartMost, `the two claims were ${apart} ms apart, at most ${apartMost} may be`);
  const alert = await until(async () => {
    const is = await engine.get(`/api/v1/alerts/${id}`);
    return is.assignee ? is : null;
  }, "somebody has it");
  const winner = alert.assignee.name, annWon = winner === "Ann Ferris";
  const [won, lost] = annWon ? [ann, ben] : [ben, ann];
  await won.getByText("yours", { exact: true }).waitFor();
  await lost.getByText(`with ${winner}`).waitFor();
  const why = await until(async () => (await lost.locator(".toast.failed").count()) > 0 && toldTo(lost), "the other is told");
  check(why.includes(winner) && /\d+ s ago|just now/.test(why), `the other is told who and when: ${why}`);
  check((await toldTo(won)).includes("Claimed"), "the winner is told");
  return { annWon, apart };
}

test(async ({ home, serve, visit }) => {
  const engine = await serve();
  await addUser(home, "root", "--admin");
  await addUser(home, "ann", "--role", "agent", "--name", "Ann Ferris");
  await addUser(home, "ben", "--role", "agent", "--name", "Ben Oster");
  await letTestIn(engine, home);
  await engine.post(complaints(0, races + 1));
  const ids = (await engine.alerts()).map((alert) => alert.id);
  const lets = { allowed: [/status of (401|409)/] };
  const { page: ann } = await visit(engine, lets);
  const { page: ben } = await visit(engine, lets);
  await signIn(ann, engine, "ann");
  await signIn(ben, engine, "ben");
  await presence(ann, ben, engine, ids[0]);
  const ran = [];
  for (const id of ids.slice(1)) ran.push(await race(ann, ben, engine, id));
  equal(ran.length, races, "races");
  const audit = (await engine.alerts()).filter((alert) => alert.assignee).length;
  equal(audit, races, "alerts that somebody has");
  measured("claims of two at once", { races, "won by the first": ran.filter((one) => one.annWon).length, "apart at most, ms": Math.max(...ran.map((one) => one.apart)) });
  await engine.stop();
});
