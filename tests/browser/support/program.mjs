// The real program, started on a folder of its own.
import { execFile, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failed, check, equal, pause } from "./checks.mjs";

const here = dirname(fileURLToPath(import.meta.url));
export const tests = join(here, "..", "..");
export const pack = join(tests, "program", "pack.yaml");
export const brands = join(tests, "program", "brands.yaml");

export function scratchFolder() {
  const path = mkdtempSync(join(tmpdir(), "tocsin-browser-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const environment = (home) => {
  const env = { ...process.env, HOME: home, TMPDIR: home };
  delete env.XDG_DATA_HOME;
  delete env.XDG_CACHE_HOME;
  return env;
};

/** Runs the program to its end: {code, out, err}. */
export function run(home, args, input = "") {
  return new Promise((done) => {
    const child = execFile(process.env.TOCSIN, args, { env: environment(home), timeout: 60_000 },
      (error, out, err) => done({ code: error?.code ?? 0, out, err }));
    child.stdin.end(input);
  });
}

/** A `serve` or `demo` that listens on a port of its own choice, and on the same one again. */
export class Program {
  constructor(home, args) {
    this.home = home;
    // For work on the console: TOCSIN_TEST_CONSOLE=FOLDER takes a `dist` of Vite instead of what the
    // program carries.
    const console = process.env.TOCSIN_TEST_CONSOLE;
    this.args = console ? [...args, "--console-dir", console] : args;
    this.log = join(home, "stderr.txt");
    this.port = 0;
  }

  /**
   * `serve` on the packs and brands of the tests, hearing nothing but what a test posts. No rule is
   * quieted: a test's storm is to be seen row by row, not folded into one.
   */
  static serving(home, more = []) {
    const given = (name) => more.includes(name);
    const loud = join(home, "loud.yaml");
    writeFileSync(loud, "quiet: {off: true}\n");
    return new Program(home, ["serve", "--source", "none", "--data", join(home, "data"),
      ...(given("--packs") ? [] : ["--packs", pack]), ...(given("--config") ? [] : ["--config", loud, "--brands", brands]), ...more]);
  }

  async start() {
    const log = openSync(this.log, "a");
    const from = this.said().length;
    this.child = spawn(process.env.TOCSIN, [...this.args, "--listen", `127.0.0.1:${this.port}`],
      { env: environment(this.home), stdio: ["ignore", "ignore", log] });
    closeSync(log);
    this.ended = new Promise((done) => this.child.once("exit", (code) => done(code)));
    const last = Date.now() + 60_000;
    while (!(await this.ready(from))) {
      if (this.child.exitCode !== null || Date.now() > last)
        throw new Failed(`the program does not start:\n${this.said().slice(from)}`);
      await pause(10);
    }
    return this;
  }

  async ready(from) {
    const address = /the console is at https?:\/\/[^/\s]*:(\d+)/.exec(this.said().slice(from));
    if (!address) return false;
    this.port = Number(address[1]);
    return fetch(`${this.origin}/readyz`).then((answer) => answer.status === 200, () => false);
  }

  said() {
    try {
      return readFileSync(this.log, "utf8");
    } catch {
      return "";
    }
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** kill -9 */
  async kill() {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** An orderly stop; anything but exit code 0 fails the test. */
  async stop() {
    this.child.kill("SIGTERM");
    equal(await this.ended, 0, "exit code of an orderly stop");
  }

  async end() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.kill();
  }

  /** Posts that must be taken. */
  async post(posts) {
    const answer = await fetch(`${this.origin}/api/v1/posts`, {
      method: "POST",
      headers: { "Content-Type": "application/x-ndjson", ...this.credentials },
      body: posts.map((post) => JSON.stringify(post) + "\n").join(""),
    });
    const body = await answer.text();
    check(answer.status === 200, () => `POST /posts: ${answer.status} ${body}`);
    equal(JSON.parse(body).rejected, [], "posts that were not taken");
  }

  async get(path) {
    const answer = await fetch(this.origin + path, { headers: this.credentials });
    const body = await answer.text();
    check(answer.status === 200, () => `GET ${path}: ${answer.status} ${body}`);
    return JSON.parse(body);
  }

  /** Every alert, over all pages, newest first. */
  async alerts() {
    const found = [];
    let path = "/api/v1/alerts?limit=200";
    while (path) {
      const page = await this.get(path);
      found.push(...page.alerts);
      path = page.next ? `/api/v1/alerts?limit=200&cursor=${encodeURIComponent(page.next)}` : null;
    }
    return found;
  }
}
