/** @module The right side of the overview: what needs care now, and the devices. */
import { clock } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { t } from "tonsai/start.js";
import { answerHelp, busy, mayManage, opened } from "./overview_state.js";
import { Key, deviceIcon } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").Attention} Attention */
/** @typedef {import("../../../shared/static/types/values").DeskDevice} DeskDevice */

const ICONS = {
  help: "hand-stop",
  long_wait: "clock",
  no_counter: "door",
  counter_idle: "speakerphone",
  device_away: "plug-connected-x",
  voice_missing: "volume",
  voice_broken: "volume",
  paper_low: "printer",
  paper_out: "printer-off",
  printer_away: "printer-off",
};

/** @param {{desk: Desk}} props */
export function AttentionCard({ desk }) {
  const list = desk.attention;
  return html`<section class="card attention" aria-labelledby="attention-title" data-test="attention">
    <h2 id="attention-title">${list.length === 0 ? t("counter.overview.attention_title")
      : t("counter.overview.attention", { count: list.length })}</h2>
    ${list.length === 0
      ? html`<p class="attention-none" data-test="attention-none"><${Icon} name="circle-check"
        size=${26} />${t("counter.overview.attention_none")}</p>`
      : html`<ul>${list.map((one) => html`<${Matter} key=${one.code + one.subject} desk=${desk} one=${one} />`)}</ul>`}
  </section>`;
}

/** @param {{desk: Desk, one: Attention}} props */
function Matter({ desk, one }) {
  const group = desk.groups.find((each) => each.code === one.subject);
  const values = {
    subject: group ? group.prefix : one.subject,
    time: clock(new Date(one.since)),
    value: one.value ?? 0,
    limit: desk.rules.long_wait_min,
  };
  return html`<li class="matter" data-test=${`attention-${one.code}`}>
    <${Icon} name=${ICONS[one.code]} size=${26} />
    <div><b>${t(`attention.${one.code}`, values)}</b><p>${t(`attention.${one.code}.note`, values)}</p></div>
    ${one.code === "help" && mayManage
      ? html`<${Key} test="answer-help" class="key-small" word=${t("counter.strip.answer_help")} held=${busy.value}
        onPress=${answerHelp} />`
      : group
        ? html`<${Key} test=${`look-${values.subject}`} class="key-small" word=${t("counter.overview.look")}
            label=${`${t("counter.overview.look")} ${values.subject}`} onPress=${() => (opened.value = group.code)} />`
        : null}
  </li>`;
}

/** @param {{desk: Desk}} props */
export function DevicesCard({ desk }) {
  return html`<section class="card devices" aria-labelledby="devices-title">
    <h2 id="devices-title">${t("counter.overview.devices")}</h2>
    ${desk.devices.length === 0 ? html`<p class="side-empty">${t("counter.overview.no_devices")}</p>` : null}
    <ul>
      ${desk.devices.map(
        (device) => html`<li key=${device.name} data-test=${`device-${device.name}`}>
          <${Icon} name=${deviceIcon(device)} size=${24} /><span class="device-name">${device.name}</span>
          ${device.connected && device.printer !== null && device.printer !== "ready"
            ? html`<b class="device-state device-away"><${Icon} name="alert-triangle" size=${20} />${t(`paper.state.${device.printer}`)}</b>`
            : device.connected
            ? html`<span class="device-state"><${Icon} name="circle-check"
              size=${20} />${t("counter.overview.device_fine")}</span>`
            : html`<b class="device-state device-away"><${Icon} name="alert-triangle" size=${20} />${awayWords(device)}</b>`}
        </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {DeskDevice} device */
const awayWords = (device) =>
  device.seen_at ? t("counter.overview.device_away", { time: clock(new Date(device.seen_at)) })
    : t("counter.overview.device_never");
