import { ask } from "~/api/client";

// A list as a file of the reader's own. Asked for by the page, since a link alone would carry no
// X-Requested-With, and could not be asked for the password first.

const patience_ms = 60_000;

// True: there is more than the file holds.
export async function saveFile(path: string, name: string): Promise<boolean> {
  const answer = await ask<string>(path, { timeoutMs: patience_ms });
  const address = URL.createObjectURL(new Blob([answer.body], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
  return answer.next !== null;
}
