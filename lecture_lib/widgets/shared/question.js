/** A question for a class: what is asked, what is right, and what the votes were worth. No DOM. */

/**
 * @typedef {{letter: string, j: number, k?: number | null, layer: number}} Symbol
 * @typedef {string | Symbol | {key: string}} Word  text, a symbol to be typeset, or the letter of an option
 * @typedef {Object} Question
 * @property {string} kind
 * @property {Word[]} text
 * @property {Word[][]} options  A, B, C, … in this order
 * @property {string[]} right  letters of the right options
 * @property {boolean} several  whether several options may be right
 * @property {any} [target]  where the asker goes when the answer is revealed
 * @property {Word[]} reason
 */

/** What the votes were worth. @param {Question} question @param {string[]} votes @returns {Word[]} */
export function verdict(question, votes) {
  const right = question.right.length > 0 ? keysOf(question.right) : ["none of them"];
  if (votes.length === 0) return ["The answer is ", ...right, ". ", ...question.reason];
  const given = [...votes].sort();
  if (given.join() === question.right.join()) return [...right, " is right. ", ...question.reason];
  return ["You said ", ...keysOf(given), "; the answer is ", ...right, ". ", ...question.reason];
}

function keysOf(letters) {
  return between(letters.map((key) => ({ key })), " and ");
}

/** The letters of the options that are right. */
export function lettersOf(options, isRight) {
  return options.flatMap((option, index) => (isRight(option, index) ? "ABCD"[index] : []));
}

/** Words with a separator between them. */
export function between(words, separator) {
  return words.flatMap((word, index) => (index > 0 ? [separator, word] : [word]));
}
