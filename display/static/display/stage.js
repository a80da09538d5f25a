/** @module The shape of the screen: everything on the television is drawn in design pixels of a 1920×1080 or 1080×1920 sheet. */

const LONG = 1920;
const SHORT = 1080;

/**
 * @typedef {object} Stage
 * @property {number} unit CSS pixels of one design pixel
 * @property {boolean} wide landscape
 * @property {number} width design pixels, at least 1920 (landscape) or 1080
 * @property {number} height design pixels, at least 1080 (landscape) or 1920
 * @property {0 | 90 | 180 | 270} rotate degrees clockwise
 */

/**
 * Fits the sheet into a window. A screen of another shape gets a longer sheet, never a cut one.
 * @param {{width: number, height: number}} window CSS pixels
 * @param {{rotate?: number, overscan_pct?: number}} settings `overscan_pct` is left free on each side
 * @returns {Stage}
 */
export function measure(window, settings) {
  const quarter = ((Math.round((settings.rotate ?? 0) / 90) % 4) + 4) % 4;
  const rotate = /** @type {0 | 90 | 180 | 270} */ (quarter * 90);
  const kept = 1 - (2 * Math.min(Math.max(settings.overscan_pct ?? 0, 0), 10)) / 100;
  const turned = quarter % 2 === 1;
  const across = (turned ? window.height : window.width) * kept;
  const down = (turned ? window.width : window.height) * kept;
  const wide = across >= down;
  const unit = Math.min(across / (wide ? LONG : SHORT), down / (wide ? SHORT : LONG));
  return { unit, wide, width: across / unit, height: down / unit, rotate };
}

/**
 * Puts the sheet on the page: size, unit and rotation of `element`.
 * @param {HTMLElement} element
 * @param {Stage} stage
 */
export function place(element, stage) {
  element.style.setProperty("--u", `${stage.unit}px`);
  element.style.width = `${stage.width * stage.unit}px`;
  element.style.height = `${stage.height * stage.unit}px`;
  element.style.transform = `translate(-50%, -50%) rotate(${stage.rotate}deg)`;
}
