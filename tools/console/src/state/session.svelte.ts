import { Failed } from "~/api/problem";
import { get, whenProofIsNeeded, whenRightsChange, whenSignedOut } from "~/api/client";
import type { Person } from "~/api/types";
import { askForProof } from "./overlay.svelte";

export interface You extends Person {
  role: string;
  teams?: string[];
  rights?: string[];
}

interface SessionAnswer {
  you: You;
  accounts: boolean;
  totp?: boolean;
  totp_needed?: boolean;
  expires?: string;
}

// While there are no accounts, everybody on this machine is its admin.
const local: You = { user: "local", name: "this machine", role: "admin" };

export const session = $state({
  known: false, // the server was asked and has answered
  signedIn: false,
  accounts: false,
  totp: false,
  ended: false, // it was ended, and not by whoever was signed in
  totpNeeded: false, // nothing but one's own account is open before one-time codes are set up
  you: local,
});

function take(answer: SessionAnswer): void {
  Object.assign(session, {
    known: true, signedIn: true, ended: false, accounts: answer.accounts, totp: answer.totp ?? false,
    totpNeeded: answer.totp_needed ?? false, you: answer.you,
  });
}

export function signedOut(ended = false): void {
  Object.assign(session, { known: true, signedIn: false, ended, accounts: true, totpNeeded: false, you: local });
}
const endedByOthers = (): void => signedOut(session.signedIn || session.ended);

// Asks who is signed in. A server that cannot be reached leaves everything as it is: false.
export async function askSession(): Promise<boolean> {
  try {
    take(await get<SessionAnswer>("/session"));
  } catch (failure) {
    if (!(failure instanceof Failed) || failure.unreachable) return false;
    if (failure.status === 401) endedByOthers();
    // A server before accounts has no such route.
    else if (failure.status === 404) take({ you: local, accounts: false });
  }
  return true;
}

// Rights are those of engine/people/access.h; without accounts, and where the server does not list
// them, it is the server that refuses.
export const may = (right: string): boolean => right === "" || (session.you.rights?.includes(right) ?? true);

whenSignedOut(endedByOthers);
whenProofIsNeeded(askForProof);
whenRightsChange(() => void askSession());
