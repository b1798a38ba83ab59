import { severityRank } from "~/api/types";
import type { Rule } from "./rules_api";

// Which rules are listed, and in which order; both stand in the address.

export const orders = ["id", "hits", "precision", "severity", "cost"] as const;
export type Order = (typeof orders)[number];

export const hitsOf = (rule: Rule): number => rule.hits_30d ?? rule.hits ?? 0;

const compare: Record<Order, (a: Rule, b: Rule) => number> = {
  id: () => 0,
  hits: (a, b) => hitsOf(b) - hitsOf(a),
  // The least precise first: those are to be mended. What nobody judged comes last.
  precision: (a, b) => (a.precision?.n ? a.precision.value : 2) - (b.precision?.n ? b.precision.value : 2),
  severity: (a, b) => severityRank(b.severity) - severityRank(a.severity),
  cost: (a, b) => (b.cost_ns_per_post ?? 0) - (a.cost_ns_per_post ?? 0),
};

const holds = (rule: Rule, word: string): boolean =>
  [rule.id, rule.title, rule.signal, rule.severity, rule.status, rule.owner ?? "", rule.suggest ?? "", rule.quieted ? "quieted" : ""]
    .some((text) => text.toLocaleLowerCase().includes(word));

// Every word must be found somewhere in the rule's own words.
export function listed(rules: readonly Rule[], filter: string, order: Order): Rule[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter((rule) => words.every((word) => holds(rule, word)))
    .sort((a, b) => compare[order](a, b) || a.id.localeCompare(b.id));
}

export const orderOf = (text: string | null): Order => (orders as readonly string[]).includes(text ?? "") ? (text as Order) : "id";
