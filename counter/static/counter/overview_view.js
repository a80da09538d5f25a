/** @module The whole office on one page: what needs care, the counters, the lines, the devices. */
import { clock } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { blocked, unlock } from "tonsai/sound.js";
import { knows, pick, t } from "tonsai/start.js";
import { keyOf } from "./alerts.js";
import { AttentionCard, TakeSheet } from "./attention_view.js";
import { soundOn } from "./choices.js";
import { DeviceSheet, DevicesCard } from "./devices_view.js";
import { GroupSheet, Lines } from "./lines_view.js";
import { desk, live, mayManage, now, opened, refusal } from "./overview_state.js";
import { PlaceCards } from "./places_view.js";
import { longest, minutesSince } from "./phases.js";
import { Clock, ClockStrip, ConnectionCell, DataTime, HallCell, SimulatedCell, Strip } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */

/** The page. */
export function Overview() {
  const held = desk.value;
  return html`<main class="overview">
      <h1 class="unseen">${t("counter.page.overview")}</h1>
      ${held
        ? html`<div class="overview-left"><${Headline} desk=${held} /><${PlaceCards} desk=${held}
          now=${now.value} /><${Lines} desk=${held} /></div>
            <div class="overview-right"><${AttentionCard} desk=${held} /><${DevicesCard} desk=${held} /></div>`
        : null}
    </main>
    <${Strips} />
    <footer class="status"><div class="cells">
      <${ConnectionCell} stale=${live.stale.value || live.denied.value} />
      <${HallCell} desk=${held} />
      <${SimulatedCell} desk=${held} />
      <${SoundCell} />
      ${mayManage ? html`<a class="cell cell-key" href="/announcements" data-test="announce"><${Icon} name="speakerphone" size=${20} />${t("counter.menu.announcements")}</a>` : null}
      <a class="cell cell-key" href="/day-log"><${Icon} name="history" size=${20} />${t("counter.menu.day")}</a></div>
      <${DataTime} at=${live.heard.value} />
    </footer>
    ${held ? html`<${OpenSheet} desk=${held} />` : null}`;
}

/** The sheet that is open, as long as what it is about is there. @param {{desk: Desk}} props */
function OpenSheet({ desk: held }) {
  const close = () => (opened.value = null);
  const [kind, ...rest] = (opened.value ?? "").split(" ");
  const name = rest.join(" ");
  const group = kind === "group" && held.groups.find((one) => one.code === name);
  const device = kind === "device" && held.devices.find((one) => one.name === name);
  const alert = kind === "alert" && held.attention.find((one) => keyOf(one) === name);
  if (group) return html`<${GroupSheet} desk=${held} group=${group} onClose=${close} />`;
  if (device) return html`<${DeviceSheet} device=${device} onClose=${close} />`;
  if (alert) return html`<${TakeSheet} desk=${held} one=${alert} onClose=${close} />`;
  return null;
}

/** Whether alerts sound at this machine; a browser that waits for a touch is told so, and this is the touch. */
function SoundCell() {
  const deaf = soundOn.value && blocked.value;
  const word = deaf ? "common.sound.allow" : soundOn.value ? "counter.overview.sound_on" : "counter.overview.sound_off";
  const press = () => {
    if (!deaf) soundOn.value = !soundOn.value;
    void unlock();
  };
  return html`<button type="button" class=${`cell cell-key ${deaf ? "cell-attention" : ""}`} data-test="sound"
    aria-pressed=${soundOn.value} onClick=${press}><${Icon} name="volume" size=${20} />${t(word)}</button>`;
}

/** The time, in the header that the server drew. */
export const BarClock = () => html`<${Clock} now=${now.value} />`;

/** Four figures; the longest wait asks for care once it is over the office's limit. @param {{desk: Desk}} props */
function Headline({ desk: held }) {
  const oldest = longest(held.line);
  const wait = oldest ? minutesSince(oldest.issued_at, now.value) : 0;
  const { waiting, issued, served, no_show } = held.today;
  return html`<dl class="headline">
    <${Figure} label=${t("counter.overview.waiting")} value=${waiting} unit=${t("counter.people")} test="kpi-waiting" />
    ${oldest
      ? html`<${Figure} label=${t("counter.overview.longest")} value=${wait} test="kpi-longest"
        attention=${wait >= held.rules.long_wait_min}
          unit=${t("counter.overview.minutes_of", { number: oldest.number })} />`
      : html`<${Figure} label=${t("counter.overview.longest")} value="–" unit=${t("counter.overview.nobody")}
        test="kpi-longest" />`}
    <${Figure} label=${t("counter.overview.issued")} value=${issued} unit=${t("counter.overview.tickets")} test="kpi-issued" />
    <${Figure} label=${t("counter.overview.served")} value=${served} test="kpi-served"
      unit=${t("counter.overview.served_no_show", { count: no_show })} />
  </dl>`;
}

/** @param {{label: string, value: number | string, unit: string, test: string, attention?: boolean}} props */
function Figure({ label, value, unit, test, attention = false }) {
  return html`<div class=${`card kpi ${attention ? "kpi-attention" : ""}`}>
    <dt>${label}</dt>
    <dd data-test=${test}><b>${value}</b> ${unit}</dd>
  </div>`;
}

function Strips() {
  const said = refusal.value ? `error.${refusal.value}` : null;
  const at = now.value;
  const standing = desk.value?.announcements.filter((one) => Date.parse(one.starts) <= at && at < Date.parse(one.ends)) ?? [];
  return html`<${ClockStrip} desk=${desk.value} />
    ${standing.map((one) => html`<${Strip} key=${one.id} icon="speakerphone" test=${`told-${one.id}`}
      words=${t("counter.overview.told", { text: pick(one.text), time: clock(new Date(one.ends)) })}>
      ${mayManage ? html`<a class="key key-small" href="/announcements">${t("counter.overview.look")}</a>` : null}<//>`)}
    ${live.denied.value
      ? html`<${Strip} icon="lock" alarm=${true} test="signed-out" words=${t("error.auth.required")}>
          <a class="key key-small" href="/sign-in?next=/overview">${t("counter.strip.sign_in")}</a><//>`
      : live.stale.value
        ? html`<${Strip} icon="plug-connected-x" alarm=${true} test="stale" words=${t("counter.strip.stale")} />`
        : null}
    ${said ? html`<${Strip} icon="alert-triangle" alarm=${true} test="refused" words=${t(knows(said) ? said
      : "error.server.error")} />` : null}`;
}
