// Times as people read them. Stored and sent in UTC; shown in the reader's zone.

const minute = 60_000, hour = 60 * minute, day = 24 * hour, year = 365.25 * day;

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat("en-GB", { ...options, ...(zone ? { timeZone: zone } : {}) });
    formats.set(key, made);
  }
  return made;
}

// "14:02:11 CET", with the day in front where it is another one than today.
export function clockTime(iso: string, zone: string, now: number, seconds = false): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const time = format(zone, { hour: "2-digit", minute: "2-digit", ...(seconds ? { second: "2-digit" } : {}), timeZoneName: "short" }).format(at);
  const days = format(zone, { day: "numeric", month: "short" });
  const itsDay = days.format(at);
  return itsDay === days.format(new Date(now)) ? time : `${itsDay}, ${time}`;
}

// "8 s", "2 min", "3 h", "5 d", "4 y": how long, in one unit.
export function span(ms: number): string {
  const long = Math.abs(ms);
  if (long < minute) return `${Math.floor(long / 1000)} s`;
  if (long < hour) return `${Math.floor(long / minute)} min`;
  if (long < 2 * day) return `${Math.floor(long / hour)} h`;
  if (long >= 2 * year) return `${Math.floor(long / year)} y`;
  return `${Math.floor(long / day)} d`;
}

export const ago = (iso: string, now: number): string => {
  const past = now - Date.parse(iso);
  return past < 5000 ? "now" : span(past);
};

const two = (value: number): string => String(value).padStart(2, "0");

// What is left: minutes and seconds in the last hour, then hours and days; past it: how late.
export function left(iso: string, now: number): { text: string; late: boolean; soon: boolean } {
  const ms = Date.parse(iso) - now;
  if (Number.isNaN(ms)) return { text: "", late: false, soon: false };
  if (ms < 0) return { text: `${span(ms)} late`, late: true, soon: true };
  const text = ms < hour ? `${two(Math.floor(ms / minute))}:${two(Math.floor((ms % minute) / 1000))}` : span(ms);
  return { text, late: false, soon: ms < 5 * minute };
}

export const utc = (iso: string): string => {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
};
