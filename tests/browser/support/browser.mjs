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

/** What pages did that they must not do. A test that expects some of it gives `allowed`. */
class Watch {
  constructor(origin, allowed) {
    this.origin = origin;
    this.allowed = allowed;
    this.found = [];
  }

  tell(what) {
    if (this.found.length < 20 && !this.allowed.some((each) => each.test(what))) this.found.push(what);
  }

  over(page) {
    const { origin } = this;
    const tell = (what) => this.tell(what);
    page.on("dialog", (dialog) => {
      tell(`a dialog opened: ${dialog.type()} ${dialog.message()}`);
      dialog.dismiss().catch(() => {});
    });
    page.on("popup", (opened) => tell(`a window opened: ${opened.url()}`));
    page.on("pageerror", (error) => tell(`the page's script failed: ${error}`));
    page.on("console", (message) => {
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
  const watch = new Watch(origin, allowed);
  context.on("page", (page) => watch.over(page));
  // Told at once, so that nothing is lost with a page that is closed.
  await context.exposeBinding("tellViolation", (_, what) => watch.tell(`against the page's policy: ${what}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      window.tellViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  return {
    page, context,
    /** Fails where a page did what it must not; then closes all. */
    async leave() {
      await context.close();
      check(watch.found.length === 0, () => `the page:\n  ${watch.found.join("\n  ")}`);
    },
  };
}
