import { type Alert, severityRank } from "~/api/types";

export const orders = ["risk", "newest", "due"] as const;
export type Order = (typeof orders)[number];
export const orderNames: Record<Order, string> = { risk: "by risk", newest: "newest first", due: "by time due" };

type Compare = (a: Alert, b: Alert) => number;

const later = (a: string | undefined, b: string | undefined): number =>
  (a ?? "") < (b ?? "") ? 1 : (a ?? "") > (b ?? "") ? -1 : 0;

const newest: Compare = (a, b) => later(a.raised, b.raised) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);

// ISO times in UTC compare as text.
const compares: Record<Order, Compare> = {
  newest,
  risk: (a, b) => b.risk - a.risk || severityRank(b.severity) - severityRank(a.severity) || newest(a, b),
  due: (a, b) => later(b.due ?? "9", a.due ?? "9") || newest(a, b),
};

export const compareBy = (order: Order): Compare => compares[order];
