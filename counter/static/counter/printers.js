/** @module The states of printers stay true while the page is open; without scripts they are as old as the page. */
import { effect } from "tonsai/html.js";
import { follow } from "tonsai/live.js";
import { t } from "tonsai/start.js";

/** @typedef {import("../../../shared/static/types/values").Board} Board */

const LOOK_AGAIN_MS = 1500;
const live = follow({ namespace: "/board", event: "board", start: /** @type {Board | null} */ (null) });

effect(() => {
  for (const { device, state } of live.value.value?.printers ?? []) {
    const line = document.querySelector(`[data-printer="${device}"]`);
    const known = state ?? "unknown";
    if (!(line instanceof HTMLElement) || line.dataset.state === known) continue;
    line.dataset.state = known;
    line.classList.toggle("is-care", known !== "ready" && known !== "unknown");
    const words = line.querySelector("b");
    if (words) words.textContent = state ? t(`paper.state.${state}`) : t("printers.asking");
    line.querySelector("[data-since]")?.remove();
  }
});

// A test print is under way: the page says how it ended as soon as that is known.
if (document.querySelector("[data-job=queued], [data-job=printing]")) {
  setTimeout(() => location.reload(), LOOK_AGAIN_MS);
}
