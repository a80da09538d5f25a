/** @module Which counter do I sit at: all counters, what they serve, and who is there. */
import { html } from "tonsai/html.js";
import { pick, plain, t } from "tonsai/start.js";
import { desk, number, person, seat } from "./console_state.js";
import { Notice } from "./foot_view.js";
import { groupsOf } from "./phases.js";
import { busy, isCut, notice, open, settling } from "./presses.js";
import { Key } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */

/** The page before a counter is chosen. */
export function Choose() {
  const held = desk.value;
  return html`<main class="choose" data-test="choose">
    <h1>${t("counter.choose.title")}</h1>
    <p class="choose-note">${t("counter.choose.note")}</p>
    <ul class="choose-counters">
      ${held?.counters.map((one) => html`<${Place} key=${one.number} desk=${held} one=${one} />`)}
    </ul>
    <div class="foot">${notice.value ? html`<${Notice} />` : null}</div>
  </main>`;
}

/** @param {{desk: Desk, one: DeskCounter}} props */
function Place({ desk: held, one }) {
  const mine = one.state !== "closed" && one.seat === seat.value;
  const taken = one.state !== "closed" && !mine;
  const serves = groupsOf(held, one).map((group) => `${group.prefix} ${plain(pick(group.short))}`).join(" · ");
  const key = { off: isCut(), held: busy.value !== "" || settling.value, class: taken ? "" : "key-filled" };
  return html`<li class=${`place ${taken ? "place-taken" : ""}`} data-test=${`counter-${one.number}`}>
    <b class="badge"><span class="digits">${one.number}</span></b>
    <div class="place-words">
      <h2>${plain(pick(one.name))}</h2>
      <p>${serves}</p>
      <p class="place-state" data-test=${`counter-state-${one.number}`}>${stateWords(one, mine)}</p>
    </div>
    ${mine
      ? html`<${Key} ...${key} test=${`choose-${one.number}`} word=${t("counter.choose.mine")}
        onPress=${() => (number.value = one.number)} />`
      : taken
        ? html`<${Key} ...${key} test=${`take-over-${one.number}`} word=${t("counter.choose.take_over")}
          onPress=${() => (number.value = one.number)} />`
        : html`<${Key} ...${key} test=${`choose-${one.number}`} word=${t("counter.choose.open")}
          onPress=${() => open(one.number)} />`}
  </li>`;
}

/** @param {DeskCounter} one @param {boolean} mine */
function stateWords(one, mine) {
  if (one.state === "closed") return t("counter.choose.free");
  if (mine) return t("counter.choose.yours");
  const who = person.role !== "clerk" && one.staff ? t("counter.choose.open_by", { name: one.staff })
    : t("counter.choose.elsewhere");
  return one.ticket ? `${who} · ${one.ticket.number}` : who;
}
