import { type Severity, severities, severityRank } from "~/api/types";

// "3 new alerts, the highest severity is high": what came since it was last said.
export class Summary {
  count = 0;
  private highest: Severity = severities[0];

  add(severity: Severity): void {
    ++this.count;
    if (severityRank(severity) > severityRank(this.highest)) this.highest = severity;
  }
  take(): string {
    const said = `${this.count} new ${this.count === 1 ? "alert" : "alerts"}, highest severity ${this.highest}`;
    this.count = 0;
    this.highest = severities[0];
    return said;
  }
}

const minutes = (time: string): number | null => {
  const match = /^(\d{1,2}):(\d{2})$/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
};

// Whether a moment is within quiet hours, which may pass midnight.
export function inQuiet(from: string, to: string, at: Date): boolean {
  const begin = minutes(from), end = minutes(to);
  if (begin === null || end === null || begin === end) return false;
  const now = at.getHours() * 60 + at.getMinutes();
  return begin < end ? now >= begin && now < end : now >= begin || now < end;
}
