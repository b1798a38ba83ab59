import { Desk, kept_most } from "./desk.js";
import { Feed } from "./feed.js";
import { watchHealth } from "./health.js";
import { alertPane, row, whoPane } from "./panes.js";
import { freshen, span } from "./times.js";

const rows_most = 200;
const $ = (id) => document.getElementById(id);
const desk = new Desk();
let selected = null;  // the alert that is read, even after it ended
let found = null;     // its case
let loaded = false;
let offlineUntil = 0;
let state = "connecting";
let planned = false;
let feed = null;
const drawn = new Map();  // id → {alert, element}: a row is made anew only when its alert changed
let drawnPanes = [];      // what the panes show

// --- drawing: at most ten times a second, whatever comes ----------------------------------
function drawRows(shown, now) {
  const made = shown.slice(0, rows_most).map((alert) => {
    let one = drawn.get(alert.id);
    if (one?.alert !== alert || one.post !== alert.post)
      one = { alert, post: alert.post, element: row(alert, now) };
    drawn.set(alert.id, one);
    one.element.setAttribute("aria-selected", String(alert.id === selected?.id));
    return one.element;
  });
  const rows = $("rows");
  const same = made.length === rows.childElementCount && made.every((one, i) => rows.children[i] === one);
  if (same) return;
  const at = rows.scrollTop;
  rows.replaceChildren(...made);
  rows.scrollTop = at;
  for (const id of drawn.keys()) if (!document.getElementById(id)) drawn.delete(id);
}

function draw() {
  planned = false;
  const now = Date.now();
  const shown = desk.rows();
  drawRows(shown, now);
  const open = desk.openCount();
  const waiting = desk.waiting();
  $("count").textContent = `Open ${open.toLocaleString()}${desk.cut ? "+" : ""}`;
  $("pill").hidden = waiting === 0;
  $("pill").textContent = `${waiting.toLocaleString()} new · press .`;
  $("empty").hidden = shown.length > 0 || waiting > 0;
  $("empty").textContent = emptyText();
  $("rest").hidden = shown.length <= rows_most;
  $("rest").textContent = `${(shown.length - rows_most).toLocaleString()} older alerts are open${desk.cut ? `; the page holds the newest ${kept_most.toLocaleString()}` : ""}. All are at /api/v1/alerts.`;
  document.title = waiting > 0 ? `(${waiting}) Tocsin` : "Tocsin";
  drawSelected(now);
}

function emptyText() {
  if (!loaded) return state === "offline" ? "Not connected: what is open is not known." : "Asking for what is open …";
  if (desk.alerts.size > 0) return "Nothing open at this severity.";
  return "Nothing needs you now. Alerts appear here as they are raised.";
}

function drawSelected(now) {
  const wanted = [selected, selected?.post, found];
  if (drawnPanes.length > 0 && wanted.every((one, i) => one === drawnPanes[i])) return;
  drawnPanes = wanted;
  $("alert").replaceChildren(...alertPane(selected, now, () => select(null)));
  $("who").replaceChildren(...whoPane(selected, found));
  document.body.classList.toggle("reading", selected !== null);
}

function plan() {
  if (planned) return;
  planned = true;
  setTimeout(draw, 100);
}

// --- choosing -----------------------------------------------------------------------------
async function select(alert) {
  selected = alert;
  found = null;
  plan();
  if (!alert) return;
  const asked = alert.id;
  try {
    const answer = await fetch("/api/v1/cases/" + encodeURIComponent(alert.case), { cache: "no-store" });
    if (!answer.ok || selected?.id !== asked) return;
    found = await answer.json();
    plan();
  } catch {
    // offline: the banner says so
  }
}

function step(by) {
  const shown = desk.rows().slice(0, rows_most);
  if (shown.length === 0) return;
  const at = shown.findIndex((alert) => alert.id === selected?.id);
  const next = at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by));
  select(shown[next]);
  $(shown[next].id)?.scrollIntoView({ block: "nearest" });
}

function showNew() {
  desk.listAll();
  $("rows").scrollTop = 0;
  plan();
}

// --- the feed -----------------------------------------------------------------------------
// New alerts never move what one reads: they wait in the pill unless nobody reads.
const nobodyReads = () => selected === null && $("rows").scrollTop < 8;

function changed(alert) {
  const isNew = desk.put(alert);
  if (isNew && (!loaded || nobodyReads())) desk.listed.add(alert.id);
  if (selected?.id === alert.id) selected = alert;
}

const news = {
  "rules.reloaded": "rules reloaded", "rules.rejected": "new rules were rejected; the old ones stay",
  "source.connected": "connected", "source.lost": "lost", "source.gap": "has a gap", "source.recovered": "recovered",
};

feed = new Feed({
  state(name, until) {
    state = name;
    offlineUntil = until ?? 0;
    drawLive();
    if (!loaded) plan();
  },
  reset() {
    desk.clear();
    loaded = false;
  },
  alerts(list) {
    list.forEach(changed);
    plan();
  },
  event(event) {
    if (event.alert) changed(event.alert);
    if (event.kind.startsWith("post.")) {
      desk.postChanged(event.post);
      if (selected?.post.id === event.post.id && selected.post.source === event.post.source) {
        selected = desk.alerts.get(selected.id) ?? { ...selected, post: event.post, findings: [] };
        select(selected);
      }
    }
    if (news[event.kind]) $("news").textContent = [event.source, news[event.kind], event.text].filter(Boolean).join(" ");
    plan();
  },
  caughtUp() {
    loaded = true;
    plan();
  },
});

function drawLive() {
  const live = $("live");
  live.dataset.state = state;
  const age = span((Date.now() - feed?.heard) / 1000);
  live.textContent = {
    connecting: "Connecting", resuming: "Resuming", live: `Live · ${age}`,
    offline: `Offline · again in ${span((offlineUntil - Date.now()) / 1000)}`,
  }[state];
  live.title = "the age of the last word from the server";
}

let health = [];
function drawBanner() {
  const lines = state === "offline" ? ["Not connected to the server: what stands here may be out of date.", ...health] : health;
  $("banner").hidden = lines.length === 0;
  $("banner").textContent = lines.join(" · ");
}

watchHealth({
  heard: (text) => { $("heard").textContent = text; },
  banner: (lines) => { health = lines; drawBanner(); },
});

// --- the reader ---------------------------------------------------------------------------
const keys = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  ".": showNew, Escape: () => select(null), o: () => $("open-post")?.click(),
  t: () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
  },
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input, textarea")) return;
  const key = keys[event.key];
  if (!key) return;
  event.preventDefault();
  key();
});
$("pill").addEventListener("click", showNew);
$("live").addEventListener("click", () => feed.retry());
$("rows").addEventListener("click", (event) => {
  const chosen = event.target.closest(".row");
  if (chosen) select(desk.alerts.get(chosen.id) ?? null);
});
$("least").addEventListener("change", (event) => {
  desk.least = event.target.value;
  history.replaceState(null, "", desk.least === "info" ? "/" : "/#" + desk.least);
  plan();
});
const asked = location.hash.slice(1);
if ([...$("least").options].some((option) => option.value === asked)) desk.least = $("least").value = asked;

setInterval(() => {
  drawLive();
  drawBanner();
}, 500);
setInterval(() => freshen(Date.now()), 1000);
plan();
