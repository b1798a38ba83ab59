// The stand-in for a Mastodon server, as a test speaks with it.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export async function mastodon() {
  const child = spawn("python3", [join(dirname(fileURLToPath(import.meta.url)), "mastodon.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value);
  const { url } = await next();
  const ask = (line) => {
    child.stdin.write(`${line}\n`);
    return next();
  };
  return {
    url,
    /** What it was asked to post, in order. */
    posts: async () => (await ask("posts")).posts,
    /** What goes wrong at the next calls: {statuses: ["500"]}. */
    breaks: (what) => ask(`breaks ${JSON.stringify(what)}`),
    end: () => child.kill(),
  };
}
