/** @module What a visitor is told of a slip: rules without a screen. */

/** @typedef {import("tonsai/values.js").BoardPrinter} BoardPrinter */
/** @typedef {"none" | "printing" | "ok" | "out" | "away"} Slip */

/** @param {readonly BoardPrinter[]} printers @param {number | undefined} device */
export const findPrinter = (printers, device) => printers.find((one) => one.device === device) ?? null;

/** @param {BoardPrinter | null} of @returns {"out" | "away" | null} */
export function troubleOf(of) {
  if (!of || of.state === null || of.state === "ready" || of.state === "paper_low") return null;
  return of.state === "paper_out" ? "out" : "away";
}

/** What a visitor is told of a slip. @param {string} state of its job @param {"out" | "away" | null} why
 * @param {boolean} late @returns {Slip} */
export function said(state, why, late) {
  if (state === "printed") return "ok";
  if (state === "failed" || state === "expired" || why || late) return why ?? "away";
  return "printing";
}
