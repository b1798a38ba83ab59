// Accounts at the page: the sign-in, a wrong password, one-time codes from their set-up to their end,
// an invitation, signing out, a session that an admin ends while its page is open, and what takes the password anew.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, equal, measured, until } from "./support/checks.mjs";
import { addUser, codeOf, fillIn, letTestIn, password, signIn } from "./support/people.mjs";
import { complaints } from "./support/posts.mjs";
import { brands } from "./support/program.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

// Whoever is not signed in is told so by every answer: those are what this test is about.
const refused = { allowed: [/status of (401|403|422)/, /WebSocket connection/] };
const screens = (page) => page.getByRole("navigation", { name: "Screens" });
const door = (page) => page.getByRole("heading", { name: "Sign in to Tocsin" });

async function passwordsAreAskedFor(page, engine) {
  await page.goto(`${engine.origin}/#/stream?q=useless`);
  await door(page).waitFor();
  await fillIn(page, "ann", "not the password at all");
  await page.getByText("do not belong together").waitFor();
  await fillIn(page, "ann");
  await screens(page).waitFor();
  check(page.url().endsWith("#/stream?q=useless"), `the address is kept: ${page.url()}`);
  // What is another role's to do is not offered, and refused in words where somebody follows a link.
  await page.goto(`${engine.origin}/#/admin/people`);
  await page.getByText("This part is not of your role").waitFor();
}

/** The role needs codes: nothing but the set-up is open, and afterwards what one wanted to see. */
async function codesComeFirst(page, engine) {
  await page.goto(`${engine.origin}/#/stream?q=broken`);
  await fillIn(page, "root");
  await page.getByRole("heading", { name: "Your role needs one-time codes first" }).waitFor();
  await until(() => page.url().endsWith("#/admin/me"), async () => `the set-up's address: ${page.url()}`);
  equal(await screens(page).count(), 0, "screens before the codes are set up");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByRole("img", { name: /QR code/ }).waitFor();
  const secret = await page.locator("pre").innerText();
  await page.getByLabel("Code", { exact: true }).fill("000000");
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("alert").filter({ hasText: /code/i }).waitFor();
  await page.getByLabel("Code", { exact: true }).fill(codeOf(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("Recovery codes").waitFor();
  const recovery = (await page.locator("pre").innerText()).trim().split(/\s+/);
  equal(recovery.length, 10, "recovery codes");
  await page.getByRole("button", { name: "I have it" }).click();
  await screens(page).waitFor();
  check(page.url().endsWith("#/stream?q=broken"), `where one wanted to be: ${page.url()}`);
  return { secret, recovery };
}

async function signedOut(page) {
  await page.locator("header .who").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await door(page).waitFor();
}

async function codesAreAskedFor(page, { secret, recovery }) {
  await fillIn(page, "root");
  const code = page.getByLabel(/Code from your app/);
  await code.waitFor();
  await code.fill("123456");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("This code is not right").waitFor();
  await code.fill(codeOf(secret, 1)); // one step ahead: the one of now confirmed the set-up
  await page.getByRole("button", { name: "Sign in" }).click();
  await screens(page).waitFor();
  await signedOut(page);
  await fillIn(page, "root");
  await code.fill(recovery[0]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await screens(page).waitFor();
}

async function invited(admin, engine, visit) {
  await admin.goto(`${engine.origin}/#/admin/people`);
  await admin.getByLabel("Sign-in name").fill("kit");
  await admin.getByLabel("Name", { exact: true }).fill("Kit Ferro");
  await admin.locator("form select").selectOption("viewer");
  await admin.getByRole("button", { name: "Invite" }).click();
  await admin.getByRole("region", { name: "One-use link" }).waitFor();
  const link = (await admin.getByRole("region", { name: "One-use link" }).locator("pre").innerText()).trim();
  const { page, leave } = await visit(engine, refused);
  await page.goto(link);
  await page.getByLabel(/New password/).fill("password1234");
  await page.getByLabel("The same again").fill("password1234");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor(); // too common
  await page.getByLabel(/New password/).fill("amber lantern tide 40");
  await page.getByLabel("The same again").fill("amber lantern tide 40");
  await page.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("button", { name: "Go to the console" }).click();
  await door(page).waitFor();
  await fillIn(page, "kit", "amber lantern tide 40");
  await screens(page).waitFor();
  // A viewer reads: nothing that changes anything is offered.
  await page.locator("[role=feed] article").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.locator("article.post").waitFor();
  equal(await page.getByRole("group", { name: "Actions" }).count(), 0, "a viewer's actions");
  await leave();
  const { page: again } = await visit(engine, { allowed: [/status of (404|410|422|401)/] });
  await again.goto(link);
  await again.getByLabel(/New password/).fill("amber lantern tide 41");
  await again.getByLabel("The same again").fill("amber lantern tide 41");
  await again.getByRole("button", { name: "Keep it" }).click();
  await again.getByRole("alert").filter({ hasText: /link/i }).waitFor(); // used once already
}

/** An admin ends a session: its page is the sign-in page at once, without being touched. */
async function ended(admin, engine, visit) {
  const { page } = await visit(engine, refused);
  await signIn(page, engine, "ann");
  await new Stream(page, engine).live();
  await admin.goto(`${engine.origin}/#/admin/sessions`);
  const hers = admin.getByRole("listitem").filter({ hasText: "ann" });
  await hers.first().waitFor();
  const began = Date.now();
  // Her first session of this test stands there, too.
  for (let left = await hers.count(); left > 0; left--) {
    await hers.first().getByRole("button").click();
    await until(async () => (await hers.count()) < left, "the session is gone from the list");
  }
  await door(page).waitFor({ timeout: 5000 });
  measured("a session ended by an admin", { "ms until its page is the sign-in page": Date.now() - began });
}

/**
 * What a page left open must not do asks for the password or a code, and is done then. That the server asks after
 * five minutes is its own test (tests/serve/step_up_test.cpp): here it is made to ask at once, and what is given is
 * the real server's to judge.
 */
async function isItStillYou(admin, engine, { recovery }) {
  let asked = 0;
  await admin.route("**/api/v1/tokens", (route) => route.request().method() === "POST" && asked++ === 0
    ? route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ title: "Forbidden", status: 403, code: "step-up", step_up: true }) })
    : route.continue());
  const make = async () => {
    await admin.goto(`${engine.origin}/#/admin/tokens`);
    await admin.getByLabel("What it is for").fill("the shop");
    await admin.getByRole("button", { name: "Make a token" }).click();
    await admin.getByRole("dialog", { name: "Is it still you?" }).waitFor();
  };
  await make();
  await admin.keyboard.press("Escape");
  await admin.getByText("Nothing was done").waitFor();
  equal((await admin.getByRole("listitem").filter({ hasText: "the shop" }).count()), 0, "tokens after it was left");
  asked = 0;
  await make();
  await admin.getByRole("button", { name: "Use the password" }).click();
  await admin.getByLabel("Your password").fill("not the password at all");
  await admin.getByRole("button", { name: "Go on" }).click();
  await admin.getByRole("dialog").getByRole("alert").filter({ hasText: /password/i }).waitFor();
  await admin.getByRole("button", { name: "Use a code" }).click();
  await admin.getByLabel("Code from your app").fill(recovery[2]);
  await admin.getByRole("button", { name: "Go on" }).click();
  await admin.getByRole("region", { name: "New token" }).waitFor();
  equal(asked, 2, "how often the token was asked for");
  await admin.unroute("**/api/v1/tokens");
}

