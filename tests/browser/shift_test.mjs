// A shift at the page: an agent's views with their counts and keys, short rows, what is half written when the page
// is loaded again, and the end of it: whatever is theirs goes to a colleague, with a word, who is told.
import { check, equal, until } from "./support/checks.mjs";
import { addUser, letTestIn, signIn } from "./support/people.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const count = 12;
const ours = 3;
const others = ["Abe Lund", "Bo Karlin", "Cy Mendes", "Di Orsa", "Ed Falk", "Fay Noor", "Gus Ilves", "Quinn Ashby"];

async function savedViews({ page, stream }) {
  await page.goto(`${stream.engine.origin}/#/stream?q=router`);
  await page.getByRole("button", { name: "Saved views" }).click();
  await page.getByRole("button", { name: "Save this view …" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Routers");
  await page.keyboard.press("Enter");
  const link = page.getByRole("navigation", { name: "Saved views" }).getByRole("link", { name: /Routers/ });
  await link.waitFor();
  const passing = complaints(0, count).filter((post) => post.text.includes("router")).length;
  await until(async () => (await link.innerText()).replace(/\s+/g, " ").endsWith(`Routers ${passing}`), async () => `its count: ${await link.innerText()}`);
  await page.goto(`${stream.engine.origin}/#/stream`);
  await stream.holds(count);
  await page.keyboard.press("1");
  await stream.holds(passing);
  check(page.url().includes("q=router"), `the address of a saved view: ${page.url()}`);
  // It is kept right while more come.
  await stream.engine.post(complaints(count, 6));
  await until(async () => (await link.innerText()).replace(/\s+/g, " ").endsWith(`Routers ${passing + 1}`), async () => `its count later: ${await link.innerText()}`);
  await page.goto(`${stream.engine.origin}/#/stream`);
  await stream.holds(count + 6);
}

async function shortRows({ page, stream }) {
  const tall = await stream.rows().count();
  const height = async () => (await stream.rows().first().boundingBox()).height;
  const before = await height();
  await page.keyboard.press("z");
  await until(async () => (await height()) < before * 0.6, "the rows are short");
  await until(async () => (await stream.rows().count()) > tall, async () => `more rows in sight than ${tall}: ${await stream.rows().count()}`);
  await page.reload();
  await stream.live();
  await until(async () => (await stream.rows().count()) > 0 && (await height()) < before * 0.6, "they stay so");
}

/** Acting on several takes a lead: an agent is shown no boxes that would come to nothing. */
async function noBoxes({ page }) {
  equal(await page.locator("[role=feed] input[type=checkbox]").count(), 0, "boxes before an agent's alerts");
  await page.keyboard.press("*");
  equal(await page.getByRole("group", { name: "With the selected alerts" }).count(), 0, "bars for several");
}

/** What is half written survives the page, is its author's alone, and goes when they sign out. */
async function drafts({ page, stream, engine }) {
  // Typed in one go, before the alert and its field have come: as keys of the page it would claim and resolve.
  await page.keyboard.press("j");
  await page.keyboard.type("nCalled the network desk");
  await until(() => stream.opened(), "an alert is open");
  await until(async () => (await page.getByRole("textbox", { name: "Internal note" }).inputValue()) === "Called the network desk", "what was typed stands in the field");
  equal((await engine.alerts()).filter((alert) => alert.assignee || alert.state !== "open").length, 0, "alerts that typing has changed");
  await page.reload();
  await page.locator("article.post").waitFor();
  await page.keyboard.press("n");
  const note = page.getByRole("textbox", { name: "Internal note" });
  await until(async () => (await note.inputValue()) === "Called the network desk", async () => `the draft comes back: ${await note.inputValue()}`);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /Ann Ferris, agent/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Name", { exact: true }).waitFor();
  equal(await page.evaluate(() => Object.entries(sessionStorage).filter(([name, value]) => name.startsWith("tocsin.drafts") && value !== "[]")), [], "drafts after signing out");
  await signIn(page, engine, "ann");
  await page.goto(`${engine.origin}/#/stream`);
  await stream.live();
}

async function handedOver({ page, other, stream, engine }) {
  await until(async () => (await stream.rows().count()) >= ours, "rows are there");
  for (let n = 0; n < ours; n++) {
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await until(async () => (await engine.alerts()).filter((alert) => alert.assignee?.name === "Ann Ferris").length === n + 1, `${n + 1} are claimed`);
  }
  await page.keyboard.press("Shift+H");
  const dialog = page.getByRole("dialog", { name: `Hand ${ours} alerts over to` });
  await dialog.waitFor();
  equal(await dialog.getByRole("button", { name: /Vic Ames|Ann Ferris/ }).count(), 0, "viewers and oneself to hand over to");
  await dialog.getByRole("button", { name: /Ben Oster agent/ }).focus();
  await dialog.getByLabel("A word on each (optional)").fill("Late shift: all three wait for the cabinet in Leeds.");
  await dialog.getByRole("button", { name: "Hand over to “Ben Oster”" }).click();
  await page.getByText(`${ours} alerts are with Ben Oster now.`).waitFor();
  const his = (await engine.alerts()).filter((alert) => alert.assignee?.name === "Ben Oster");
  equal([his.length, his.map((alert) => alert.notes)], [ours, [1, 1, 1]], "alerts that are his, and notes on them");

  // The colleague is told once, and led there.
  await other.locator(".toast", { hasText: `Ann Ferris gave you ${ours} alerts.` }).getByRole("button", { name: "Show" }).click();
  await until(() => other.url().includes("view=mine"), "his own are shown");
  const theirs = new Stream(other, engine);
  await theirs.holds(ours);
  await page.keyboard.press("Shift+H");
  await page.getByText("Nothing is yours: there is nothing to hand over.").waitFor();
}

/** One of many is found by a few letters; a moment of one's own choice is taken, one that has passed is not. */
async function oneOfMany({ page, stream, engine }) {
  await page.goto(`${engine.origin}/#/stream`);
  await stream.live();
  await page.keyboard.press("j");
  const mine = () => engine.alerts().then((all) => all.filter((alert) => alert.assignee?.name === "Quinn Ashby").length);
  await page.keyboard.press("Shift+I");
  await page.keyboard.type("qui"); // ahead of the dialog, or into it
  const dialog = page.getByRole("dialog", { name: "Assign to" });
  await until(async () => (await dialog.getByRole("group").getByRole("button").count()) === 1, "one of many is left");
  await page.keyboard.press("Enter");
  await until(async () => (await mine()) === 1, "it is assigned to whom was found");

  // Another's is not this agent's to snooze; it is refused, and stays where the agent was.
  const his = await page.locator("[role=feed] .row.on").getAttribute("aria-labelledby");
  await page.keyboard.press("s");
  await page.getByRole("dialog", { name: /^Snooze/ }).waitFor();
  await page.keyboard.press("1");
  await page.locator(".toast.failed").first().waitFor();
  await until(async () => (await page.locator("[role=feed] .row.on").getAttribute("aria-labelledby")) === his, "one is back where one was");
  await page.locator(".toast.failed button", { hasText: "Close this message" }).first().click();
  await page.keyboard.press("j");

  const snoozed = () => engine.alerts().then((all) => all.filter((alert) => alert.state === "snoozed"));
  const field = page.getByRole("dialog", { name: /^Snooze/ }).getByLabel("When");
  for (const [moment, many] of [["2026-01-01T09:00", 0], [null, 1]]) {
    await page.keyboard.press("s");
    await page.getByRole("dialog", { name: /^Snooze/ }).waitFor();
    await page.keyboard.press("6");
    await field.waitFor();
    if (moment) await field.fill(moment);
    await field.press("Enter");
    await (many ? page.locator(".toast", { hasText: "Snoozed" }) : page.locator(".toast.failed")).first().waitFor();
    equal((await snoozed()).length, many, `alerts that are snoozed until ${moment ?? "tomorrow"}`);
    for (const each of await page.locator(".toast button", { hasText: "Close this message" }).all()) await each.click().catch(() => {});
  }
}

test(async ({ home, serve, visit }) => {
  const engine = await serve();
  await addUser(home, "root", "--admin");
  for (const [login, role, name] of [["ann", "agent", "Ann Ferris"], ["ben", "agent", "Ben Oster"], ["vic", "viewer", "Vic Ames"], ...others.map((name) => [name.split(" ")[0].toLowerCase(), "agent", name])]) await addUser(home, login, "--role", role, "--name", name);
  await letTestIn(engine, home);
  await engine.post(complaints(0, count));
  const lets = { allowed: [/status of (401|409)/] };
  const { page } = await visit(engine, lets);
  const { page: other } = await visit(engine, lets);
  await signIn(page, engine, "ann");
  await signIn(other, engine, "ben");
  const stream = new Stream(page, engine);
  await stream.live();
  const all = { page, other, stream, engine };
  for (const part of [savedViews, shortRows, noBoxes, drafts, handedOver, oneOfMany]) await part(all);
  await engine.stop();
});
