// Short words at the bottom of the page: what was done, with the way back, or what went wrong.

export interface Toast {
  id: number;
  text: string;
  kind: "done" | "failed";
  does?: string; // what its button says
  run?: () => void;
  key?: string; // the key that does the same
}

const shown_ms = { done: 8000, failed: 12_000 };
const most = 3;
let next = 1;

export const toasts: { all: Toast[] } = $state({ all: [] });

export function dismissToast(id: number): void {
  toasts.all = toasts.all.filter((one) => one.id !== id);
}

export function toast(text: string, more: Partial<Omit<Toast, "id" | "text">> = {}): number {
  const made: Toast = { kind: "done", ...more, id: next++, text };
  toasts.all = [...toasts.all, made].slice(-most);
  setTimeout(() => dismissToast(made.id), shown_ms[made.kind]);
  return made.id;
}

export const failedToast = (failure: unknown): number =>
  toast(failure instanceof Error ? failure.message : String(failure), { kind: "failed" });
