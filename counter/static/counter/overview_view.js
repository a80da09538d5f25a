/** @module The whole office on one page: what needs care, the counters, the lines, the devices. */
import { html } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { data, knows, t } from "tonsai/start.js";
import { AttentionCard, DevicesCard } from "./attention_view.js";
import { GroupSheet, Lines } from "./lines_view.js";
import { Languages, SignOutForm } from "./person_view.js";
import { desk, live, mayManage, now, opened, person, refusal } from "./overview_state.js";
import { PlaceCards } from "./places_view.js";
import { longest, minutesSince } from "./phases.js";
import { Sheet } from "./sheet.js";
import { Clock, ClockStrip, ConnectionCell, DataTime, HallCell, SimulatedCell, Strip, officeName } from "./staff_view.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */

/** Where this person may go from here: name and address. */
const ways = /** @type {[string, string][]} */ (data.ways);

/** The page. */
export function Overview() {
  const held = desk.value;
  const open = held?.groups.find((group) => group.code === opened.value);
  const close = () => (opened.value = null);
  return html`<div class="staff" data-phase="overview">
    <${Bar} />
    <main class="overview">
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
      <${SimulatedCell} desk=${held} /></div>
      <${DataTime} at=${live.heard.value} />
    </footer>
    ${held && open ? html`<${GroupSheet} group=${open} onClose=${close} />` : null}
    ${opened.value === "menu"
      ? html`<${Sheet} title=${person.name} note=${t(`counter.role.${person.role}`)} test="menu" onClose=${close}>
          <h3>${t("common.language")}</h3><${Languages} />
          <p class="menu-links">${ways.map(([way, address]) => html`<a key=${way} class="link" href=${address}
            data-test=${`to-${way}`}>${t(`counter.menu.${way}`)}</a>`)}</p>
          <div class="menu-end"><${SignOutForm} /></div><//>`
      : null}
  </div>`;
}

function Bar() {
  return html`<header class="bar dark">
    <b class="bar-office">${officeName(desk.value)}</b>
    <nav class="bar-ways">
      <a href="/overview" class="bar-way" aria-current="page">${t("counter.page.overview")}</a>
      <a href="/figures" class="bar-way">${t("counter.page.figures")}</a>
      ${mayManage ? html`<a href="/console" class="bar-way">${t("counter.page.console")}</a>` : null}
    </nav>
    <span class="bar-space"></span>
    <button type="button" class="bar-person" data-test="menu" aria-haspopup="dialog" onClick=${() => (opened.value = "menu")}>
      ${t(`counter.role.${person.role}`)} ${person.name}<${Icon} name="settings" size=${20} /></button>
    <${Clock} now=${now.value} />
  </header>`;
}

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
  return html`<${ClockStrip} desk=${desk.value} />
    ${live.denied.value
      ? html`<${Strip} icon="lock" alarm=${true} test="signed-out" words=${t("error.auth.required")}>
          <a class="key key-small" href="/sign-in?next=/overview">${t("counter.strip.sign_in")}</a><//>`
      : live.stale.value
        ? html`<${Strip} icon="plug-connected-x" alarm=${true} test="stale" words=${t("counter.strip.stale")} />`
        : null}
    ${said ? html`<${Strip} icon="alert-triangle" alarm=${true} test="refused" words=${t(knows(said) ? said
      : "error.server.error")} />` : null}`;
}
