/** @module Parts of the phone page: the bar under the canopy with the language, the ticket as tall as its words, keys. */
import { Canopy } from "tonsai/canopy.js";
import { html, signal, useLayoutEffect, useRef, useState } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { data, language, pick, t } from "tonsai/start.js";
import { Ticket } from "tonsai/ticket.js";

/** @typedef {import("tonsai/start.js").Language} Language */

/** Remembered on this phone alone, never sent. */
export const KEPT_LANGUAGE = "tonsai.language";
const MARGIN_PX = 16;
const LEAST_PX = 240;
const MOST_PX = 400;
const LEAF_PX = 30;
const SHADE_PX = 96;
/** The number takes this share of the ticket's width. */
const NUMBER = 0.335;

/** Width of the window in px. */
export const width = signal(innerWidth);
addEventListener("resize", () => (width.value = innerWidth));

/** Whether the languages are open. */
const choosing = signal(false);

/** @param {Language} chosen */
function choose(chosen) {
  language.value = chosen;
  choosing.value = false;
  try {
    localStorage.setItem(KEPT_LANGUAGE, chosen);
  } catch {
    // A private window keeps nothing; the choice holds for this visit.
  }
}

/** @param {{shade?: boolean, children?: any}} props without `shade` the bar stands on the lamp */
export function Page({ shade = true, children }) {
  return html`<div class="phone">
    ${shade ? html`<${Canopy} width=${width.value} unit=${LEAF_PX} height=${SHADE_PX} />` : null}
    <header class="bar">
      ${data.board?.office.logo ? html`<img class="bar-logo" src=${data.board.office.logo} alt="" />` : null}
      <p class="bar-name">${pick(data.board?.office.name)}</p>
      ${data.languages.length > 1 ? html`<button class="bar-language" data-test="language" aria-expanded=${choosing.value ? "true" : "false"}
        onClick=${() => (choosing.value = !choosing.value)}>
        <span class="unseen">${t("common.language")} </span>${t(`common.language.${language.value}`)}
      </button>` : null}
    </header>
    ${choosing.value
      ? html`<nav class="languages" aria-label=${t("common.language")}>
          ${data.languages.map(
            (other) => html`<button key=${other} lang=${other} class=${`key ${other === language.value ? "key-here" : ""}`}
              data-test=${`language-${other}`} aria-pressed=${other === language.value ? "true" : "false"} onClick=${() => choose(other)}
              >${t(`common.language.${other}`)}${other === language.value ? html`<${Icon} name="check" size=${24} />` : null}</button>`,
          )}
        </nav>`
      : null}
    <main class="sheet">${children}</main>
  </div>`;
}

/** The ticket, as tall as its words need in this language.
 * @param {{look: import("tonsai/ticket.js").TicketLook, number: any, stub: any, label?: string}} props */
export function HandTicket({ look, number, stub, label }) {
  const upper = useRef(/** @type {HTMLElement | null} */ (null));
  const lower = useRef(/** @type {HTMLElement | null} */ (null));
  const [tall, measure] = useState({ upper: 185, lower: 120 });
  const wide = Math.max(LEAST_PX, Math.min(MOST_PX, width.value - 2 * MARGIN_PX));
  useLayoutEffect(() => {
    const look = () => measure((before) => {
      const now = { upper: upper.current?.offsetHeight ?? 0, lower: lower.current?.offsetHeight ?? 0 };
      return now.upper === before.upper && now.lower === before.lower ? before : now;
    });
    look();
    const observer = new ResizeObserver(look);
    for (const part of [upper, lower]) if (part.current) observer.observe(part.current);
    return () => observer.disconnect();
  });
  const height = tall.upper + tall.lower;
  return html`<div class="hand" style=${{ "--number": `${Math.round(wide * NUMBER)}px` }}>
    <${Ticket} width=${wide} height=${height} perforation=${tall.upper / height} orientation="portrait" radius=${18} notch=${14}
      line=${look === "called" ? 0 : 3} state=${look} role="group" aria-label=${label} data-test="ticket" data-look=${look}
      number=${html`<div class="hand-part hand-upper" ref=${upper}>${number}</div>`}
      stub=${html`<div class="hand-part hand-lower" ref=${lower}>${stub}</div>`} />
  </div>`;
}

/** @param {{number: string, tag?: "p" | "h1"}} props */
export function Number({ number, tag = "p" }) {
  return html`<${tag} class=${`number ${number.length > 4 ? "number-long" : ""}`} data-test="number">${number}<//>`;
}

/** @param {{icon: string, test?: string, strong?: boolean, children?: any}} props */
export function Row({ icon, test, strong = false, children }) {
  return html`<p class=${`note ${strong ? "note-strong" : ""}`} data-test=${test}><${Icon} name=${icon} size=${26} /><span>${children}</span></p>`;
}

/** The broken connection, drawn in full: the sprite may be out of reach just then. */
export function Unplugged() {
  return html`<svg class="icon" width="32" height="32" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="M20 16l-4 4M7 12l5 5l-1.5 1.5a3.536 3.536 0 1 1-5-5l1.5-1.5M17 12l-5-5l1.5-1.5a3.536 3.536 0 1 1 5 5l-1.5 1.5M3 21l2.5-2.5M18.5 5.5l2.5-2.5M10 11l-2 2M13 14l-2 2M16 16l4 4" /></svg>`;
}
