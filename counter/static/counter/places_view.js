/** @module The counters as the supervisor sees them: what stands there and for how long, never who is faster. */
import { clock, since } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { pick, plain, t } from "tonsai/start.js";
import { findGroup, groupsOf, secondsSince, servicesOf, usualMinutes } from "./phases.js";
import { reasonWords } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */

/** @param {{desk: Desk, now: number}} props */
export function PlaceCards({ desk, now }) {
  return html`<section aria-label=${t("counter.overview.counters")}>
    <ul class="places">${desk.counters.map((one) => html`<${PlaceCard} key=${one.number} desk=${desk} one=${one}
      now=${now} />`)}</ul>
  </section>`;
}

/** @param {{desk: Desk, one: DeskCounter, now: number}} props */
function PlaceCard({ desk, one, now }) {
  const look = one.ticket?.state === "called" ? "called" : one.ticket ? "serving" : one.state === "open" ? "free" : one.state;
  return html`<li class=${`card place-card place-${look}`} data-test=${`counter-${one.number}`} data-state=${look}>
    <header><b class="place-badge"><span class="digits">${one.number}</span></b><b
      class="place-look">${lookWords(look)}</b></header>
    ${one.ticket ? html`<${WithTicket} desk=${desk} at=${one.ticket} now=${now} />`
      : html`<${WithoutTicket} desk=${desk} one=${one} now=${now} />`}
  </li>`;
}

/** @param {string} look */
function lookWords(look) {
  const key = look === "called" ? "calling" : look;
  return t(`counter.overview.${key}`);
}

/** @param {{desk: Desk, at: DeskTicket, now: number}} props */
function WithTicket({ desk, at, now }) {
  const group = findGroup(desk, at.group);
  const called = at.state === "called";
  const seconds = secondsSince((called ? at.called_at : at.started_at) ?? at.since, now);
  const usual = usualMinutes(servicesOf(desk, at.group));
  const end = called ? t("counter.overview.call", { count: at.calls }) : usual === null ? ""
    : t("counter.overview.standard", { minutes: usual });
  const over = !called && usual !== null && seconds >= usual * 60;
  return html`<p class="place-number digits">${at.number}</p>
    <p class="place-group">${group ? plain(pick(group.short)) : ""}</p>
    <p class="place-time"><b>${since(seconds)}</b><span class=${over ? "place-over" : ""}>${end}</span></p>`;
}

/** @param {{desk: Desk, one: DeskCounter, now: number}} props */
function WithoutTicket({ desk, one, now }) {
  const groups = groupsOf(desk, one).map((group) => plain(pick(group.short))).join(" · ");
  const from = one.state === "open" ? (one.last?.finished_at ?? one.since) : one.since;
  const times = one.state !== "closed" && from;
  return html`<p class="place-number digits" aria-hidden="true">–</p>
    <p class="place-group">${one.state === "paused" && one.reason ? reasonWords("pause", one.reason) : groups}</p>
    <p class="place-time">
      <b>${times ? since(secondsSince(from, now)) : ""}</b>
      <span>${one.state === "paused" && from ? t("counter.overview.since", { time: clock(new Date(from)) }) : ""}</span>
    </p>`;
}
