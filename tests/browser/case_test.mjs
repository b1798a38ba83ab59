// Two conversations that are one matter are merged by key, and a post that is another matter is split off in the
// thread and put back. Whatever was done stands in the timeline and on the other's page.
import { equal, until } from "./support/checks.mjs";
import { complaint } from "./support/posts.mjs";
import { Stream } from "./support/stream.mjs";
import { test } from "./support/test.mjs";

const postsOf = (page) => page.locator(".thread article").count();

test(async ({ serve, visit }) => {
  const engine = await serve();
  await engine.post([complaint(1), complaint(2), complaint(3)]);
  const { page } = await visit(engine);
  const { page: other } = await visit(engine);
  const stream = await Stream.open(page, engine);
  await stream.holds(3);
  const [first, second] = ["p1", "p2"].map((id) => id);
  const alerts = await engine.alerts();
  const of = (post) => alerts.find((alert) => alert.post.id === post);
  for (const one of [page, other]) {
    await one.goto(`${engine.origin}/#/stream/${of(first).id}`);
    await one.locator(`section.alert[data-id=${of(first).id}] article.post`).waitFor();
  }
  equal(await until(() => postsOf(other), "the thread has come"), 1, "posts of the first case");

  // The second case becomes part of the first.
  await page.goto(`${engine.origin}/#/stream/${of(second).id}`);
  await page.locator(`section.alert[data-id=${of(second).id}] article.post`).waitFor();
  await page.keyboard.press("Shift+M");
  const dialog = page.getByRole("dialog", { name: "Merge its case into which?" });
  await dialog.getByRole("button", { name: /Tobi Renk/ }).click();
  await page.getByText("Merged: the two are one case").waitFor();
  await until(async () => (await postsOf(other)) === 2, async () => `both posts on the other's page: ${await postsOf(other)}`);
  equal((await engine.get(`/api/v1/cases/${of(first).case}`)).posts.length, 2, "posts of the merged case");

  // Split off on the other's page, and put back.
  await other.getByRole("button", { name: /^Split off the post of Asha/ }).click();
  await until(async () => (await postsOf(other)) === 1, "one post is left");
  await other.locator(".toast").getByRole("button", { name: "Put it back" }).click();
  await until(async () => (await postsOf(other)) === 2, "it is back");
  await other.getByRole("tab", { name: /Timeline/ }).click();
  await other.locator(".timeline").getByText("merged").first().waitFor();
  await engine.stop();
});
