/** A matrix with its vectors above, beside and below it, as a table in which what is being read is lit. */

import { decimalsOf } from "../shared/decimals.js";
import { html, mathLine, mathml, setText } from "../shared/dom.js";
import { fixed } from "../shared/numbers.js";
import { layered } from "../shared/notation.js";

/**
 * @typedef {Object} BoardMessage  families with their layer, such as "w-3" or "delta-4"
 * @property {string} matrix  "" for none
 * @property {number} rows
 * @property {number} columns
 * @property {"row" | "column" | "cell"} lit  row j, column j, or row j and column k
 * @property {string[]} top  vectors along the columns, above
 * @property {string[]} side  vectors along the rows
 * @property {string[]} foot  vectors along the columns, below
 * @property {Object<string, string>} becomes  by family, the one whose numbers replace its own
 */

const SAID = { dsigma: "slope of sigma", y: "target", w: "weights", dw: "slopes by the weights" };
const LETTERS = { delta: "δ", w: "W" };

export class Board {
  #cells = [];
  #message;
  #seen = "";
  element = html("div", { class: "bp-board", tabindex: "0", role: "group", "aria-label": "Numbers of the step" });

  /** @param {BoardMessage} message */
  show(message) {
    this.#message = message;
    this.#cells = [];
    this.#seen = "";
    const { matrix, rows, columns, top, side, foot } = message;
    const along = (vector, part) => this.#line(th("row", ...name(vector)), count(columns), (k) => this.#cell(vector, k, null, part, k));
    const head = html("tr", {}, html("td"), ...count(columns).map(String).map((k) => th("col", k)));
    head.append(...side.map((vector) => th("col", ...name(vector))));
    const body = count(rows).map((j) => {
      const line = this.#line(th("row", String(j)), count(columns), (k) => this.#cell(matrix, j, k, "matrix", k, j));
      line.append(...side.map((vector) => this.#cell(vector, j, null, "side", null, j)));
      return line;
    });
    const table = html("table", {}, html("caption", {}, ...captionOf(message)));
    table.append(html("thead", {}, head, ...top.map((vector) => along(vector, "top"))), html("tbody", {}, ...body));
    if (foot.length > 0) table.append(html("tfoot", {}, ...foot.map((vector) => along(vector, "foot"))));
    this.element.replaceChildren(table);
  }

  #line(heading, places, cellAt) {
    return html("tr", {}, heading, ...places.map(cellAt));
  }

  #cell(vector, j, k, part, column, row = null) {
    const families = [vector, this.#message.becomes[vector]].filter(Boolean);
    const indices = [j, k].filter((index) => index !== null);
    const numbers = families.map((family) => ({ element: html("span"), path: [...family.split("-"), ...indices] }));
    const [first, after] = numbers.map((number) => number.element);
    const element = html("td", {}, first, ...(after ? [html("span", { class: "bp-unseen" }, " becomes "), after] : []));
    this.#cells.push({ element, numbers, part, column, row });
    return element;
  }

  /**
   * Write the numbers and light what is read for neuron j, and for the weight from neuron k.
   * @param {import("../shared/sweep.js").Reading} reading
   */
  draw(reading, { j, k }, isHidden) {
    for (const cell of this.#cells) {
      for (const { element, path } of cell.numbers) {
        const [name, layer, j, k] = path;
        const number = reading.number(reading.sweep.columnOf(name, layer, j, k));
        setText(element, isHidden(path) ? "?" : fixed(number, decimalsOf(reading.sweep, name, layer)));
      }
      cell.element.classList.toggle("lit", this.#isLit(cell, j, k));
    }
    const seen = `${j} ${k}`;
    if (this.#seen !== seen) this.#bringIntoSight();
    this.#seen = seen;
  }

  #isLit({ part, row, column }, j, k) {
    const { lit } = this.#message;
    if (lit === "row") return part === "top" || row === j;
    if (lit === "column") return part === "side" || column === j;
    return (row ?? j) === j && (column ?? k) === k;
  }

  /** A wide matrix scrolls in itself: to its lit row, column or cell, and the page stays where it is. */
  #bringIntoSight() {
    const { lit } = this.#message;
    const cell = this.#cells.find(({ element, part }) => ["matrix", "side"].includes(part) && element.classList.contains("lit"))?.element;
    if (!cell) return;
    const { clientHeight, clientWidth } = this.element;
    if (lit !== "column") this.element.scrollTop = cell.offsetTop - clientHeight / 2;
    if (lit !== "row") this.element.scrollLeft = cell.offsetLeft - clientWidth / 2;
  }
}

/** The last number of each matrix and vector of a board. @param {BoardMessage} message @returns {import("../shared/sweep.js").Path[]} */
export function lastPathsOfBoard({ matrix, rows, columns, top, side, foot, becomes }) {
  const last = [[matrix, rows, columns], ...side.map((vector) => [vector, rows]), ...[...top, ...foot].map((vector) => [vector, columns])];
  const after = last.filter(([family]) => family in becomes).map(([family, ...indices]) => [becomes[family], ...indices]);
  return [...last, ...after].filter(([family]) => family).map(([family, ...indices]) => [...String(family).split("-"), ...indices]);
}

function count(n) {
  return Array.from({ length: n }, (_, index) => index + 1);
}

function th(scope, ...content) {
  return html("th", { scope }, ...content);
}

/** a^[2]: typeset, and in words for whoever does not see it. */
function name(vector) {
  const [family, layer] = vector.split("-");
  const typeset = html("span", { "aria-hidden": "true" }, mathLine(...symbolOf(family, layer)));
  return [typeset, html("span", { class: "bp-unseen" }, `${SAID[family] ?? family}, layer ${layer}`)];
}

function symbolOf(family, layer) {
  const [mark, letter] = [(text) => mathml("mo", { stretchy: "false" }, text), (text) => mathml("mi", {}, text)];
  if (family === "y") return [letter("y")];
  if (family === "dsigma") return [letter("σ′"), mark("("), layered("z", layer), mark(")")];
  if (family === "dw") return [letter("∂C"), mark("/"), mark("∂"), layered("W", layer)];
  return [layered(LETTERS[family] ?? family, layer)];
}

function captionOf({ matrix, becomes }) {
  if (!matrix) return ["neuron by neuron"];
  return [...name(matrix), ...(matrix in becomes ? [" before and after"] : [])];
}
