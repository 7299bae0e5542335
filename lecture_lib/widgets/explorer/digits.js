/** How many decimals each quantity of the explorer is shown with, chosen once for a whole sweep. */

import { digitsFor } from "../shared/numbers.js";

const READERS = {
  desk: { significant: 3, margin: 2, costs: 4, factor: 3, changes: [2, 3, 4] }, // margin: half the largest still has its digits
  hall: { significant: 2, margin: 2, costs: 2, factor: 2, changes: [2, 2, 3] },
};
const MORE = 3; // decimals of the two factors at most, until the product that is shown is theirs

/**
 * @typedef {Object} Digits
 * @property {number} cost
 * @property {number} derivative
 * @property {number} delta
 * @property {number} factor
 * @property {number[]} change  of an activation, by layer from 1
 */

/**
 * A hall reads two digits where a desk reads three.
 * @param {import("../shared/sweep.js").Sweep} sweep @param {"desk" | "hall"} reader @returns {Digits}
 */
export function digitsOf(sweep, reader) {
  const { significant, margin, costs, factor, changes } = READERS[reader];
  const { layer, j } = sweep.parameter;
  const largest = (numbers) => Math.max(...numbers.map(Math.abs));
  const largestOf = (column) => largest(sweep.column(column));
  const derivative = digitsFor(largestOf(sweep.columnOf("derivative")) / margin, significant, significant, 8);
  const delta = digitsFor(largestOf(sweep.columnOf("delta", layer, j)) / margin, significant, significant, 8);
  const more = moreForTheProduct(sweep, { derivative, delta, factor });
  return {
    cost: digitsFor(largest(sweep.costChanges()), significant, costs, 7),
    derivative,
    delta: delta + more,
    factor: factor + more,
    change: activationDigits(sweep, changes),
  };
}

/** How many decimals more δ and a need for the slope at the start to be the product of what is shown. */
function moreForTheProduct(sweep, { derivative, delta, factor }) {
  const { layer, j, k } = sweep.parameter;
  if (k === null) return 0;
  const start = sweep.at(sweep.start);
  const rounded = (value, digits) => Number(value.toFixed(digits));
  for (let more = 0; more < MORE; more += 1) {
    const product = rounded(start.delta(layer, j), delta + more) * rounded(sweep.factor, factor + more);
    if (rounded(product, derivative) === rounded(start.derivative, derivative)) return more;
  }
  return MORE;
}

/**
 * Decimals of Δa by layer: what reaches the output may be far smaller than what began.
 * @param {import("../shared/sweep.js").Sweep} sweep @param {number[]} changes
 */
function activationDigits(sweep, changes) {
  const [significant, least, most] = changes;
  return sweep.network.sizes.map((size, index) => {
    const layer = index + 1;
    const neurons = Array.from({ length: size }, (_, place) => place + 1).filter((j) => sweep.reaches(layer, j));
    const moved = neurons.flatMap((j) => {
      const atStart = sweep.network.a[layer][j - 1];
      return sweep.column(sweep.columnOf("a", layer, j)).map((value) => Math.abs(value - atStart));
    });
    return digitsFor(Math.max(0, ...moved), significant, least, most);
  });
}
