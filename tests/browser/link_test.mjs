// What one looks at stands in the address: a copied link shows a colleague the same, and Back works.
import { equal, until } from "./support/checks.mjs";
import { complaints } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

/** What a reader sees of the Stream: the rows in their order, and the alert that is open. */
const view = async (page) => ({
  rows: await page.locator("[role=feed] article [id^=name-]").evaluateAll((all) => all.map((each) => each.id)),
  open: await page.locator("[role=feed] [aria-current=true]").count(),
  text: await page.locator("[dir=auto] mark").first().innerText().catch(() => ""),
});

test(async ({ serve, visit }) => {
  const engine = await serve();
  await engine.post(complaints(0, 30));
  const { page } = await visit(engine);
  const stream = await Stream.open(page, engine, "?q=useless");
  await stream.holds(5);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await until(() => stream.opened() !== null, "the address names the alert that is open");
  const opened = stream.opened();
  const mine = await view(page);

  const { page: theirs } = await visit(engine);
  await theirs.goto(page.url());
  await until(async () => (await theirs.locator("[role=feed] article").count()) === mine.rows.length, "the colleague sees as many rows");
  await theirs.locator("[role=feed] [aria-current=true]").waitFor();
  equal(await view(theirs), mine, "what the colleague sees");

  await page.goBack();
  await until(() => stream.opened() !== opened, "Back leaves the alert");
  equal(page.url().includes("q=useless"), true, "the filter is kept by Back");
  await page.goForward();
  await until(() => stream.opened() === opened, "Forward opens it again");

  // The other screens keep theirs as well.
  await page.goto(`${engine.origin}/#/search`);
  await page.getByLabel("Words in the post").fill("useless");
  await page.keyboard.press("Enter");
  await page.getByText("5 alerts").waitFor();
  await theirs.goto(page.url());
  await theirs.getByText("5 alerts").waitFor();
  equal(await theirs.getByLabel("Words in the post").inputValue(), "useless", "the words in the colleague's form");
  await page.goto(`${engine.origin}/#/rules?q=nothing-like-this`);
  await page.getByText("No rule fits the filter").waitFor();
  await page.getByRole("button", { name: "Show all" }).click();
  await page.getByText("Something does not work").waitFor();
  await engine.stop();
});
