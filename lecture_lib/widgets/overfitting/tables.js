/** The lab's numbers, as Python computed them: the browser only looks them up. */

import { bytes, floats, rowOf, words } from "../shared/buffers.js";
import { Unreadable } from "../shared/unreadable.js";

const VERSION = 1;
const SETS = ["training", "validation"];
const STEPS = 65535; // from the lowest to the highest value of a function

export class Runs {
  #rows;
  #costs;
  #best;
  #test;
  #functions;

  /** @param {Object} tables the trait of that name */
  constructor(tables) {
    if (tables.version !== VERSION) {
      throw new Unreadable(`These tables have version ${tables.version}, and this lab reads version ${VERSION}: run the cell again.`);
    }
    const { values, base, rows, starts, steps, costs, best, test, functions, window, truth, training, validation, judges } = tables;
    this.values = values;
    this.base = base;
    this.steps = steps;
    this.starts = starts;
    this.window = window;
    this.truth = truth;
    this.points = { training, validation };
    this.judges = judges;
    this.#rows = rows;
    [this.#costs, this.#test] = [costs, test].map(floats);
    this.#best = bytes(best);
    this.#functions = words(functions);
    if (this.#test.length !== 2 * this.#best.length || this.#costs.length !== 2 * this.#best.length * steps.length) {
      throw new Unreadable("The numbers of these runs are incomplete; the picture stays as it was.");
    }
  }

  /** What there is to choose, by the name of the trait that chooses it. */
  get choices() {
    const record = this.steps.map((_, place) => place);
    return { knob: Object.keys(this.values), ...this.values, start: this.everyStart, record };
  }

  get everyStart() {
    return Array.from({ length: this.starts }, (_, place) => place + 1);
  }

  get #settings() {
    return this.#best.length / this.starts;
  }

  /** Which setting a value of a knob is, the others as in the base setting. */
  row(knob, value) {
    return this.#rows[knob][this.values[knob].indexOf(value)];
  }

  /** One run: its costs at each record, the record of its early stop, and test cost there and at the end. */
  run(row, start) {
    const places = [row, start - 1];
    const lengths = [this.#settings, this.starts];
    const [[training, validation], [kept, last]] = [
      SETS.map((_, set) => rowOf(this.#costs, [...lengths, SETS.length], [...places, set])),
      rowOf(this.#test, lengths, places),
    ];
    return { training, validation, best: rowOf(this.#best, lengths, places)[0], test: { kept, last } };
  }

  /** All runs of a setting. */
  runs(row) {
    return this.everyStart.map((start) => this.run(row, start));
  }

  /** What the network of a run says at a record, at equal distances along the x-axis. */
  function(row, start, record) {
    const [, low, , high] = this.window;
    const found = rowOf(this.#functions, [this.#settings, this.starts, this.steps.length], [row, start - 1, record]);
    return Array.from(found, (step) => low + ((high - low) * step) / STEPS);
  }
}

/** The middle of some numbers. @param {number[]} numbers */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}

/** At each place of several rows of numbers the least, the middle and the largest. @param {ArrayLike<number>[]} rows */
export function spread(rows) {
  const across = Array.from(rows[0], (_, place) => rows.map((row) => row[place]));
  return { low: across.map((all) => Math.min(...all)), middle: across.map(median), high: across.map((all) => Math.max(...all)) };
}
