/** @module The values of a matter's sentence. Pure. */
import { clock } from "tonsai/format.js";

/** @typedef {import("../../../shared/static/types/values").Desk} Desk */
/** @typedef {import("../../../shared/static/types/values").Attention} Attention */

/** @param {Desk} desk @param {Attention} one */
export function attentionValues(desk, one) {
  const group = desk.groups.find((each) => each.code === one.subject);
  return {
    subject: group ? group.prefix : one.subject,
    time: clock(new Date(one.since)),
    value: one.value ?? 0,
    limit: desk.rules.long_wait_min,
  };
}
