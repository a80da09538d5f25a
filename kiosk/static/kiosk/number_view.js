/** @module The number: as large as the screen allows, then how long, then what to do with it. */
import { Fit } from "tonsai/fit.js";
import { range } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { around, breaks, pick, plain, t } from "tonsai/start.js";
import { Ticket } from "tonsai/ticket.js";
import { keepNumber, numberUntil, ticket } from "./flow.js";
import { leave } from "./idle.js";
import { slip } from "./paper.js";
import { Heading, Seconds, Shade, StaffKey } from "./parts.js";
import { Key } from "./press.js";
import { layout } from "./stage.js";

/** @typedef {import("tonsai/values.js").Board} Board */
/** @typedef {import("./flow.js").Ticket} Given */

/** @type {Record<import("./paper_words.js").Slip, string>} */
const HEAD_ICONS = { printing: "printer", ok: "receipt", none: "ticket", out: "printer-off", away: "printer-off" };
const SHAPES = {
  portrait: { width: 968, height: 780, perforation: 0.645 },
  landscape: { width: 1184, height: 720, perforation: 0.662 },
};

/** @param {{board: Board}} props */
export function NumberView({ board }) {
  const given = ticket.value;
  if (!given) return null;
  const told = slip.value;
  const lost = told === "out" || told === "away";
  const wide = layout.value === "landscape";
  const group = board.groups.find(({ code }) => code === given.group);
  return html`<div class="screen number" key="number" data-test="screen-number">
    <${Shade} of="number" />
    <header class="head">
      <${Icon} name=${HEAD_ICONS[told]} size=${wide ? 88 : 116} />
      <div role="status" data-test="slip" data-slip=${told}>
        <${Heading} size=${wide ? 60 : 76} min=${48} lines=${wide ? 2 : 1}>${breaks(t(`kiosk.number.title.${told}`))}<//>
        <${Fit} class="sub" size=${wide ? 36 : 42} min=${32} lines=${wide ? 2 : 1}>${breaks(t(`kiosk.number.sub.${told}`))}<//>
      </div>
    </header>
    <main class="main">
      <${Big} given=${given} name=${pick(group?.name)} />
      <${Phone} given=${given} />
      <${Bring} documents=${(group?.documents ?? []).map((text) => plain(pick(text)))} />
      <p class="countdown">${around("kiosk.number.countdown", "seconds", html`<b data-test="countdown"><${Seconds} until=${numberUntil} /></b>`)}</p>
      <div class=${`end-keys ${lost ? "end-keys-3" : ""}`}>
        <${Key} test="more-time" class="key-outline" press=${keepNumber}><${Icon} name="clock-plus" size=${70} /><span>${breaks(t("kiosk.more_time"))}</span><//>
        ${lost ? html`<${StaffKey} class="key-outline" size=${60} />` : null}
        <${Key} test="done" class="key-full" press=${leave}><span>${t("common.done")}</span><//>
      </div>
    </main>
  </div>`;
}

/** @param {{given: Given, name: string}} props */
function Big({ given, name }) {
  const shape = layout.value === "landscape" ? SHAPES.landscape : SHAPES.portrait;
  const number = html`
    <p class="ticket-label">${t("common.your_number")}</p>
    <p class="ticket-big" data-test="number" role="status" aria-live="assertive">
      <span class="unseen">${t("common.your_number")} </span><span class="digits">${given.number}</span>
    </p>
    <${Fit} class="ticket-group" size=${48} min=${36}>${plain(name)}<//>`;
  return html`<${Ticket} ...${shape} orientation="portrait" radius=${46} notch=${34} class="drawn" number=${number} stub=${html`<${Stub} given=${given} />`} />`;
}

/** How many come before, and about how long; without an estimate only the first. @param {{given: Given}} props */
function Stub({ given }) {
  const { ahead, wait } = given;
  return html`<div class="stub">
    <p data-test="ahead"><span>${t("common.before_you")}</span>
      <span class="stub-figure"><b class="stub-count">${ahead}</b> <b>${t("common.person")}</b></span></p>
    ${wait
      ? html`<p data-test="wait"><span>${t("common.about")}</span>
          <span class="stub-figure"><b class="stub-minutes">${range(wait)}</b> <b>${t("common.minute")}</b></span></p>`
      : null}
  </div>`;
}

/** @param {{given: Given}} props */
function Phone({ given }) {
  return html`<section class="phone">
    <img class="qr" src=${`/t/${given.token}/qr.svg`} width="272" height="272" alt=${t("kiosk.number.qr")} data-test="qr" />
    <div><${Fit} tag="h2" size=${46} min=${36}>${t("kiosk.number.phone.title")}<//><${Fit} size=${38} min=${30} lines=${2}>${breaks(t("kiosk.number.phone.text"))}<//></div>
  </section>`;
}

/** @param {{documents: string[]}} props */
function Bring({ documents }) {
  const and = t("kiosk.number.and");
  const list = html`<b>${documents.map((name, index) => html`${index ? and : ""}<span class="phrase">${name}</span>`)}</b>`;
  return html`<ul class="bring">
    ${documents.length
      ? html`<li data-test="bring"><${Icon} name="checkup-list" size=${52} />
          <${Fit} tag="span" class="fit" size=${36} min=${30} lines=${2}>${around("kiosk.number.bring", "documents", list)}<//></li>`
      : null}
    <li><${Icon} name="volume" size=${52} /><${Fit} tag="span" class="fit" size=${36} min=${30} lines=${2}>${breaks(t("kiosk.number.listen"))}<//></li>
  </ul>`;
}
