/** @module The keyboard of a console: physical keys to actions, off inside fields and dialogs, off when the clerk says so. */
import { ACTIONS, actionFor, show } from "./actions.js";
import { keysOn } from "./choices.js";
import { sheet } from "./console_state.js";

const HELP = "Slash";
/** F7, F10 and their like do something in the browser; ours must not start that in a phase where they rest. */
const OURS = new Set(Object.values(ACTIONS).flatMap((action) => action.codes));

/** Listens for the life of the page. */
export function listenToKeys() {
  document.addEventListener("keydown", onKey, { capture: true });
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const on = event.target instanceof Element ? event.target : document.body;
  // A held Enter would press the key that came next in the same place, and the one after it.
  if (event.repeat && on.closest("button")) event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (!keysOn.value || sheet.value !== null || isField(on)) return;
  if (OURS.has(event.code)) event.preventDefault();
  if (event.repeat) return;
  if (event.code === HELP) {
    event.preventDefault();
    show("keys");
    return;
  }
  const run = actionFor(event.code);
  if (!run) return;
  event.preventDefault();
  run();
}

/** @param {Element} on */
function isField(on) {
  return on.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
}
