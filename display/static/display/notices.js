/** @module Which notices stand beside the calls now, one after another. Pure: the schedule is looked at by the screen. */

/**
 * @typedef {import("tonsai/values").Board} Board
 * @typedef {import("tonsai/values").Text} Text
 * @typedef {object} Notice as the server keeps it
 * @property {string} id
 * @property {"text" | "picture" | "pdf" | "video"} kind
 * @property {Text} title
 * @property {Text} text
 * @property {string[]} files
 * @property {string} media
 * @property {string} first_day @property {string} last_day
 * @property {string} from_time @property {string} until_time
 * @property {number} seconds
 * @property {boolean} sound
 * @typedef {"rule" | "results" | "documents" | "eit"} Own
 * @typedef {{items: Notice[], own: Own[], eit: {url?: string, first_day?: string, last_day?: string}}} Notices
 * @typedef {object} Slide
 * @property {string} key
 * @property {"text" | "picture" | "video" | Own} kind
 * @property {number} seconds
 * @property {string} [file]
 * @property {Text} [title] @property {Text} [text]
 * @property {boolean} [sound]
 * @property {import("tonsai/values").BoardGroup} [group]
 */

const OWN_SECONDS = 12;
/** What to bring is said for as many of the longest lines. */
const BUSY_LINES = 2;

/** @param {{first_day?: string, last_day?: string}} when @param {string} day `YYYY-MM-DD` */
const onDay = (when, day) => !(when.first_day && day < when.first_day) && !(when.last_day && day > when.last_day);

/** @param {Notice} notice @param {string} time local `HH:MM` */
const atTime = (notice, time) => !(notice.from_time && time < notice.from_time) && !(notice.until_time && time >= notice.until_time);

/**
 * The slides of this moment, in the office's order, then what the system says by itself.
 * @param {Notices} notices
 * @param {Board} board
 * @param {{day: string, time: string}} now local
 * @returns {Slide[]}
 */
export function slidesOf(notices, board, { day, time }) {
  const given = notices.items.filter((notice) => onDay(notice, day) && atTime(notice, time)).flatMap(pages);
  return [...given, ...notices.own.flatMap((kind) => own(kind, notices, board, day))];
}

/** @param {Notice} notice @returns {Slide[]} */
function pages({ id, kind, title, text, files, seconds, sound }) {
  if (kind === "text") return [{ key: id, kind, seconds, title, text }];
  const shown = kind === "video" ? "video" : "picture";
  return files.map((file, page) => ({ key: `${id}.${page}.${file}`, kind: shown, seconds, file, title, sound }));
}

/** @param {Own} kind @param {Notices} notices @param {Board} board @param {string} day @returns {Slide[]} */
function own(kind, notices, board, day) {
  const plain = { key: kind, kind, seconds: OWN_SECONDS };
  if (kind === "rule") return [plain];
  if (kind === "results") return board.results ? [plain] : [];
  if (kind === "eit") return notices.eit.url && onDay(notices.eit, day) ? [plain] : [];
  const busy = board.groups.filter((group) => group.waiting > 0 && group.documents.length > 0);
  return busy
    .sort((a, b) => b.waiting - a.waiting)
    .slice(0, BUSY_LINES)
    .map((group) => ({ ...plain, key: `documents.${group.code}`, group }));
}

/**
 * The slide after this one; the first when this one is not shown any more.
 * @param {readonly Slide[]} slides at least one
 * @param {string} key
 */
export const following = (slides, key) => slides[(slides.findIndex((slide) => slide.key === key) + 1) % slides.length];
