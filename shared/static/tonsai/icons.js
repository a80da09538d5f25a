/** @module The icons: one sprite, made at set-up from a fixed list. An icon never stands alone: words stand beside it. */
import { html } from "./html.js";

const SPRITE = "/static/vendor/icons.svg";

/** Thinner where it is large, so that all icons weigh the same. @param {number} size in px */
const stroke = (size) => (size >= 80 ? 1.5 : size <= 20 ? 2 : 1.75);

/** @param {{name: string, size?: number, class?: string}} props size in px; `name` as in the sprite */
export function Icon({ name, size = 24, class: extra = "" }) {
  return html`<svg class=${`icon ${extra}`} width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor"
    stroke-width=${stroke(size)} stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    <use href=${`${SPRITE}#${name}`} />
  </svg>`;
}
