// From a post's own time, taken just before it is sent, to the row of its alert in a page, while other consoles listen as well. Printed, not judged: the machine is shared.
// TOCSIN_TEST_CONSOLES (50), of which TOCSIN_TEST_PAGES (1) are pages that draw; TOCSIN_TEST_POSTS_PER_SECOND (200),
// TOCSIN_TEST_POUR_SECONDS (8)
import { check, measured, pause, percentile, until } from "./support/checks.mjs";
import { complaint } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const consoles = Number(process.env.TOCSIN_TEST_CONSOLES ?? 50);
const drawn = Number(process.env.TOCSIN_TEST_PAGES ?? 1);
const perSecond = Number(process.env.TOCSIN_TEST_POSTS_PER_SECOND ?? 200);
const seconds = Number(process.env.TOCSIN_TEST_POUR_SECONDS ?? 8);

// Twenty alerts a second, so that each becomes a row before the next ones push it down; the other posts are
// read and set aside.
const every = Math.max(1, Math.round(perSecond / 20));
const post = (number) => number % every === 0 ? complaint(number)
  : complaint(number, { text: `the weather in town is fine today, walk ${number}` });

async function watching(visit, engine) {
  const { page } = await visit(engine);
  await page.addInitScript(() => {
    window.seen = new Map();
    new MutationObserver(() => {
      const now = Date.now();
      for (const name of document.querySelectorAll("[role=feed] [id^=name-]")) {
        const id = name.id.slice(5);
        if (!window.seen.has(id)) window.seen.set(id, now);
      }
    }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["id"] });
  });
  await Stream.open(page, engine);
  return page;
}

test(async ({ serve, visit }) => {
  const engine = await serve();
  const pages = [];
  for (let n = 0; n < drawn; n++) pages.push(await watching(visit, engine));

  // The others: sockets of a second page, which read and do not draw.
  const { page: crowd } = await visit(engine);
  await crowd.goto(`${engine.origin}/`); // whose icon is asked for by its name, and found
  await crowd.evaluate(async (count) => {
    window.heard = 0;
    window.sockets = await Promise.all(Array.from({ length: count }, () => new Promise((done, failed) => {
      const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/feed`, "tocsin.v1");
      socket.onopen = () => { socket.send(JSON.stringify({ type: "hello" })); done(socket); };
      socket.onmessage = () => { window.heard++; };
      socket.onerror = () => failed(new Error("a console was not let in"));
    })));
  }, consoles - drawn);

  const batch = Math.max(1, Math.round(perSecond / 20));
  const last = Date.now() + seconds * 1000;
  let sent = 0;
  while (Date.now() < last) {
    const at = Date.now();
    await engine.post(Array.from({ length: batch }, (_, i) => post(sent + i)));
    sent += batch;
    await pause(Math.max(0, 50 - (Date.now() - at)));
  }
  const alerts = await engine.alerts();
  check(alerts.length >= Math.floor(sent / every), `${alerts.length} alerts of ${sent} posts`);
  for (const [n, page] of pages.entries()) {
    await until(() => page.evaluate((ids) => ids.every((id) => window.seen.has(id)), alerts.map((alert) => alert.id)), "every alert was seen");
    const seen = new Map(await page.evaluate(() => [...window.seen]));
    const waits = alerts.map((alert) => seen.get(alert.id) - Date.parse(alert.post.created_at));
    measured(`sent to visible, page ${n + 1} of ${drawn}`, {
      consoles, "posts/s": (sent / seconds).toFixed(0), alerts: alerts.length, "median ms": percentile(waits, 0.5),
      "p99 ms": percentile(waits, 0.99), "worst ms": Math.max(...waits),
    });
  }
  await engine.stop();
});
