// The pictures of the guides (docs/guide-agents.md, docs/guide-admins.md), of a made-up day at a made-up
// company. Each picture that a guide shows can be made, and together they are small.
// TOCSIN_TEST_PICTURES=FOLDER: keeps them there (docs/console.md says how); else they are thrown away.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { check, equal, measured, pause, until } from "./support/checks.mjs";
import { mastodon } from "./support/mastodon.mjs";
import { addUser, codeOf, fillIn, letTestIn, signIn } from "./support/people.mjs";
import { test } from "./support/test.mjs";
import { brands, chatter, posts } from "./support/town.mjs";

const top = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const guides = ["guide-agents.md", "guide-admins.md"].map((name) => join(top, "docs", name));
const bytesMost = 1_500_000;
const packs = ["churn", "complaints", "fraud", "legal", "outage", "praise", "press", "purchase", "telecom"];

/** WebP, which the browser makes itself: a third of a PNG's size. */
async function shoot(maker, page, folder, name, { of, clip } = {}) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  if (name !== "alert") await putMessagesAway(page); // there it is part of what is shown
  const png = of ? await of.screenshot() : await page.screenshot({ clip });
  const made = await maker.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext("2d").drawImage(picture, 0, 0);
    const webp = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 0.82 })).arrayBuffer());
    return btoa(Array.from(webp, (byte) => String.fromCharCode(byte)).join(""));
  }, png.toString("base64"));
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(made, "base64"));
}

/** The messages at the foot, which would lie over a picture. */
async function putMessagesAway(page) {
  for (const each of await page.locator(".toast button", { hasText: "Close this message" }).all()) await each.click().catch(() => {});
}

const row = (page, words) => page.locator("[role=feed] article", { hasText: words }).first();

async function open(page, words) {
  await row(page, words).locator("[id^=name-]").click();
  await page.locator("article.post", { hasText: words }).waitFor();
}

async function agents({ engine, ann, ben, lee, picture, phone }) {
  await picture(ann, "sign-in", { of: ann.locator(".door") });
  await fillIn(ann, "ann");
  await row(ann, "third night").waitFor();
  await picture(ann, "stream");

  await open(ben, "third night");
  await open(ann, "third night");
  await ann.getByText("Ben Oster is looking").waitFor();
  await ann.keyboard.press("c");
  await ann.getByText("yours", { exact: true }).waitFor();
  await ann.locator(".toast").first().waitFor();
  await picture(ann, "alert");

  await ann.keyboard.press("n");
  await ann.keyboard.type("Called the network desk: the Leeds cabinet is being repaired, back by six.");
  await ann.keyboard.press("Control+Enter");
  await until(() => ann.evaluate(() => document.activeElement === document.body), "the note is kept");
  await ann.keyboard.press("r");
  await ann.keyboard.type("Johanna, that is three nights too many, and I am sorry. May I have your order number in a private message?");
  await picture(ann, "writing", { of: ann.locator("section.comp") });
  await ann.keyboard.press("Control+Enter");
  await ann.locator(".pending[data-state=draft]").waitFor();

  await lee.goto(`${engine.origin}/#/answers`);
  await lee.locator("[id^=answer-]").waitFor();
  await picture(lee, "answers");
  await lee.goto(`${engine.origin}/#/stream`);
  await open(lee, "third night");
  await lee.getByRole("tab", { name: "Reply" }).click();
  await lee.getByRole("button", { name: "Approve and send" }).waitFor();
  await picture(lee, "approve", { of: lee.locator("section.comp") });
  await lee.getByRole("button", { name: "Approve and send" }).click();
  await lee.getByRole("button", { name: /^Take back/ }).waitFor();
  await picture(lee, "take-back", { of: lee.locator("section.comp") });

  await open(ann, "Acme charged me twice");
  await ann.keyboard.press("e");
  await ann.getByRole("dialog").waitFor();
  await picture(ann, "resolve");
  await ann.keyboard.press("1");
  await ann.goto(`${engine.origin}/#/stream?layout=columns`);
  await row(ann, "sim").waitFor();
  await picture(ann, "columns");
  await ann.keyboard.press("?");
  await ann.getByRole("dialog").waitFor();
  await picture(ann, "keys", { of: ann.getByRole("dialog") });
  await ann.keyboard.press("Escape");
  await ann.keyboard.press("Shift+H");
  await ann.getByRole("dialog", { name: /^Hand/ }).waitFor();
  await picture(ann, "hand-over", { of: ann.getByRole("dialog") });
  await ann.keyboard.press("Escape");
  await ann.goto(`${engine.origin}/#/search?q=headingley`);
  await ann.getByRole("status").filter({ hasText: /alerts/ }).waitFor();
  await picture(ann, "search");
  await signIn(phone, engine, "cleo");
  await row(phone, "third night").waitFor();
  await picture(phone, "phone");
}

async function codes(root, engine, picture) {
  await root.goto(`${engine.origin}/`);
  await fillIn(root, "root");
  await root.getByRole("button", { name: "Set up" }).click();
  await root.getByRole("img", { name: /QR code/ }).waitFor();
  await picture(root, "codes", { of: root.locator(".door") });
  await root.getByLabel("Code", { exact: true }).fill(codeOf(await root.locator("pre").innerText()));
  await root.getByRole("button", { name: "Turn on" }).click();
  await root.getByRole("button", { name: "I have it" }).click();
  await root.getByRole("navigation", { name: "Screens" }).waitFor();
}

