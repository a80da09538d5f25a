/** @module Finding an exact service that has no key of its own: to finish with it, or to correct what was tapped. */
import { html, useState } from "tonsai/html.js";
import { breaks, pick, plain, t } from "tonsai/start.js";
import { now, sheet } from "./console_state.js";
import { correctLeft, findGroup, servicesOf } from "./phases.js";
import { finish } from "./presses.js";
import { Sheet } from "./sheet.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */
/** @typedef {import("../../../shared/static/types/values").DeskService} DeskService */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */

/** Finishes the ticket with any service of the office. @param {{desk: Desk, at: DeskTicket, onClose: () => void}} props */
export function ServicesSheet({ desk, at, onClose }) {
  /** @param {string} service */
  const done = (service) => {
    sheet.value = null;
    void finish(service);
  };
  return html`<${Sheet} title=${t("counter.services.title", { number: at.number })} note=${t("counter.services.note")}
    test="services"
    wide=${true} onClose=${onClose}>
    <${ServiceSearch} desk=${desk} first=${at.group} onPick=${done} />
  <//>`;
}

/**
 * Changes the service of the ticket finished last.
 * @param {{desk: Desk, mine: DeskCounter, onClose: () => void, onPick: (code: string) => void}} props
 */
export function CorrectSheet({ desk, mine, onClose, onPick }) {
  const { last } = mine;
  if (!last) return null;
  const group = desk.services.find((service) => service.code === last.service)?.group ?? "";
  const title = t("counter.correct.title", { number: last.number, seconds: correctLeft(mine, desk.rules, now.value) });
  return html`<${Sheet} title=${title} test="correct" wide=${true} onClose=${onClose}>
    <${ServiceSearch} desk=${desk} first=${group} picked=${last.service} onPick=${onPick} />
  <//>`;
}

/**
 * All services by group, the one at hand first; typing in any of the three languages narrows them.
 * @param {{desk: Desk, first: string, picked?: string | null, onPick: (code: string) => void}} props
 */
function ServiceSearch({ desk, first, picked = null, onPick }) {
  const [sought, setSought] = useState("");
  const own = findGroup(desk, first);
  const groups = own ? [own, ...desk.groups.filter((group) => group !== own)] : desk.groups;
  const found = groups
    .map((group) => ({ group, services: servicesOf(desk, group.code).filter((service) => matches(service, sought)) }))
    .filter(({ services }) => services.length > 0);
  const only = found.length === 1 && found[0].services.length === 1 ? found[0].services[0] : null;
  /** @param {KeyboardEvent} event */
  const enter = (event) => event.key === "Enter" && !event.repeat && only && onPick(only.code);
  return html`<label class="field"><span class="unseen">${t("counter.services.search")}</span>
      <input type="text" role="searchbox" class="input" data-test="service-search"
        placeholder=${t("counter.services.search")} autofocus
        autocomplete="off" value=${sought} onInput=${(/** @type {InputEvent} */ event) => setSought(valueOf(event))}
          onKeyDown=${enter} /></label>
    <div class="sheet-scroll service-groups">
      ${found.map(
        ({ group, services }) => html`<section key=${group.code}>
          <h3><b class="badge-letter">${group.prefix}</b> ${plain(pick(group.name))}</h3>
          <ul class="service-list">
            ${services.map(
              (service) => html`<li key=${service.code}><button type="button" data-test=${`service-${service.code}`}
                class=${`key key-service ${service.code === picked ? "option-picked"
                  : ""}`} onClick=${() => onPick(service.code)}>
                <span class="key-word">${breaks(pick(service.name))}</span></button></li>`,
            )}
          </ul>
        </section>`,
      )}
      ${found.length === 0 ? html`<p class="sheet-note" role="status">${t("counter.services.none")}</p>` : null}
    </div>`;
}

/** @param {DeskService} service @param {string} sought */
function matches({ code, name }, sought) {
  const words = sought.trim().toLowerCase().split(/\s+/);
  const text = `${code} ${name.th} ${name.ms} ${name.en}`.replaceAll("|", "").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** @param {InputEvent} event */
const valueOf = (event) => /** @type {HTMLInputElement} */ (event.currentTarget).value;
