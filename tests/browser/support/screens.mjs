// Every screen, by its address, and what stands there when it has come.
import { until } from "./checks.mjs";

export const screens = [
  { name: "stream", hash: "#/stream", shows: "[role=feed]" },
  { name: "alert", hash: "#/stream", shows: "[role=feed]", open: true },
  { name: "alert-reply", hash: "#/stream", shows: "[role=feed]", open: true, press: ["r"], then: "#reply" },
  { name: "alert-timeline", hash: "#/stream", shows: "[role=feed]", open: true, press: ["y"], then: ".timeline" },
  { name: "columns", hash: "#/stream?layout=columns", shows: "section.column" },
  { name: "filtered", hash: "#/stream?signal=complaint&-lang=de&severity_min=medium", shows: "[role=feed]" },
  { name: "nothing", hash: "#/stream?signal=praise", shows: "text=No alert passes these filters" },
  { name: "keys", hash: "#/stream", shows: "[role=feed]", press: ["?"], then: "dialog" },
  { name: "command", hash: "#/stream", shows: "[role=feed]", press: ["Control+k"], then: "dialog" },
  { name: "settings", hash: "#/stream", shows: "[role=feed]", press: ["g", ","], then: "dialog" },
  { name: "rules", hash: "#/rules", shows: "text=All rules, h1:has-text('Rules')" },
  { name: "rule", hash: "#/rules/trial/trouble", shows: "h1:has-text('Something does not work')" },
  { name: "rule-try", hash: "#/rules/trial/trouble?tab=try&text=acme%2C+my+line+is+broken", shows: "text=A text of your own" },
  { name: "rule-backtest", hash: "#/rules/trial/trouble?tab=backtest", shows: "button:has-text('Back-test')" },
  { name: "rule-versions", hash: "#/rules/trial/trouble?tab=versions", shows: "h1:has-text('Something does not work')" },
  { name: "search", hash: "#/search?q=broken", shows: "[role=search]" },
  { name: "answers", hash: "#/answers", shows: "h1:has-text('Answers')" },
  { name: "sources", hash: "#/sources", shows: "h1:has-text('Sources')" },
  { name: "health", hash: "#/health", shows: "#parts" },
  { name: "admin-people", hash: "#/admin/people", shows: "h1:has-text('Admin')" },
  { name: "admin-tokens", hash: "#/admin/tokens", shows: "h1:has-text('Admin')" },
  { name: "admin-sessions", hash: "#/admin/sessions", shows: "h1:has-text('Admin')" },
  { name: "admin-audit", hash: "#/admin/audit", shows: "h1:has-text('Admin')" },
  { name: "admin-answers", hash: "#/admin/answers", shows: "form[aria-label='Save an answer']" },
  { name: "admin-me", hash: "#/admin/me", shows: "h1:has-text('Admin')" },
  { name: "invite", hash: "#/invite/abc", shows: "h1:has-text('Choose a password')" },
  // The last: what is set stays with this browser.
  { name: "short-rows", hash: "#/stream", shows: ".row.short", settings: { rows: "short" } },
];

const pressed = new WeakSet();

/** Goes there, and waits until it stands still. */
export async function show(page, engine, screen) {
  if (pressed.has(page)) await page.goto("about:blank"); // what lies over the last one is gone
  pressed.delete(page);
  if (screen.settings) {
    await page.goto(`${engine.origin}/#/health`);
    await page.evaluate((settings) => localStorage.setItem("tocsin.settings", JSON.stringify(settings)), screen.settings);
    await page.goto("about:blank");
  }
  if (screen.press) pressed.add(page);
  await page.goto(`${engine.origin}/${screen.hash}`);
  await page.locator(screen.shows.split(", ").at(-1)).first().waitFor({ timeout: 15_000 });
  if (screen.open) {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.locator("article.post").waitFor();
  }
  for (const key of screen.press ?? []) await page.keyboard.press(key);
  if (screen.then) await page.locator(screen.then).first().waitFor();
  await until(async () => (await page.locator("text=/^(Loading|Asking for|Searching)/").filter({ visible: true }).count()) === 0, `${screen.name} has loaded`, 15);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
