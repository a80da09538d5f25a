/** @module The canopy: the shade people wait in. Drawn from fixed sines, so the tree never changes. */
import { html } from "./html.js";

/** A leaf one unit wide and high to each side, with the drip tip of a fig. */
const LEAF = "M0-1C.5-.96 1-.76 1-.36 1 .06.84.4.5.58.3.68.1.74 0 1-.1.74-.3.68-.5.58-.84.4-1 .06-1-.36-1-.76-.5-.96 0-1Z";
const HALF_LENGTH = 0.78;
const HALF_WIDTH = 0.52;
/** How much higher than the lowest row each row hangs, in units. */
const RISE = [0, 0.4, 0.82];
/** How much lower the edge hangs at both sides, in units. */
const SAG = 0.55;
const TURN_DEG = 17;
const SIZE = 0.13;
/** Aerial roots at the sides: place from the edge at unit 108, width, share of the depth. */
const LEFT = [[18, 7, 1], [38, 4, 0.71], [58, 5, 0.37]];
const RIGHT = [[18, 7, 0.83], [38, 4, 0.79], [58, 5, 0.28]];
/** Short roots in the middle: place as a share of the width, length in units. */
const SHORT = [[0.239, 0.98], [0.37, 0.5], [0.66, 0.7], [0.79, 0.9]];

/** @param {number} x @param {number} width @param {number} unit How much lower the edge hangs at `x`. */
const sag = (x, width, unit) => SAG * unit * ((2 * x) / width - 1) ** 2;

/** One row of leaves. @param {number} row @param {number} width @param {number} unit @param {number} y */
function Row(row, width, unit, y) {
  const shift = row % 2 === 0 ? 0.5 : 0;
  const count = Math.ceil(width / unit) + 1;
  return Array.from({ length: count }, (_, k) => {
    const x = (k + shift) * unit;
    const size = 1 + SIZE * Math.sin(2.3 * k + 1.1 + 1.9 * row);
    const turn = TURN_DEG * Math.sin(1.9 * k + 0.4 + 2.6 * row);
    const place = `translate(${x.toFixed(1)} ${(y + sag(x, width, unit)).toFixed(1)}) rotate(${turn.toFixed(1)})`;
    const scale = `scale(${(HALF_WIDTH * unit * size).toFixed(1)} ${(HALF_LENGTH * unit * size).toFixed(1)})`;
    return html`<g class=${`canopy-row${row}`} transform=${`${place} ${scale}`}>
      <path d=${LEAF} /><path class="canopy-vein" d="M0-.6V.6" />
    </g>`;
  });
}

/** @param {number} x @param {number} from @param {number} to @param {number} thick */
const root = (x, from, to, thick) =>
  html`<line class="canopy-root" x1=${x} x2=${x} y1=${from.toFixed(0)} y2=${to.toFixed(0)} stroke-width=${thick} />`;

/** @param {number} width @param {number} unit @param {number} y
 *  @param {number} depth how far down the longest reaches, px @param {boolean} middle whether short ones hang in the middle */
function Roots(width, unit, y, depth, middle) {
  const scale = Math.max(unit / 108, 0.5);
  const sides = [...LEFT.map(([x, w, share]) => [x * scale, w, share]), ...RIGHT.map(([x, w, share]) => [width - x * scale, w, share])];
  return html`${sides.map(([x, w, share]) => root(x, y, y + (depth - y) * share, Math.max(2, w * scale)))}
    ${(middle ? SHORT : []).map(([share, length]) => root(share * width, y, y + (HALF_LENGTH + length) * unit, Math.max(2, 4 * scale)))}`;
}

/**
 * Fills `width`×`height` px with shade; in the middle the lowest leaf tips end at `height`.
 * `roots` is the y in px that the longest aerial root reaches; none without it. `middle` hangs short ones between.
 * @param {{width: number, unit: number, height: number, roots?: number, middle?: boolean}} props
 */
export function Canopy({ width, unit, height, roots = 0, middle = false }) {
  const low = height - HALF_LENGTH * unit;
  const top = low - (RISE[2] - 0.06) * unit;
  const bottom = Math.max(roots, height + (SAG + 0.3) * unit);
  const side = (top + SAG * unit).toFixed(0);
  // A parabola through both sides and the middle: its control point lies as far above as the sides hang below.
  const shade = `M0 0H${width}V${side}Q${width / 2} ${(top - SAG * unit).toFixed(0)} 0 ${side}Z`;
  return html`<svg class="canopy" width=${width} height=${bottom} viewBox=${`0 0 ${width} ${bottom}`} aria-hidden="true">
    ${roots ? Roots(width, unit, low, roots, middle) : null}
    ${[0, 1, 2].map((row) => Row(row, width, unit, low - RISE[row] * unit))}
    <path class="canopy-shade" d=${shade} />
  </svg>`;
}
