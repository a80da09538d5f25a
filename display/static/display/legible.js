/** @module Whether what must be read can be read from where people sit. Pure; the sizes are those on the glass. */

/** Height of Sarabun's figures as a share of the size of its type. */
export const CAP = 0.7;
/** The number called is sought by everybody: 0.7° of the eye. What stands beside it is looked up: 1 in 240, the least of signs. */
const NEEDS_MM_PER_M = { number: 12.2, beside: 1000 / 240 };
/** Width of a 16:9 picture as a share of its diagonal. */
const WIDE = 16 / Math.hypot(16, 9);
const MM_PER_INCH = 25.4;

/**
 * @typedef {{what: "number" | "beside", has_mm: number, needs_mm: number}} Small
 */

/**
 * What is too small for the distance, the worst first; empty when all is well.
 * @param {{inches: number, distance_m: number}} screen diagonal of the picture, and from where it is read
 * @param {number} long_px CSS pixels of the glass's long side
 * @param {{number: number, beside: number}} type_px size of the type of each, CSS pixels; 0 where none stands there
 * @returns {Small[]}
 */
export function tooSmall({ inches, distance_m }, long_px, type_px) {
  const mm = (inches * MM_PER_INCH * WIDE) / long_px;
  return /** @type {("number" | "beside")[]} */ (["number", "beside"])
    .map((what) => ({ what, has_mm: type_px[what] * CAP * mm, needs_mm: NEEDS_MM_PER_M[what] * distance_m }))
    .filter(({ has_mm, needs_mm }) => has_mm > 0 && has_mm < needs_mm)
    .sort((a, b) => a.has_mm / a.needs_mm - b.has_mm / b.needs_mm);
}
