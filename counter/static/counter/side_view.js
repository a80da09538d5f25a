/** @module The right column of a console: who is away, this counter's day, the whole office. */
import { clock, since } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { t } from "tonsai/start.js";
import { counter, desk, now, phase } from "./console_state.js";
import { comeBack, longest, minutesSince, serves } from "./phases.js";
import { busy, isCut, press, settling } from "./presses.js";
import { Key, age, reasonWords } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */

/** The column. */
export function SideColumn() {
  const held = desk.value;
  const mine = counter.value;
  if (!held || !mine) return html`<div class="side"></div>`;
  return html`<div class="side">
    <${Away} desk=${held} mine=${mine} />
    <${CounterDay} mine=${mine} />
    <${Office} desk=${held} />
  </div>`;
}

/** @param {{desk: Desk, mine: DeskCounter}} props */
function Away({ desk: held, mine }) {
  const away = held.away.filter((ticket) => ticket.counter === mine.number || serves(held, mine, ticket.group));
  return html`<section class="card away" aria-labelledby="away-title">
    <header class="card-head">
      <h2 id="away-title">${t("counter.away.title")}</h2>
      <p>${away.length}</p>
    </header>
    ${away.length === 0 ? html`<p class="side-empty">${t("counter.away.empty")}</p>` : null}
    <ul class="away-rows">
      ${away.map((ticket) => html`<${AwayRow} key=${ticket.number} ticket=${ticket} mine=${mine} />`)}
    </ul>
  </section>`;
}

/** @param {{ticket: DeskTicket, mine: DeskCounter}} props */
function AwayRow({ ticket, mine }) {
  const rules = desk.value?.rules;
  if (!rules) return null;
  const { verb, body } = comeBack(ticket, mine, rules);
  const held = ticket.state === "held";
  const words = held
    ? t("counter.away.held", { age: age(minutesSince(ticket.since, now.value)) })
    : t("counter.away.no_show", { time: clock(new Date(ticket.since)) });
  const off = isCut() || mine.state === "closed" || phase.value === "elsewhere";
  const key = verb === "call" ? "counter.away.call" : "counter.away.put_back";
  return html`<li class="away-row" data-test=${`away-${ticket.number}`}>
    <b class="away-number">${ticket.number}</b>
    <span class="away-words">${words}${held && ticket.reason ? html`<br />${reasonWords("hold", ticket.reason)}` : null}</span>
    <${Key} test=${`${verb}-${ticket.number}`} class="key-small" off=${off} held=${busy.value !== "" || settling.value}
      word=${t(key)} label=${`${t(key)} ${ticket.number}`} onPress=${() => press(verb, body)} />
  </li>`;
}

/** @param {{mine: DeskCounter}} props */
function CounterDay({ mine }) {
  const { served, no_show, median_service_s, median_wait_s } = mine.today;
  const service = median_service_s === null ? "–" : since(median_service_s).replace(/^0/, "");
  const wait = median_wait_s === null ? "–" : String(Math.round(median_wait_s / 60));
  return html`<section class="card day" aria-labelledby="day-title">
    <h2 id="day-title">${t("counter.day.title", { number: mine.number })}</h2>
    <dl class="figures">
      <${Figure} value=${served} label=${t("counter.day.served")} test="day-served" />
      <${Figure} value=${service} label=${t("counter.day.service")} test="day-service" />
      <${Figure} value=${wait} label=${t("counter.day.wait")} test="day-wait" />
      <${Figure} value=${no_show} label=${t("counter.day.no_show")} test="day-no-show" />
    </dl>
  </section>`;
}

/** @param {{value: string | number, label: string, test: string}} props */
function Figure({ value, label, test }) {
  return html`<div class="figure">
    <dt>${label}</dt>
    <dd class="digits" data-test=${test}>${value}</dd>
  </div>`;
}

/** @param {{desk: Desk}} props */
function Office({ desk: held }) {
  const oldest = longest(held.line);
  const open = held.counters.filter((one) => one.state === "open").length;
  const wait = oldest ? html`${oldest.number} · ${age(minutesSince(oldest.issued_at, now.value))}` : "–";
  return html`<section class="card office" aria-labelledby="office-title">
    <h2 id="office-title">${t("counter.office.title")}</h2>
    <dl class="facts">
      <div><dt>${t("counter.office.waiting")}</dt><dd data-test="office-waiting">${held.today.waiting} ${t("counter.people")}
        </dd></div>
      <div><dt>${t("counter.office.longest")}</dt><dd data-test="office-longest">${wait}</dd></div>
      <div><dt>${t("counter.office.open")}</dt>
        <dd data-test="office-open">${t("counter.office.open_of", { open, all: held.counters.length })}</dd></div>
    </dl>
  </section>`;
}
