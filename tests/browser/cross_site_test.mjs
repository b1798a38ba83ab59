// A page of another site, open in the same browser, can neither act nor read nor listen.
import { createServer } from "node:http";
import { check, equal } from "./support/checks.mjs";
import { complaint } from "./support/posts.mjs";
import { test } from "./support/test.mjs";

/** The hostile page; it tells what it could do. */
const attack = (target) => `<!doctype html><meta charset="utf-8"><title>evil</title>
<iframe name="sink"></iframe>
<form id="f" method="post" enctype="text/plain" target="sink" action="${target}/api/v1/posts">
  <input name='{"id":"evil-form","text":"acme is broken","author":{"id":"x","bio":"' value='"}}'></form>
<script>
const tried = {};
const ask = (name, url, options) => fetch(url, options).then((a) => { tried[name] = a.type + " " + a.status; }, () => { tried[name] = "refused"; });
const post = JSON.stringify({ id: "evil-fetch", text: "acme is broken", author: { id: "x" } });
const socket = new Promise((done) => {
  const s = new WebSocket("${target.replace("http", "ws")}/api/v1/feed", "tocsin.v1");
  s.onopen = () => { tried.socket = "open"; done(); };
  s.onerror = () => { tried.socket = "refused"; done(); };
});
const image = new Promise((done) => {
  const i = new Image();
  i.onload = () => { tried.image = "loaded"; done(); };
  i.onerror = () => { tried.image = "refused"; done(); };
  i.src = "${target}/api/v1/alerts";
});
document.getElementById("f").submit();
window.over = Promise.all([
  ask("blind post", "${target}/api/v1/posts", { method: "POST", mode: "no-cors", headers: { "Content-Type": "text/plain" }, body: post, credentials: "include" }),
  ask("post", "${target}/api/v1/posts", { method: "POST", headers: { "Content-Type": "application/json", "X-Requested-With": "console" }, body: post, credentials: "include" }),
  ask("read", "${target}/api/v1/alerts", { credentials: "include" }),
  ask("end session", "${target}/api/v1/session", { method: "DELETE", credentials: "include" }),
  socket, image, new Promise((done) => setTimeout(done, 500)),
]).then(() => tried);
</script>`;

test(async ({ serve, browser }) => {
  const engine = await serve();
  await engine.post([complaint(1)]);
  const site = createServer((_, answer) => {
    answer.setHeader("Content-Type", "text/html");
    answer.end(attack(engine.origin));
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  const page = await (await browser.newContext()).newPage();
  const statuses = [];
  page.on("response", (answer) => answer.url().startsWith(engine.origin) && statuses.push([answer.request().method(), answer.url().slice(engine.origin.length), answer.status()]));
  await page.goto(`http://localhost:${site.address().port}/`); // another site than 127.0.0.1
  const tried = await page.evaluate(() => window.over);
  equal(tried.socket, "refused", "a socket from another site");
  equal(tried.image, "refused", "an answer as a picture");
  equal(tried.read, "refused", "reading alerts");
  equal(tried.post, "refused", "a post with a header");
  equal(tried["end session"], "refused", "ending the session");
  const taken = statuses.filter(([method, path, status]) => method === "POST" && path === "/api/v1/posts" && status !== 403);
  equal(taken, [], "posts that were not answered 403");
  check(statuses.some(([method]) => method === "POST"), "no POST was even tried");
  equal((await engine.alerts()).map((alert) => alert.post.id), ["p1"], "alerts afterwards");

  // Nor can it frame the console, to have clicks stolen.
  const framed = await page.evaluate((target) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.src = target;
    frame.onload = () => { try { done(frame.contentDocument === null ? "blank or foreign" : frame.contentDocument.title); } catch { done("foreign"); } };
    document.body.append(frame);
  }), engine.origin);
  check(framed !== "Tocsin", "the console can be framed");
  const inside = page.frames().find((frame) => frame.url().startsWith(engine.origin) && frame.url().endsWith("/") );
  equal(inside ? await inside.locator("[role=feed]").count() : 0, 0, "the console in a frame");
  site.close();
  await engine.stop();
});
