/** @module One visitor's rating: which ticket, one tap, thanks, then what they like to add. Kiosk and tablet share it. */
import { batch, signal } from "tonsai/html.js";
import { insist, newKey, send } from "tonsai/call.js";
import { data, language } from "tonsai/start.js";
import { refuse } from "tonsai/sound.js";

const PRESSED_MS = 120;
const THANKS_MS = 3000;
const ANSWER_WITHIN_MS = 12_000;
const ADD_WITHIN_MS = 30_000;
/** Who is satisfied above this is not asked what should be better. */
const REASONS_TO_SCORE = 4;

/** @typedef {{number: string, token: string, finished_at: string, counter: number | null}} Ratable */
/** @typedef {"looking" | "pick" | "faces" | "thanks" | "dimensions" | "reasons" | "about" | "end" | "refused"} Step */
/**
 * @typedef {{dimensions: string[], reasons: string[], ask: {sex: boolean, age: boolean, occupation: boolean},
 *   correct_s: number, open_gap_s: number}} RatingSettings
 */

/** @type {RatingSettings} */
export const settings = {
  dimensions: [],
  reasons: [],
  correct_s: 10,
  open_gap_s: 5,
  ...data.settings?.rating,
  ask: { sex: false, age: false, occupation: false, ...data.settings?.rating?.ask },
};

const step = signal(/** @type {Step} */ ("faces"));
const tickets = signal(/** @type {Ratable[]} */ ([]));
const ticket = signal(/** @type {Ratable | null} */ (null));
const score = signal(/** @type {number | null} */ (null));
/** `performance.now()` until which the score may be changed. */
const correctUntil = signal(0);
const answers = signal(/** @type {Record<string, number>} */ ({}));
const reasons = signal(/** @type {string[]} */ ([]));
const about = signal(/** @type {Record<string, string>} */ ({}));
const refused = signal("");
const asking = signal(false);

/** @type {number | null} */
let id = null;
/** Grows with every visitor: an answer that comes after its visitor left is dropped. */
let visit = 0;
let dirty = false;
/** `performance.now()` before which no open rating is sent: the server spaces them. */
let openFrom = 0;
/** What happens after the last step. */
let onEnd = () => {};

function clear() {
  visit += 1;
  id = null;
  dirty = false;
  batch(() => {
    ticket.value = null;
    score.value = null;
    correctUntil.value = 0;
    answers.value = {};
    reasons.value = [];
    about.value = {};
    refused.value = "";
    asking.value = false;
  });
}

/** @param {number} ms */
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The tickets that can be rated now, newest first; null when the server did not say.
 * @returns {Promise<Ratable[] | null>} */
export async function findRatable() {
  const answer = await send("GET", "/api/v1/ratable");
  return answer.ok ? answer.data.tickets : null;
}

/** Asks which ticket; with none to ask about, the rating is an open one. @param {() => void} after */
async function begin(after) {
  clear();
  onEnd = after;
  step.value = "looking";
  const mine = visit;
  const found = (await findRatable()) ?? [];
  if (mine !== visit) return;
  tickets.value = found;
  step.value = found.length ? "pick" : "faces";
}

/** @param {Ratable | null} chosen null rates the house without a number @param {() => void} [after] */
function rateTicket(chosen, after = onEnd) {
  clear();
  onEnd = after;
  batch(() => {
    ticket.value = chosen;
    step.value = "faces";
  });
}

/** @param {number} k */
function request(k) {
  if (id !== null) return insist("PATCH", `/api/v1/ratings/${id}`, { score: k }, { key: newKey(), for_ms: ANSWER_WITHIN_MS });
  const token = ticket.peek()?.token;
  const body = { score: k, language: language.peek(), ...(token ? { token } : {}) };
  return insist("POST", "/api/v1/ratings", body, { key: newKey(), for_ms: ANSWER_WITHIN_MS });
}

/** One tap is a complete answer. @param {number} k 5 most … 1 least */
async function choose(k) {
  if (asking.peek()) return;
  const mine = visit;
  batch(() => {
    score.value = k;
    asking.value = true;
  });
  const open = !ticket.peek() && id === null;
  await rest(open ? Math.max(PRESSED_MS, openFrom - performance.now()) : PRESSED_MS);
  const answer = await request(k);
  if (open && answer.ok) openFrom = performance.now() + settings.open_gap_s * 1000;
  if (mine !== visit) return;
  asking.value = false;
  if (!answer.ok) return sayRefused(answer.code);
  if (id === null) correctUntil.value = performance.now() + settings.correct_s * 1000;
  id = answer.data.id;
  await thank("thanks", mine);
}

/** @param {"thanks" | "end"} which @param {number} mine */
async function thank(which, mine) {
  step.value = which;
  await rest(THANKS_MS);
  if (mine !== visit || step.peek() !== which) return;
  if (which === "thanks") next();
  else end();
}

/** @param {string} code */
async function sayRefused(code) {
  const mine = visit;
  refuse();
  batch(() => {
    refused.value = code;
    step.value = "refused";
  });
  await rest(2 * THANKS_MS);
  if (mine === visit && step.peek() === "refused") end();
}

/** Back to the faces while the score may still be changed. */
function correct() {
  if (performance.now() >= correctUntil.peek()) return;
  batch(() => {
    score.value = null;
    step.value = "faces";
  });
}

/** The optional steps that this house asks, in order. @returns {Step[]} */
function steps() {
  const { ask } = settings;
  return [
    ...(settings.dimensions.length ? [/** @type {const} */ ("dimensions")] : []),
    ...(settings.reasons.length && (score.peek() ?? 5) <= REASONS_TO_SCORE ? [/** @type {const} */ ("reasons")] : []),
    ...(ask.sex || ask.age || ask.occupation ? [/** @type {const} */ ("about")] : []),
  ];
}

/** Sends what was added so far and goes on; after the last step, thanks once more if anything was added. */
function next() {
  const added = Object.keys(answers.peek()).length || reasons.peek().length || Object.keys(about.peek()).length;
  flush();
  const following = steps()[steps().indexOf(step.peek()) + 1];
  if (following) step.value = following;
  else if (added) void thank("end", visit);
  else end();
}

/** Sends the answers added since the last time; nobody waits for it. */
function flush() {
  if (!dirty || id === null) return;
  dirty = false;
  const chosen = reasons.peek();
  const body = { answers: answers.peek(), ...(chosen.length ? { reasons: chosen } : {}), ...about.peek() };
  void insist("PATCH", `/api/v1/ratings/${id}`, body, { key: newKey(), for_ms: ADD_WITHIN_MS });
}

/** The visitor is done or gone: what was given is kept, the screen forgets it. */
function end() {
  flush();
  clear();
  const after = onEnd;
  onEnd = () => {};
  after();
}

/** @param {string} dimension @param {number} k */
function answer(dimension, k) {
  dirty = true;
  answers.value = { ...answers.value, [dimension]: k };
}

/** @param {string} code */
function toggleReason(code) {
  dirty = true;
  const chosen = reasons.value;
  reasons.value = chosen.includes(code) ? chosen.filter((other) => other !== code) : [...chosen, code];
}

/** @param {"sex" | "age" | "occupation"} field @param {string} value pressing it again takes it back */
function tell(field, value) {
  dirty = true;
  const { [field]: before, ...others } = about.value;
  about.value = before === value ? others : { ...others, [field]: value };
}

/** What the views read, and what they may ask for. */
export const rating = {
  step, tickets, ticket, score, correctUntil, answers, reasons, about, refused, asking,
  begin, rateTicket, choose, correct, next, end, answer, toggleReason, tell,
};
