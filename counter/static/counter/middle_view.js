/** @module The middle of a console while it works: the ticket, and directly under it the next step. */
import { since } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, pick, plain, t } from "tonsai/start.js";
import { ACTIONS, finishKeys } from "./actions.js";
import { desk, freeSince, now } from "./console_state.js";
import { AutoCall, Correction, Foot, LastDone } from "./foot_view.js";
import { Marks } from "./line_view.js";
import { findGroup, minutesSince, recallOf, secondsSince, servicesOf, usualMinutes } from "./phases.js";
import { busy, finish, isCut, notice, settling } from "./presses.js";
import { Key, age } from "./staff_view.js";
import { TicketBox } from "./ticket_box.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */

/** Signs that have room over the number, and what the marks take of them. */
const HEAD_SIGNS = 37;
const MARK_SIGNS = 9;

/** A key of the table in `actions.js`. @param {{name: string, class?: string, size?: number, word?: any}} props */
export function ActionKey({ name, class: extra = "", size = 24, word }) {
  const action = ACTIONS[name];
  return html`<${Key} test=${name} class=${extra} icon=${action.icon} size=${size} word=${word ?? t(action.word)}
    cap=${action.cap}
    off=${isCut() || Boolean(action.why?.())} held=${busy.value !== "" || settling.value} running=${busy.value === name}
    onPress=${action.run} />`;
}

/** Nobody at the counter: who is next, and the key that calls. @param {{desk: Desk, mine: DeskCounter}} props */
export function Idle({ desk: held, mine }) {
  const next = held.line.find((one) => one.number === mine.next) ?? null;
  const free = freeSince.value ?? Date.parse(mine.last?.finished_at ?? mine.since ?? held.at);
  return html`<div class="middle middle-idle">
    ${mine.next ? html`<${NextTicket} number=${mine.next} next=${next} />` : html`<${NobodyWaits} hall=${held.hall.state} />`}
    <${ActionKey} name="call-next" class="key-main key-call" size=${60} />
    <${LastDone} mine=${mine} />
    <${Foot}><${AutoCall} end=${t("counter.idle.free_for", { time: since((now.value - free) / 1000) })} /><//>
  </div>`;
}

/** @param {{number: string, next: DeskTicket | null}} props */
function NextTicket({ number, next }) {
  const group = next && desk.value ? findGroup(desk.value, next.group) : null;
  const waited = next ? minutesSince(next.issued_at, now.value) : null;
  return html`<${TicketBox} state="waiting" number=${number} head=${html`<b>${t("counter.idle.next")}</b>${next
    ? html`<${Marks} ticket=${next} />` : null}`}
    stub=${html`
      ${waited === null ? null : html`<p class="stub-label">${t("counter.idle.waited")}</p>`}
      ${waited === null
        ? null
        : html`<p class="stub-value digits">${Math.max(1, waited)}<small> ${t("common.minute")}</small></p>`}
      <p class="stub-label">${group ? breaks(pick(group.name)) : ""}</p>
    `} />`;
}

/** The empty line; after the last ticket of the day nobody else comes. @param {{hall: Desk["hall"]["state"]}} props */
function NobodyWaits({ hall }) {
  const note = hall === "open" || hall === "lunch" ? "counter.idle.nobody_note" : `counter.hall.${hall}`;
  return html`<${TicketBox} state="stale" words=${t("counter.idle.nobody")} test="nobody"
    stub=${html`<p class="stub-label">${t(note)}</p>`} />`;
}

/** Called, not yet come. @param {{desk: Desk, mine: DeskCounter, at: DeskTicket}} props */
export function Called({ desk: held, mine, at }) {
  const group = findGroup(held, at.group);
  const { left, wait } = recallOf(at, held.rules, now.value);
  const times = { count: at.calls, limit: held.rules.recall_limit };
  const again = left === 0 ? t("counter.called.no_more") : wait > 0 ? t("counter.called.again_in", { seconds: wait })
    : t("counter.called.again_now");
  return html`<div class="middle middle-called">
    <${TicketBox} state="called" number=${at.number}
      head=${html`<${Head} words=${t("common.now_calling")} at=${at} group=${group} />`}
      stub=${html`<p class="stub-label">${t("counter.called.times", times)}</p>
        <p class="stub-value digits" data-test="timer">${since(secondsSince(at.called_at ?? at.since, now.value))}</p>
        <p class="stub-label" data-test="recall-note">${again}</p>`} />
    <${ActionKey} name="start" class="key-main key-start" size=${42} />
    <div class="keys keys-three">
      <${ActionKey} name="recall" /><${ActionKey} name="hold" /><${ActionKey} name="no-show" />
    </div>
    <${Foot}>${correcting(mine, held) ? html`<${Correction} mine=${mine} />` : html`<${Announced} desk=${held} at=${at} />`}<//>
  </div>`;
}

/** Over the number: what is going on, for which group; the short name where the long one has no room.
 * @param {{words: string, at: DeskTicket, group: import("./phases.js").DeskGroup | null}} props */
