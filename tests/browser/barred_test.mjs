// A proxy that lets no WebSocket pass: the page says so, and what to do, instead of blaming the server; and it is live
// again when the way is free.
import { check, until } from "./support/checks.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

test(async ({ serve, visit }) => {
  const engine = await serve();
  await engine.post(complaints(0, 5));
  const { page } = await visit(engine);
  let barred = true;
  await page.routeWebSocket(/\/api\/v1\/feed/, (socket) => (barred ? socket.close({ code: 1001 }) : socket.connectToServer()));
  await page.goto(`${engine.origin}/#/stream`);
  await page.getByText("No alert comes through to this page").waitFor({ timeout: 40_000 });
  check((await page.getByRole("region", { name: "Notices" }).innerText()).includes("lets no WebSocket"), "the banner says what is so");
  await page.getByRole("button", { name: "Search what is open" }).click();
  await page.getByRole("status").filter({ hasText: "5 alerts" }).waitFor();
  barred = false;
  await page.goto(`${engine.origin}/#/stream`);
  const stream = new Stream(page, engine);
  await stream.live(40);
  await stream.holds(5);
  await until(async () => (await page.getByText("lets no WebSocket").count()) === 0, "nothing is said of it any more");
  await engine.stop();
});
