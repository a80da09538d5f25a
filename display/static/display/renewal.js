/** @module A screen hangs on its wall for months: when the server comes back as a newer version, it takes the new page. */
import { effect } from "tonsai/html.js";
import { at } from "tonsai/root.js";
import { data } from "tonsai/start.js";

/** Screens of one office do not all ask in the same instant. */
const SPREAD_MS = 4000;
const TIMEOUT_MS = 8000;
/** The version for which this tab has reloaded already: once, whatever comes back. */
const KEPT = "tonsai.renewed";

/** The version of the page the server gives now, or null when it gives none. @returns {Promise<string | null>} */
async function served() {
  try {
    const answer = await fetch(at("/fresh"), { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
    return (await answer.json()).version ?? null;
  } catch {
    return null;
  }
}

/**
 * After every reconnection, asks which version the server is; reloads once when it is another.
 * @param {{readonly value: boolean}} connected
 */
export function reloadWhenRenewed(connected) {
  if (!data.version) return;
  let first = true;
  effect(() => {
    if (!connected.value) return;
    if (first) {
      first = false;
      return;
    }
    setTimeout(async () => {
      const version = await served();
      if (!version || version === data.version || sessionStorage.getItem(KEPT) === version) return;
      sessionStorage.setItem(KEPT, version);
      location.reload();
    }, Math.random() * SPREAD_MS);
  });
}
