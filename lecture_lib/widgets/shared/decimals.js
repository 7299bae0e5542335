/** How many decimals the numbers of an equation or of a board are shown with. */

import { digitsFor } from "./numbers.js";

const known = new WeakMap(); // by sweep

const MOST = 6; // decimals of numbers that end

/**
 * The same for a whole layer, and for the whole sweep: three digits of half the largest, none where all are whole, and more
 * where all end soon, so that what is shown adds up.
 */
export function decimalsOf(sweep, name, layer = 0) {
  if (!known.has(sweep)) known.set(sweep, new Map());
  const ofSweep = known.get(sweep);
  const key = `${name}-${layer}`;
  if (!ofSweep.has(key)) ofSweep.set(key, decimals(sweep.columnsOf(name, layer).flatMap((column) => sweep.column(column))));
  return ofSweep.get(key);
}

function decimals(numbers) {
  if (numbers.every(Number.isInteger)) return 0;
  const largest = Math.max(...numbers.map(Math.abs));
  const usual = digitsFor(largest / 2, 3, 3, 8);
  for (let digits = usual; digits <= MOST; digits++) { // but for rounding
    if (numbers.every((number) => Math.abs(Number(number.toFixed(digits)) - number) < 1e-12 * largest)) return digits;
  }
  return usual;
}
