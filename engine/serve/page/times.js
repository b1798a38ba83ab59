// Times in the reader's zone.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export function span(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d`;
}

export const atClock = (iso) => clock.format(new Date(iso));
export const inFull = (iso) => full.format(new Date(iso));

function freshenOne(made, now) {
  const at = Date.parse(made.dateTime);
  if (!made.classList.contains("due")) {
    made.textContent = span((now - at) / 1000);
    return;
  }
  made.textContent = at >= now ? `due in ${span((at - now) / 1000)}` : `late by ${span((now - at) / 1000)}`;
  made.classList.toggle("late", at < now);
}

function timeElement(className, iso, now) {
  const made = document.createElement("time");
  made.className = className;
  made.dateTime = iso;
  made.title = inFull(iso);
  freshenOne(made, now);
  return made;
}

export const sinceElement = (iso, now) => timeElement("dim since", iso, now);
export const dueElement = (iso, now) => timeElement("due", iso, now);

// Ages grow in place: what one reads or selects is not drawn anew for it.
export function freshen(now) {
  for (const made of document.querySelectorAll("time")) freshenOne(made, now);
}
