/** Numbers as people type them, the same in every browser and language: −2, 0,3 or 0.3, 1/3, 1e-4, and lists of those. No DOM. */

import { MINUS } from "./numbers.js";

const NUMBER = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i;

/** The number that a text is, NaN if it is none. */
export function numberIn(text) {
  const [top, bottom = "1", ...more] = plain(text).trim().split("/");
  const value = decimal(top) / decimal(bottom);
  return more.length === 0 && Number.isFinite(value) ? value : NaN;
}

/** The numbers of a list, NaN for what is none: a comma parts them where a space follows it, or where they have points. */
export function numbersIn(text) {
  const parts = plain(text).split(/,?[\s;]+/).flatMap((part) => (part.includes(".") ? part.split(",") : part));
  return parts.filter(Boolean).map(numberIn);
}

/** The whole numbers of a list, NaN for what is none: here every comma parts them. */
export function wholeNumbersIn(text) {
  return text.split(/[\s,;]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
}

/** The text with the keyboard's minus and nothing around the line of a fraction. */
function plain(text) {
  return text.replaceAll(MINUS, "-").replace(/\s*\/\s*/g, "/");
}

function decimal(text) {
  return NUMBER.test(text) ? Number(text.replace(",", ".")) : NaN;
}
