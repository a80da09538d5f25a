/** @module The slip as the kiosk's own browser prints it: on the screen it is not there, on paper there is nothing else. */
import { clock, longDate, range } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { around, language, pick, plain, t } from "tonsai/start.js";
import { live, ticket } from "./flow.js";
import { printer } from "./paper.js";

/** @typedef {import("tonsai/values.js").Board} Board */

/** Dots of a printer for rolls of 58 mm; all others take 80 mm. */
const NARROW = 384;

/** @param {{board: Board | null}} props */
export function PaperSlip({ board }) {
  const given = ticket.value;
  const of = printer.value;
  if (!board || !given || of?.way !== "browser") return null;
  const group = board.groups.find(({ code }) => code === given.group);
  const at = live.now();
  return html`<section class=${`paper paper-${of.width === NARROW ? 58 : 80}`} aria-hidden="true" data-test="paper">
    <p class="paper-office" lang="th">${plain(board.office.name.th)}</p>
    <p class="paper-at">${longDate(at)} <span class="paper-whole">· ${clock(at)}</span></p>
    <p class="paper-number">${given.number}</p>
    <p class="paper-group">${plain(pick(group?.name))}</p>
    ${language.value === "th" ? null : html`<p class="paper-thai" lang="th">${plain(pick(group?.name, "th"))}</p>`}
    <p class="paper-place">${t("common.before_you")} <b>${given.ahead}</b> ${t("common.person")}${given.wait
      ? html` · ${t("common.about")} <b>${range(given.wait)}</b> ${t("common.minute")}`
      : null}</p>
    <div class="paper-code"><img src=${`/t/${given.token}/qr.svg`} alt="" />
      <p>${group?.documents.length
        ? around("kiosk.number.bring", "documents", html`<b>${group.documents.map((text, n) => html`${n ? ", " : ""}<i class="paper-whole">${plain(pick(text))}</i>`)}</b>`)
        : null}<span>${t("slip.scan")}</span><span>${t("slip.today")}</span></p></div>
    <p class="paper-rule">${plain(pick(board.office.rule))}</p>
  </section>`;
}
