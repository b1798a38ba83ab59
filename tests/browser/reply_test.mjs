// Answers at the page, sent to a stand-in of Mastodon: drafted by an agent, approved by a lead and never
// by oneself, taken back in time, sent once; saved ones with places to fill in; held with its author
// told when the post is deleted or edited meanwhile; sent again by hand after a failure.
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check, equal, until } from "./support/checks.mjs";
import { mastodon } from "./support/mastodon.mjs";
import { addUser, letTestIn, signIn } from "./support/people.mjs";
import { brands } from "./support/program.mjs";
import { test } from "./support/test.mjs";

const complaint = (number, more = {}) => ({
  id: String(number), source: "mastodon", created_at: new Date().toISOString(), lang: "en",
  text: `acme, my line is broken, ticket ${number}`, url: `https://social.example/@jo/${number}`,
  author: { id: `a${number}`, handle: `jo${number}@social.example`, name: `Jo Marsh ${number}` }, ...more,
});

const open = async (page, engine, post) => {
  const alert = (await engine.alerts()).find((each) => each.post.id === post.id && each.post.source === post.source);
  await page.goto(`${engine.origin}/#/stream/${alert.id}`);
  await page.locator(`section.alert[data-id=${alert.id}] article.post`).waitFor();
  await page.getByRole("tab", { name: "Reply" }).click();
  return alert;
};
const field = (page) => page.getByRole("textbox", { name: "Reply", exact: true });
const pending = (page, state) => page.locator(`.pending[data-state=${state}]`);
const button = (page, name) => page.getByRole("button", { name, exact: typeof name === "string" });
const replies = async (engine, alert) => (await engine.get(`/api/v1/cases/${alert.case}`)).replies;

async function draft(page, text) {
  await field(page).fill(text);
  await field(page).press("Control+Enter");
}

async function approvedByAnother({ ann, lee, engine, platform }) {
  const post = complaint(1);
  const alert = await open(ann, engine, post);
  await draft(ann, "Sorry, Jo. We are looking at your line now.");
  await pending(ann, "draft").getByText("nobody approves their own").waitFor();
  equal(await button(ann, /^Approve/).count(), 0, "an agent approves");
  await open(lee, engine, post);
  await pending(lee, "draft").getByText("Ann Ferris’s answer").waitFor();

  // Sent off, and taken back in time: nothing leaves.
  await button(lee, "Approve and send").click();
  await button(lee, /^Take back/).click();
  await lee.getByText("Taken back: nothing was sent.").waitFor();
  await field(ann).waitFor();
  equal((await platform.posts()).length, 0, "posts after it was taken back");

  await draft(ann, "Sorry, Jo. We are at your line now.");
  await button(lee, "Approve only").click();
  await pending(ann, "approved").getByText("approved by Lee Moran").waitFor();
  await button(ann, /^Send/).click();
  await ann.getByText("Ann Ferris’s answer was sent").waitFor({ timeout: 20_000 });
  const posts = await platform.posts();
  equal(posts.map((each) => [each.content, each.in_reply_to_id]), [["<p>Sorry, Jo. We are at your line now.</p>", "1"]], "what was posted");
  equal((await replies(engine, alert)).map((each) => each.state), ["cancelled", "sent"], "its replies");
  const link = await ann.getByRole("link", { name: /open it on Mastodon/ }).getAttribute("href");
  check(link.startsWith(platform.url), `the link to what was posted: ${link}`);
  await ann.getByText("first answer", { exact: true }).waitFor(); // the clock stands still
  await ann.getByRole("tab", { name: "Timeline" }).click();
  await ann.getByText("approved the answer").first().waitFor();

  // A lead's own answer waits for another lead.
  const own = complaint(2);
  await open(lee, engine, own);
  await draft(lee, "We are on it.");
  await pending(lee, "draft").getByText("nobody approves their own").waitFor();
  equal(await button(lee, /^Approve/).count(), 0, "one's own approved");
  await button(lee, "Discard").click();
  await field(lee).waitFor();
}

