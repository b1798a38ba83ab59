import { Failed, failureOf } from "./problem";
import type { Problem } from "./types";

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  fields?: Record<string, string>;
  // Makes a request that creates safe to repeat; callers keep the key over their retries.
  idempotencyKey?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
}

export interface Answer<T> {
  status: number;
  body: T;
  etag: string | null;
  next: string | null; // X-Next-Cursor: an export that goes on
}

const base = "/api/v1";
let onSignedOut: () => void = () => {};
let onOtherRights: () => void = () => {};
let prove: () => Promise<boolean> = () => Promise.resolve(false);

// Told of every 401, whoever asked.
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

// Told where the server says that one-time codes have to be set up before anything else.
export function whenRightsChange(listener: () => void): void {
  onOtherRights = listener;
}

// Asked where something takes the password or a code anew; true: it was given.
export function whenProofIsNeeded(asker: () => Promise<boolean>): void {
  prove = asker;
}

export const freshKey = (): string => crypto.randomUUID();

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text();
  if (text === "") return null;
  const type = response.headers.get("Content-Type") ?? "";
  if (!/\bjson\b/.test(type)) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new Failed(response.status, null, "The server's answer could not be read. Try again.");
  }
}

// One request under /api/v1. Throws Failed, with words for a person. One that takes the password or a
// code anew waits until it is given, and is made once more.
export async function ask<T>(path: string, options: Ask = {}): Promise<Answer<T>> {
  try {
    return await once<T>(path, options);
  } catch (failure) {
    if (!(failure instanceof Failed) || !failure.problem?.step_up || !(await prove())) throw failure;
    return once<T>(path, options);
  }
}

async function once<T>(path: string, options: Ask): Promise<Answer<T>> {
  const fields: Record<string, string> = {
    Accept: "application/json",
    "X-Requested-With": "console",
    ...options.fields,
  };
  if (options.idempotencyKey) fields["Idempotency-Key"] = options.idempotencyKey;
  if (options.body !== undefined) fields["Content-Type"] = "application/json";
  const deadline = AbortSignal.timeout(options.timeoutMs ?? 15_000);
  let response: Response;
  try {
    response = await fetch(base + path, {
      method: options.method ?? "GET",
      headers: fields,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      credentials: "same-origin",
      signal: options.signal ? AbortSignal.any([options.signal, deadline]) : deadline,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw failureOf(0, null);
  }
  const body = await bodyOf(response);
  if (response.ok)
    return { status: response.status, body: body as T, etag: response.headers.get("ETag"), next: response.headers.get("X-Next-Cursor") };
  if (response.status === 401 && !path.startsWith("/session")) onSignedOut();
  const problem = body && typeof body === "object" ? (body as Problem) : null;
  if (problem?.code === "totp-needed") onOtherRights();
  const later = Number(response.headers.get("Retry-After"));
  throw failureOf(response.status, problem, Number.isFinite(later) ? later : 0);
}

export const get = async <T>(path: string, options: Ask = {}): Promise<T> =>
  (await ask<T>(path, options)).body;

export const post = async <T>(path: string, body: unknown = {}, options: Ask = {}): Promise<T> =>
  (await ask<T>(path, { ...options, method: "POST", body, idempotencyKey: options.idempotencyKey ?? freshKey() })).body;
