/** @module The five faces, all in one colour, and the five leaves that count them for people who do not read. */
import { html } from "./html.js";

/** From the most to the least, as on Thai paper forms. */
export const SCORES = /** @type {const} */ ([5, 4, 3, 2, 1]);

/** @param {number} y */
const dots = (y) => html`<circle class="face-fill" cx="41" cy=${y} r="6.5" /><circle class="face-fill" cx="79" cy=${y} r="6.5" />`;

/** @type {Record<number, () => any>} */
const FEATURES = {
  5: () => html`<path d="M32 51Q41 38 50 51M70 51Q79 38 88 51" /><path class="face-fill" d="M32 65H88A28 29 0 0 1 32 65Z" />`,
  4: () => html`${dots(48)}<path d="M35 68Q60 96 85 68" />`,
  3: () => html`${dots(48)}<path d="M38 78H82" />`,
  2: () => html`${dots(50)}<path d="M37 88Q60 66 83 88" />`,
  1: () => html`${dots(55)}<path d="M30 43L48 35M90 43L72 35" /><path class="face-fill" d="M36 92A24 19 0 0 1 84 92Z" />`,
};

/** One face; `k` is its score. The word stands beside it, so the picture itself is silent.
 * @param {{k: number, size?: number, pressed?: boolean}} props size in px */
export function Face({ k, size = 120, pressed = false }) {
  return html`<svg class=${`face ${pressed ? "face-pressed" : ""}`} width=${size} height=${size} viewBox="0 0 120 120" aria-hidden="true">
    <circle class="face-round" cx="60" cy="60" r="55" />
    ${FEATURES[k]()}
  </svg>`;
}

/** Five leaves of which `k` are filled. @param {{k: number, size?: number}} props size is a leaf's height in px */
export function Leaves({ k, size = 56 }) {
  const leaf = "M15 2C24 9 28 17 28 26S24 43 15 50C6 43 2 35 2 26S6 9 15 2Z";
  return html`<svg class="leaves" height=${size} width=${(size * 214) / 52} viewBox="0 0 214 52" aria-hidden="true">
    ${[0, 1, 2, 3, 4].map(
      (place) => html`<path class=${place < k ? "leaf-full" : "leaf-empty"} d=${leaf} transform=${`translate(${place * 46} 0)`} />`,
    )}
  </svg>`;
}
