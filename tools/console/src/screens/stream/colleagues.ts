import { get } from "~/api/client";
import type { Person } from "~/api/types";
import { holdKeys } from "~/keys/ahead";
import { type Choice, choose, keyed } from "~/state/overlay.svelte";
import { failedToast, toast } from "~/state/toasts.svelte";
import { stream } from "./stream.svelte";

// Who an alert can be given to.

interface User extends Person {
  role: string;
  disabled?: boolean;
}

export interface Chosen extends Person {
  note: string;
}

// `self`: oneself is among them. Null: nobody was chosen.
export async function chooseColleague(title: string, self: boolean, more: Partial<Choice> = {}): Promise<Chosen | null> {
  let users: User[];
  holdKeys();
  try {
    users = (await get<{ users: User[] }>("/users")).users;
  } catch (failure) {
    failedToast(failure);
    return null;
  }
  users = users.filter((one) => !one.disabled && one.role !== "viewer" && (self || one.user !== stream.me));
  if (users.length === 0) {
    toast(self ? "There is nobody to assign to: no accounts exist yet." : "There is nobody else to give it to.", { kind: "failed" });
    return null;
  }
  const answer = await choose({
    title, ...more, options: keyed(users.map((one) => ({
      value: one.user, label: one.user === stream.me ? `${one.name} (you)` : one.name, hint: one.role }))) });
  const chosen = users.find((one) => one.user === answer?.value);
  return chosen && answer ? { user: chosen.user, name: chosen.name, note: answer.note.trim() } : null;
}
