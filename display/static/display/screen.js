/** @module How this screen is set up and which notices it has; asked anew whenever the board says that it changed. */
import { signal } from "tonsai/html.js";

/**
 * @typedef {{layout: "columns" | "big" | "counters", rotate: number, overscan_pct: number, inches: number, distance_m: number,
 *   groups: string[], counters: number[], notices: boolean}} Screen
 * @typedef {{stage: string, screen: Screen, notices: import("./notices.js").Notices}} Shape
 */

const AGAIN_MS = 5_000;

/**
 * @param {Shape} first what came with the page
 * @param {() => Promise<Shape>} ask throws while the server is away
 */
export function followShape(first, ask) {
  const value = signal(first);
  let asking = false;
  return {
    value,
    /** @param {string} stage of the newest board */
    async follow(stage) {
      if (asking || stage === value.peek().stage) return;
      asking = true;
      try {
        value.value = await ask();
      } catch {
        await new Promise((done) => setTimeout(done, AGAIN_MS));
      } finally {
        asking = false;
      }
    },
  };
}
