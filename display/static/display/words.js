/** @module Words of the hall screen: Thai first, beside or beneath it the other language that the office offers, if any. */
import { html } from "tonsai/html.js";
import { breaks, data, pick, t } from "tonsai/start.js";
import { Line } from "./line.js";

/** @typedef {import("tonsai/start.js").Language} Language */
/** @typedef {import("tonsai/start.js").Text} Text */
/** @typedef {Record<string, string | number>} Values */

/** The language beside Thai: the one of the ticket where a call is shown, else the first other one that is offered.
 * @param {Language} [language] @returns {Language | null} null where the office speaks Thai alone */
export function second(language = "th") {
  const others = data.languages.filter((one) => one !== "th");
  return others.find((one) => one === language) ?? others[0] ?? null;
}

/** What is said in the language beside Thai. @param {(language: Language) => any} draw @param {Language | null} [other] */
export const beside = (draw, other = second()) => (other ? draw(other) : null);

/** `กำลังเรียก · Sedang dipanggil` on one line. @param {{name: string, values?: Values, other?: Language | null}} props */
export function Pair({ name, values, other = second() }) {
  return html`<span class="th" lang="th">${t(name, values, "th")}</span>${beside(
    (lang) => html`<span class="other" lang=${lang}><span class="dot"> · </span>${t(name, values, lang)}</span>`,
    other,
  )}`;
}

/** Thai over the other language, each on its own line. @param {{name?: string, text?: Text, values?: Values}} props */
export function Stack({ name = "", text, values }) {
  return html`<p class="th" lang="th">${breaks(text ? pick(text, "th") : t(name, values, "th"))}</p>
    ${beside((lang) => html`<p class="other" lang=${lang}>${breaks(text ? pick(text, lang) : t(name, values, lang))}</p>`)}`;
}

/** The same, each on one line that gets smaller before it is cut. @param {{name: string, values?: Values}} props */
export function Lines({ name, values }) {
  return html`<p class="th"><${Line} lang="th">${t(name, values, "th")}</${Line}></p>
    ${beside((lang) => html`<p class="other"><${Line} lang=${lang}>${t(name, values, lang)}</${Line}></p>`)}`;
}

/** Prefixes in few letters: `A B`, `A–D`. @param {readonly string[]} prefixes */
export function ranges(prefixes) {
  /** @type {string[][]} */
  const runs = [];
  for (const prefix of [...prefixes].sort()) {
    const run = runs[runs.length - 1];
    const follows = run && prefix.charCodeAt(0) - run[run.length - 1].charCodeAt(0) === 1;
    if (follows) run.push(prefix);
    else runs.push([prefix]);
  }
  return runs.flatMap((run) => (run.length > 2 ? [`${run[0]}–${run[run.length - 1]}`] : run));
}
