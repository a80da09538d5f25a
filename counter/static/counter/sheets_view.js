/** @module The dialogs of a console that ask one thing: why, where to, or which. */
import { html, useState } from "tonsai/html.js";
import { breaks, pick, plain, t } from "tonsai/start.js";
import { counter, desk, now, sheet, ticket } from "./console_state.js";
import { correctLeft, findGroup, groupsOf, lineOf, minutesSince } from "./phases.js";
import { press } from "./presses.js";
import { CorrectSheet, ServicesSheet } from "./services_view.js";
import { KeysSheet, MenuSheet } from "./menu_view.js";
import { Options, Sheet } from "./sheet.js";
import { Key, age, reasonWords } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */

export const closeSheet = () => (sheet.value = null);

/** @param {string} verb @param {Record<string, unknown>} [body] */
function closeAndPress(verb, body) {
  closeSheet();
  void press(verb, body);
}

/** The dialog that is open, if any. */
export function OpenSheet() {
  const held = desk.value;
  const mine = counter.value;
  const at = ticket.value;
  const kind = sheet.value?.kind;
  if (kind === "keys") return html`<${KeysSheet} onClose=${closeSheet} />`;
  if (kind === "menu") return html`<${MenuSheet} onClose=${closeSheet} />`;
  if (!held || !mine) return null;
  if (kind === "pause") return html`<${PauseSheet} desk=${held} />`;
  if (kind === "close") return html`<${CloseSheet} desk=${held} mine=${mine} />`;
  if (kind === "chosen") return html`<${ChosenSheet} desk=${held} mine=${mine} />`;
  if (kind === "correct" && mine.last && correctLeft(mine, held.rules, now.value) > 0) {
    return html`<${CorrectSheet} desk=${held} mine=${mine} onClose=${closeSheet}
      onPick=${(/** @type {string} */ service) => closeAndPress("correct", { service })} />`;
  }
  if (!at) return null;
  if (kind === "hold") return html`<${HoldSheet} desk=${held} at=${at} />`;
  if (kind === "services") return html`<${ServicesSheet} desk=${held} at=${at} onClose=${closeSheet} />`;
  if (kind === "transfer") return html`<${TransferSheet} desk=${held} mine=${mine} at=${at} />`;
  return null;
}

/** @param {{desk: Desk, at: DeskTicket}} props */
function HoldSheet({ desk: held, at }) {
  const options = held.rules.hold_reasons.map((id) => ({ id, label: reasonWords("hold", id) }));
  return html`<${Sheet} title=${t("counter.hold.title", { number: at.number })} note=${t("counter.hold.note")} test="hold"
    onClose=${closeSheet}>
    <${Options} options=${options} test="hold" label=${t("counter.hold.title", { number: at.number })}
      onPick=${(/** @type {string} */ reason) => closeAndPress("hold", { reason })} />
  <//>`;
}

/** @param {{desk: Desk}} props */
function PauseSheet({ desk: held }) {
  const options = held.rules.pause_reasons.map((id) => ({ id, label: reasonWords("pause", id) }));
  return html`<${Sheet} title=${t("counter.pause.title")} note=${t("counter.pause.note")} test="pause" onClose=${closeSheet}>
    <${Options} options=${options} test="pause" label=${t("counter.pause.title")}
      onPick=${(/** @type {string} */ reason) => closeAndPress("pause", { reason })} />
  <//>`;
}

/** Closing says what it leaves behind: lines that no other open counter serves. @param {{desk: Desk, mine: DeskCounter}} props */
function CloseSheet({ desk: held, mine }) {
  const left = groupsOf(held, mine).filter((group) => group.waiting > 0 && !servedElsewhere(held, mine, group.code));
  const words = left.map((group) =>
    t("counter.close.left", { group: `${group.prefix} ${plain(pick(group.short))}`, count: group.waiting }),
  );
  return html`<${Sheet} title=${t("counter.close.title", { number: mine.number })} test="close" onClose=${closeSheet}
    note=${left.length === 0 ? t("counter.close.note") : t("counter.close.note_left")}>
    ${left.length > 0 ? html`<ul class="sheet-list">${words.map((line) => html`<li>${line}</li>`)}</ul>` : null}
    <${Key} test="close-confirm" class="key-main key-sheet" icon="door-exit" word=${t("counter.close")} autofocus=${true}
      onPress=${() => closeAndPress("close")} />
  <//>`;
}

/** @param {Desk} held @param {DeskCounter} mine @param {string} code */
function servedElsewhere(held, mine, code) {
  return held.counters.some(
    (one) => one.number !== mine.number && one.state !== "closed" && groupsOf(held, one).some((group) => group.code === code),
  );
}