async function admins({ engine, root, picture }) {
  await codes(root, engine, picture);
  await root.goto(`${engine.origin}/#/admin/people`);
  await root.getByLabel("Sign-in name").fill("kit");
  await root.getByLabel("Name", { exact: true }).fill("Kit Ferro");
  await root.getByRole("button", { name: "Invite" }).click();
  await root.getByRole("region", { name: "One-use link" }).waitFor();
  await picture(root, "people");
  await root.goto(`${engine.origin}/#/admin/audit`);
  await root.getByRole("cell", { name: "user.add" }).first().waitFor();
  await picture(root, "audit");
  await root.goto(`${engine.origin}/#/sources`);
  await root.getByRole("heading", { name: "Sources" }).waitFor();
  await root.goto(`${engine.origin}/#/health`);
  await root.locator("#parts").waitFor();
  for (let n = 0; n < 60; n++) { // a rate needs some looks
    await engine.post(chatter(n, 4 + (n * 7) % 9));
    await pause(150);
  }
  await picture(root, "health");
  await rules({ engine, root, picture });
}

async function rules({ engine, root, picture }) {
  await root.goto(`${engine.origin}/#/rules/churn/churn-threat`);
  await root.locator(".editor .cm-content").waitFor();
  await root.getByText("No problems found").waitFor({ timeout: 30_000 });
  await picture(root, "rule");
  await root.locator(".editor .cm-line", { hasText: "severity: high" }).first().click({ position: { x: 60, y: 8 } });
  await root.keyboard.press("End");
  for (let n = 0; n < 2; n++) await root.keyboard.press("Backspace");
  await root.getByRole("list", { name: "Problems" }).waitFor({ timeout: 30_000 });
  await picture(root, "mistake", { of: root.locator("section.pane") });
  await root.getByRole("button", { name: "Undo all" }).click();
  await root.getByText("No problems found").waitFor({ timeout: 30_000 });
  await root.goto(`${engine.origin}/#/rules/churn/churn-threat?tab=try&text=${encodeURIComponent("Acme, I am leaving you for somebody else")}`);
  await root.getByText(/^It (matches|does not match)/).waitFor({ timeout: 30_000 });
  await picture(root, "try", { of: root.locator("section.pane") });
  await root.goto(`${engine.origin}/#/rules/churn/churn-threat?tab=backtest`);
  await root.getByRole("button", { name: "Back-test", exact: true }).click();
  await root.locator("dl").waitFor({ timeout: 60_000 });
  await picture(root, "backtest", { of: root.locator("section.pane") });
}

/** What the guides show is what was made, and each picture is shown. */
function shownAndMade(folder) {
  const made = readdirSync(folder).filter((name) => name.endsWith(".webp")).sort();
  const shown = guides.flatMap((guide) => [...readFileSync(guide, "utf8").matchAll(/\(pictures\/([\w-]+\.webp)\)/g)].map((found) => found[1]));
  equal([...new Set(shown)].sort(), made, "the pictures in the guides");
  for (const name of made) check(existsSync(join(top, "docs", "pictures", name)), `docs/pictures/${name} is missing`);
  const bytes = made.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  check(bytes <= bytesMost, `the pictures take ${bytes} bytes, at most ${bytesMost} may be`);
  measured("pictures", { pictures: made.length, KB: Math.round(bytes / 1000) });
}

test(async ({ home, browser, program, visit }) => {
  const folder = process.env.TOCSIN_TEST_PICTURES ?? join(home, "pictures");
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(home, "packs"));
  for (const name of packs) cpSync(join(top, "rules", "packs", `${name}.yaml`), join(home, "packs", `${name}.yaml`));
  writeFileSync(join(home, "brands.yaml"), brands);
  const platform = await mastodon();
  try {
    writeFileSync(join(home, "token"), "secret-token\n", { mode: 0o600 });
    const config = join(home, "tocsin.yaml");
    writeFileSync(config, `packs: [packs]\ndata: data\nquiet: {off: true}\npeople: {require_totp: [admin]}\nreply:\n  bluesky: {service: "${platform.url}", handle: acme.example, password_file: token, private: true}\n  approval: [legal, churn]\n  undo: 60s\n`);
    const engine = await program(["serve", "--config", config, "--brands", join(home, "brands.yaml"), "--source", "none"]);
    await addUser(home, "root", "--admin", "--name", "Rowan Vale");
    for (const [login, role, name] of [["ann", "agent", "Ann Ferris"], ["ben", "agent", "Ben Oster"], ["cleo", "agent", "Cleo Hart"], ["lee", "lead", "Lee Moran"], ["rita", "rule-author", "Rita Sund"]])
      await addUser(home, login, "--role", role, "--name", name, "--team", "care");
    await letTestIn(engine, home);
    for (const post of posts()) await engine.post([post]);
    await until(async () => (await engine.alerts()).length > 5, "alerts of the day");

    const maker = await (await browser.newContext()).newPage();
    const lets = { allowed: [/status of (401|403|422)/], width: 1280, height: 800 };
    const picture = (page, name, how) => shoot(maker, page, folder, name, how);
    const [ann, ben, lee, root] = (await Promise.all([visit(engine, lets), visit(engine, lets), visit(engine, lets), visit(engine, { ...lets, theme: "light" })])).map((one) => one.page);
    const { page: phone } = await visit(engine, { ...lets, width: 390, height: 800 });
    await ann.goto(`${engine.origin}/`);
    await ann.locator(".door").waitFor();
    await signIn(ben, engine, "ben");
    await signIn(lee, engine, "lee");
    await agents({ engine, ann, ben, lee, picture, phone });
    await admins({ engine, root, picture });
    shownAndMade(folder);
    await engine.stop();
  } finally {
    platform.end();
  }
});
