/** @module The lines by group, and the sheet of one group where it is closed to new tickets or opened again. */
import { clock, range } from "tonsai/format.js";
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { knows, pick, plain, t } from "tonsai/start.js";
import { busy, mayManage, now, opened, refusal, setGroup } from "./overview_state.js";
import { groupsOf, longest, minutesSince } from "./phases.js";
import { Sheet } from "./sheet.js";
import { Key, age } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskGroup} DeskGroup */

/** @param {{desk: Desk}} props */
export function Lines({ desk }) {
  const most = Math.max(1, ...desk.groups.map((group) => group.waiting));
  return html`<section class="card lines">
    <table>
      <caption class="unseen">${t("counter.overview.lines")}</caption>
      <thead>
        <tr>
          <th scope="col" colspan="2">${t("counter.overview.group")}</th>
          <th scope="col" class="figure-cell">${t("counter.overview.waits")}</th>
          <td></td>
          <th scope="col" class="figure-cell">${t("counter.overview.oldest")}</th>
          <th scope="col" class="figure-cell">${t("counter.overview.estimate")}</th>
          <th scope="col" class="figure-cell">${t("counter.overview.open")}</th>
          <th scope="col" class="figure-cell">${t("counter.overview.done")}</th>
        </tr>
      </thead>
      <tbody>
        ${desk.groups.map((group) => html`<${LineRow} key=${group.code} desk=${desk} group=${group} most=${most} />`)}
      </tbody>
    </table>
  </section>`;
}

/** @param {{desk: Desk, group: DeskGroup, most: number}} props */
function LineRow({ desk, group, most }) {
  const oldest = longest(desk.line.filter((ticket) => ticket.group === group.code));
  const wait = oldest ? minutesSince(oldest.issued_at, now.value) : null;
  const over = wait !== null && wait >= desk.rules.long_wait_min;
  const numbers = desk.counters
    .filter((one) => one.state === "open" && groupsOf(desk, one).includes(group))
    .map((one) => one.number);
  const alone = group.waiting > 0 && numbers.length === 0;
  return html`<tr class=${over ? "lines-over" : ""} data-test=${`line-${group.prefix}`}
    onClick=${() => (opened.value = `group ${group.code}`)}>
    <td class="lines-letter"><b class="badge-letter">${group.prefix}</b></td>
    <th scope="row">
      <button type="button" class="lines-name" data-test=${`group-${group.prefix}`}
        aria-haspopup="dialog">${plain(pick(group.name))}</button>
      ${group.state === "open" ? null : html`<span class="mark mark-plain">${t(`counter.overview.group_${group.state}`)}
        </span>`}
    </th>
    <td class="figure-cell"><b>${group.waiting}</b></td>
    <td class="lines-bar"><svg width="132" height="12" aria-hidden="true"><rect width=${(132 * group.waiting) / most}
      height="12" rx="2" /></svg></td>
    <td class="figure-cell">${wait === null ? "–" : age(wait)}</td>
    <td class="figure-cell">${group.wait ? range(group.wait) : "–"}</td>
    <td class=${`figure-cell ${alone ? "lines-alone" : ""}`}>
      ${alone ? html`<${Icon} name="alert-triangle" size=${18} />` : null}${numbers.length > 0 ? numbers.join(", ") : "–"}
    </td>
    <td class="figure-cell">${group.served}</td>
  </tr>`;
}

/** A group's day, and the key that closes it to new tickets; one that an announcement stops is opened there.
 * @param {{desk: Desk, group: DeskGroup, onClose: () => void}} props */
export function GroupSheet({ desk, group, onClose }) {
  const closed = group.state === "closed";
  const verb = closed ? "open" : "close";
  const press = async () => {
    if (await setGroup(verb, group.code)) onClose();
  };
  const told = desk.announcements.find((one) => one.stops && Date.parse(one.starts) <= now.value
    && (one.groups.length === 0 || one.groups.includes(group.prefix)));
  const median = group.median_wait_s === null ? "–" : age(Math.round(group.median_wait_s / 60));
  const said = refusal.value ? `error.${refusal.value}` : null;
  return html`<${Sheet} title=${html`<b class="badge-letter">${group.prefix}</b> ${plain(pick(group.name))}`} test="group"
    onClose=${onClose}>
    <dl class="facts sheet-facts">
      <div><dt>${t("counter.overview.waits")}</dt><dd>${group.waiting} ${t("counter.people")}</dd></div>
      <div><dt>${t("counter.overview.priority")}</dt><dd>${group.priority_waiting} ${t("counter.people")}</dd></div>
      <div><dt>${t("counter.overview.median_wait")}</dt><dd>${median}</dd></div>
      <div><dt>${t("counter.overview.kept")}</dt>
        <dd>${group.promised === 0 ? "–" : t("counter.overview.kept_of", { kept: group.kept, promised: group.promised })}
          </dd></div>
      ${group.promised > 0 && group.promise_low_s !== null && group.promise_high_s !== null && group.promised_wait_s !== null
        ? html`<div><dt>${t("counter.overview.promise")}</dt><dd data-test="promise">${t("counter.overview.promise_of",
            { low: Math.round(group.promise_low_s / 60), high: Math.round(group.promise_high_s / 60) })}</dd></div>
          <div><dt>${t("counter.overview.truth")}</dt><dd data-test="truth">${age(Math.round(group.promised_wait_s / 60))}</dd></div>`
        : null}
      <div><dt>${t("counter.overview.done")}</dt><dd>${group.served}</dd></div>
      <div><dt>${t("counter.overview.no_show")}</dt><dd>${group.no_show}</dd></div>
    </dl>
    ${told ? html`<p class="sheet-list">${t("counter.overview.told", { text: pick(told.text), time: clock(new Date(told.ends)) })}</p>` : null}
    ${told && mayManage ? html`<a class="key key-main key-sheet" href="/announcements">${t("counter.menu.announcements")}</a>` : null}
    ${mayManage && !told
      ? html`<p class="sheet-note">${t(`counter.overview.${verb}_note`, { count: group.waiting })}</p>
          <${Key} test=${`${verb}-group`} class="key-main key-sheet" icon=${closed ? "ticket"
            : "hand-stop"} running=${busy.value} held=${busy.value}
            word=${t(`counter.overview.${verb}_group`, { prefix: group.prefix })} onPress=${press} />`
      : null}
    ${said ? html`<p class="foot-line foot-refused" role="alert" data-test="refused"><${Icon} name="alert-triangle"
      size=${26} />
        <span>${t(knows(said) ? said : "error.server.error")}</span></p>` : null}
  <//>`;
}
