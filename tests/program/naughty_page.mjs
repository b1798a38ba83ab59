// What a browser makes of posts by hostile hands: node naughty_page.mjs INPUT, a file with
// {port, chromium, posts: {id: {text, name, handle, bio, url}}}. The posts have raised alerts.
// Says on standard output, as JSON, what is wrong; [] where nothing is.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../npm/package.json", import.meta.url))("playwright-core");
const { port, chromium: program, posts } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const origin = `http://127.0.0.1:${port}`;
const wrong = [];
const tell = (what) => wrong.length < 20 && wrong.push(what);

const browser = await chromium.launch({
  executablePath: program,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage();
page.on("dialog", (dialog) => {
  tell(`a dialog opened: ${dialog.type()} ${dialog.message()}`);
  dialog.dismiss();
});
page.on("popup", () => tell("a window opened"));
page.on("pageerror", (error) => tell(`the page's script failed: ${error}`));
page.on("console", (message) => message.type() === "error" && tell(`the console says: ${message.text()}`));
page.on("request", (request) => {
  const url = request.url();
  if (!url.startsWith(origin + "/")) tell(`asked for ${url}`);
});
page.on("framenavigated", (frame) => {
  if (frame !== page.mainFrame() || !frame.url().startsWith(origin)) tell(`went to ${frame.url()}`);
});
await page.addInitScript(() => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
});

await page.goto(origin + "/");
const count = Object.keys(posts).length;
await page.waitForFunction((n) => document.querySelectorAll(".row").length === n, count, { timeout: 60_000 })
  .catch(async () => tell(`${await page.locator(".row").count()} of ${count} alerts are shown`));

// In the page, since thousands of questions from outside would take minutes.
const seen = await page.evaluate(async (posts) => {
  const wrong = [];
  const controls = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
  const shown = (text) => text.replace(controls, (c) => "U+" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"));
  const equal = (is, text, where) => {
    if (is !== shown(text)) wrong.push(`${where}: ${JSON.stringify(is)} is shown for ${JSON.stringify(text)}`);
  };
  const answer = await (await fetch("/api/v1/alerts?limit=200")).json();
  for (const alert of answer.alerts) {
    const post = posts[alert.post.id];
    const row = document.getElementById(alert.id);
    if (!row) {
      wrong.push(`${alert.post.id}: has no row`);
      continue;
    }
    equal(row.querySelector(".txt").textContent, post.text, "the list");
    if (row.querySelectorAll("mark").length !== (post.text.endsWith(" broken") ? 1 : 0))
      wrong.push(`the list: marks in ${JSON.stringify(post.text)}`);
    row.click();
    const until = Date.now() + 5000;
    const whole = () => document.querySelector("#who .thread, #who h2 ~ table") && document.querySelector("#alert .post p");
    do await new Promise((done) => setTimeout(done, 20));
    while (Date.now() < until && !(row.getAttribute("aria-selected") === "true" && whole()));
    equal(document.querySelector("#alert .post p").textContent, post.text, "the post");
    if (post.name) equal(document.querySelector("#who .big").textContent, post.name, "the author");
    equal(document.querySelector("#who p.dim").textContent, post.bio, "the author's words");
  }
  for (const link of document.querySelectorAll("a[href]"))
    if (!/^https?:/.test(link.href)) wrong.push(`a link to ${link.href}`);
  for (const made of document.querySelectorAll("#rows *, #alert *, #who *"))
    if (!["DIV", "SPAN", "SMALL", "MARK", "P", "U", "B", "H1", "H2", "TABLE", "TR", "TD", "UL", "LI", "BUTTON", "ARTICLE", "A", "KBD", "TIME"].includes(made.tagName))
      wrong.push(`an element <${made.tagName.toLowerCase()}> that the page does not make`);
  return [...wrong, ...window.violations.map((what) => `against the page's policy: ${what}`)];
}, posts);
seen.forEach(tell);
await browser.close();
console.log(JSON.stringify(wrong));
