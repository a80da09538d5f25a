/** @module The one way a page asks the server for something. Commands go over HTTP; news comes by `live.js`. */
import { at } from "./root.js";
import { data } from "./start.js";

const TIMEOUT_MS = 8000;
/** Between two tries of the same wish: long enough to let a switch or server come back, short enough to be felt as one. */
const AGAIN_AFTER_MS = 700;

/** @typedef {{ok: true, status: number, data: any}} Answer */
/** @typedef {{ok: false, status: number, code: string, details: any}} Refusal */
/** @typedef {{key?: string, seat?: string, timeout_ms?: number}} Options */

/** A fresh idempotency key. `crypto.randomUUID` exists only on secure pages; an office LAN has none. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {string} method @param {any} body @param {Options} options @param {string} key */
function request(method, body, options, key) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") {
    headers["X-CSRF-Token"] = data.csrf;
    headers["Idempotency-Key"] = key;
  }
  if (data.face) headers["X-Face"] = data.face;
  if (options.seat) headers["X-Seat"] = options.seat;
  const signal = AbortSignal.timeout(options.timeout_ms ?? TIMEOUT_MS);
  return { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal };
}

/** A page that stays open for weeks outlives its token: ask for a new one. */
async function renewToken() {
  const answer = await fetch(at("/fresh"), { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
  data.csrf = (await answer.json()).csrf || data.csrf;
}

/**
 * Asks once. Never throws: away, too late and unreadable are all `code: "network"`.
 * @param {string} method @param {string} path whole path, `/api/v1/…` @param {any} [body] @param {Options} [options]
 * @returns {Promise<Answer | Refusal>}
 */
export async function send(method, path, body, options = {}) {
  const key = options.key ?? newKey();
  const first = await ask(method, path, body, options, key);
  if (first.ok || first.code !== "csrf.failed") return first;
  try {
    await renewToken();
  } catch {
    return first;
  }
  return ask(method, path, body, options, key);
}

/** @param {string} method @param {string} path @param {any} body @param {Options} options @param {string} key
 *  @returns {Promise<Answer | Refusal>} */
async function ask(method, path, body, options, key) {
  try {
    const answer = await fetch(at(path), request(method, body, options, key));
    const text = await answer.text();
    const content = text ? JSON.parse(text) : null;
    if (answer.ok) return { ok: true, status: answer.status, data: content };
    const code = content?.code ?? "server.error";
    return { ok: false, status: answer.status, code, details: content?.details ?? null };
  } catch {
    return { ok: false, status: 0, code: "network", details: null };
  }
}

/**
 * Asks until there is an answer or `for_ms` have passed, always under one key: one wish is done once, however often
 * the network loses the answer. A busy or broken server counts as no answer.
 * @param {string} method @param {string} path @param {any} body @param {Options & {for_ms: number}} options
 * @returns {Promise<Answer | Refusal>}
 */
export async function insist(method, path, body, options) {
  const key = options.key ?? newKey();
  const until = performance.now() + options.for_ms;
  for (;;) {
    const answer = await send(method, path, body, { ...options, key });
    const unanswered = !answer.ok && (answer.code === "network" || answer.status >= 500);
    if (!unanswered || performance.now() + AGAIN_AFTER_MS > until) return answer;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  }
}
