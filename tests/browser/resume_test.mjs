// The server is killed in the middle of alerts: the page says so, comes back by itself, and shows
// every alert once. TOCSIN_TEST_DOWN_SECONDS: how long it stays away (3); TOCSIN_TEST_POUR_SECONDS: for how long
// 200 alerts a second come before and after (1.5).
import { check, equal, measured, pause, until } from "./support/checks.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const down = Number(process.env.TOCSIN_TEST_DOWN_SECONDS ?? 3);
const pours = Number(process.env.TOCSIN_TEST_POUR_SECONDS ?? 1.5);
const perBatch = 20;
const pace = 100; // ms: 200 alerts a second

/** Posts until told to stop; what was answered is promised to be shown. */
async function pour(engine, first, going) {
  let sent = 0;
  while (going.on) {
    const at = Date.now();
    try {
      await engine.post(complaints(first + sent, perBatch));
    } catch {
      if (!going.on) break;
      throw new Error("a post was refused while the server was up");
    }
    sent += perBatch;
    await pause(Math.max(0, pace - (Date.now() - at)));
  }
  return sent;
}

test(async ({ serve, visit }) => {
  const engine = await serve();
  const { page } = await visit(engine, { allowed: [/ERR_CONNECTION_REFUSED/, /WebSocket connection/, /ERR_CONNECTION_RESET/, /ERR_EMPTY_RESPONSE/] });
  const stream = await Stream.open(page, engine);

  const going = { on: true };
  const pouring = pour(engine, 0, going);
  await pause(pours * 1000);
  going.on = false;
  await engine.kill();
  await pouring;
  await until(async () => (await stream.state()) !== "live", "the page says that it is not connected", 5);
  await page.locator("[role=alert]", { hasText: "No connection to the server" }).waitFor({ timeout: 5000 });
  await pause(down * 1000);
  check((await stream.state()) !== "live", "the page calls itself live without a server");
  const old = Number(/(\d+) s old/.exec(await page.locator("[role=alert]").first().innerText())?.[1]);
  check(old >= down - 1, `the page says that it is ${old} s old, but the server has been away for ${down} s and more`);

  const back = Date.now();
  await engine.start();
  await stream.live(30);
  const resumed = Date.now() - back;
  const again = { on: true };
  const pouringAgain = pour(engine, 100_000, again);
  await pause(pours * 1000);
  again.on = false;
  await pouringAgain;

  const alerts = await engine.alerts();
  await until(async () => {
    await stream.newest();
    return (await stream.held()) === alerts.length;
  }, async () => `${alerts.length} alerts in the list, but ${await stream.held()}`, 30);
  const { ids, most } = await stream.everyId();
  equal(ids.length, alerts.length, "rows");
  equal([...new Set(ids)].length, ids.length, "rows, each once");
  const lost = alerts.filter((alert) => !ids.includes(alert.id));
  equal(lost.length, 0, "alerts without a row");
  measured("resume", { alerts: alerts.length, "seconds away": down, "ms from start to live": resumed, "rows in the page": most });
  await engine.stop();
});
