import type { Problem } from "./rules_api";

// A problem as an editor marks it: offsets into the text, in UTF-16.
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

// Where a line (from 1) begins and ends, without its line end.
function bounds(text: string, line: number): [number, number] {
  let from = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf("\n", from);
    if (next < 0) return [text.length, text.length];
    from = next + 1;
  }
  const end = text.indexOf("\n", from);
  return [from, end < 0 ? text.length : end];
}

// Columns count code points, from 1; an editor counts UTF-16.
function offset(line: string, column: number): number {
  let at = 0;
  for (const character of line) {
    if (--column < 1) break;
    at += character.length;
  }
  return at;
}

const word = /^[\p{L}\p{N}_./-]+|^"[^"]*"|^'[^']*'/u;

// The problem's word is marked, or one character where it points at none.
export function markOf(problem: Problem, text: string): Mark {
  const [from, end] = bounds(text, Math.max(1, problem.line));
  const line = text.slice(from, end);
  const start = offset(line, Math.max(1, problem.column));
  const length = word.exec(line.slice(start))?.[0].length ?? 1;
  return {
    from: from + start,
    to: Math.min(end, from + start + length),
    severity: problem.level === "warning" ? "warning" : "error",
    message: problem.fix ? `${problem.text}\n${problem.fix}` : problem.text,
  };
}
