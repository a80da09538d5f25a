/** @module Words that must fit: first break where they may, then grow smaller in steps. Nothing is ever cut off. */
import { html, signal, useLayoutEffect, useRef } from "./html.js";

const STEP_PX = 4;

/** Becomes true when the fonts stand: widths measured before are those of another font. */
const fonts = signal(false);
if (typeof document !== "undefined") void document.fonts.ready.then(() => (fonts.value = true));

/** @param {HTMLElement} box @param {number} lines */
function overflows(box, lines) {
  const line = parseFloat(getComputedStyle(box).lineHeight);
  return box.scrollWidth > box.clientWidth || box.offsetHeight > lines * line + 1;
}

/**
 * A text box of `size` px that shrinks by 4 px at a time, down to `min`, until its words stand in `lines` lines.
 * Its line height must be a plain number, so that it shrinks along.
 * @param {{tag?: string, size: number, min?: number, lines?: number, children?: any, [rest: string]: any}} props
 */
export function Fit({ tag = "p", size, min = 24, lines = 1, children, ...rest }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  const ready = fonts.value;
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    let now = size;
    box.style.fontSize = `${now}px`;
    while (now - STEP_PX >= min && overflows(box, lines)) {
      now -= STEP_PX;
      box.style.fontSize = `${now}px`;
    }
  }, [ready, size, min, lines, children]);
  return html`<${tag} ref=${ref} ...${rest}>${children}<//>`;
}
