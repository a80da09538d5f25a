/** @module What the board means for a kiosk: whether it gives tickets, and how its groups stand. */
import { hoursMinutes, moment } from "tonsai/format.js";
import { pick, t } from "tonsai/start.js";

/** @typedef {import("tonsai/values.js").Board} Board */
/** @typedef {import("tonsai/values.js").BoardGroup} BoardGroup */
/** @typedef {"before" | "lunch_closed" | "last_ticket" | "closed" | "holiday" | "clock" | "full" | "announced"} Notice */

/** The group of those who are not sure is known by its sign; it stands last and wide. */
export const UNSURE_ICON = "message-circle-question";
/** The strip warns of the last ticket for so long before it. */
const LAST_TICKET_WARNING_MIN = 30;

/** Why the kiosk gives no ticket now, or null. @param {Board} board @returns {Notice | null} */
export function noticeOf(board) {
  const { state } = board.hall;
  if (state !== "open" && state !== "lunch") return state;
  if (board.announcements.some((one) => one.stops && one.groups.length === 0)) return "announced";
  const full = board.groups.length > 0 && board.groups.every((group) => group.state === "full");
  return full ? "full" : null;
}

/** Tiles in order, and the one for the unsure, if any. @param {readonly BoardGroup[]} groups */
export function arrange(groups) {
  const unsure = groups.find((group) => group.icon === UNSURE_ICON) ?? null;
  return { tiles: groups.filter((group) => group !== unsure), unsure };
}

/** An announcement and its end. @param {import("tonsai/values.js").BoardAnnouncement} one @param {Date} now */
export const toldWords = (one, now) =>
  `${pick(one.text)} · ${t("common.until", { time: moment(new Date(one.until), now) })}`;

/** Minutes of the day of an office time `HH:MM`. @param {string} time */
function minutesOf(time) {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Whether the last ticket of the day is near. @param {Board} board @param {Date} now */
export function isLastTicketNear(board, now) {
  const left = minutesOf(board.hall.last_ticket) - minutesOf(hoursMinutes(now));
  return left >= 0 && left <= LAST_TICKET_WARNING_MIN;
}
