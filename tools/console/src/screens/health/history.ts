import { total, type Sample } from "./exposition";

// What was asked for at one time.
interface Reading {
  readonly at: number;
  readonly samples: readonly Sample[];
}

const away_ms = 15_000;

// Times (seconds, as uPlot wants them) and one value each; null where nothing is known.
export interface Series {
  readonly times: number[];
  readonly values: (number | null)[];
}

// The last readings of the server's own numbers, from which rates are drawn. Holds at most `most`
// of them.
export class History {
  private readings: Reading[] = [];

  constructor(private readonly most = 360) {}

  add(samples: readonly Sample[], at: number): void {
    this.readings.push({ at, samples });
    if (this.readings.length > this.most) this.readings.shift();
  }

  get latest(): readonly Sample[] {
    return this.readings.at(-1)?.samples ?? [];
  }

  // How much a counter rose, a second; a counter that fell was started anew, and is not known.
  rate(name: string): Series {
    return this.between((before, now, seconds) => {
      const [a, b] = [total(before.samples, name), total(now.samples, name)];
      return a === undefined || b === undefined || b < a ? null : (b - a) / seconds;
    });
  }

  level(name: string): Series {
    return this.between((_, now) => total(now.samples, name) ?? null);
  }

  private between(value: (before: Reading, now: Reading, seconds: number) => number | null): Series {
    const series: Series = { times: [], values: [] };
    for (let i = 1; i < this.readings.length; i++) {
      const [before, now] = [this.readings[i - 1]!, this.readings[i]!];
      if (now.at - before.at > away_ms) {
        series.times.push(before.at / 1000 + 1);
        series.values.push(null); // nobody asked meanwhile: no line is drawn over it
      }
      series.times.push(now.at / 1000);
      series.values.push(value(before, now, Math.max(0.001, (now.at - before.at) / 1000)));
    }
    return series;
  }
}