async function savedAndFilled({ ann, engine }) {
  const post = complaint(3);
  await open(ann, engine, post);
  await field(ann).fill("Dear {name}, please send us {order number}.");
  await ann.getByText("Fill in {name}, {order number} first.").waitFor();
  equal(await button(ann, /^Ask for approval/).isDisabled(), true, "an unfilled one is sent");
  await button(ann, "Save as …").click();
  await ann.getByLabel("Name of the answer").fill("Order number");
  await button(ann, "Save").click();
  await ann.getByText("Saved: Order number").waitFor();
  await field(ann).fill("");
  await field(ann).press("/");
  await ann.getByRole("dialog", { name: "Saved answers" }).waitFor();
  await ann.keyboard.press("1");
  await until(async () => (await field(ann).inputValue()).startsWith("Dear Jo Marsh 3, please send us {order number}"),
    async () => `the author's name is filled in: ${await field(ann).inputValue()}`);
  await ann.getByText("Fill in {order number} first.").waitFor();
  await field(ann).fill("a".repeat(501));
  await ann.getByText("1 too long for Mastodon.").waitFor();
  equal(await button(ann, /^Ask for approval/).isDisabled(), true, "one that is too long is sent");
  await field(ann).fill("");
}

/** The post is deleted, or edited, while its answer waits: held, and its author told wherever they are. */
async function held({ ann, engine }) {
  const gone = complaint(4), edited = complaint(5);
  await open(ann, engine, gone);
  await draft(ann, "Sorry to hear that.");
  await pending(ann, "draft").waitFor();
  await ann.goto(`${engine.origin}/#/sources`);
  await ann.getByRole("heading", { name: "Sources" }).waitFor();
  await engine.post([{ delete: { id: gone.id, source: gone.source } }]);
  await ann.locator(".toast", { hasText: "Your answer is held back" }).getByRole("button", { name: "Show it" }).click();
  await ann.getByRole("tab", { name: "Reply" }).click();
  await pending(ann, "held").getByText("There is nothing to answer any more").waitFor();
  equal(await button(ann, "Edit").count(), 0, "an answer to a deleted post can be edited");
  await button(ann, "Discard").click();
  await field(ann).waitFor();
  equal(await field(ann).isDisabled(), true, "a deleted post can be answered");

  const alert = await open(ann, engine, edited);
  await draft(ann, "Sorry to hear that.");
  await pending(ann, "draft").waitFor();
  await engine.post([{ ...edited, text: "acme, my line is broken, and it was my dog" }]);
  await pending(ann, "held").getByText("was edited").waitFor();
  await button(ann, "Edit").click();
  await field(ann).fill("Poor dog. We come and look.");
  await button(ann, /^Save Ctrl/).click();
  await pending(ann, "draft").waitFor();
  equal((await replies(engine, alert)).at(-1).text, "Poor dog. We come and look.", "the text after it was held");
  await button(ann, "Discard").click();
  await field(ann).waitFor();
}

/** Two write at once: one draft stands, and the other's text is not lost. */
async function oneAtATime({ ann, lee, engine }) {
  const post = complaint(6);
  await open(ann, engine, post);
  await open(lee, engine, post);
  await field(lee).fill("I was faster to write, and slower to send.");
  await draft(ann, "We are on it.");
  await pending(lee, "draft").getByText("Ann Ferris’s answer").waitFor();
  await lee.getByText("Your own text is kept").waitFor();
  await button(ann, "Discard").click();
  await until(async () => (await field(lee).count()) > 0 && (await field(lee).inputValue()) === "I was faster to write, and slower to send.", "the other's text comes back");
  await field(lee).fill("");
}

async function sentAgainByHand({ ann, lee, engine, platform }) {
  const post = complaint(7);
  await open(ann, engine, post);
  await draft(ann, "A technician comes at nine.");
  await open(lee, engine, post);
  await platform.breaks({ statuses: ["expired"] });
  await button(lee, "Approve and send").click();
  await pending(lee, "failed").waitFor({ timeout: 30_000 });
  check((await pending(lee, "failed").locator(".why").innerText()).length > 5, "why it was not sent");
  await ann.getByRole("link", { name: "Answers 1 of yours not sent" }).waitFor();
  const before = (await platform.posts()).length;
  await button(lee, "Send again").click();
  await lee.getByText("Ann Ferris’s answer was sent").waitFor({ timeout: 20_000 });
  equal((await platform.posts()).length, before + 1, "posts after it was sent again");
  await ann.getByRole("link", { name: "Answers", exact: true }).waitFor();
}

