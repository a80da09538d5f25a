/** @module What a page starts with: its data, its language and its words. No other module reads the data script. */
import { effect, html, signal } from "./html.js";
import { at } from "./root.js";

/** @typedef {"th" | "ms" | "en"} Language */
/** @typedef {{th: string, ms: string, en: string}} Text */
/**
 * @typedef {{language: Language, languages: Language[], messages: Record<Language, Record<string, string>>,
 *   csrf: string, domains?: string[], words?: string, [field: string]: any}} StartData
 */

/** In a Node test there is no page; modules that only compute still load. */
const page = typeof document === "undefined" ? null : document;
const script = page?.getElementById("data");

/** @type {StartData} */
export const data = script
  ? JSON.parse(script.textContent || "{}")
  : { language: "th", languages: ["th", "ms", "en"], messages: { th: {}, ms: {}, en: {} }, csrf: "" };

/** The languages the office offers now, its first one first; `data.languages` is always these. */
const offered = signal(data.languages);
Object.defineProperty(data, "languages", { get: () => offered.value });

/** The sentences as the office says them now. */
const messages = signal(data.messages);
let version = data.words ?? "";
let asking = false;

/**
 * Takes the office's words anew when they changed while this page stands open; a failure is tried again with the
 * next news. @param {string | undefined} newest The version of the words that the server tells.
 */
export async function renewWords(newest) {
  if (newest === undefined || newest === version || asking || !data.domains) return;
  asking = true;
  try {
    const answer = await fetch(at(`/words?domains=${data.domains.join(",")}`), { cache: "no-store" });
    if (answer.ok) {
      const found = await answer.json();
      messages.value = found.messages;
      version = found.words;
      offered.value = found.languages;
      if (!offered.value.includes(language.peek())) language.value = offered.value[0];
    }
  } catch {
    // the server is away: the next news asks again
  } finally {
    asking = false;
  }
}

/** The language of the screen now; `<html lang>` follows it. */
export const language = signal(/** @type {Language} */ (data.language));

if (page) {
  effect(() => {
    page.documentElement.lang = language.value;
  });
}

/**
 * A sentence of the catalogue. A word that is missing in a language shows in Thai, and a missing key shows itself,
 * so that a gap is seen in a test and never leaves a citizen before an empty key.
 * @param {string} key @param {Record<string, string | number>} [values] @param {Language} [lang]
 */
export function t(key, values, lang = language.value) {
  const sentence = messages.value[lang]?.[key] || messages.value.th?.[key] || key;
  if (!values) return sentence;
  return sentence.replace(/%\((\w+)\)s/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** @param {string} key Whether the catalogue knows it. */
export const knows = (key) => key in messages.value.th;

/**
 * The words of a `{th, ms, en}` value. @param {Text | null | undefined} text @param {Language} [lang]
 */
export function pick(text, lang = language.value) {
  return text ? text[lang] || text.th : "";
}

/** The words without their marks for line breaks: for labels and speech. @param {string} text */
export const plain = (text) => text.replaceAll("|", "");

/**
 * The words as parts that stay whole; a line may break between two of them, at `|`, and nowhere else.
 * A space beside the mark stays a space. Thai needs this in names: dictionaries break inside compounds.
 * @param {string} text
 */
export function breaks(text) {
  return text.split("|").map((part, index, parts) => {
    const spaced = index > 0 && (part.startsWith(" ") || parts[index - 1].endsWith(" "));
    const joint = index === 0 ? null : spaced ? " " : html`<wbr />`;
    return html`${joint}<span class="whole">${part.trim()}</span>`;
  });
}

/**
 * A sentence of the office, whose writer set no marks: it breaks between its phrases, which Thai parts by spaces and
 * the others by a full stop. A dictionary would part ตั้ง|ครรภ์.
 * @param {string} text @param {Language} [lang]
 */
export function phrases(text, lang = language.value) {
  if (text.includes("|")) return breaks(text);
  const parts = lang === "th" ? text.split(/(?<!\d) (?!\d)/) : text.split(/(?<=\.) /);
  return parts.map((part, index) => html`${index ? " " : ""}<span class="phrase">${part}</span>`);
}

/** A sentence with one place filled by a node, such as a bold number: the parts before, the node, the parts after.
 * @param {string} key @param {string} place @param {any} node @param {Record<string, string | number>} [values]
 * @param {Language} [lang] */
export function around(key, place, node, values, lang) {
  const [before, after = ""] = t(key, values, lang).split(`%(${place})s`);
  return html`${before}${node}${after}`;
}