/** What was found can be taken along; what goes out of the house stands in the audit log. */
async function taken(admin, engine) {
  await admin.goto(`${engine.origin}/#/search?q=useless`);
  const [file] = await Promise.all([admin.waitForEvent("download"), admin.getByRole("button", { name: "CSV" }).click()]);
  equal(file.suggestedFilename(), "tocsin-alerts.csv", "the file's name");
  const lines = readFileSync(await file.path(), "utf8").trim().split("\n");
  check(lines[0].startsWith("id,state") && lines.length === 3, `a line each: ${lines.length}, ${lines[0].slice(0, 40)}`);
  await admin.goto(`${engine.origin}/#/admin/audit`);
  await admin.getByRole("cell", { name: /export/ }).first().waitFor();
}

async function accountOfOnesOwn(page, engine, { recovery }) {
  await page.goto(`${engine.origin}/#/admin/me`);
  await page.getByRole("region", { name: "Where you are signed in" }).getByText("this one").waitFor();
  await page.getByLabel("Now", { exact: true }).fill(password);
  await page.getByLabel(/^New, at least/).fill("heather cinder flute 3");
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByText("All other sessions of yours are ended").waitFor();
  await page.getByRole("button", { name: "Turn off …" }).click();
  await page.getByLabel(/Code from your app/).fill("000000");
  await page.getByRole("button", { name: "Turn off", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: /code/i }).waitFor();
  await page.getByLabel(/Code from your app/).fill(recovery[1]);
  await page.getByRole("button", { name: "Turn off", exact: true }).click();
  // The role needs them: without, there is nothing but their set-up.
  await page.getByRole("heading", { name: "Your role needs one-time codes first" }).waitFor();
}

test(async ({ home, serve, visit }) => {
  const config = join(home, "codes.yaml");
  writeFileSync(config, "people: {require_totp: [admin]}\nquiet: {off: true}\n");
  const engine = await serve(["--config", config, "--brands", brands]);
  await engine.post(complaints(0, 12));
  await addUser(home, "root", "--admin", "--name", "Rowan Vale");
  await addUser(home, "ann", "--role", "agent");
  await letTestIn(engine, home);

  const { page: ann } = await visit(engine, refused);
  await passwordsAreAskedFor(ann, engine);
  const { page: root } = await visit(engine, refused);
  const codes = await codesComeFirst(root, engine);
  await signedOut(root);
  await codesAreAskedFor(root, codes);
  await invited(root, engine, visit);
  await ended(root, engine, visit);
  await door(ann).waitFor({ timeout: 5000 });
  await isItStillYou(root, engine, codes);
  await taken(root, engine);
  await accountOfOnesOwn(root, engine, codes);
  await engine.stop();
});