/** Out of order, with a reason that goes into the journal. @param {{desk: Desk, mine: DeskCounter}} props */
function ChosenSheet({ desk: held, mine }) {
  const [number, setNumber] = useState(/** @type {string | null} */ (null));
  const [reason, setReason] = useState(/** @type {string | null} */ (null));
  const tickets = lineOf(held, mine).tickets;
  const options = tickets.map((one) => ({
    id: one.number,
    label: html`<b class="option-number">${one.number}</b> ${plain(pick(findGroup(held, one.group)?.short ?? null))}`,
    note: one.number === mine.next ? t("counter.chosen.next") : age(minutesSince(one.issued_at, now.value)),
    off: one.number === mine.next,
  }));
  const reasons = held.rules.chosen_reasons.map((id) => ({ id, label: reasonWords("chosen", id) }));
  const ready = number !== null && reason !== null && tickets.some((one) => one.number === number);
  return html`<${Sheet} title=${t("counter.chosen.title")} note=${t("counter.chosen.note")} test="chosen" wide=${true}
    onClose=${closeSheet}>
    <div class="sheet-columns">
      <section><h3>${t("counter.chosen.ticket")}</h3>
        <div class="sheet-scroll"><${Options} options=${options} picked=${number ?? ""} digits=${false} test="pick"
          label=${t("counter.chosen.ticket")} onPick=${setNumber} /></div></section>
      <section><h3>${t("counter.chosen.reason")}</h3>
        <${Options} options=${reasons} picked=${reason ?? ""} test="reason" label=${t("counter.chosen.reason")}
          onPick=${setReason} /></section>
    </div>
    <${Key} test="chosen-confirm" class="key-main key-sheet" icon="speakerphone" off=${!ready}
      word=${number ? t("counter.chosen.call", { number }) : t("counter.chosen.pick_first")}
      onPress=${() => closeAndPress("call", { ticket: number, reason })} />
  <//>`;
}

/** @param {{desk: Desk, mine: DeskCounter, at: DeskTicket}} props */
function TransferSheet({ desk: held, mine, at }) {
  const [target, setTarget] = useState(/** @type {string | null} */ (null));
  const groups = held.groups.map((group) => ({
    id: `group-${group.prefix}`,
    label: html`<b class="option-number">${group.prefix}</b> ${breaks(pick(group.name))}`,
    note: group.counters_open === 0 ? t("counter.transfer.no_counter") : t("common.waiting", { count: group.waiting }),
    off: group === findGroup(held, at.group),
  }));
  const counters = held.counters
    .filter((one) => one.number !== mine.number)
    .map((one) => ({
      id: `counter-${one.number}`,
      label: html`<b class="option-number">${one.number}</b> ${groupsOf(held, one).map((group) => plain(pick(group.short))).join(" · ")}`,
      note: t(`counter.state.${one.state}`),
      off: one.state === "closed",
    }));
  return html`<${Sheet} title=${t("counter.transfer.title", { number: at.number })} note=${t("counter.transfer.note")}
    test="transfer"
    wide=${true} onClose=${closeSheet}>
    <div class="sheet-columns">
      <section><h3>${t("counter.transfer.to_group")}</h3>
        <${Options} options=${groups} picked=${target ?? ""} test="to" label=${t("counter.transfer.to_group")}
          onPick=${setTarget} /></section>
      <section><h3>${t("counter.transfer.to_counter")}</h3>
        <${Options} options=${counters} picked=${target ?? ""} digits=${false} test="to"
          label=${t("counter.transfer.to_counter")}
          onPick=${setTarget} /></section>
    </div>
    <${Key} test="transfer-confirm" class="key-main key-sheet" icon="transfer" off=${target === null}
      word=${target ? t("counter.transfer.confirm", { number: at.number, target: targetWords(held, target) })
        : t("counter.transfer.pick_first")}
      onPress=${() => target && closeAndPress("transfer", targetBody(held, target))} />
  <//>`;
}

/** @param {Desk} held @param {string} target `group-B` or `counter-4` */
function targetWords(held, target) {
  const [kind, name] = target.split("-");
  if (kind === "counter") return t("common.counter.number", { number: name });
  return `${name} ${plain(pick(findGroup(held, name)?.short ?? null))}`;
}

/** @param {Desk} held @param {string} target */
function targetBody(held, target) {
  const [kind, name] = target.split("-");
  return kind === "counter" ? { counter: Number(name) } : { group: findGroup(held, name)?.code };
}
