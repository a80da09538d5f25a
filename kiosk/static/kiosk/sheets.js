/** @module What comes up over a screen: more time, languages, staff, a refusal, the wait for a number. */
import { html, useEffect, useRef } from "tonsai/html.js";
import { Icon } from "tonsai/icons.js";
import { breaks, knows, t } from "tonsai/start.js";
import { callStaff, chooseLanguage, closeSheet, sheet } from "./flow.js";
import { endsAt, leave, stay } from "./idle.js";
import { LanguageKeys, Seconds } from "./parts.js";
import { Key } from "./press.js";
import { ticks } from "./stage.js";
import { wish } from "./wish.js";

/** An answer faster than this needs no word about waiting. */
const PATIENT_MS = 350;

/** @param {{test: string, role?: string, label: string, children?: any}} props */
function Sheet({ test, role = "dialog", label, children }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => ref.current?.focus({ preventScroll: true }), []);
  return html`<div class="veil" data-test=${test}>
    <section class="sheet" role=${role} aria-modal="true" aria-label=${label} tabindex="-1" ref=${ref}>${children}</section>
  </div>`;
}

export function Sheets() {
  if (endsAt.value !== null) return html`<${MoreTime} />`;
  const open = sheet.value;
  if (open?.kind === "language") return html`<${Languages} />`;
  if (open?.kind === "staff") return html`<${Staff} state=${open.state} />`;
  if (open?.kind === "refused") return html`<${Refused} code=${open.code} />`;
  return wish.value ? html`<${Waiting} since=${wish.value.since} />` : null;
}

function MoreTime() {
  return html`<${Sheet} key="idle" test="sheet-idle" role="alertdialog" label=${t("kiosk.idle.title")}>
    <p class="sheet-count"><b class="digits" data-test="idle-seconds"><${Seconds} until=${endsAt} /></b></p>
    <h2>${breaks(t("kiosk.idle.title"))}</h2>
    <p>${breaks(t("kiosk.idle.text"))}</p>
    <div class="sheet-keys">
      <${Key} test="leave" class="key-outline" press=${leave}><span>${breaks(t("kiosk.idle.leave"))}</span><//>
      <${Key} test="stay" class="key-full" press=${stay}><${Icon} name="clock-plus" size=${60} /><span>${breaks(t("kiosk.more_time"))}</span><//>
    </div>
  <//>`;
}

function Languages() {
  return html`<${Sheet} key="language" test="sheet-language" label=${t("common.language")}>
    <${LanguageKeys} press=${chooseLanguage} />
    <div class="sheet-keys"><${Key} test="close" class="key-outline" press=${closeSheet}><span>${t("common.close")}</span><//></div>
  <//>`;
}

/** @param {{state: "asking" | "coming" | "failed"}} props */
function Staff({ state }) {
  const icons = { asking: "bell", coming: "user-check", failed: "alert-triangle" };
  return html`<${Sheet} key="staff" test=${`sheet-staff-${state}`} label=${t("kiosk.staff")}>
    <${Icon} name=${icons[state]} size=${140} class="sheet-icon" />
    <div role="status"><h2>${breaks(t(`kiosk.staff.${state}`))}</h2></div>
    <p>${breaks(t(`kiosk.staff.${state}.text`))}</p>
    <div class="sheet-keys"><${Key} test="close" class="key-full" press=${closeSheet}><span>${t("common.close")}</span><//></div>
  <//>`;
}

/** A ticket that could not be had: why, and what to do. @param {{code: string}} props */
function Refused({ code }) {
  const key = `kiosk.refused.${code}`;
  const known = knows(key) ? key : "kiosk.refused.other";
  return html`<${Sheet} key="refused" test="sheet-refused" role="alertdialog" label=${t("kiosk.refused.title")}>
    <${Icon} name="alert-triangle" size=${140} class="sheet-icon" />
    <h2>${breaks(t(known))}</h2>
    <p>${breaks(t("kiosk.refused.text"))}</p>
    <div class="sheet-keys">
      <${Key} test="staff-sheet" class="key-outline" press=${() => void callStaff()}><${Icon} name="bell" size=${60} /><span>${breaks(t("kiosk.staff"))}</span><//>
      <${Key} test="close" class="key-full" press=${closeSheet}><span>${t("common.close")}</span><//>
    </div>
  <//>`;
}

/** @param {{since: number}} props */
function Waiting({ since }) {
  if (ticks.value - since < PATIENT_MS) return html`<div class="veil veil-clear" aria-hidden="true"></div>`;
  return html`<${Sheet} key="waiting" test="sheet-waiting" label=${t("kiosk.waiting.title")}>
    <${Icon} name="ticket" size=${140} class="sheet-icon" />
    <div role="status"><h2>${breaks(t("kiosk.waiting.title"))}</h2></div>
    <p>${breaks(t("kiosk.waiting.text"))}</p>
  <//>`;
}
