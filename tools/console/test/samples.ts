import type { Alert } from "~/api/types";

export function alert(id: string, changed: Partial<Alert> = {}): Alert {
  return {
    id, state: "open", severity: "medium", risk: 40, signals: ["complaint"], brand: "acme",
    rule: "complaints/angry", source: "demo", lang: "en", findings: [],
    post: { id: `post-${id}`, source: "demo", text: `text of ${id}`, version: 1, author: { id: "a1", handle: "jo", name: "Jo" } },
    why: [{ points: 40, because: "complaints/angry" }], case: `ca_${id}`, raised: "2026-11-21T10:00:00.000Z",
    updated: "2026-11-21T10:00:00.000Z", version: 1, ...changed,
  };
}
