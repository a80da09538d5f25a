/**
 * @module Lets Node find what the import map of the pages finds: `tonsai/…` and the borrowed packages.
 *
 * A test imports this first and the module it tries after it, with `await import(…)`: static imports are resolved
 * before any line runs.
 */
import { readFileSync } from "node:fs";
import { register } from "node:module";

const ROOT = new URL("../../", import.meta.url);
const STATIC = new URL("shared/static/", ROOT);
const borrowed = JSON.parse(readFileSync(new URL("importmap.json", STATIC), "utf8"));
const names = Object.fromEntries(
  Object.entries(borrowed).map(([name, file]) => [name, new URL(`vendor/${file}`, STATIC).href]),
);

const hooks = `
const names = ${JSON.stringify(names)};
const own = ${JSON.stringify(new URL("tonsai/", STATIC).href)};
export async function resolve(name, context, next) {
  if (name.startsWith("tonsai/")) return next(own + name.slice("tonsai/".length), context);
  return next(names[name] ?? name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

/** @param {string} path of a module, from the root of the tree @returns {Promise<any>} its exports */
export const load = (path) => import(new URL(path, ROOT).href);
