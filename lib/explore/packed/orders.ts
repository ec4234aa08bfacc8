/** Who is who among CPUs: a world in one form counts them anew, and each order of three has a number. */

/** All orders of the most CPUs that a search has. Each says which CPU of before stands at a place. */
const orders: readonly (readonly number[])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];

/** How many there are. */
export const manyOrders: number = orders.length;

/** Nothing has another place. */
export const sameOrder = 0;

/** The number of an order that begins with some CPUs; the others come behind in the order of before. */
export function orderOf(first: readonly number[]): number {
  const at = orders.findIndex((order) => first.every((cpu, i) => order[i] === cpu));
  return at < 0 ? sameOrder : at;
}

/** Which CPU of before stands at a place. */
export const cpuAt = (order: number, place: number): number => orders[order]?.[place] ?? place;

/** One order after another: what stands at a place of the second one, by what the first one calls it. */
const chained: readonly (readonly number[])[] = orders.map((first) =>
  orders.map((second) => orderOf(second.map((place) => first[place] ?? place))),
);
/** The order that two come to, one after the other. */
export const inTurn = (first: number, second: number): number => chained[first]?.[second] ?? sameOrder;

/** The places by the CPU of before that stands there. */
export const backwards: readonly (readonly number[])[] = orders.map((order) =>
  order.map((_, cpu) => order.indexOf(cpu)),
);

/** A line with its CPU by another number. */
export const onPlaces = <T extends { readonly cpu?: string }>(line: T, places: readonly number[] = []): T =>
  line.cpu === undefined ? line : { ...line, cpu: `cpu${places[Number(line.cpu.slice('cpu'.length))] ?? 0}` };
