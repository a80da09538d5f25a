/** @module The whole console: bar, three columns, strips, status bar. A pure picture of the state. */
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { blocked, unlock } from "tonsai/sound.js";
import { pick, plain, t } from "tonsai/start.js";
import { show } from "./actions.js";
import { keysOn, soundOn } from "./choices.js";
import { Choose } from "./choose_view.js";
import { counter, desk, live, now, number, person, phase, ticket } from "./console_state.js";
import { LineColumn } from "./line_view.js";
import { Called, Idle, Serving } from "./middle_view.js";
import { groupsOf } from "./phases.js";
import { answerHelp, busy, isCut, settling, signedOut } from "./presses.js";
import { Closed, Elsewhere, Paused } from "./rest_view.js";
import { OpenSheet } from "./sheets_view.js";
import { SideColumn } from "./side_view.js";
import { Clock, ClockStrip, ConnectionCell, DataTime, DeviceCells, PrinterCell, HallCell, Key, SimulatedCell, Strip, officeName } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */

/** The page. */
export function Console() {
  const chosen = number.value !== null && counter.value !== null;
  return html`<div class="staff" data-phase=${chosen ? phase.value : "choose"}>
    <${Bar} chosen=${chosen} />
    ${chosen ? html`<main class="console"><${LineColumn} /><section class="card middle-card"
      aria-label=${t("counter.middle")}><${Middle} /></section><${SideColumn} /></main>` : html`<${Choose} />`}
    <${Strips} />
    <${Status} />
    <${OpenSheet} />
  </div>`;
}

/** @param {{chosen: boolean}} props */
function Bar({ chosen }) {
  const held = desk.value;
  const mine = counter.value;
  const works = chosen && ["idle", "called", "serving", "paused"].includes(phase.value);
  const serves = held && mine ? groupsOf(held, mine).map((group) => `${group.prefix} ${plain(pick(group.short))}`).join(" · ") : "";
  const key = { off: isCut(), held: busy.value !== "" || settling.value, class: "key-dark", size: 22 };
  return html`<header class="bar dark">
    ${chosen
      ? html`<b class="bar-badge"><span class="digits">${number.value}</span></b>
          <div class="bar-name"><h1>${t("common.counter.number", { number: number.value ?? "" })}</h1><p>${serves}</p></div>`
      : html`<h1 class="bar-office">${officeName(held)}</h1>`}
    <span class="bar-space"></span>
    <button type="button" class="bar-person" data-test="menu" aria-haspopup="dialog" onClick=${() => show("menu")}>
      ${person.name}<${Icon} name="settings" size=${20} /></button>
    ${works && phase.value !== "paused" ? html`<${Key} ...${key} test="pause" icon="coffee" word=${t("counter.pause")}
      onPress=${() => show("pause")} />` : null}
    ${works ? html`<${Key} ...${key} test="close" icon="door-exit" word=${t("counter.close")}
      onPress=${() => show("close")} />` : null}
    <${Clock} now=${now.value} />
  </header>`;
}

/** The middle by phase. */
function Middle() {
  const held = desk.value;
  const mine = counter.value;
  const at = ticket.value;
  if (!held || !mine) return null;
  if (phase.value === "called" && at) return html`<${Called} desk=${held} mine=${mine} at=${at} />`;
  if (phase.value === "serving" && at) return html`<${Serving} desk=${held} mine=${mine} at=${at} />`;
  if (phase.value === "closed") return html`<${Closed} key=${mine.number} desk=${held} mine=${mine} />`;
  if (phase.value === "elsewhere") return html`<${Elsewhere} mine=${mine} />`;
  if (phase.value === "paused") return html`<${Paused} mine=${mine} />`;
  return html`<${Idle} desk=${held} mine=${mine} />`;
}

/** What must be seen wherever the eye is: no session, no connection, somebody asks for help. */
function Strips() {
  const help = desk.value?.attention.filter((one) => one.code === "help") ?? [];
  return html`<${ClockStrip} desk=${desk.value} />
    ${signedOut.value || live.denied.value
      ? html`<${Strip} icon="lock" alarm=${true} test="signed-out" words=${t("counter.strip.signed_out")}>
          <a class="key key-small" href="/sign-in?next=/console">${t("counter.strip.sign_in")}</a><//>`
      : live.stale.value
        ? html`<${Strip} icon="plug-connected-x" alarm=${true} test="stale" words=${staleWords()} />`
        : null}
    ${help.length > 0
      ? html`<${Strip} icon="hand-stop" test="help" words=${t("counter.strip.help", { name: help[0].subject })}>
          <${Key} test="answer-help" class="key-small" word=${t("counter.strip.answer_help")} off=${isCut()}
            held=${busy.value !== "" || settling.value} onPress=${answerHelp} /><//>`
      : null}`;
}

function staleWords() {
  const number = ticket.value?.number;
  return number ? t("counter.strip.stale_with", { number }) : t("counter.strip.stale");
}

/** The status bar. */
function Status() {
  const held = desk.value;
  const devices = held?.devices.filter((device) => device.counter === null || device.counter === number.value) ?? [];
  const deaf = soundOn.value && blocked.value;
  const sound = deaf ? "common.sound.allow" : soundOn.value ? "counter.status.sound_on" : "counter.status.sound_off";
  const toggleSound = () => {
    if (!deaf) soundOn.value = !soundOn.value;
    void unlock();
  };
  return html`<footer class="status"><div class="cells">
    <${ConnectionCell} stale=${live.stale.value || live.denied.value} />
    <${DeviceCells} devices=${devices} />
    <${PrinterCell} devices=${held?.devices ?? []} />
    <button type="button" class=${`cell cell-key ${deaf ? "cell-attention"
      : ""}`} data-test="sound" aria-pressed=${soundOn.value}
      onClick=${toggleSound}><${Icon} name="volume" size=${20} />${t(sound)}</button>
    <button type="button" class="cell cell-key" data-test="keys" aria-haspopup="dialog" onClick=${() => show("keys")}>
      <kbd class="cap">?</kbd>${t(keysOn.value ? "counter.status.keys_on" : "counter.status.keys_off")}</button>
    <${HallCell} desk=${held} />
    <${SimulatedCell} desk=${held} /></div>
    <${DataTime} at=${live.heard.value} />
  </footer>`;
}
