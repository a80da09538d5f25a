/** @module A sheet: the browser's own dialog, with the focus where the hand goes on and back where it came from. */
import { useLayoutEffect } from "preact/hooks";
import { html, useRef } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { t } from "tonsai/start.js";
import { keysOn } from "./choices.js";

/**
 * @param {{title: any, test: string, onClose: () => void, note?: any, wide?: boolean, children?: any}} props
 */
export function Sheet({ title, test, onClose, note, wide = false, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  // At once, not after the next picture: a digit that follows F7 quickly must meet the list.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    dialog.showModal();
    return () => dialog.open && dialog.close();
  }, []);
  /** @param {Event} event */
  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  /** @param {MouseEvent} event */
  const outside = (event) => event.target === ref.current && onClose();
  return html`<dialog ref=${ref} class=${`sheet ${wide ? "sheet-wide" : ""}`} data-test=${`sheet-${test}`}
    aria-labelledby="sheet-title" onCancel=${cancel} onMouseDown=${outside}>
    <div class="sheet-inside">
      <header class="sheet-head">
        <h2 id="sheet-title">${title}</h2>
        <button type="button" class="key key-small" data-test="sheet-close" onClick=${onClose}>
          <${Icon} name="x" size=${20} /><span>${t("counter.sheet.close")}</span>
        </button>
      </header>
      ${note ? html`<p class="sheet-note">${note}</p>` : null}
      ${children}
    </div>
  </dialog>`;
}

/**
 * @typedef {{id: string, label: any, note?: any, off?: boolean}} Option
 */
/**
 * A list to choose one from; the first nine also by digit, unless `digits` is false. `picked` marks the chosen one.
 * @param {{options: Option[], onPick: (id: string) => void, picked?: string | null, digits?: boolean, test: string,
 *   label: string}} props
 */
export function Options({ options, onPick, picked = null, digits = true, test, label }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const dialog = list.current?.closest("dialog");
    if (!digits || !dialog) return undefined;
    /** @param {KeyboardEvent} event */
    const onKey = (event) => {
      if (!keysOn.value || event.repeat || (event.target instanceof Element && event.target.matches("input"))) return;
      const option = options[digitOf(event.code) - 1];
      if (option && !option.off) onPick(option.id);
    };
    dialog.addEventListener("keydown", onKey);
    return () => dialog.removeEventListener("keydown", onKey);
  });
  const first = options.findIndex((option) => !option.off);
  return html`<ul class="options" ref=${list} aria-label=${label}>
    ${options.map(
      ({ id, label: words, note, off = false }, index) => html`<li key=${id}>
        <button type="button" class=${`option ${picked === id ? "option-picked" : ""}`} data-test=${`${test}-${id}`}
          aria-pressed=${picked === null ? undefined : picked === id} aria-disabled=${off}
          autofocus=${index === first} onClick=${() => off || onPick(id)}>
          ${digits && index < 9 ? html`<kbd class="cap">${index + 1}</kbd>` : null}
          <span class="option-words">${words}</span>
          ${note ? html`<span class="option-note">${note}</span>` : null}
        </button>
      </li>`,
    )}
  </ul>`;
}

/**
 * 1–9 of the digit row or the number pad, else 0. By place, so a Thai keyboard layout does not matter.
 * @param {string} code
 */
export function digitOf(code) {
  const found = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  return found ? Number(found[1]) : 0;
}
