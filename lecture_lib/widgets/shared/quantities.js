/** The numbers of an equation, as Python sent them: one row for each value of a parameter, or for each point. */

import { numbersOf, READABLE_VERSION, TableError } from "./table.js";

const SAME = 1e-9; // Python uses the same tolerance

export class Quantities {
  constructor(message) {
    if (message.version !== READABLE_VERSION) {
      const versions = `have version ${message.version}, and this page reads version ${READABLE_VERSION}`;
      throw new TableError(`The numbers of this equation ${versions}; it stays as it was.`);
    }
    this.parameter = message.parameter;
    this.layout = message.layout;
    this.columns = message.columns;
    this.values = numbersOf(Float64Array, message.values, "this equation");
    this.rows = message.columns === 0 ? [] : numbersOf(Float32Array, message.rows, "this equation");
    if (this.rows.length !== this.values.length * this.columns) {
      throw new TableError("The table of this equation is incomplete; it stays as it was.");
    }
  }

  /**
   * A quantity such as ["delta", "3", "j"], where indices may be letters: its column, its decimals, and whether it moves
   * or changes sign from row to row.
   */
  find([name, layer = "0", j = "1", k = "1"], indices) {
    const [first, width, digits] = this.layout[name][layer];
    const column = first + ((indices[j] ?? Number(j)) - 1) * width + (indices[k] ?? Number(k)) - 1;
    const numbers = Array.from(this.values, (_, row) => this.rows[row * this.columns + column]);
    const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
    return { column, digits, moves: most > least, flips: least < 0 && most > 0 };
  }

  /** Where a value lies: a row, or a share of the way from the row before it. */
  place(value) {
    const after = this.values.findIndex((candidate) => candidate >= value - SAME);
    const row = after < 0 ? this.values.length - 1 : after;
    const exact = row === 0 || Math.abs(this.values[row] - value) <= SAME;
    const share = exact ? 0 : (this.values[row] - value) / (this.values[row] - this.values[row - 1]);
    return { row, share, exact };
  }

  at({ row, share }, column) {
    const here = this.rows[row * this.columns + column];
    return share === 0 ? here : here + share * (this.rows[(row - 1) * this.columns + column] - here);
  }
}
