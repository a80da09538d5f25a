/** @module The ticket of a console, as large as its place: it measures the place and lets the shared ticket draw. */
import { html, useEffect, useRef, useState } from "tonsai/html.js";
import { Ticket } from "tonsai/ticket.js";

/** Where the perforation stands, as a share of the width. */
const PERFORATION = 0.6;
const NOTCH_PX = 12;
const RADIUS_PX = 18;
const LINE_PX = 3;
/** Signs of an ordinary number such as A013; longer ones are set smaller. */
const SIGNS = 4;

/**
 * Number or words | perforation | stub.
 * @param {{state: "waiting" | "called" | "serving" | "stale" | "held", number?: string, words?: any, head?: any,
 *   stub: any, test?: string}} props
 */
export function TicketBox({ state, number, words, head, stub, test = "ticket" }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const measured = place.current;
    if (!measured) return undefined;
    const look = () => setSize({ width: measured.clientWidth, height: measured.clientHeight });
    const watch = new ResizeObserver(look);
    watch.observe(measured);
    look();
    return () => watch.disconnect();
  }, []);
  const long = number !== undefined && number.length > SIGNS;
  const left = html`<div class="ticket-left">
    ${head ? html`<p class="ticket-head">${head}</p>` : null}
    ${number === undefined
      ? html`<p class="ticket-words">${words}</p>`
      : html`<p class=${`ticket-figure digits ${long ? "ticket-figure-long" : ""}`} data-test="ticket-number">${number}</p>`}
  </div>`;
  return html`<div class=${`ticket-box ticket-box-${state}`} ref=${place} data-test=${test} data-state=${state}>
    ${size.width > 0
      ? html`<${Ticket} ...${size} perforation=${PERFORATION} notch=${NOTCH_PX} radius=${RADIUS_PX} line=${LINE_PX}
        state=${state}
          number=${left} stub=${html`<div class="ticket-right">${stub}</div>`} />`
      : null}
  </div>`;
}
