/** @module The middle of a console while it rests: closed, paused, or open at another machine. */
import { clock, since } from "tonsai/format.js";
import { html, useEffect } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, pick, t } from "tonsai/start.js";
import { takeOver, ticked } from "./actions.js";
import { lost, now, number, person } from "./console_state.js";
import { Foot } from "./foot_view.js";
import { ActionKey } from "./middle_view.js";
import { groupsOf, secondsSince } from "./phases.js";
import { busy, isCut, settling } from "./presses.js";
import { Key, reasonWords } from "./staff_view.js";
import { TicketBox } from "./ticket_box.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */

/** Back to the choice of counters. */
export function leaveCounter() {
  lost.value = false;
  number.value = null;
}

/** The way to another counter. */
function OtherCounter() {
  return html`<${Key} test="other-counter" icon="list" word=${t("counter.rest.other")} onPress=${leaveCounter} />`;
}

/** Nobody works here: open, for the usual groups or for others today. @param {{desk: Desk, mine: DeskCounter}} props */
export function Closed({ desk: held, mine }) {
  const usual = groupsOf(held, { ...mine, groups: [] }).map((group) => group.code);
  const chosen = ticked.value ?? usual;
  /** @param {string} code */
  const turn = (code) => (ticked.value = chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
  useEffect(() => () => void (ticked.value = null), []);
  return html`<div class="middle middle-rest">
    <${TicketBox} state="stale" words=${t("counter.rest.closed", { number: mine.number })} test="closed"
      stub=${html`<p class="stub-label">${t("counter.rest.closed_note")}</p>`} />
    <${ActionKey} name="open" class="key-main key-start" size=${42} word=${t("counter.rest.open", { number: mine.number })} />
    <fieldset class="groups">
      <legend>${t("counter.rest.groups")}</legend>
      ${held.groups.map(
        (group) => html`<label class="tick group-tick" key=${group.code}>
          <input type="checkbox" data-test=${`group-${group.prefix}`} checked=${chosen.includes(group.code)}
            disabled=${chosen.length === 1 && chosen[0] === group.code} onChange=${() => turn(group.code)} />
          <b>${group.prefix}</b><span>${breaks(pick(group.short))}</span>
        </label>`,
      )}
    </fieldset>
    <${Foot}><div class="foot-line foot-keys"><${OtherCounter} /></div><//>
  </div>`;
}

/** A pause: how long it has been, why, and the way back. @param {{mine: DeskCounter}} props */
export function Paused({ mine }) {
  const from = mine.since ?? new Date(now.value).toISOString();
  return html`<div class="middle middle-rest">
    <div class="pause-panel" data-test="paused">
      <${Icon} name="coffee" size=${64} />
      <p class="pause-reason">${t("counter.rest.paused", { reason: reasonWords("pause", mine.reason ?? "other") })}</p>
      <p class="pause-timer digits" data-test="timer">${since(secondsSince(from, now.value))}</p>
      <p class="pause-since">${t("counter.rest.since", { time: clock(new Date(from)) })}</p>
    </div>
    <${ActionKey} name="back" class="key-main key-start" size=${42} />
    <p class="rest-note">${t("counter.rest.paused_note")}</p>
    <${Foot}><div class="foot-line foot-keys"></div><//>
  </div>`;
}

/** Another machine works this counter. @param {{mine: DeskCounter}} props */
export function Elsewhere({ mine }) {
  const held = mine.ticket;
  return html`<div class="middle middle-rest">
    <${TicketBox} state="stale" words=${t("counter.rest.elsewhere", { number: mine.number })} test="elsewhere"
      stub=${html`<p class="stub-label">${held ? t("counter.rest.elsewhere_ticket", { number: held.number })
        : t("counter.rest.elsewhere_free")}</p>
        ${person.role !== "clerk" && mine.staff ? html`<p class="stub-label"><b>${mine.staff}</b></p>` : null}`} />
    <${Key} test="take-over" class="key-main key-start" icon="transfer" size=${42} word=${t("counter.rest.take_over")}
      off=${isCut()} held=${busy.value !== "" || settling.value} running=${busy.value === "open"} onPress=${takeOver} />
    <p class="rest-note">${t("counter.rest.take_over_note")}</p>
    <${Foot}><div class="foot-line foot-keys"><${OtherCounter} /></div><//>
  </div>`;
}
