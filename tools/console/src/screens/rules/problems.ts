import type { Problem } from "./rules_api";

// A problem as an editor marks it: offsets into the text, in UTF-16.
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly mend?: Mend;
}

export interface Mend {
  readonly says: string;
  readonly changes: readonly { readonly from: number; readonly to: number; readonly insert: string }[];
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

function bytesOf(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

// Columns count bytes of UTF-8, from 1; an editor counts UTF-16.
function offset(line: string, column: number): number {
  let at = 0;
  for (const character of line) {
    column -= bytesOf(character);
    if (column < 1) break;
    at += character.length;
  }
  return at;
}

function offsetIn(text: string, line: number, column: number): number {
  const [from, end] = bounds(text, Math.max(1, line));
  return from + offset(text.slice(from, end), Math.max(1, column));
}

function mendOf(problem: Problem, text: string): Mend | undefined {
  if (!problem.fix) return undefined;
  const changes = problem.fix.edits.map((edit) => ({
    from: offsetIn(text, edit.line, edit.column),
    to: offsetIn(text, edit.end_line, edit.end_column),
    insert: edit.text,
  }));
  return { says: problem.fix.says, changes };
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
    message: problem.text,
    mend: mendOf(problem, text),
  };
}
