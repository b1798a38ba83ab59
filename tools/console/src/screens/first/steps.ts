import { get } from "~/api/client";

// What a new installation needs before it is of use, and what of it is done.

export interface Step {
  readonly name: string;
  readonly title: string;
  readonly done: boolean;
  readonly how: string; // what to do, where it is not done
  readonly link?: { readonly href: string; readonly label: string };
}

export interface Facts {
  readonly sources: readonly { readonly state: string }[];
  readonly brands: number;
  readonly rules: number;
  readonly alerts: number;
  readonly accounts: boolean;
}

export async function facts(accounts: boolean): Promise<Facts> {
  const [sources, rules, alerts] = await Promise.all([
    get<{ sources: { state: string }[] }>("/sources"),
    get<{ rules: unknown[]; brands?: unknown[] }>("/rules"),
    get<{ alerts: unknown[] }>("/alerts?limit=1"),
  ]);
  return { sources: sources.sources, brands: rules.brands?.length ?? 0, rules: rules.rules.length, alerts: alerts.alerts.length, accounts };
}

export function stepsOf(known: Facts): Step[] {
  const heard = known.sources.some((source) => source.state === "connected" || source.state === "finished");
  return [
    {
      name: "source", title: "A source is heard", done: heard,
      how: known.sources.length > 0 ? "A source is configured, and not connected yet." : "Posts come by POST /api/v1/posts only. `tocsin serve` without `--source none` hears the public Bluesky stream; `tocsin demo` plays a day.",
      link: { href: "#/sources", label: "Sources" },
    },
    {
      name: "brand", title: "Your brand has a name", done: known.brands > 0,
      how: "Add `brands:` with its words to the configuration; without one every post counts as being about you.",
    },
    {
      name: "rules", title: "Rules are loaded", done: known.rules > 0, how: "Point `packs:` to a folder with rule packs, or leave it out for the shipped ones.",
      link: { href: "#/rules", label: "Rules" },
    },
    {
      name: "alert", title: "A first alert was raised", done: known.alerts > 0, how: "It appears on the Stream by itself. Try a rule on a text of your own meanwhile.",
      link: { href: "#/rules", label: "Try a rule" },
    },
    {
      name: "people", title: "People have accounts", done: known.accounts,
      how: "Everybody on this machine is its admin until then: `tocsin user add --admin NAME` on the host makes the first account.",
    },
  ];
}
