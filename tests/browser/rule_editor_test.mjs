// A rule author's day at the page: a new pack, the live check, keeping, versions and the way back, what somebody
// else wrote meanwhile, a rule's life, a back-test that is followed, and packs that cannot be changed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, equal, measured, until } from "./support/checks.mjs";
import { addUser, letTestIn, signIn } from "./support/people.mjs";
import { test } from "./support/test.mjs";

const pack = `# Ours since spring.
pack: shop
title: A shop
version: 1
rules:
  - id: leaves   # the important one
    title: A customer leaves
    signal: churn
    severity: high
    status: shadow  # not yet
    when: '"leaving you"'
    examples:
      flag: ['I am leaving you']
      pass: ['hello']
`;

const posts = Array.from({ length: 60 }, (_, n) => ({
  id: `l${n}`, source: "test", created_at: new Date().toISOString(), lang: "en",
  text: n % 3 ? `I am leaving you today, order ${n}` : `I am leaving you now, order ${n}`, author: { id: `a${n}`, handle: `h${n}.example` },
}));

const editor = (page) => page.locator(".editor .cm-content");
const textIn = async (page) => (await page.locator(".editor .cm-line").allInnerTexts()).map((line) => line.replace(/\n$/, "")).join("\n");

/** As somebody who selects all and pastes. */
async function write(page, text) {
  await editor(page).click();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

const said = (page) => page.locator("form [role=status]");

async function keep(page, why) {
  await page.getByLabel("Why this change").fill(why);
  await page.getByRole("button", { name: "Keep and take up" }).click();
}

const onServer = (engine) => engine.get("/api/v1/packs/shop");

async function checkedAsWritten(page) {
  await write(page, pack.replace("severity: high", "severity: hihg"));
  const problem = page.getByRole("list", { name: "Problems" }).getByRole("button").first();
  const began = Date.now();
  await problem.waitFor();
  const took = Date.now() - began;
  check((await problem.innerText()).includes("9:"), `the problem names its line: ${await problem.innerText()}`);
  equal(await page.locator(".editor .cm-lintRange-error").count(), 1, "marks in the text");
  equal(await page.getByRole("button", { name: "Keep and take up" }).isDisabled(), true, "a pack with errors is kept");
  await problem.click();
  equal(await editor(page).evaluate((each) => each.getRootNode().activeElement === each), true, "the editor has the focus");
  return took;
}

/** Key by key, in the middle: the cursor stays where one writes. */
async function typedInTheMiddle(page) {
  await editor(page).locator(".cm-line", { hasText: "title: A customer leaves" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" us", { delay: 60 });
  for (let n = 0; n < 3; n++) await page.keyboard.press("Backspace", { delay: 60 });
  await page.keyboard.type(", for good", { delay: 60 });
  equal(await textIn(page), pack.replace("A customer leaves", "A customer leaves, for good").trimEnd() + "\n", "what was typed");
}

const better = pack.replaceAll("leaving you", "leaving you now");

/** What is wrong in it, and the way to keep it, stay right also where one has looked at other things meanwhile. */
async function kept(page, engine, file) {
  await write(page, pack.replace("severity: high", "severity: hihg"));
  await page.getByText(/1 error: not kept/).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: /^Stream/ }).first().click();
  await page.locator("h1", { hasText: "Stream" }).waitFor({ state: "attached" });
  await page.goBack();
  await editor(page).locator(".cm-line", { hasText: "hihg" }).waitFor();
  await write(page, better);
  await page.getByText("No problems found").waitFor();
  await keep(page, "the short form storms");
  await said(page).filter({ hasText: "Kept: version" }).waitFor();
  const now = await onServer(engine);
  equal(now.text, better, "the text on the server");
  equal(readFileSync(file, "utf8"), better, "the file");
}

async function backAgain(page, engine) {
  await page.getByRole("link", { name: "Versions" }).click();
  const versions = page.locator("main li").filter({ hasText: /found on disk so|the short form storms/ });
  await versions.filter({ hasText: "Rita Sund" }).waitFor();
  await versions.filter({ hasText: "in use" }).waitFor();
  await versions.filter({ hasText: "found on disk so" }).getByRole("button").click();
  await page.locator("main .gone").first().waitFor();
  await page.getByLabel("Why go back").fill("it found too little");
  await page.getByRole("button", { name: /^Bring version/ }).click();
  await page.getByText(/^The text of version \d+ is back/).waitFor();
  await until(async () => (await page.locator("main li").filter({ hasText: "it found too little" }).count()) === 1, "the version that brought it back is listed");
  equal(await page.locator("main li").filter({ hasText: "in use" }).allInnerTexts().then((all) => all.map((one) => one.includes("it found too little"))), [true], "versions in use");
  equal((await onServer(engine)).text, pack, "the text after going back");
}

/** Somebody else keeps another text meanwhile: theirs is shown with who and why; ours is not lost. */
async function changedMeanwhile(page, engine, other) {
  await page.getByRole("link", { name: "Text", exact: true }).click();
  await write(page, better);
  await page.getByText("No problems found").waitFor();
  const theirs = pack.replace("title: A customer leaves", "title: Somebody goes");
  await other(theirs, "a shorter title");
  await keep(page, "mine");
  await page.getByRole("heading", { name: "Rowan Vale changed this pack meanwhile" }).waitFor();
  await page.getByText("“a shorter title”").waitFor();
  equal((await onServer(engine)).text, theirs, "nothing was written over theirs");
  await page.getByRole("button", { name: "Keep mine, over theirs" }).click();
  equal(await textIn(page), better.trimEnd() + "\n", "mine is in the editor");
  await page.getByText("No problems found").waitFor();
  await keep(page, "over theirs, on purpose");
  await said(page).filter({ hasText: "Kept: version" }).waitFor();
  equal((await onServer(engine)).text, better, "mine is kept");
}

