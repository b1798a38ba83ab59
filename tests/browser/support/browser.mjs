// Chromium, and pages in it that tell what they must not do: talk to others, break their own
// policy, fail, open dialogs or windows.
import { createRequire } from "node:module";
import { check } from "./checks.mjs";

const require = createRequire(new URL("../../npm/package.json", import.meta.url));
const { chromium } = require("playwright-core");
export const axeSource = require.resolve("axe-core/axe.min.js");

export const launch = () => chromium.launch({
  executablePath: process.env.TOCSIN_CHROMIUM,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--js-flags=--expose-gc"],
});

/** What a page did that it must not do. A test that expects some of it gives `allowed`. */
class Watch {
  constructor(page, origin, allowed) {
    this.found = [];
    const tell = (what) => {
      if (this.found.length < 20 && !allowed.some((each) => each.test(what))) this.found.push(what);
    };
    page.on("dialog", (dialog) => {
      tell(`a dialog opened: ${dialog.type()} ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on("popup", (opened) => tell(`a window opened: ${opened.url()}`));
    page.on("pageerror", (error) => tell(`the page's script failed: ${error}`));
    page.on("console", (message) => {
      // A route that this program does not offer is an answer that screens know how to show.
      if (/status of (404|501)/.test(message.text()) && message.location().url.startsWith(`${origin}/api/v1/`)) return;
      if (message.type() === "error") tell(`the browser's console says: ${message.text()} (${message.location().url})`);
    });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${origin}/`) && !/^(data|blob):/.test(url)) tell(`asked a third party: ${url}`);
    });
    page.on("websocket", (socket) => {
      if (!socket.url().startsWith(origin.replace("http", "ws"))) tell(`a third party's socket: ${socket.url()}`);
    });
  }
}

/** One person's browser: a context of its own, with what it is not to do watched over. */
export async function person(browser, origin, { width = 1440, height = 900, theme = "dark", zone, allowed = [], ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: theme, reducedMotion: "reduce", timezoneId: zone, ...more,
  });
  const page = await context.newPage();
  const watch = new Watch(page, origin, allowed);
  await page.addInitScript(() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) =>
      window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  return {
    page, context,
    /** Fails where the page did what it must not; then closes it. */
    async leave() {
      const violations = page.isClosed() ? [] : await page.evaluate(() => window.violations ?? []);
      await context.close();
      const wrong = [...watch.found, ...violations.map((what) => `against the page's policy: ${what}`)];
      check(wrong.length === 0, () => `the page:\n  ${wrong.join("\n  ")}`);
    },
  };
}
