// The three panes: what, the thing, who.
import { atClock, inFull, sinceElement, dueElement } from "./times.js";
import { element, link, marked, plain, shownFindings } from "./text.js";

const stances = {
  reply_private: "Answer, and move to private", reply_public: "Answer in public", watch: "Watch",
  stay_silent: "Stay silent", hand_to_legal: "Hand to legal", hand_to_press: "Hand to press people",
};
const stanceText = (stance) => stances[stance] ?? (stance ?? "").replaceAll("_", " ");
const short = { critical: "crit", high: "high", medium: "med", low: "low", info: "info" };

const authorName = (post) => post.author?.name || post.author?.handle || post.author?.id || "unknown";
const handle = (post) => (post.author?.handle ? "@" + post.author.handle.replace(/^@/, "") : "");

export function row(alert, now) {
  const made = element("div", "row " + alert.severity);
  made.setAttribute("role", "option");
  made.id = alert.id;
  const risk = element("div", "risk", String(alert.risk), element("small", "", short[alert.severity]));
  risk.title = `risk ${alert.risk} of 100, severity ${alert.severity}`;
  const line = element("div", "line", plain("span", "name", alert.post.gone ? "—" : authorName(alert.post)),
    plain("span", "dim", handle(alert.post)), sinceElement(alert.raised, now));
  if (alert.due) line.append(dueElement(alert.due, now));
  const tags = element("div", "tags", ...alert.signals.map((signal) => plain("span", "tag s", signal)),
    plain("span", "tag", alert.brand), plain("span", "tag", alert.source));
  if (alert.lang) tags.append(plain("span", "tag", alert.lang));
  if (alert.finding_count > 1) tags.append(element("span", "tag", `${alert.finding_count} findings`));
  if (alert.state !== "open") tags.append(element("span", "tag", alert.state));
  made.append(element("span", "bar"), risk, element("div", "", line, marked("div", "txt", alert), tags));
  return made;
}

function head(alert, back) {
  const button = element("button", "back", "← list");
  button.type = "button";
  button.addEventListener("click", back);
  const made = element("div", "head " + alert.severity, button, plain("h1", "", alert.rule),
    element("span", "tag s", alert.severity));
  if (alert.state !== "open") {
    const why = alert.ended_because ? `${alert.state}: ${alert.ended_because}` : alert.state;
    made.append(plain("span", "tag", why));
  }
  for (const signal of alert.signals) made.append(plain("span", "tag s", signal));
  return made;
}

function postCard(alert, now) {
  const { post } = alert;
  const meta = element("div", "meta");
  if (!post.gone) {
    meta.append(plain("b", "", authorName(post)), plain("span", "", ` ${handle(post)} · ${post.source} · `));
    if (post.created_at) meta.append(atClock(post.created_at), " · ", sinceElement(post.created_at, now), " ago");
    const open = post.url ? link(post.url, "open the post ↗") : null;
    if (open) {
      open.id = "open-post";
      meta.append(" · ", open);
    }
    if (post.version > 1) meta.append(` · edited, version ${post.version}`);
  }
  const legend = element("div", "meta legend");
  shownFindings(alert).forEach((finding, i) => {
    const name = plain("u", "k" + (i % 4), finding.rule);
    legend.append(element("span", "", name, ` v${finding.version}, ${finding.severity}`));
  });
  const moved = !post.gone && legend.childElementCount === 0;
  if (moved) legend.append("The post was edited since: the words that matched stand in it no longer, or elsewhere.");
  return element("article", "card post", meta, marked("p", "", alert), legend);
}

function whyCard(alert) {
  const table = element("table", "");
  for (const { points, because } of alert.why) {
    const line = element("tr", "", plain("td", "", because), element("td", "", (points > 0 ? "+" : "") + points));
    table.append(line);
  }
  return element("div", "card", element("h2", "", `Why ${alert.risk}`), table);
}

function adviceCard(alert) {
  const list = element("ul", "", ...alert.advice.because.map((reason) => plain("li", "", reason)));
  return element("div", "card", element("h2", "", "Advice"),
    plain("div", "stance", stanceText(alert.advice.stance)), list);
}

export function alertPane(alert, now, back) {
  if (!alert) {
    return [element("p", "nothing", "Choose an alert, or press ", element("kbd", "", "j"), ".")];
  }
  const others = alert.findings.filter((finding) => finding.post);
  const more = element("div", "card", element("h2", "", "Findings on other posts of the case"),
    ...others.map((finding) => plain("div", "meta", `${finding.rule} v${finding.version}, ${finding.severity}`)));
  return [head(alert, back), postCard(alert, now), element("div", "grid", whyCard(alert), adviceCard(alert)),
    others.length > 0 ? more : null].filter(Boolean);
}

function facts(pairs) {
  const table = element("table", "");
  for (const [name, value] of pairs)
    if (value !== undefined && value !== null && value !== "")
      table.append(element("tr", "", element("td", "", name), plain("td", "", String(value))));
  return table;
}

function whoBlock(alert) {
  const { author } = alert.post;
  if (!author) return element("div", "", element("h2", "", "Who"), element("p", "dim", "Nothing is kept of the author."));
  const number = (n) => (n === undefined ? undefined : n.toLocaleString());
  return element("div", "", element("h2", "", "Who"), plain("div", "big", authorName(alert.post)),
    plain("p", "dim", author.bio ?? ""),
    facts([["handle", handle(alert.post)], ["kind", author.kind], ["followers", number(author.followers)],
      ["following", number(author.following)], ["posts", number(author.posts)],
      ["account since", author.created_at ? new Date(author.created_at).getFullYear() : undefined],
      ["verified", author.verified === undefined ? undefined : author.verified ? "yes" : "no"]]));
}

function caseBlock(alert, found) {
  const block = element("div", "", element("h2", "", "Case"));
  if (!found) {
    block.append(element("p", "dim", "…"));
    return block;
  }
  block.append(facts([["brand", found.brand], ["posts", found.post_count], ["gone since", found.gone_count || undefined],
    ["alerts", found.alert_count], ["opened", inFull(found.opened)],
    ["answered by us", found.answered ? inFull(found.answered) : "not yet"]]));
  const thread = element("div", "thread");
  for (const post of found.posts ?? []) {
    const text = post.gone ? plain("p", "gone", `(${post.gone})`) : plain("p", "", post.text);
    thread.append(element("div", "", plain("div", "meta", `${authorName(post)} ${post.created_at ? atClock(post.created_at) : ""}`), text));
  }
  if (thread.childElementCount > 1) block.append(element("h2", "", "Conversation"), thread);
  return block;
}

export function whoPane(alert, found) {
  if (!alert) return [];
  const due_at = alert.due ? [element("div", "", element("h2", "", "Due"), plain("div", "big", inFull(alert.due)))] : [];
  return [whoBlock(alert), caseBlock(alert, found), ...due_at];
}
