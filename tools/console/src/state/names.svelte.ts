import { get } from "~/api/client";

// Rules and brands by the names that people gave them, asked for once and after each reload of
// the rules. Until then, ids serve.

interface RuleName {
  id: string;
  title: string;
}

const names = $state({
  rules: new Map<string, string>(),
  brands: new Map<string, string>(),
});

export const ruleTitle = (id: string): string => names.rules.get(id) ?? id;
export const brandName = (id: string): string => names.brands.get(id) ?? id;
export const brandIds = (): string[] => [...names.brands.keys()];
export const ruleIds = (): string[] => [...names.rules.keys()];

export async function loadNames(): Promise<void> {
  try {
    const answer = await get<{ rules: RuleName[]; brands: { id: string; name: string }[] }>("/rules");
    names.rules = new Map(answer.rules.map((one) => [one.id, one.title]));
    names.brands = new Map(answer.brands.map((one) => [one.id, one.name]));
  } catch {
    // Ids are shown.
  }
}

const platforms: Record<string, string> = {
  bluesky: "Bluesky", mastodon: "Mastodon", x: "X", reddit: "Reddit", youtube: "YouTube", rss: "RSS",
};
export const platformName = (source: string): string => platforms[source] ?? source;

const stances: Record<string, string> = {
  reply_public: "Answer in public", reply_private: "Answer, and move to private",
  stay_silent: "Stay silent", watch: "Watch", call_in: "Call in a person now",
  hand_to_legal: "Hand to legal", hand_to_press: "Hand to press", hand_to_security: "Hand to security",
};
export const stanceName = (stance: string): string => stances[stance] ?? stance.replaceAll("_", " ");
