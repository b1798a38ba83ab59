// What the machine says of itself: sources, and what degrades it.
const every = 5000;

function startOfToday() {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day;
}

async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  return { ok: answer.ok, body: await answer.json() };
}

// on: {heard(text), banner(lines)}
export function watchHealth(on) {
  let before = null;
  const sources = async () => {
    const { body } = await ask("/api/v1/sources");
    const frames = body.sources.reduce((sum, source) => sum + source.frames, 0);
    const at = Date.parse(body.now);
    const gaps = body.sources.flatMap((source) => source.gaps).filter((gap) => new Date(gap.to) >= startOfToday()).length;
    const rate = before && at > before.at ? Math.max(0, ((frames - before.frames) * 1000) / (at - before.at)) : null;
    before = { frames, at };
    const speed = rate === null ? "" : `heard ${Math.round(rate).toLocaleString()} posts/s · `;
    on.heard(body.sources.length === 0 ? "no source: posts come by HTTP" : `${speed}${gaps} ${gaps === 1 ? "gap" : "gaps"} today`);
  };
  const readiness = async () => {
    const { body } = await ask("/readyz");
    on.banner([...body.reasons, ...body.degraded].map((part) => `${part.name}: ${part.detail ?? "not ready"}`));
  };
  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        await Promise.all([sources(), readiness()]);
      } catch {
        before = null;
        on.heard("");
      }
    }
    setTimeout(look, every);
  };
  look();
}
