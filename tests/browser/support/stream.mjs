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
    return this.page.locator("[data-alert]");
  }

  row(id) {
    return this.page.locator(`[data-alert="${id}"]`);
  }

  /** What the page says of its connection. */
  async state() {
    return (await this.page.locator("[data-live]").first().getAttribute("data-live")) ?? "";
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
      const list = document.querySelector("[data-alert-list]");
      const at = new Map();
      const doubled = [];
      let most = 0;
      for (let top = 0; ; top += list.clientHeight * 0.8) {
        list.scrollTop = top;
        await frame();
        await frame();
        const rows = [...document.querySelectorAll("[data-alert]")];
        most = Math.max(most, rows.length);
        const now = new Set();
        for (const row of rows) {
          const id = row.dataset.alert;
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

  async selected() {
    return this.page.evaluate(() => document.querySelector("[data-alert][aria-current=true], [data-alert][aria-selected=true]")?.dataset.alert ?? null);
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await pause(0);
    }
  }
}
