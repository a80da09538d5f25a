/** @module The rating as it is seen: a number, five faces, thanks. Kiosk and tablet draw the same parts. */
import { Face, Leaves, SCORES } from "tonsai/faces.js";
import { Fit } from "tonsai/fit.js";
import { html, useComputed } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, knows, plain, t } from "tonsai/start.js";
import { Ticket } from "tonsai/ticket.js";
import { Extras } from "./extras_view.js";
import { Heading, Shade } from "./parts.js";
import { Key } from "./press.js";
import { rating } from "./rating.js";
import { layout, ticks } from "./stage.js";

/** Numbers that fit on the list; older visitors find themselves by the open way. */
const LISTED = 8;

export function RatingView() {
  const step = rating.step.value;
  if (step === "looking") return html`<div class="screen rate"><${Shade} of="rate" /></div>`;
  if (step === "pick") return html`<${Pick} />`;
  if (step === "faces") return html`<${Faces} />`;
  if (step === "thanks" || step === "end") return html`<${Thanks} final=${step === "end"} />`;
  if (step === "refused") return html`<${Refused} />`;
  return html`<${Extras} step=${step} />`;
}

/** The dark head of a rating screen: whose it is, and the question. @param {{size?: number, lines?: number, children?: any}} props */
export function RatingHead({ size = 72, lines = 2, children }) {
  const flat = layout.value === "tablet";
  const ticket = rating.ticket.value;
  return html`<header class="head">
    <p class="whose">${ticket
      ? html`<b data-test="rated-number">${ticket.number}</b> <span>${t("kiosk.rating.finished")}</span>`
      : html`<span>${t("kiosk.rating.open")}</span>`}</p>
    <${Heading} size=${flat ? Math.min(size, 54) : size} min=${34} lines=${flat ? 1 : layout.value === "landscape" ? 4 : lines}>${children}<//>
  </header>`;
}

function Pick() {
  return html`<div class="screen rate rate-pick" key="pick" data-test="screen-rate-pick">
    <${Shade} of="rate" />
    <header class="head">
      <p class="whose"><span>${t("kiosk.rating.open")}</span></p>
      <${Heading} size=${72} min=${44} lines=${2}>${breaks(t("kiosk.rating.pick"))}<//>
    </header>
    <main class="main">
      <ul class="numbers">
        ${rating.tickets.value.slice(0, LISTED).map(
          (ticket) => html`<li key=${ticket.token}><${Key} test=${`rate-${ticket.number}`} class="number-key" press=${() => rating.rateTicket(ticket)}>
            <${Ticket} width=${layout.value === "landscape" ? 380 : 473} height=${150} perforation=${0.68} line=${3} radius=${22} notch=${14}
              number=${html`<span class="digits">${ticket.number}</span>`}
              stub=${html`<span>${ticket.counter === null ? "" : t("common.counter.number", { number: ticket.counter })}</span>`} />
          <//></li>`,
        )}
      </ul>
      <${Key} test="rate-open" class="key-outline rate-open" press=${() => rating.rateTicket(null)}><span>${breaks(t("kiosk.rating.without"))}</span><//>
    </main>
    <nav class="rate-keys"><${Key} test="skip" class="key-outline" press=${rating.end}><${Icon} name="arrow-left" size=${56} /><span>${t("common.back")}</span><//></nav>
  </div>`;
}

function Faces() {
  const { ticket, tickets } = rating;
  const listed = tickets.value.length > 0;
  return html`<div class="screen rate rate-faces" key="faces" data-test="screen-rate-faces">
    <${Shade} of="rate" />
    <${RatingHead} size=${68}>${breaks(t("kiosk.rating.question"))}<//>
    <main class="main"><${FaceKeys} /></main>
    <footer class="privacy"><${Icon} name="lock" size=${40} /><${Fit} tag="span" class="fit" size=${36} min=${30} lines=${layout.value === "landscape" ? 3 : 1}>${breaks(t("kiosk.rating.privacy"))}<//></footer>
    <nav class="rate-keys">
      ${ticket.value && listed
        ? html`<${Key} test="not-mine" class="key-outline" press=${() => (rating.step.value = "pick")}><${Icon} name="arrow-left" size=${72} /><span>${breaks(t("kiosk.rating.not_mine"))}</span><//>`
        : null}
      <${Key} test="skip" class="key-outline" press=${rating.end}><span>${breaks(t("kiosk.rating.skip"))}</span><//>
    </nav>
  </div>`;
}

/** Five keys, the most first. @param {{size?: number}} props size of a word in px */
export function FaceKeys({ size }) {
  const chosen = rating.score.value;
  const wide = layout.value !== "portrait";
  return html`<div class=${`faces ${chosen === null ? "" : "faces-chosen"}`} role="group" aria-label=${plain(t("kiosk.rating.question"))}>
    ${SCORES.map(
      (k) => html`<${Key} test=${`face-${k}`} class=${`key-outline face-key ${chosen === k ? "face-key-chosen" : ""}`}
        press=${() => void rating.choose(k)} aria-label=${plain(t(`common.score.${k}`))}>
        <${Face} k=${k} size=${wide ? 146 : 150} pressed=${chosen === k} />
        <${Fit} tag="span" class="face-word fit" size=${size ?? (wide ? 38 : 60)} min=${28} lines=${wide ? 2 : 1}>${breaks(t(`common.score.${k}`))}<//>
        <${Leaves} k=${k} size=${wide ? 32 : 58} />
      <//>`,
    )}
  </div>`;
}

/** What was answered, and the way to change it while that may be. */
export function Given() {
  const score = rating.score.value;
  const open = useComputed(() => ticks.value < rating.correctUntil.value);
  if (score === null) return null;
  return html`<div class="given" data-test="given">
    <${Face} k=${score} size=${72} pressed=${true} /><b>${breaks(t(`common.score.${score}`))}</b>
    ${open.value ? html`<${Key} test="correct" class="key-outline key-small" press=${rating.correct}><span>${t("kiosk.rating.correct")}</span><//>` : null}
  </div>`;
}

/** @param {{final: boolean}} props */
function Thanks({ final }) {
  return html`<div class="screen rate rate-thanks" key="thanks" data-test=${final ? "screen-end" : "screen-thanks"}>
    <${Shade} of="home" />
    <header class="head"><${Heading} size=${layout.value === "tablet" ? 72 : 120} min=${64}>${t("common.thanks")}<//></header>
    <main class="main">
      <p class="thanks-words" role="status">${breaks(t("kiosk.rating.thanks"))}</p>
      ${final ? null : html`<${Given} />`}
    </main>
  </div>`;
}

function Refused() {
  const key = `kiosk.rating.refused.${rating.refused.value}`;
  const heading = rating.refused.value === "rating.done" ? "common.thanks" : "kiosk.rating.refused.title";
  return html`<div class="screen rate rate-thanks" key="refused" data-test="screen-refused">
    <${Shade} of="home" />
    <header class="head"><${Heading} size=${layout.value === "tablet" ? 60 : 96} min=${48} lines=${2}>${breaks(t(heading))}<//></header>
    <main class="main"><p class="thanks-words" role="alert">${breaks(t(knows(key) ? key : "kiosk.rating.refused.other"))}</p></main>
    <nav class="rate-keys"><${Key} test="skip" class="key-full" press=${rating.end}><span>${t("common.close")}</span><//></nav>
  </div>`;
}
