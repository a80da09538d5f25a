/** @module One line that must not be cut: it gets smaller until it fits, down to a size that can still be read. */
import { html, useLayoutEffect, useRef } from "tonsai/html.js";

/** The least share of its proper size. */
const SMALLEST = 0.6;

/** @param {{children?: any, lang?: string, class?: string}} props */
export function Line({ children, lang, class: extra = "" }) {
  const outer = useRef(/** @type {HTMLElement | null} */ (null));
  const inner = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const box = outer.current;
    const line = inner.current;
    if (!box || !line) return undefined;
    const fit = () => {
      line.style.fontSize = "1em";
      const share = box.clientWidth / line.offsetWidth;
      line.style.fontSize = `${Math.max(SMALLEST, Math.min(1, share))}em`;
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(box);
    // Its own size changes when the fonts arrive.
    observer.observe(line);
    return () => observer.disconnect();
  });
  return html`<span class=${`line ${extra}`} lang=${lang} ref=${outer}><span class="line-words" ref=${inner}>${children}</span></span>`;
}
