// Of several tabs one rings. The lock is held by the first until it is closed; then the next one
// gets it. A browser without locks lets every tab ring.
let mine = !("locks" in navigator);
let asked = false;

export function rightToRing(): boolean {
  return mine;
}

export function askToRing(): void {
  if (asked || mine) return;
  asked = true;
  void navigator.locks.request("tocsin.ringing", () => {
    mine = true;
    return new Promise<never>(() => {});
  });
}
