/** @module Words of the hall screen: Thai first, the second language beside or beneath it, never one without the other. */
import { html } from "tonsai/html.js";
import { breaks, pick, t } from "tonsai/start.js";
import { Line } from "./line.js";

/** @typedef {import("tonsai/start.js").Language} Language */
/** @typedef {import("tonsai/start.js").Text} Text */
/** @typedef {Record<string, string | number>} Values */

/** The language beside Thai: the one of the ticket where a call is shown, Malay everywhere else.
 * @param {Language} [language] @returns {Language} */
export const second = (language = "ms") => (language === "en" ? "en" : "ms");

/** `กำลังเรียก · Sedang dipanggil` on one line. @param {{name: string, values?: Values, other?: Language}} props */
export function Pair({ name, values, other = "ms" }) {
  return html`<span class="th" lang="th">${t(name, values, "th")}</span><span class="other" lang=${other}
    ><span class="dot"> · </span>${t(name, values, other)}</span
  >`;
}

/** Thai over Malay, each on its own line. @param {{name?: string, text?: Text, values?: Values}} props */
export function Stack({ name = "", text, values }) {
  return html`<p class="th" lang="th">${breaks(text ? pick(text, "th") : t(name, values, "th"))}</p>
    <p class="other" lang="ms">${breaks(text ? pick(text, "ms") : t(name, values, "ms"))}</p>`;
}

/** Thai over Malay, each on one line that gets smaller before it is cut. @param {{name: string, values?: Values}} props */
export function Lines({ name, values }) {
  return html`<p class="th"><${Line} lang="th">${t(name, values, "th")}</${Line}></p>
    <p class="other"><${Line} lang="ms">${t(name, values, "ms")}</${Line}></p>`;
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
