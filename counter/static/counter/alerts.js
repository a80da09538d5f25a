/** @module What is new among the matters that need care: said once, sounded once, never in a flood. */
import { effect, signal } from "tonsai/html.js";
import { nudge } from "tonsai/sound.js";
import { t } from "tonsai/start.js";
import { soundOn } from "./choices.js";
import { attentionValues } from "./attention_words.js";
import { desk, now } from "./overview_state.js";

/** @typedef {import("../../../shared/static/types/values").Attention} Attention */

/** A matter that went away for less than this is the same matter when it comes back. */
const SAME_MS = 300_000;
/** Between two sounds. */
const QUIET_MS = 20_000;

/** What a screen reader is told; one sentence, politely. */
export const told = signal("");

/** Matter → when it was last there. @type {Map<string, number>} */
const known = new Map();
let sounded = -Infinity;
let first = true;

/** @param {Attention} one */
export const keyOf = (one) => `${one.code} ${one.subject}`;

/** Those nobody took on. @param {readonly Attention[]} list */
export const awake = (list) => list.filter((one) => one.rests_until === null);

effect(() => {
  const held = desk.value;
  if (!held) return;
  const at = now.peek();
  const here = awake(held.attention);
  const fresh = here.filter((one) => at - (known.get(keyOf(one)) ?? -Infinity) > SAME_MS);
  for (const one of held.attention) known.set(keyOf(one), at);
  if (first || fresh.length === 0) {
    first = false; // what stands there when the page opens is read, not sounded
    return;
  }
  const one = fresh[0];
  told.value = fresh.length > 1 ? t("attention.new.many", { count: fresh.length })
    : t("attention.new", { what: t(`attention.${one.code}`, attentionValues(held, one)) });
  if (!soundOn.peek() || at - sounded < QUIET_MS) return;
  sounded = at;
  nudge();
});
