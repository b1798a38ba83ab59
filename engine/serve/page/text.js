// Text of strangers: text nodes only, marks by splitting, never by building markup.
const controls = /[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// What one cannot see can change what one reads: it is shown by its number.
function appendText(parent, text) {
  let rest = text;
  for (let at = rest.search(controls); at >= 0; at = rest.search(controls)) {
    if (at > 0) parent.append(rest.slice(0, at));
    const code = rest.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    parent.append(element("span", "ctl", "U+" + code));
    rest = rest.slice(at + 1);
  }
  if (rest) parent.append(rest);
}

export function plain(name, className, text) {
  const made = element(name, className);
  made.dir = "auto";
  appendText(made, text);
  return made;
}

// The findings on the alert's own post, with their place in the legend.
export function shownFindings(alert) {
  return alert.findings.filter((finding) => !finding.post && finding.spans?.length);
}

// Cuts the text wherever a span begins or ends; each piece knows the rules that lie over it.
// Neighbours under the same first rule are one mark: a word is not torn by overlapping terms.
function pieces(text, findings) {
  const cuts = new Set([0, text.length]);
  const spans = findings.flatMap((finding, rule) =>
    finding.spans.map(({ utf16: [begin, end], term }) => ({ begin, end, term, rule })));
  for (const { begin, end } of spans) cuts.add(begin).add(end);
  const places = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b);
  const joined = [];
  for (let i = 1; i < places.length; ++i) {
    const [begin, end] = [places[i - 1], places[i]];
    const over = spans.filter((span) => span.begin <= begin && span.end >= end);
    const last = joined.at(-1);
    if (last && over.length > 0 && last.over[0]?.rule === over[0].rule) {
      last.text += text.slice(begin, end);
      last.over.push(...over.filter((span) => !last.over.includes(span)));
    } else {
      joined.push({ text: text.slice(begin, end), over });
    }
  }
  return joined;
}

export function marked(name, className, alert) {
  const made = element(name, className);
  made.dir = "auto";
  const { post } = alert;
  if (post.gone) {
    made.classList.add("gone");
    made.append({ deleted: "The author deleted this post.", erased: "This post was erased.",
      expired: "This post is no longer kept." }[post.gone] ?? "This post is gone.");
    return made;
  }
  const findings = shownFindings(alert);
  for (const { text, over } of pieces(post.text ?? "", findings)) {
    if (over.length === 0) {
      appendText(made, text);
      continue;
    }
    const mark = element("mark", "k" + (over[0].rule % 4));
    mark.title = over.map((span) => `${findings[span.rule].rule}: ${span.term}`).join("\n");
    appendText(mark, text);
    made.append(mark);
  }
  return made;
}

// Only what leads to the web; never opened by itself, and told nothing about us.
export function link(url, text) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return null;
  const made = element("a", "", text);
  made.href = parsed.href;
  made.rel = "noopener noreferrer nofollow";
  made.referrerPolicy = "no-referrer";
  made.target = "_blank";
  made.title = parsed.href;
  return made;
}