function Head({ words, at, group }) {
  const full = plain(pick(group?.name ?? null));
  const marked = at.klass === "priority" || at.back;
  const room = HEAD_SIGNS - spaces(words) - (marked ? MARK_SIGNS : 0);
  return html`<b>${words}</b><span>${spaces(full) > room ? plain(pick(group?.short ?? null))
    : full}</span><${Marks} ticket=${at} />`;
}

/** How many signs take room: Thai marks above and below take none. @param {string} text */
const spaces = (text) => text.replace(/[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/g, "").length;

/** Which language the visitor chose, and that the hall sees the call; where no screen is there, the clerk must call aloud.
 * @param {{desk: Desk, at: DeskTicket}} props */
function Announced({ desk: held, at }) {
  const screens = held.devices.filter((device) => device.kind === "display");
  const shown = screens.filter((device) => device.connected).length;
  const speaks = at.language === "th" ? t("counter.called.speaks_thai")
    : t("counter.called.speaks_other", { language: t(`counter.speaks.${at.language}`) });
  if (shown === 0) {
    return html`<p class="foot-line foot-attention" data-test="announced">
      <${Icon} name="alert-triangle" size=${26} />${t("counter.called.no_screen")}
    </p>`;
  }
  return html`<p class="foot-line foot-middle" data-test="announced">
    <${Icon} name="language" size=${28} /><span>${speaks} · ${t("counter.called.on_screen")}</span>
  </p>`;
}

/** Being served: one tap on what was done finishes. @param {{desk: Desk, mine: DeskCounter, at: DeskTicket}} props */
export function Serving({ desk: held, mine, at }) {
  const group = findGroup(held, at.group);
  const keys = finishKeys();
  return html`<div class="middle middle-serving">
    <${TicketBox} state="serving" number=${at.number}
      head=${html`<${Head} words=${t("counter.serving.title")} at=${at} group=${group} />`}
      stub=${html`<${ServingStub} desk=${held} at=${at} />`} />
    <div class="finish-head">
      <h2 id="finish-title">${t("counter.serving.finish")}</h2>
      <p>${t("counter.serving.correctable", { seconds: held.rules.correct_within_s })}</p>
    </div>
    <ul class=${`finish-keys ${keys.length > 6 ? "finish-many" : ""}`} aria-labelledby="finish-title">
      ${keys.map(
        (service, index) => html`<li key=${service.code}>
          <button type="button" class=${`key key-finish ${isCut() ? "key-off" : ""}`} data-test=${`finish-${index + 1}`}
            data-service=${service.code} aria-disabled=${isCut() || busy.value !== "" || settling.value}
            onClick=${() => finish(service.code)}>
            <kbd class="cap" aria-hidden="true">${index + 1}</kbd><span class="key-word">${breaks(pick(service.name))}</span>
          </button>
        </li>`,
      )}
    </ul>
    <div class="keys keys-last-wide">
      <${ActionKey} name="hold" /><${ActionKey} name="transfer" /><${ActionKey} name="services" />
    </div>
    <${Foot}>
      ${correcting(mine, held) ? html`<${Correction} mine=${mine} />`
        : html`<${AutoCall} end=${html`<${NextInWords} desk=${held} mine=${mine} />`} />`}
    <//>
  </div>`;
}

/** @param {{desk: Desk, at: DeskTicket}} props */
function ServingStub({ desk: held, at }) {
  const seconds = secondsSince(at.started_at ?? at.since, now.value);
  const usual = usualMinutes(servicesOf(held, at.group));
  const waited = Math.floor((Date.parse(at.called_at ?? at.since) - Date.parse(at.issued_at)) / 60_000);
  const wait = t("counter.serving.waited", { minutes: Math.max(0, waited) });
  const over = usual !== null && seconds >= usual * 60;
  return html`<p class="stub-label">${t("counter.serving.for")}</p>
    <p class="stub-value digits" data-test="timer">${since(seconds)}</p>
    ${usual === null
      ? html`<p class="stub-label">${wait}</p>`
      : html`<${Bar} share=${seconds / (usual * 60)} />
          <p class=${`stub-label ${over ? "stub-over" : ""}`} data-test="standard">
            <span>${t("counter.serving.standard", { minutes: usual })} ·</span> <span class="stub-wait">${wait}</span>
          </p>`}`;
}

/** How much of the usual time has gone: full and no redder when it is over. @param {{share: number}} props */
function Bar({ share }) {
  const width = (Math.min(1, share) * 100).toFixed(2);
  return html`<svg class="standard-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="bar-done" width=${width} height="8" />
  </svg>`;
}

/** @param {{desk: Desk, mine: DeskCounter}} props */
function NextInWords({ desk: held, mine }) {
  const next = held.line.find((one) => one.number === mine.next);
  if (!next) return html`<span>${t("counter.serving.nobody_next")}</span>`;
  const wait = age(minutesSince(next.issued_at, now.value));
  return html`<span>${t("counter.serving.next")} <b>${next.number}</b> ${t("counter.serving.next_waits", { age: wait })}
    </span>`;
}

/** Whether the correction of the last finished ticket takes the foot.
 * @param {DeskCounter} mine @param {Desk} held */
function correcting(mine, held) {
  if (!mine.last || notice.value) return false;
  return now.value - Date.parse(mine.last.finished_at) < held.rules.correct_within_s * 1000;
}