/** A lead sees what waits without opening each case, and sends it by key; their own is not theirs to approve. */
async function theQueue({ ann, lee, engine, platform }) {
  const waits = (count) => lee.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: `Answers ${count} to approve` }).waitFor();
  const before = (await platform.posts()).length;
  for (const number of [10, 11]) {
    await engine.post([complaint(number)]);
    await open(ann, engine, complaint(number));
    await draft(ann, `We are looking at line ${number}.`);
    await pending(ann, "draft").waitFor();
  }
  await engine.post([complaint(12)]);
  await open(lee, engine, complaint(12));
  await draft(lee, "I am looking at it myself.");
  await pending(lee, "draft").waitFor();
  await waits(2);
  await lee.locator("body").press("Escape");
  await lee.keyboard.press("g");
  await lee.keyboard.press("w");
  await until(async () => (await lee.locator("[id^=answer-]").count()) === 3, async () => `answers that wait: ${await lee.locator("[id^=answer-]").count()}`);
  const first = lee.locator("[id^=answer-]").first();
  check((await first.innerText()).includes("ticket 10"), `the longest waiting comes first, with its post: ${await first.innerText()}`);
  equal(await lee.locator("[id^=answer-]", { hasText: "I am looking at it myself." }).getByRole("button", { name: /^Approve/ }).count(), 0, "one's own to approve in the queue");
  await lee.keyboard.press("j");
  await lee.keyboard.press("Control+Enter");
  await until(async () => (await platform.posts()).length === before + 1, "the first is sent");
  await waits(1);
  await until(async () => (await lee.locator("[id^=answer-]").count()) === 2, "it has left the queue");
  await lee.locator("[id^=answer-]", { hasText: "line 11" }).getByRole("button", { name: "Open the alert" }).click();
  await pending(lee, "draft").getByText("We are looking at line 11.").waitFor();
  // An agent finds their own there too, and cannot approve it.
  await ann.goto(`${engine.origin}/#/answers`);
  await ann.locator("[id^=answer-]", { hasText: "line 11" }).waitFor();
  equal(await ann.getByRole("button", { name: /^Approve/ }).count(), 0, "an agent approves in the queue");
}

async function onThePlatform({ ann, engine }) {
  const post = complaint(8, { source: "test", url: "https://forum.example/t/8" });
  await engine.post([post]);
  await open(ann, engine, post);
  await draft(ann, "Please call us.");
  await pending(ann, "draft").getByText("No account of ours on test is connected").waitFor();
  equal(await ann.getByRole("link", { name: "answer on test ↗" }).getAttribute("href"), post.url, "where to answer");
  equal(await button(ann, /^Send/).count(), 0, "it can be sent");
}

test(async ({ home, serve, visit }) => {
  const platform = await mastodon();
  try {
    writeFileSync(join(home, "token"), "secret-token\n");
    chmodSync(join(home, "token"), 0o600);
    const config = join(home, "replies.yaml");
    writeFileSync(config, `quiet: {off: true}\nreply:\n  mastodon: {service: "${platform.url}", token_file: token, private: true}\n  approval: [all]\n  undo: 4s\n`);
    const engine = await serve(["--config", config, "--brands", brands]);
    await addUser(home, "root", "--admin");
    await addUser(home, "ann", "--role", "agent", "--name", "Ann Ferris");
    await addUser(home, "lee", "--role", "lead", "--name", "Lee Moran");
    await letTestIn(engine, home);
    await engine.post([1, 2, 3, 4, 5, 6, 7].map((number) => complaint(number)));
    const lets = { allowed: [/status of (401|409)/] };
    const { page: ann } = await visit(engine, lets);
    const { page: lee } = await visit(engine, lets);
    await signIn(ann, engine, "ann");
    await signIn(lee, engine, "lee");
    const all = { ann, lee, engine, platform };
    for (const part of [approvedByAnother, savedAndFilled, held, oneAtATime, sentAgainByHand, theQueue, onThePlatform]) await part(all);
    await engine.stop();
  } finally {
    platform.end();
  }
});
