/** @module Rating one's own visit on one's own phone: one tap is complete; whatever follows is free. */
import { insist, newKey } from "tonsai/call.js";
import { batch, signal } from "tonsai/html.js";
import { data, language } from "tonsai/start.js";

const DIMENSIONS = ["process", "staff", "facility", "channel"];
const WITHIN_MS = 12_000;
/** Who is satisfied above this is not asked what should be better. */
const REASONS_TO_SCORE = 3;
export const COMMENT_LENGTH = 300;

const given = data.settings?.rating ?? {};
/** @type {{dimensions: string[], reasons: string[], comment: boolean, correct_s: number}} */
export const settings = {
  dimensions: Array.isArray(given.dimensions) ? given.dimensions : given.dimensions ? DIMENSIONS : [],
  reasons: given.reasons ?? [],
  comment: Boolean(given.comment),
  correct_s: given.correct_s ?? 10,
};

/** `faces` until a score is given, `more` for the free answers, `thanks` when all is said. */
export const step = signal(/** @type {"faces" | "more" | "thanks"} */ ("faces"));
export const score = signal(/** @type {number | null} */ (null));
export const answers = signal(/** @type {Record<string, number>} */ ({}));
export const reasons = signal(/** @type {string[]} */ ([]));
export const comment = signal("");
export const correctable = signal(false);
export const sending = signal(false);
/** The code of the last refusal, or "". */
export const refused = signal("");

/** @type {number | null} */
let id = null;

/** What may still be added to this score. */
export const asksReasons = () => settings.reasons.length > 0 && (score.value ?? 5) <= REASONS_TO_SCORE;
const asksMore = () => settings.dimensions.length > 0 || asksReasons() || settings.comment;

/** @param {Record<string, unknown>} body */
function say(body) {
  const [method, path] = id === null ? ["POST", "/api/v1/ratings"] : ["PATCH", `/api/v1/ratings/${id}`];
  const whole = { ...body, token: data.token, language: language.peek() };
  return insist(method, path, whole, { key: newKey(), for_ms: WITHIN_MS });
}

/** @param {number} k 5 most … 1 least */
export async function choose(k) {
  if (sending.peek()) return;
  const before = score.peek();
  const first = id === null;
  batch(() => {
    score.value = k;
    sending.value = true;
    refused.value = "";
  });
  const answer = await say({ score: k });
  sending.value = false;
  if (!answer.ok) {
    batch(() => {
      refused.value = answer.code;
      score.value = before;
      if (!first) step.value = "more";
    });
    return;
  }
  id = answer.data.id;
  if (first) {
    correctable.value = true;
    setTimeout(() => (correctable.value = false), settings.correct_s * 1000);
  }
  step.value = asksMore() ? "more" : "thanks";
}

/** Back to the faces while the score may still be changed. */
export function correct() {
  if (correctable.peek()) step.value = "faces";
}

/** @param {string} dimension @param {number} k choosing it again takes it back */
export function answer(dimension, k) {
  const { [dimension]: before, ...others } = answers.value;
  answers.value = before === k ? others : { ...others, [dimension]: k };
}

/** @param {string} code */
export function toggleReason(code) {
  const chosen = reasons.value;
  reasons.value = chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
}

/** Sends what was added; with nothing added it is simply done. */
export async function finish() {
  if (sending.peek()) return;
  const text = comment.peek().trim();
  /** @type {Record<string, unknown>} */
  const body = {};
  if (Object.keys(answers.peek()).length) body.answers = answers.peek();
  if (asksReasons() && reasons.peek().length) body.reasons = reasons.peek();
  if (text) body.comment = text.slice(0, COMMENT_LENGTH);
  refused.value = "";
  if (Object.keys(body).length) {
    sending.value = true;
    const sent = await say(body);
    sending.value = false;
    if (!sent.ok) {
      refused.value = sent.code;
      return;
    }
  }
  step.value = "thanks";
}
