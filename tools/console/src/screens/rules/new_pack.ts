import { choose } from "~/state/overlay.svelte";
import { failedToast, toast } from "~/state/toasts.svelte";
import { putNewPack } from "./rules_api";

// A pack to begin from: one rule in shadow, which harms nobody, with the examples that it has to have.

export const packText = (name: string): string => `pack: ${name}
title: ${name}
version: 1
rules:
  - id: first
    title: What it finds, in words
    signal: complaint
    severity: medium
    status: shadow
    when: '"write what people write"'
    examples:
      flag: ["they write what people write"]
      pass: ["they write something else"]
`;

export const isPackName = (name: string): boolean => /^[a-z][a-z0-9-]{0,79}$/.test(name);

// The id of its rule; null where it was thought better of, or refused.
export async function newPack(): Promise<string | null> {
  const answer = await choose({ title: "A new pack: its file gets this name", options: [], text: { label: "Name, of a–z, 0–9 and -", value: "", type: "text" } });
  const name = answer?.value.trim() ?? "";
  if (!answer) return null;
  if (!isPackName(name)) {
    toast("A pack's name begins with a letter and is of a–z, 0–9 and -.", { kind: "failed" });
    return null;
  }
  try {
    await putNewPack(name, packText(name), "a new pack, to begin from");
    toast(`${name}.yaml is there, with one rule in shadow; it is taken up within two seconds.`);
    return `${name}/first`;
  } catch (failure) {
    failedToast(failure);
    return null;
  }
}
