/** The lecture's names for weights and biases: read, spoken, printed and typeset. Indices count from 1. */

import { html, mathLine, mathml } from "./dom.js";
import { Unreadable } from "./unreadable.js";

/**
 * @typedef {Object} Parameter
 * @property {string} plain  w43[3] or w10,3[2] or b4[3]
 * @property {"w" | "b"} letter
 * @property {number} layer
 * @property {number} j  the neuron it feeds
 * @property {number | null} k  the neuron it comes from; null for a bias
 */

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const PLAIN_FORM = /^(?:w(\d),?(\d)|w(\d+),(\d+)|b(\d+))\[(\d+)\]$/;

/** @returns {Parameter} */
export function parseParameter(plain) {
  const match = PLAIN_FORM.exec(plain);
  if (!match) throw new Unreadable(`${plain} is not the name of a weight or a bias.`);
  const [, j, k, longJ, longK, bias, layer] = match;
  const from = k ?? longK;
  return {
    plain,
    letter: bias ? "b" : "w",
    layer: Number(layer),
    j: Number(j ?? longJ ?? bias),
    k: from === undefined ? null : Number(from),
  };
}

/** The indices of a parameter as they are printed: each, and both together. */
export function indexTexts(parameter) {
  return { j: parameter.j, k: parameter.k, jk: indicesOf(parameter) };
}

function indicesOf({ j, k }) {
  if (k === null) return String(j);
  return Math.max(j, k) < 10 ? `${j}${k}` : `${j},${k}`;
}

export function weightName(layer, j, k) {
  return `w${indicesOf({ j, k })}[${layer}]`;
}

export function biasName(layer, j) {
  return `b${j}[${layer}]`;
}

/** For a screen reader: w 4 3, layer 3. @param {Omit<Parameter, "plain" | "letter"> & {letter: string}} parameter */
export function spoken({ letter, layer, j, k }) {
  return `${letter === "δ" ? "delta" : letter} ${j}${k === null ? "" : ` ${k}`}, layer ${layer}`;
}

/** For a sentence without MathML. */
export function printed(parameter) {
  const subscript = indicesOf(parameter).replace(/\d/g, (digit) => SUBSCRIPTS[digit]);
  return `${parameter.letter}${subscript}^[${parameter.layer}]`;
}

/** A sentence in which each name that is printed or plain is heard as it is spoken. @returns {(string | HTMLElement)[]} */
export function namesHeard(sentence) {
  return sentence.split(/\b([wb][\d,₀-₉]*[\d₀-₉]\^?\[\d+\])/).map((part, place) => {
    if (place % 2 === 0) return part;
    const plain = part.replace("^", "").replace(/[₀-₉]/g, (digit) => String(SUBSCRIPTS.indexOf(digit)));
    return PLAIN_FORM.test(plain) ? html("span", { role: "img", "aria-label": spoken(parseParameter(plain)) }, part) : part;
  });
}

/** w₄₃^[3], δ₄^[3], a₃^[2]: a letter with indices and a layer. */
export function symbol(letter, indices, layer) {
  return mathml("msubsup", {}, mathml("mi", {}, letter), mathml("mn", {}, String(indices)), inBrackets(layer));
}

/** W^[3], a^[2]: a letter with a layer. */
export function layered(letter, layer) {
  return mathml("msup", {}, mathml("mi", {}, letter), inBrackets(layer));
}

function inBrackets(layer) {
  const bracket = (text) => mathml("mo", { stretchy: "false" }, text);
  return mathml("mrow", {}, bracket("["), mathml("mn", {}, String(layer)), bracket("]"));
}

/** @param {Omit<Parameter, "plain" | "letter"> & {letter: string}} parameter */
export function parameterSymbol(parameter) {
  return symbol(parameter.letter, indicesOf(parameter), parameter.layer);
}

/** The symbol in a line of words, heard as it is spoken. @param {Omit<Parameter, "plain" | "letter"> & {letter: string}} parameter */
export function symbolInWords(parameter) {
  return html("span", { role: "img", "aria-label": spoken(parameter) }, mathLine(parameterSymbol(parameter))); // a label on math is passed by
}

/** A sentence in which letters, σ′(z^[4]) and δ^[4] are typeset. */
export function typesetWords(sentence) {
  return sentence.split(/(σ′\(z\^\[\d+\]\)|δ\^\[\d+\]|ηλ|η|λ|\bw\b|\bC\b|σ)/).map((part, place) => {
    if (place % 2 === 0) return part;
    const [letter, layer] = part.split(/\^\[|\]/);
    if (part.startsWith("σ′")) return html("span", {}, "σ′(", mathLine(layered("z", layer)), ")");
    if (letter === "δ") return mathLine(layered("δ", layer));
    return html("span", { class: "bp-letter" }, part);
  });
}
