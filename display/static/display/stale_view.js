/** @module What stands on the hall screen while the server is away: what to do, and of when the numbers are. */
import { clock } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { around, t } from "tonsai/start.js";
import { beside } from "./words.js";

/** Drawn in full, not from the sprite: that may be out of reach just then. */
const UNPLUGGED =
  "M20 16l-4 4M7 12l5 5l-1.5 1.5a3.536 3.536 0 1 1-5-5l1.5-1.5M17 12l-5-5l1.5-1.5a3.536 3.536 0 1 1 5 5l-1.5 1.5M3 21l2.5-2.5M18.5 5.5l2.5-2.5M10 11l-2 2M13 14l-2 2M16 16l4 4";

/** @param {{heard: Date | null}} props server time of the last news, null before any */
export function Stale({ heard }) {
  return html`<section class="stale" data-test="stale" role="status">
    <svg class="stale-icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${UNPLUGGED} /></svg>
    <div>
      <h2><span lang="th">${t("display.stale.title", undefined, "th")}</span
        >${beside((lang) => html`<span class="stale-title-other" lang=${lang}>${t("display.stale.title", undefined, lang)}</span>`)}</h2>
      <p class="stale-th" lang="th">
        ${heard ? html`<span class="whole" data-test="stale-time">${around("display.stale.numbers", "time", html`<b>${clock(heard, "th")}</b>`, undefined, "th")}</span> ` : null}
        <span class="whole">${t("display.stale.listen", undefined, "th")}</span>
      </p>
      ${beside((lang) => html`<p class="stale-other" lang=${lang}>
        ${heard ? html`<span class="whole">${t("display.stale.numbers", { time: clock(heard, lang) }, lang)}</span> ` : null}
        <span class="whole">${t("display.stale.listen", undefined, lang)}</span>
      </p>`)}
    </div>
  </section>`;
}
