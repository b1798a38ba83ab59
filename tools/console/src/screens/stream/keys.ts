import { holdKeys, letPass } from "~/keys/ahead";
import type { Binding } from "~/keys/registry.svelte";
import { webAddress } from "~/parts/text";
import { undoLast } from "~/state/acting.svelte";
import { change, settings } from "~/state/settings.svelte";
import { may } from "~/state/session.svelte";
import { shown_most, shownViews } from "~/state/views.svelte";
import { go, place } from "~/router.svelte";
import { type Tab, compose } from "~/screens/alert/compose.svelte";
import { acknowledge, assign, claim, dismiss, falsePositive, followUp, none, reopen, resolve, snooze, tagThem } from "./actions";
import { handOver } from "./hand_over";
import { merge } from "./merging";
import { stream } from "./stream.svelte";

// The keys of Stream and Alert. `wide`: list and alert stand side by side, so the alert follows.
export function streamKeys(wide: () => boolean): Binding[] {
  const walk = "Walking", work = "Working on an alert", list = "The list";
  const any = () => stream.targets().length > 0;
  const one = () => stream.target() !== undefined;
  const works = () => may("work") && any();
  const several = () => may("lead"); // acting on several at once
  const follow = () => stream.opened !== null && (wide() || stream.layout === "list");
  // Where the alert is not open yet, it is opened for it.
  const write = (tab: Tab) => {
    const alert = stream.target();
    if (!alert) {
      none();
      holdKeys();
      letPass(); // a sentence that was meant for the field must not act
      return;
    }
    compose(tab);
    if (!stream.opened) stream.open(alert.id);
  };
  return [
    { id: "next", keys: ["j", "ArrowDown"], does: "next alert", group: walk, run: () => stream.step(1, follow()) },
    { id: "previous", keys: ["k", "ArrowUp"], does: "previous alert", group: walk, run: () => stream.step(-1, follow()) },
    { id: "left", keys: ["h", "ArrowLeft"], does: "column to the left", group: walk, when: () => stream.layout === "columns", run: () => stream.sidestep(-1) },
    { id: "right", keys: ["l", "ArrowRight"], does: "column to the right", group: walk, when: () => stream.layout === "columns", run: () => stream.sidestep(1) },
    { id: "open", keys: ["o", "Enter"], does: "open the alert", group: walk, when: one,
      run: () => { const alert = stream.target(); if (alert) stream.open(alert.id); } },
    { id: "close", keys: ["Escape"], does: "back: clear the selection, close the alert", group: walk,
      when: () => stream.marked.size > 0 || stream.opened !== null || stream.cursor !== null,
      run: () => {
        if (stream.marked.size > 0) stream.unmark();
        else if (stream.opened) stream.close();
        else stream.cursor = null;
      } },
    { id: "newest", keys: ["."], does: "show what is new", group: list, run: () => stream.refresh() },
    { id: "pause", keys: ["p"], does: "pause: let nothing move", group: list, run: () => { stream.paused = !stream.paused; } },
    { id: "select", right: "lead", keys: ["x"], does: "select", group: list, when: () => several() && one(), run: () => stream.mark(stream.target()!.id) },
    { id: "range", right: "lead", keys: ["Shift+x"], does: "select up to here", group: list, when: () => several() && one(), run: () => stream.mark(stream.target()!.id, "range") },
    { id: "all", right: "lead", keys: ["*"], does: "select all in view", group: list, when: several, run: () => stream.markAll() },
    { id: "rows", keys: ["z"], does: "tall or short rows", group: list, run: () => change({ rows: settings.rows === "tall" ? "short" : "tall" }) },
    ...Array.from({ length: shown_most }, (_, n) => ({
      id: `view-${n + 1}`, keys: [String(n + 1)], does: n === 0 ? "your saved views: 1 to 9" : `your saved view number ${n + 1}`, group: list, when: () => shownViews()[n] !== undefined,
      run: () => { const view = shownViews()[n]; if (view) go({ screen: "stream", parts: place.parts, query: new URLSearchParams(view.query) }); } })),
    { id: "filter", keys: ["/"], does: "filter", group: list, run: () => document.getElementById("filter")?.focus() },
    { id: "claim", keys: ["c", "i"], does: "claim, or release what is yours", group: work, right: "work", when: works, run: () => void claim() },
    { id: "reply", keys: ["r"], does: "reply (never sends by itself)", group: work, right: "work", when: () => may("work"), run: () => write("reply") },
    { id: "note", keys: ["n"], does: "internal note", group: work, right: "work", when: () => may("work"), run: () => write("note") },
    { id: "ack", keys: ["a"], does: "acknowledge for 30 minutes", group: work, right: "work", when: works, run: () => void acknowledge() },
    { id: "snooze", keys: ["s"], does: "snooze", group: work, right: "work", when: works, run: () => void snooze() },
    { id: "resolve", keys: ["e"], does: "resolve", group: work, right: "work", when: works, run: () => void resolve(false) },
    { id: "resolve-next", keys: ["Shift+e"], does: "resolve, and on to the next", group: work, right: "work", when: works, run: () => void resolve(true) },
    { id: "dismiss", keys: ["d"], does: "dismiss", group: work, right: "work", when: works, run: () => void dismiss() },
    { id: "false", keys: ["f"], does: "false alarm: dismiss as not a complaint", group: work, right: "work", when: works, run: () => void falsePositive() },
    { id: "assign", keys: ["Shift+i"], does: "assign to somebody", group: work, right: "work", when: works, run: () => void assign() },
    { id: "hand-over", keys: ["Shift+h"], does: "hand over whatever is yours", group: work, right: "work", when: () => may("work"), run: () => void handOver() },
    { id: "tag", keys: ["t"], does: "tag", group: work, right: "work", when: works, run: () => void tagThem() },
    { id: "merge", keys: ["Shift+m"], does: "merge its case into another", group: work, right: "work", when: () => may("work") && one(), run: () => void merge() },
    { id: "follow-up", keys: ["w"], does: "follow up later", group: work, right: "work", when: works, run: () => void followUp() },
    { id: "reopen", keys: ["Shift+o"], does: "reopen", group: work, right: "work", when: works, run: () => void reopen() },
    { id: "undo", keys: ["u"], does: "undo the last action", group: work, right: "work", when: () => may("work"), run: () => void undoLast() },
    { id: "thread", keys: ["v"], does: "show the thread", group: work, when: one, run: () => write("thread") },
    { id: "timeline", keys: ["y"], does: "show the timeline", group: work, when: one, run: () => write("timeline") },
    { id: "platform", keys: ["b"], does: "open the post on its platform", group: work, when: () => webAddress(stream.target()?.post.url) !== null,
      run: () => { const url = webAddress(stream.target()?.post.url); if (url) open(url.href, "_blank", "noopener,noreferrer"); } },
  ];
}
