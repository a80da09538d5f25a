/** @module Times, dates and waits as people read them. Always Bangkok time; B.E. years in Thai, C.E. in the others. */
import { language, t } from "./start.js";

/** @typedef {import("./start.js").Language} Language */

const ZONE = "Asia/Bangkok";
/** Locales whose month and weekday names are the official ones. @type {Record<Language, string>} */
const LOCALES = { th: "th-TH-u-ca-buddhist-nu-latn", ms: "ms-MY-u-nu-latn", en: "en-GB" };

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options */
function format(locale, options) {
  const name = locale + JSON.stringify(options);
  let made = formats.get(name);
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(locale, { ...options, timeZone: ZONE })));
  return made;
}

/** `HH:MM` of a moment in the office. @param {Date} date */
export function hoursMinutes(date) {
  return format("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
}

/** `10.42 น.` in Thai, `10.42` in the others; takes a moment or an office time `10:42`.
 * @param {Date | string} date @param {Language} [lang] */
export function clock(date, lang = language.value) {
  return t("common.clock", { time: figures(date) }, lang);
}

/** `10.42`: the figures alone, where there is no room for a word. @param {Date | string} date */
export function figures(date) {
  return (typeof date === "string" ? date : hoursMinutes(date)).replace(":", ".");
}

/** Weekday, day, month and year of a moment as words. @param {Date} date @param {Language} lang */
function parts(date, lang) {
  const options = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const found = Object.fromEntries(format(LOCALES[lang], options).formatToParts(date).map(({ type, value }) => [type, value]));
  return { ...found, weekday: found.weekday.replace(/^วัน/, "") };
}

/** `วันอังคารที่ 7 เมษายน 2569`, `Selasa, 7 April 2026`, `Tuesday, 7 April 2026`.
 * @param {Date} date @param {Language} [lang] */
export const longDate = (date, lang = language.value) => t("common.date.long", parts(date, lang), lang);

/** `อังคาร 7 เมษายน 2569`: as on the hall screen. @param {Date} date @param {Language} [lang] */
export const hallDate = (date, lang = language.value) => t("common.date.hall", parts(date, lang), lang);

/** `พุธที่ 8 เมษายน`, `Rabu, 8 April`: a day soon, so without its year.
 * @param {Date | string} date a moment, or `YYYY-MM-DD` @param {Language} [lang] */
export function dayDate(date, lang = language.value) {
  const day = typeof date === "string" ? new Date(`${date}T12:00:00+07:00`) : date;
  return t("common.date.day", parts(day, lang), lang);
}

/** `YYYY-MM-DD` of a moment in the office. @param {Date} date */
export const isoDay = (date) => format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(date);

/** `15–25`, or `10` where both ends are equal. @param {{low_min: number, high_min: number}} wait */
export function range({ low_min, high_min }) {
  return low_min === high_min ? String(low_min) : `${low_min}–${high_min}`;
}

/** `15–25 นาที`; empty without an estimate: nothing is promised that is not known.
 * @param {{low_min: number, high_min: number} | null | undefined} wait @param {Language} [lang] */
export function minutes(wait, lang = language.value) {
  return wait ? t("common.minutes", { minutes: range(wait) }, lang) : "";
}

/** `mm:ss`; from an hour on `h:mm:ss`. @param {number} seconds */
export function since(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pair = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${pair(m)}:${pair(s)}` : `${pair(m)}:${pair(s)}`;
}

/** A moment as people say it: its time, and the day where that is another one. @param {Date} at @param {Date} now
 *  @param {import("./start.js").Language} [lang] */
export function moment(at, now, lang = language.value) {
  const day = isoDay(at);
  return day === isoDay(now) ? clock(at, lang) : `${dayDate(day, lang)} ${clock(at, lang)}`;
}
