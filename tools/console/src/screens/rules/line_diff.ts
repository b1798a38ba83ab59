// What changed between two texts, line by line: the shortest way from one to the other, found on
// the longest common run of lines. Packs have at most 256 KiB; only the part between the lines that
// both begin and end with is compared.

export interface Line {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

const compareMost = 4_000_000; // cells; beyond it everything between is shown as changed

// How long the longest common run from each pair of places on is.
function lengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; --i)
    for (let j = b.length - 1; j >= 0; --j)
      rows[i]![j] = a[i] === b[j] ? rows[i + 1]![j + 1]! + 1 : Math.max(rows[i + 1]![j]!, rows[i]![j + 1]!);
  return rows;
}

function between(a: readonly string[], b: readonly string[]): Line[] {
  const made: Line[] = [];
  let i = 0, j = 0;
  if (a.length * b.length <= compareMost) {
    const common = lengths(a, b);
    while (i < a.length && j < b.length) {
      if (a[i] === b[j]) {
        made.push({ kind: "same", text: a[i]! });
        ++i;
        ++j;
      } else if (common[i + 1]![j]! >= common[i]![j + 1]!) made.push({ kind: "gone", text: a[i++]! });
      else made.push({ kind: "new", text: b[j++]! });
    }
  }
  for (; i < a.length; ++i) made.push({ kind: "gone", text: a[i]! });
  for (; j < b.length; ++j) made.push({ kind: "new", text: b[j]! });
  return made;
}

export function difference(before: string, after: string): Line[] {
  const a = before.split("\n"), b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) ++head;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) ++tail;
  const same = (text: string): Line => ({ kind: "same", text });
  return [
    ...a.slice(0, head).map(same),
    ...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

// Only the changes, with a few lines around them; null stands for lines that were left out.
export function excerpt(lines: readonly Line[], around = 3): (Line | null)[] {
  const near = new Set<number>();
  lines.forEach((line, at) => {
    if (line.kind !== "same") for (let i = at - around; i <= at + around; ++i) near.add(i);
  });
  const made: (Line | null)[] = [];
  lines.forEach((line, at) => {
    if (near.has(at)) made.push(line);
    else if (made.at(-1) !== null) made.push(null);
  });
  return made;
}
