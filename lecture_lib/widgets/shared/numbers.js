/** Numbers as text: how many digits, which minus, which ticks. */

export const MINUS = "\u2212";

export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** A value to so many decimals, with a typeset minus and never a negative zero. */
export function fixed(value, digits) {
  return (roundsToZero(value, digits) ? 0 : value).toFixed(digits).replace("-", MINUS);
}

/** The same with a plus, for changes. */
export function signed(value, digits) {
  return (value > 0 && !roundsToZero(value, digits) ? "+" : "") + fixed(value, digits);
}

function roundsToZero(value, digits) {
  return Math.abs(value) < 0.5 * 10 ** -digits;
}

/** Decimals that show `significant` digits of the largest value of a sweep; chosen once, so that digits do not dance. */
export function digitsFor(largest, significant, least, most) {
  if (!(largest > 0)) return least;
  return clamp(significant - 1 - Math.floor(Math.log10(largest)), least, most);
}

/** A parameter's value: two decimals where that is the value itself, otherwise three. */
export function valueText(value) {
  return fixed(value, Math.abs(value - Number(value.toFixed(2))) < 1e-9 ? 2 : 3);
}

/** Round numbers between low and high, about `count` of them. */
export function niceTicks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return {
    ticks: Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step),
    digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}
