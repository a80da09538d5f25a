/** @module The left column of a console: who waits for this counter, in the true order. */
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, pick, plain, t } from "tonsai/start.js";
import { show } from "./actions.js";
import { counter, desk, now, phase } from "./console_state.js";
import { findGroup, lineOf, minutesSince } from "./phases.js";
import { busy, isCut, settling } from "./presses.js";
import { Key, age } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */

/** The column. */
export function LineColumn() {
  const held = desk.value;
  const mine = counter.value;
  if (!held || !mine) return html`<section class="card line" aria-busy="true"></section>`;
  const { tickets, waiting } = lineOf(held, mine);
  const more = waiting - tickets.length;
  return html`<section class="card line" aria-labelledby="line-title">
    <header class="card-head">
      <h2 id="line-title">${t("counter.line.title")}</h2>
      <p data-test="line-count"><b class="line-count">${waiting}</b> ${t("counter.people")}</p>
    </header>
    ${tickets.length === 0 ? html`<p class="line-empty">${t("counter.line.empty")}</p>` : null}
    <ol class="line-rows" tabindex=${tickets.length > 8 ? 0 : undefined} aria-labelledby="line-title">
      ${tickets.map((ticket) => html`<${Row} key=${ticket.number} ticket=${ticket} next=${ticket.number === mine.next} />`)}
      ${more > 0 ? html`<li class="line-more">${t("counter.line.more", { count: more })}</li>` : null}
    </ol>
    <div class="line-chosen">
      <span>${t("counter.line.chosen")}</span>
      <${Key} test="choose-ticket" class="key-small" word=${t("counter.line.choose")} onPress=${() => show("chosen")}
        off=${isCut() || tickets.length === 0 || phase.value !== "idle"} held=${busy.value !== "" || settling.value} />
    </div>
    <p class="line-rule">${breaks(pick(held.office.rule))}</p>
  </section>`;
}

/** @param {{ticket: DeskTicket, next: boolean}} props */
function Row({ ticket, next }) {
  const group = desk.value ? findGroup(desk.value, ticket.group) : null;
  const waited = minutesSince(ticket.issued_at, now.value);
  const long = waited >= (desk.value?.rules.long_wait_min ?? Infinity);
  return html`<li class=${`line-row ${next ? "line-next" : ""}`} data-test=${`line-${ticket.number}`}>
    <b class="line-number">${ticket.number}</b>
    <span class="line-group">${group ? plain(pick(group.short)) : ""}</span>
    <${Marks} ticket=${ticket} />
    ${long
      ? html`<b class="line-age line-long"><${Icon} name="clock" size=${16} />${age(waited)}</b>`
      : html`<span class="line-age">${age(waited)}</span>`}
  </li>`;
}

/** Priority, and having been here before. @param {{ticket: DeskTicket}} props */
export function Marks({ ticket }) {
  return html`<span class="marks">
    ${ticket.klass === "priority" ? html`<span class="mark">${t("counter.priority")}</span>` : null}
    ${ticket.back ? html`<span class="mark mark-plain">${t("counter.came_back")}</span>` : null}
  </span>`;
}
