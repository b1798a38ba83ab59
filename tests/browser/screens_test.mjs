// Every screen in both themes and at three widths: no violation of WCAG 2.2 AA that axe can find,
// nothing to scroll sideways, no request to others, nothing against the page's policy (what watches
// over that is in support/browser.mjs).
// TOCSIN_TEST_SHOTS=FOLDER: keeps a picture of each. TOCSIN_TEST_ONLY=NAME: only this screen.
import { readFileSync } from "node:fs";
import { axeSource } from "./support/browser.mjs";
import { check } from "./support/checks.mjs";
import { complaints } from "./support/posts.mjs";
import { screens, show } from "./support/screens.mjs";
import { test } from "./support/test.mjs";

const axeText = readFileSync(axeSource, "utf8");
const shots = process.env.TOCSIN_TEST_SHOTS;
const only = process.env.TOCSIN_TEST_ONLY;
const widths = [{ width: 1440, height: 900 }, { width: 390, height: 844 }, { width: 320, height: 640 }];

const violations = (page) => page.evaluate(async () => {
  const found = await globalThis.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    resultTypes: ["violations"],
  });
  return found.violations.map((each) => `${each.id} (${each.impact}): ${each.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} — ${node.any?.[0]?.message ?? node.all?.[0]?.message ?? ""}`).join(" | ")}`);
});

const sideways = (page) => page.evaluate(() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  return [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > most + 1)
    .slice(0, 3).map((each) => `<${each.tagName.toLowerCase()} class="${each.className}"> ends at ${Math.round(each.getBoundingClientRect().right)} of ${most}`);
});

test(async ({ serve, visit }) => {
  const engine = await serve();
  await engine.post(complaints(0, 40));
  const wrong = [];
  for (const theme of ["dark", "light"]) {
    const { page, leave } = await visit(engine, { theme });
    for (const screen of screens.filter((each) => !only || each.name.startsWith(only))) {
      for (const size of widths) {
        await page.setViewportSize(size);
        await show(page, engine, screen);
        const where = `${screen.name}, ${theme}, ${size.width} px`;
        for (const what of await sideways(page)) wrong.push(`${where}: scrolls sideways: ${what}`);
        if (size.width !== 320) {
          await page.evaluate(axeText);
          for (const what of await violations(page)) wrong.push(`${where}: ${what}`);
          if (shots) await page.screenshot({ path: `${shots}/${screen.name}-${theme}-${size.width}.png` });
        }
      }
    }
    await leave();
  }
  check(wrong.length === 0, () => `\n  ${wrong.join("\n  ")}`);
  await engine.stop();
});
