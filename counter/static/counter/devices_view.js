/** @module The devices: how each is in a word, and in its sheet what it says of itself. */
import { clock } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { data, knows, t } from "tonsai/start.js";
import { opened } from "./overview_state.js";
import { Sheet } from "./sheet.js";
import { deviceIcon } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskDevice} DeskDevice */

/** @param {{desk: Desk}} props */
export function DevicesCard({ desk }) {
  return html`<section class="card devices" aria-labelledby="devices-title">
    <h2 id="devices-title">${t("counter.overview.devices")}</h2>
    ${desk.devices.length === 0 ? html`<p class="side-empty">${t("counter.overview.no_devices")}</p>` : null}
    <ul>
      ${desk.devices.map((device) => {
        const [icon, words] = stateOf(device);
        const care = icon !== "circle-check";
        return html`<li key=${device.name} data-test=${`device-${device.name}`}>
          <${Icon} name=${deviceIcon(device)} size=${24} />
          <button type="button" class="device-name" aria-haspopup="dialog" onClick=${() => (opened.value = `device ${device.name}`)}>${device.name}</button>
          <span class=${`device-state ${care ? "device-away" : ""}`}><${Icon} name=${icon} size=${20} />${words}</span>
        </li>`;
      })}
    </ul>
  </section>`;
}

/** Icon and word of how a device is: what is wrong first. @param {DeskDevice} device */
function stateOf(device) {
  if (!device.connected) return ["alert-triangle", awayWords(device)];
  if (device.printer !== null && device.printer !== "ready") return ["alert-triangle", t(`paper.state.${device.printer}`)];
  if (device.sound === "blocked") return ["volume", t("counter.overview.sound.blocked")];
  return ["circle-check", t("counter.overview.device_fine")];
}

/** @param {DeskDevice} device */
const awayWords = (device) =>
  device.seen_at ? t("counter.overview.device_away", { time: clock(new Date(device.seen_at)) })
    : t("counter.overview.device_never");

/** What a device says of itself. @param {{device: DeskDevice, onClose: () => void}} props */
export function DeviceSheet({ device, onClose }) {
  const unknown = t("counter.overview.unknown");
  const heard = device.seen_at ?? device.reported_at;
  const sound = `counter.overview.sound.${device.sound}`;
  const version = device.version === null ? unknown
    : device.version === data.version ? device.version : t("counter.overview.version_old", { version: device.version });
  const rows = [
    ["seen", device.connected ? t("counter.overview.seen_now") : heard ? clock(new Date(heard)) : t("counter.overview.device_never")],
    ["version", version],
    ["size", device.width === null ? unknown : `${device.width} × ${device.height}`],
    ["sound", knows(sound) ? t(sound) : unknown],
    ["printer", device.printer === null ? "–" : t(`paper.state.${device.printer}`)],
  ];
  return html`<${Sheet} title=${device.name} note=${knows(`counter.device.${device.kind}`) ? t(`counter.device.${device.kind}`) : ""} test="device" onClose=${onClose}>
    <dl class="facts sheet-facts">${rows.map(([name, words]) => html`<div key=${name}><dt>${t(`counter.overview.${name}`)}</dt><dd data-test=${`fact-${name}`}>${words}</dd></div>`)}</dl>
  <//>`;
}
