/** @module The foot of the middle column: what was finished and may be corrected, the automatic call, and refusals. */
import { clock, since } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { knows, pick, plain, t } from "tonsai/start.js";
import { show } from "./actions.js";
import { autoCall } from "./choices.js";
import { desk, now, startedAt } from "./console_state.js";
import { correctLeft } from "./phases.js";
import { busy, isCut, notice, settling } from "./presses.js";
import { Key } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */

/** The place of the foot; a refusal stands there for its six seconds, so that no key moves under the finger.
 * @param {{children: any}} props */
export function Foot({ children }) {
  return html`<div class="foot">${notice.value ? html`<${Notice} />` : children}</div>`;
}

/** What the last press met. */
export function Notice() {
  const said = notice.value;
  if (!said) return null;
  if (said.tone === "refused") {
    const key = `error.${said.code}`;
    return html`<p class="foot-line foot-refused" role="alert" data-test="refused" data-code=${said.code}>
      <${Icon} name="alert-triangle" size=${26} /><span>${t(knows(key) ? key : "error.server.error")}</span>
    </p>`;
  }
  return html`<p class="foot-line foot-attention" role="alert" data-test=${said.tone}>
    <${Icon} name=${said.tone === "unknown" ? "refresh" : "eye"} size=${26} /><span>${t(`counter.answer.${said.tone}`)}</span>
  </p>`;
}

/** The choice to call at once after a finish, and a line of words at the right end. @param {{end: any}} props */
export function AutoCall({ end }) {
  /** @param {Event} event */
  const set = (event) => (autoCall.value = /** @type {HTMLInputElement} */ (event.currentTarget).checked);
  return html`<div class="foot-line">
    <label class="tick"><input type="checkbox" data-test="auto-call" checked=${autoCall.value} onChange=${set} />
      <span>${t("counter.auto_call")}</span></label>
    <span class="foot-end" data-test="foot-end">${end}</span>
  </div>`;
}

/** Under the key of an idle counter: the ticket finished last, correctable for its seconds. @param {{mine: DeskCounter}} props */
export function LastDone({ mine }) {
  return html`<div class="last">${mine.last ? html`<${Correction} mine=${mine} />` : null}</div>`;
}

/** @param {{mine: DeskCounter}} props */
export function Correction({ mine }) {
  const { last } = mine;
  const held = desk.value;
  if (!last || !held) return null;
  const service = held.services.find((one) => one.code === last.service);
  const left = correctLeft(mine, held.rules, now.value);
  const began = startedAt.get(last.number);
  const took = began ? (Date.parse(last.finished_at) - Date.parse(began)) / 1000 : null;
  const parts = [
    clock(new Date(last.finished_at)),
    service ? plain(pick(service.name)) : t("counter.done.no_service"),
    ...(took === null ? [] : [since(took)]),
  ];
  return html`<div class="foot-line foot-done" data-test="done">
    <${Icon} name="circle-check" size=${28} />
    <p class="done-words"><b>${t("counter.done.title", { number: last.number })}</b> ${parts.join(" · ")}</p>
    ${left > 0
      ? html`<${Key} test="correct" class="key-small" word=${t("counter.done.correct", { seconds: left })}
          off=${isCut()} held=${busy.value !== "" || settling.value} onPress=${() => show("correct")} />`
      : null}
  </div>`;
}
