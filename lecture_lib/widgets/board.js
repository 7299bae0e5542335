/** A matrix with its vectors above, beside and below it, as a table in which what is being read is lit. */

import { html, mathLine, setText } from "./dom.js";
import { fixed } from "./numbers.js";
import { layered } from "./notation.js";

/**
 * @typedef {Object} BoardMessage  families with their layer, such as "w-3" or "delta-4"
 * @property {string} matrix  "" for none
 * @property {number} rows
 * @property {number} columns
 * @property {"row" | "column" | "cell"} lit  row j, column j, or row j and column k
 * @property {string[]} top  vectors along the columns, above
 * @property {string[]} side  vectors along the rows
 * @property {string[]} foot  vectors along the columns, below
 */

const SAID = { dsigma: "slope of sigma", newb: "new b" };
const LETTERS = { dsigma: "σ′", delta: "δ", newb: "b" };

export class Board {
  #cells = [];
  #message;
  element = html("div", { class: "bp-board", tabindex: "0", role: "group", "aria-label": "numbers of the step" });

  /** @param {BoardMessage} message */
  show(message) {
    this.#message = message;
    this.#cells = [];
    const { matrix, rows, columns, top, side, foot } = message;
    const along = (vector, part) => this.#line(th("row", ...name(vector)), count(columns), (k) => this.#cell(vector, k, null, part, k));
    const head = html("tr", {}, html("td"), ...count(columns).map(String).map((k) => th("col", k)));
    head.append(...side.map((vector) => th("col", ...name(vector))));
    const body = count(rows).map((j) => {
      const line = this.#line(th("row", String(j)), count(columns), (k) => this.#cell(matrix, j, k, "matrix", k, j));
      line.append(...side.map((vector) => this.#cell(vector, j, null, "side", null, j)));
      return line;
    });
    const table = html("table", {}, html("caption", {}, ...captionOf(matrix)));
    table.append(html("thead", {}, head, ...top.map((vector) => along(vector, "top"))), html("tbody", {}, ...body));
    if (foot.length > 0) table.append(html("tfoot", {}, ...foot.map((vector) => along(vector, "foot"))));
    this.element.replaceChildren(table);
  }

  #line(heading, places, cellAt) {
    return html("tr", {}, heading, ...places.map(cellAt));
  }

  #cell(vector, j, k, part, column, row = null) {
    const element = html("td");
    const [family, layer] = vector.split("-");
    this.#cells.push({ element, path: [family, layer, String(j), ...(k === null ? [] : [String(k)])], part, column, row });
    return element;
  }

  /** Write the numbers and light what is read for neuron j, and for the weight from neuron k. */
  draw(quantities, place, { j, k }, isHidden) {
    for (const cell of this.#cells) {
      const { column, digits } = quantities.find(cell.path, {});
      setText(cell.element, isHidden(cell.path) ? "?" : fixed(quantities.at(place, column), digits));
      cell.element.classList.toggle("lit", this.#isLit(cell, j, k));
    }
  }

  #isLit({ part, row, column }, j, k) {
    const { lit } = this.#message;
    if (lit === "row") return part === "top" || row === j;
    if (lit === "column") return part === "side" || column === j;
    return (row ?? j) === j && (column ?? k) === k;
  }
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
  const typeset = html("span", { "aria-hidden": "true" }, mathLine(layered(LETTERS[family] ?? family, layer)));
  return [typeset, html("span", { class: "bp-unseen" }, `${SAID[family] ?? family}, layer ${layer}`)];
}

function captionOf(matrix) {
  if (!matrix) return ["neuron by neuron"];
  const [family, layer] = matrix.split("-");
  const before = { dw: "slopes by ", new: "new " }[family] ?? "";
  return [before, mathLine(layered("W", layer))];
}
