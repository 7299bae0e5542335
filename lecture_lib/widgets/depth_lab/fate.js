/** What becomes of δ on its way back, in a word and as a number. No DOM. */

import { short, superscript } from "../shared/axes.js";

const THOUSAND = 3; // as a power of ten

/** @param {number} reach  log₁₀ of ‖δ^[2]‖ / ‖δ^[L]‖, -Infinity where nothing arrives */
export function fateOf(reach) {
  if (reach < -THOUSAND) return "vanishes";
  return reach > THOUSAND ? "explodes" : "arrives";
}

/** A factor from its log₁₀: 0.29 times, 10⁻²⁴ times. */
export function factorText(log) {
  if (log === -Infinity) return "0 times";
  return `${Math.abs(log) < 3 ? short(10 ** log) : `10${superscript(Math.round(log))}`} times`;
}
