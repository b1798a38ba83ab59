// Twenty alerts are triaged with the keyboard alone: claimed, resolved or dismissed with an outcome,
// one of them brought back. TOCSIN_TEST_TRIAGE: how many (20).
import { check, equal, measured, until } from "./support/checks.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const count = Number(process.env.TOCSIN_TEST_TRIAGE ?? 20);
const secondsMost = 60;

test(async ({ serve, visit }) => {
  const engine = await serve();
  await engine.post(complaints(0, count + 5));
  const { page } = await visit(engine);
  // Whatever answers to a pointer is out of reach.
  await page.addInitScript(() => {
    for (const kind of ["pointerdown", "mousedown", "click"])
      addEventListener(kind, (event) => event.isTrusted && event.detail > 0 && (window.pointed = true), true);
  });
  const stream = await Stream.open(page, engine);
  await stream.holds(count + 5);
  const ended = () => engine.alerts().then((all) => all.filter((alert) => alert.state === "resolved" || alert.state === "dismissed").length);

  const began = Date.now();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await until(() => stream.opened(), "an alert is open");
  for (let done = 0; done < count; done++) {
    const now = stream.opened();
    await page.keyboard.press("c");
    const dismisses = done % 3 === 2;
    await page.keyboard.press(dismisses ? "d" : "Shift+E");
    await page.getByRole("dialog").waitFor({ timeout: 5000 });
    await page.keyboard.press("1");
    await until(() => stream.opened() !== now, `the next alert is open after number ${done + 1}`);
  }
  await until(async () => (await ended()) === count, async () => `${count} alerts are ended, but ${await ended()}`);
  const seconds = (Date.now() - began) / 1000;

  await page.keyboard.press("u");
  await until(async () => (await ended()) === count - 1, async () => `undo brings one back: ${await ended()} are ended`);
  check(seconds < secondsMost, `it took ${seconds} s, at most ${secondsMost} may pass`);
  equal(await page.evaluate(() => window.pointed ?? false), false, "a pointer was used");
  measured("by keyboard alone", { alerts: count, seconds: seconds.toFixed(1) });
  await engine.stop();
});
