import type { Component } from "svelte";
import type { IconName } from "~/parts/icons";
import type { Screen } from "~/router.svelte";
import { may } from "~/state/session.svelte";
import Stream from "./stream/Stream.svelte";

// The screens: what the first load brings, and what comes when it is asked for.

type Loader = () => Promise<{ default: Component }>;

export interface ScreenEntry {
  screen: Screen;
  title: string;
  own?: string; // its title for who is no admin
  icon: IconName;
  key: string; // after `g`
  right: string; // engine/people/access.h; without it the rail does not show the screen. "": none
  load: Loader;
}

export const firstScreen: Component = Stream;

export const entries: ScreenEntry[] = [
  { screen: "stream", title: "Stream", icon: "stream", key: "s", right: "read", load: async () => ({ default: Stream }) },
  { screen: "rules", title: "Rules", icon: "rules", key: "r", right: "read", load: () => import("./rules/Rules.svelte") },
  { screen: "search", title: "Search", icon: "search", key: "f", right: "read", load: () => import("./search/Search.svelte") },
  { screen: "answers", title: "Answers", icon: "answers", key: "w", right: "work", load: () => import("./answers/Answers.svelte") },
  { screen: "sources", title: "Sources", icon: "sources", key: "o", right: "read", load: () => import("./sources/Sources.svelte") },
  { screen: "health", title: "Health", icon: "health", key: "h", right: "read", load: () => import("./health/Health.svelte") },
  { screen: "admin", title: "Admin", own: "Account", icon: "admin", key: "a", right: "", // everybody has an account in it
     load: () => import("./admin/Admin.svelte") },
];

export const titleOf = (entry: ScreenEntry): string => (entry.own && !may("audit") ? entry.own : entry.title);

export const signIn: Loader = () => import("./signin/SignIn.svelte");
export const factorFirst: Loader = () => import("./signin/FactorFirst.svelte");
export const invite: Loader = () => import("./signin/Invite.svelte");
