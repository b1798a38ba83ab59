// One clock for the page. The server's time counts, where this machine's differs.
let skew_ms = 0;

export const clock = $state({ now: Date.now() });

export const serverNow = (): number => Date.now() + skew_ms;

// Told by an answer that carries the server's time. Below two seconds it is the way's delay.
export function heardTime(iso: string): void {
  const difference = Date.parse(iso) - Date.now();
  if (Number.isFinite(difference)) skew_ms = Math.abs(difference) < 2000 ? 0 : difference;
}

export function startClock(): void {
  setInterval(() => {
    clock.now = serverNow();
  }, 1000);
}