async function liveAndBack(page, engine) {
  await page.getByRole("button", { name: "Make it live" }).click();
  await page.getByLabel("Why live").fill("right for two weeks");
  await page.getByRole("button", { name: "Change to live" }).click();
  await page.getByText("live raises alerts").waitFor();
  await until(async () => (await engine.get("/api/v1/rules")).rules[0].status === "live", "the rule is live");
  await page.getByRole("button", { name: "Back to shadow" }).click();
  await page.getByLabel("Why shadow").fill("it storms");
  await page.getByRole("button", { name: "Change to shadow" }).click();
  await page.getByText("shadow is counted").waitFor();
}

/** The text in the editor against what is in force: it finds what the other does not, and the reverse. */
async function backtested(page) {
  await page.getByRole("link", { name: "Text", exact: true }).click();
  await editor(page).waitFor();
  await write(page, (await textIn(page)).replaceAll("leaving you now", "leaving you today"));
  await page.getByText("No problems found").waitFor();
  await page.getByRole("link", { name: "Back-test" }).click();
  await page.getByText("against what is in force").waitFor();
  await page.getByRole("button", { name: "Back-test", exact: true }).click();
  await page.getByText("posts", { exact: false }).first().waitFor();
  const number = async (name) => Number((await page.locator("dl div").filter({ hasText: name }).locator("dd").innerText()).replace(/[^\d.]/g, ""));
  await page.locator("dl").waitFor({ timeout: 60_000 });
  equal(await number("this rule would have raised"), 40, "posts that it would have raised");
  equal([await number("gained"), await number("lost"), await number("same")], [40, 20, 0], "gained, lost, same");
  await page.getByRole("region", { name: "Gained" }).locator("mark").first().waitFor();
}

/** A pack of one's own, from nothing: its file is there, and its rule is open. */
async function begunAnew(page, packs) {
  await page.getByRole("button", { name: "New pack …" }).click();
  await page.getByLabel(/^Name, of a–z/).fill("roaming");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { name: "What it finds, in words" }).waitFor();
  await editor(page).waitFor();
  await page.getByText("No problems found").waitFor();
  check(readFileSync(join(packs, "roaming.yaml"), "utf8").startsWith("pack: roaming"), "the new pack's file");
}

test(async ({ home, program, visit }) => {
  const packs = join(home, "packs"), file = join(packs, "shop.yaml"), config = join(home, "tocsin.yaml");
  mkdirSync(packs);
  writeFileSync(file, pack);
  writeFileSync(config, "packs: [packs]\ndata: data\nquiet: {off: true}\n");
  const engine = await program(["serve", "--config", config, "--source", "none"]);
  await engine.post(posts);
  await addUser(home, "root", "--admin", "--name", "Rowan Vale");
  await addUser(home, "rita", "--role", "rule-author", "--name", "Rita Sund");
  await addUser(home, "ann", "--role", "agent");
  await letTestIn(engine, home);

  const { page } = await visit(engine, { allowed: [/status of (401|409|422)/] });
  await signIn(page, engine, "rita");
  await page.goto(`${engine.origin}/#/rules/shop/leaves`);
  await editor(page).waitFor();
  equal(await textIn(page), pack.trimEnd() + "\n", "the text in the editor");
  await typedInTheMiddle(page);
  const took = await checkedAsWritten(page);
  await kept(page, engine, file);
  await backAgain(page, engine);
  await changedMeanwhile(page, engine, async (text, why) => {
    const root = await visit(engine, { allowed: [/status of 401/] });
    await signIn(root.page, engine, "root");
    const status = await root.page.evaluate(async ({ text, why }) => {
      const headers = { "Content-Type": "application/json", "X-Requested-With": "console" };
      const { etag } = await (await fetch("/api/v1/packs/shop", { headers })).json();
      return (await fetch("/api/v1/packs/shop", { method: "PUT", headers: { ...headers, "If-Match": etag }, body: JSON.stringify({ text, why }) })).status;
    }, { text, why });
    equal(status, 200, "the other's text is kept");
    await root.leave();
  });
  await liveAndBack(page, engine);
  await backtested(page);
  await begunAnew(page, packs);
  measured("rule editor", { "ms from a mistake to its line, with the pause after typing": took });

  // Whoever may not change it reads it, and is told who may.
  const { page: ann } = await visit(engine, { allowed: [/status of 401/] });
  await signIn(ann, engine, "ann");
  await ann.goto(`${engine.origin}/#/rules/shop/leaves`);
  await ann.getByText("Rule authors and admins may change this pack.").waitFor();
  equal(await ann.getByRole("button", { name: "Keep and take up" }).count(), 0, "an agent may keep");
  equal(await ann.getByRole("button", { name: "Make it live" }).count(), 0, "an agent may make it live");
  await engine.stop();
});
