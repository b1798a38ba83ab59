// 10,000 alerts: at most 60 rows in the page, no long tasks while more come, and a bounded heap. What is more
// than the page holds it says, and lets go of the least grave.
// TOCSIN_TEST_ALERTS: how many (10,000). TOCSIN_TEST_POUR_SECONDS: for how long 200 a second come
// on top of them (5).
import { check, equal, measured, pause, until } from "./support/checks.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const count = Number(process.env.TOCSIN_TEST_ALERTS ?? 10_000);
const pour = Number(process.env.TOCSIN_TEST_POUR_SECONDS ?? 5);
const perPost = 500;
const heldMost = 20_000; // open alerts in a page (tools/console/src/state/book.ts)
const rowsMost = 60;
const heapMost = 60; // MB, the console's budget

async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return usedSize / 1e6;
}

test(async ({ serve, visit }) => {
  const engine = await serve();
  for (let from = 0; from < count; from += perPost) await engine.post(complaints(from, Math.min(perPost, count - from)));

  const { page } = await visit(engine);
  await page.addInitScript(() => {
    window.longTasks = [];
    new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((each) => each.duration)))
      .observe({ entryTypes: ["longtask"] });
  });
  const began = Date.now();
  const stream = await Stream.open(page, engine);
  await until(async () => (await stream.held()) >= Math.min(count, heldMost), "all are held", 60);
  const loaded = Date.now() - began;
  const whileLoading = await page.evaluate(() => window.longTasks.splice(0));

  // A storm on top, which a reader at the top of the list sees.
  const until_ = Date.now() + pour * 1000;
  let more = 0;
  while (Date.now() < until_) {
    const at = Date.now();
    await engine.post(complaints(count + more, 20));
    more += 20;
    await pause(Math.max(0, 100 - (Date.now() - at)));
  }
  await until(async () => {
    await stream.newest();
    return (await stream.held()) >= Math.min(count, heldMost);
  }, "the storm is held");
  const inStorm = await page.evaluate(() => window.longTasks.splice(0));

  const overflowed = await page.getByText("gravest alerts are held").count();
  equal(overflowed > 0, count + more > heldMost + 1000, "whether the page says that it does not hold all");
  const rows = await stream.rows().count();
  check(rows <= rowsMost, `${rows} rows are in the page, at most ${rowsMost} may be`);
  check(rows > 5, `only ${rows} rows are in the page`);
  await page.evaluate(() => {
    const list = document.querySelector("[role=feed]");
    list.scrollTop = list.scrollHeight / 2;
  });
  await until(async () => {
    const at = Number(await stream.rows().first().getAttribute("aria-posinset"));
    return at > count / 4;
  }, "the middle of the list is shown");
  equal((await stream.rows().count()) <= rowsMost, true, "rows in the middle");
  const heap = await heapOf(page);
  check(heap < heapMost, `the heap is ${heap.toFixed(1)} MB, at most ${heapMost} may be`);
  measured("10,000 alerts", {
    alerts: count + more, "ms until all were held": loaded, "rows in the page": rows, "heap MB": heap.toFixed(1),
    "long tasks while loading": whileLoading.length, "longest ms": Math.max(0, ...whileLoading).toFixed(0),
    "long tasks in the storm": inStorm.length, "longest of these ms": Math.max(0, ...inStorm).toFixed(0),
  });
  await engine.stop();
});
