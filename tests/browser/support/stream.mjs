// The Stream screen, as a test sees it. What the page calls its parts is known here only.
import { check, pause, until } from "./checks.mjs";

export class Stream {
  constructor(page, engine) {
    this.page = page;
    this.engine = engine;
  }

  static async open(page, engine, query = "") {
    const stream = new Stream(page, engine);
    await page.goto(`${engine.origin}/#/stream${query}`);
    await stream.live();
    return stream;
  }

  rows() {
    return this.page.locator("[role=feed] article[aria-posinset]");
  }

  row(id) {
    return this.rows().filter({ has: this.page.locator(`#name-${id}`) });
  }

  /** What the page says of its connection. */
  async state() {
    const known = ["connecting", "catching-up", "live", "waiting", "offline"];
    const classes = ((await this.page.locator("header .live").first().getAttribute("class", { timeout: 5000 })) ?? "").split(" ");
    return known.findLast((each) => each !== "live" && classes.includes(each)) ?? (classes.filter((each) => each === "live").length > 1 ? "live" : "");
  }

  live(seconds = 20) {
    return until(async () => (await this.state()) === "live", async () => `live, but ${await this.state()}`, seconds);
  }

  /** How many alerts the list holds, shown or not. */
  async held() {
    const row = this.rows().first();
    if ((await row.count()) === 0) return 0;
    return Number(await row.getAttribute("aria-setsize"));
  }

  holds(count, seconds = 20) {
    return until(async () => (await this.held()) === count, async () => `${count} alerts in the list, but ${await this.held()}`, seconds);
  }

  /** Takes up what waits in the pill. */
  newest() {
    return this.page.keyboard.press(".");
  }

  /** The ids of all rows from the first to the last, in order, by scrolling through them. */
  async everyId() {
    const found = await this.page.evaluate(async () => {
      const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
      const list = document.querySelector("[role=feed]");
      const idOf = (row) => row.querySelector("[id^=name-]").id.slice(5);
      const at = new Map();
      const doubled = [];
      let most = 0;
      for (let top = 0; ; top += list.clientHeight * 0.8) {
        list.scrollTop = top;
        await frame();
        await frame();
        const rows = [...list.querySelectorAll("article[aria-posinset]")];
        most = Math.max(most, rows.length);
        const now = new Set();
        for (const row of rows) {
          const id = idOf(row);
          if (now.has(id)) doubled.push(id);
          now.add(id);
          at.set(Number(row.getAttribute("aria-posinset")), id);
        }
        if (top >= list.scrollHeight) break;
      }
      list.scrollTop = 0;
      await frame();
      return { ids: [...at.entries()].sort(([a], [b]) => a - b).map(([, id]) => id), doubled, most };
    });
    check(found.doubled.length === 0, `shown twice at once: ${found.doubled.slice(0, 5)}`);
    return found;
  }

  /** The alert that is open: it stands in the address. */
  opened() {
    return /#\/stream\/(al_[^?/]+)/.exec(this.page.url())?.[1] ?? null;
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await pause(0);
    }
  }
}
