/** @module What needs care now: what it is, what to do, and who sees to it. */
import { clock } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { t } from "tonsai/start.js";
import { awake, keyOf, told } from "./alerts.js";
import { attentionValues } from "./attention_words.js";
import { answerHelp, busy, mayManage, opened, takeAlert } from "./overview_state.js";
import { Options, Sheet } from "./sheet.js";
import { Key } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").Attention} Attention */

/** @type {Record<Attention["code"], string>} */
const ICONS = {
  help: "hand-stop",
  long_wait: "clock",
  no_counter: "door",
  counter_idle: "speakerphone",
  pause_long: "coffee",
  device_away: "plug-connected-x",
  kiosk_away: "plug-connected-x",
  tv_away: "device-tv",
  sound_blocked: "volume",
  voice_missing: "volume",
  voice_broken: "volume",
  paper_low: "printer",
  paper_out: "printer-off",
  printer_away: "printer-off",
  copies_failed: "database",
  copies_late: "database",
  copies_untested: "database",
  disk_full: "database",
  clock_behind: "clock",
};
/** Minutes for which a matter may be taken on; the last is a working day. */
const MINUTES = [15, 60, 480];

/** @param {{desk: Desk}} props */
export function AttentionCard({ desk }) {
  const list = awake(desk.attention);
  const resting = desk.attention.filter((one) => one.rests_until !== null);
  return html`<section class="card attention" aria-labelledby="attention-title" data-test="attention">
    <h2 id="attention-title">${list.length === 0 ? t("counter.overview.attention_title")
      : t("counter.overview.attention", { count: list.length })}</h2>
    <p class="unseen" role="status" data-test="attention-told">${told.value}</p>
    ${list.length === 0
      ? html`<p class="attention-none" data-test="attention-none"><${Icon} name="circle-check"
        size=${26} />${t("counter.overview.attention_none")}</p>`
      : html`<ul>${list.map((one) => html`<${Matter} key=${keyOf(one)} desk=${desk} one=${one} />`)}</ul>`}
    ${resting.length > 0
      ? html`<ul class="attention-resting">${resting.map((one) => html`<${Resting} key=${keyOf(one)} desk=${desk} one=${one} />`)}</ul>`
      : null}
  </section>`;
}

/** @param {{desk: Desk, one: Attention}} props */
function Matter({ desk, one }) {
  const group = desk.groups.find((each) => each.code === one.subject);
  const values = attentionValues(desk, one);
  return html`<li class="matter" data-test=${`attention-${one.code}`}>
    <${Icon} name=${ICONS[one.code]} size=${26} />
    <div><b>${t(`attention.${one.code}`, values)}</b><p>${t(`attention.${one.code}.note`, values)}</p>
    <p class="matter-keys">${one.code === "help" && mayManage
      ? html`<${Key} test="answer-help" class="key-small" word=${t("counter.strip.answer_help")} held=${busy.value}
        onPress=${answerHelp} />`
      : group
        ? html`<${Key} test=${`look-${values.subject}`} class="key-small" word=${t("counter.overview.look")}
            label=${`${t("counter.overview.look")} ${values.subject}`} onPress=${() => (opened.value = `group ${group.code}`)} />`
        : null}
    ${one.code !== "help" && mayManage
      ? html`<${Key} test=${`take-${one.code}`} class="key-small" word=${t("attention.take")}
          label=${`${t("attention.take")}: ${t(`attention.${one.code}`, values)}`}
          onPress=${() => (opened.value = `alert ${keyOf(one)}`)} />`
      : null}</p></div>
  </li>`;
}

/** Somebody sees to it. @param {{desk: Desk, one: Attention}} props */
function Resting({ desk, one }) {
  const values = attentionValues(desk, one);
  const until = { name: one.taken_by ?? "", time: clock(new Date(one.rests_until ?? one.since)) };
  return html`<li class="matter matter-resting" data-test=${`resting-${one.code}`}>
    <${Icon} name="user-check" size=${24} />
    <div><b>${t(`attention.${one.code}`, values)}</b><p>${t(one.taken_by ? "attention.taken" : "attention.taken.nobody", until)}</p></div>
    ${mayManage
      ? html`<${Key} test=${`give-back-${one.code}`} class="key-small" word=${t("attention.give_back")} held=${busy.value}
          label=${`${t("attention.give_back")}: ${t(`attention.${one.code}`, values)}`}
          onPress=${() => takeAlert(one, 0)} />`
      : null}
  </li>`;
}

/** For how long somebody sees to it. @param {{desk: Desk, one: Attention, onClose: () => void}} props */
export function TakeSheet({ desk, one, onClose }) {
  const values = attentionValues(desk, one);
  const options = MINUTES.map((minutes) => ({
    id: String(minutes),
    label: minutes === 480 ? t("attention.take.day") : t("attention.take.minutes", { minutes }),
  }));
  /** @param {string} id */
  const pick = async (id) => {
    if (await takeAlert(one, Number(id))) onClose();
  };
  return html`<${Sheet} title=${t("attention.take.title")} note=${t("attention.take.note")} test="take" onClose=${onClose}>
    <p class="sheet-list">${t(`attention.${one.code}`, values)}</p>
    <${Options} options=${options} onPick=${pick} test="take-for" label=${t("attention.take.title")} />
  <//>`;
}
