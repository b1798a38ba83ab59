// People with accounts: made on the host as an operator does, signed in at the page as they do.
import { createHmac } from "node:crypto";
import { check } from "./checks.mjs";
import { run } from "./program.mjs";

export const password = "canary otter brass 7731";

async function must(home, args, input) {
  const { code, out, err } = await run(home, args, input);
  check(code === 0, () => `tocsin ${args.join(" ")}: ended with ${code}: ${err}`);
  return out;
}

/** `tocsin user add`; the running engine takes it up. */
export const addUser = (home, login, ...more) =>
  must(home, ["user", "add", login, ...more, "--password-file", "-", "--data", `${home}/data`], `${password}\n`);

/** From here on the test posts and reads with a token of its own. */
export async function letTestIn(engine, home) {
  const out = await must(home, ["token", "add", "the-test", "--scope", "read", "--scope", "ingest", "--data", `${home}/data`], "");
  engine.credentials = { Authorization: `Bearer ${out.trim()}` };
}

export async function fillIn(page, login, secret = password) {
  await page.getByLabel("Name", { exact: true }).fill(login);
  await page.getByLabel("Password", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function signIn(page, engine, login) {
  await page.goto(`${engine.origin}/`);
  await fillIn(page, login);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of RFC 6238 for now, or for some steps of 30 s later. */
export function codeOf(secret, later = 0) {
  let bits = "";
  for (const letter of secret.replace(/[\s=]/g, "")) bits += alphabet.indexOf(letter).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
