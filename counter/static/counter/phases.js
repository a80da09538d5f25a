/**
 * @module What a console may do, read from the desk: pure functions, no clock, no page.
 *
 * The phase says which of the middle panels stands there; everything a clerk may press follows from it. Times are
 * milliseconds since 1970 (`Date.getTime()`), ages whole minutes, seconds whole seconds.
 */

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").DeskCounter} DeskCounter */
/** @typedef {import("../../../shared/static/types/values").DeskGroup} DeskGroup */
/** @typedef {import("../../../shared/static/types/values").DeskService} DeskService */
/** @typedef {import("../../../shared/static/types/values").DeskTicket} DeskTicket */
/** @typedef {import("../../../shared/static/types/values").Rules} Rules */
/** @typedef {"unknown" | "closed" | "elsewhere" | "paused" | "idle" | "called" | "serving"} Phase */

/** The reason under which somebody who was on hold is called when they are back. */
const RETURNED = "returned";

/** Services that have a finish key of their own; the rest is behind "other service". */
export const FINISH_KEYS = 9;

/**
 * The counter with this number.
 * @param {Desk | null} desk
 * @param {number | null} number
 * @returns {DeskCounter | null}
 */
export function findCounter(desk, number) {
  return desk?.counters.find((counter) => counter.number === number) ?? null;
}

/**
 * A group by its code or its prefix letter: tickets name the one, counters may name the other.
 * @param {Desk} desk
 * @param {string} name
 * @returns {DeskGroup | null}
 */
export function findGroup(desk, name) {
  return desk.groups.find((group) => group.code === name || group.prefix === name) ?? null;
}

/**
 * Which middle panel stands there. A counter that another seat (or a program) opened is `elsewhere`, whatever it does.
 * @param {DeskCounter | null} counter
 * @param {string | null} seat of this tab
 * @returns {Phase}
 */
export function phaseOf(counter, seat) {
  if (counter === null) return "unknown";
  if (counter.state === "closed") return "closed";
  if (counter.seat !== seat) return "elsewhere";
  if (counter.ticket?.state === "called") return "called";
  if (counter.ticket?.state === "serving") return "serving";
  return counter.state === "paused" ? "paused" : "idle";
}

/**
 * Whether this counter serves the group of that name.
 * @param {Desk} desk
 * @param {DeskCounter} counter
 * @param {string} name
 */
export function serves(desk, counter, name) {
  const group = findGroup(desk, name);
  return group !== null && groupsOf(desk, counter).includes(group);
}

/**
 * The groups this counter serves, in the office's order; while it is closed, those it serves by default.
 * @param {Desk} desk
 * @param {DeskCounter} counter
 * @returns {DeskGroup[]}
 */
export function groupsOf(desk, counter) {
  const names = counter.groups.length > 0 ? counter.groups : counter.default_groups;
  return desk.groups.filter((group) => names.includes(group.prefix) || names.includes(group.code));
}

/**
 * The counter's part of the line in true order, and how many people wait for it in all.
 * @param {Desk} desk
 * @param {DeskCounter} counter
 * @returns {{tickets: DeskTicket[], waiting: number}}
 */
export function lineOf(desk, counter) {
  const tickets = desk.line.filter((ticket) => serves(desk, counter, ticket.group));
  const waiting = groupsOf(desk, counter).reduce((sum, group) => sum + group.waiting, 0);
  return { tickets, waiting: Math.max(waiting, tickets.length) };
}

/**
 * The services of a ticket's group, in the office's order: the first nine are the finish keys.
 * @param {Desk} desk
 * @param {string} name of the group
 * @returns {DeskService[]}
 */
export function servicesOf(desk, name) {
  const group = findGroup(desk, name);
  return desk.services.filter((service) => service.group === group?.code || service.group === group?.prefix);
}

/**
 * The usual published standard of a group in minutes: the lower median of its services that are measured in minutes.
 * Before the service is known nothing finer is true.
 * @param {DeskService[]} services
 * @returns {number | null}
 */
export function usualMinutes(services) {
  const minutes = services.flatMap((service) => (service.minutes === null ? [] : [service.minutes]));
  minutes.sort((a, b) => a - b);
  return minutes.length === 0 ? null : minutes[Math.floor((minutes.length - 1) / 2)];
}

/**
 * Whole seconds from an instant until `now`, never below zero.
 * @param {string} from ISO 8601
 * @param {number} now
 */
export function secondsSince(from, now) {
  return Math.max(0, Math.floor((now - Date.parse(from)) / 1000));
}

/**
 * Whole minutes from an instant until `now`.
 * @param {string} from ISO 8601
 * @param {number} now
 */
export function minutesSince(from, now) {
  return Math.floor(secondsSince(from, now) / 60);
}

/**
 * May the called ticket be called again: `left` calls of the limit, and `wait` seconds until the next is allowed.
 * @param {DeskTicket} ticket
 * @param {Rules} rules
 * @param {number} now
 * @returns {{left: number, wait: number}}
 */
export function recallOf(ticket, rules, now) {
  const left = Math.max(0, rules.recall_limit - ticket.calls);
  const since = ticket.called_at === null ? rules.recall_spacing_s : secondsSince(ticket.called_at, now);
  return { left, wait: Math.max(0, rules.recall_spacing_s - since) };
}

/**
 * What is done for somebody who is back: a held ticket is called at once where the counter is free, else it waits
 * again at its old place; who had not come waits again behind the next two.
 * @param {DeskTicket} ticket of the away list
 * @param {DeskCounter} counter
 * @param {Rules} rules
 * @returns {{verb: "call" | "resume" | "put-back", body: {ticket: string, reason?: string}}}
 */
export function comeBack(ticket, counter, rules) {
  if (ticket.state !== "held") return { verb: "put-back", body: { ticket: ticket.number } };
  const free = counter.state === "open" && counter.ticket === null && rules.chosen_reasons.includes(RETURNED);
  return free
    ? { verb: "call", body: { ticket: ticket.number, reason: RETURNED } }
    : { verb: "resume", body: { ticket: ticket.number } };
}

/**
 * Whole seconds in which the last finished service may still be corrected; 0 when it no longer may.
 * @param {DeskCounter} counter
 * @param {Rules} rules
 * @param {number} now
 */
export function correctLeft(counter, rules, now) {
  if (counter.last === null) return 0;
  const age = (now - Date.parse(counter.last.finished_at)) / 1000;
  return Math.max(0, Math.ceil(rules.correct_within_s - age));
}

/**
 * The one who waits longest among these.
 * @param {readonly DeskTicket[]} tickets
 * @returns {DeskTicket | null}
 */
export function longest(tickets) {
  return tickets.reduce(
    (/** @type {DeskTicket | null} */ oldest, ticket) =>
      oldest === null || Date.parse(ticket.issued_at) < Date.parse(oldest.issued_at) ? ticket : oldest,
    null,
  );
}
