/** @module Where the addresses of this page's site begin: `/s/<code>` where one installation holds several, else nothing. */

/** @type {string} */
export const root = (typeof document === "undefined" ? undefined : document.documentElement.dataset.root) ?? "";

const OF_ALL = /^\/([a-z]+\/)?static\//;
const WAYS = ["href", "src", "action", "poster"];

/** A way of the house (`/overview`) as an address of this site. Ways elsewhere and what all sites share stay. @param {string} way */
export function at(way) {
  if (!root || !way.startsWith("/") || way.startsWith("//") || way.startsWith(`${root}/`) || OF_ALL.test(way)) return way;
  return root + way;
}

/** The properties of an element with its ways at this site. @param {Record<string, any> | null} props */
export function rooted(props) {
  if (!props) return props;
  const ways = WAYS.filter((name) => typeof props[name] === "string");
  return ways.length ? { ...props, ...Object.fromEntries(ways.map((name) => [name, at(props[name])])) } : props;
}
