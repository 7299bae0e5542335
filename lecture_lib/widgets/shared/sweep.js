/** A sweep from Python: the numbers of a network for each value of one parameter, or for each point of a batch. */

import { parseParameter } from "./notation.js";
import { Unreadable } from "./unreadable.js";

/**
 * @typedef {Object} NetworkState  the network at its start, as Python describes it
 * @property {number} version
 * @property {string} id
 * @property {number[]} sizes
 * @property {number[]} x
 * @property {number[]} y
 * @property {number} cost
 * @property {(number[] | null)[]} a  by layer, null at 0
 * @property {(number[] | null)[]} delta  by layer, null at 0 and 1
 * @property {[number, number]} gauge  the activations of an empty and a full ring
 * @property {[string, number][]} parameters
 */

/**
 * @typedef {Object} SweepMessage  a sweep as it travels
 * @property {number} version
 * @property {string} network  its id
 * @property {string} parameter  "" where nothing is swept, and each row is a point
 * @property {number} start  the row of the start
 * @property {DataView} values  float64, one for each row
 * @property {Object<string, Object<string, [number, number, number]>>} layout  by name and layer: the first column, m and n
 * @property {DataView} base  float64, one for each column: its number, or what its rows are counted from
 * @property {number[]} moving  the columns that have rows
 * @property {DataView} rows  float32, row by row
 * @property {DataView} [regions]  uint8, a square for each row, for the explorer's inset of a network with two inputs
 * @property {Object<string, number[]>} [reached]  by layer, the neurons whose activation the parameter can change
 * @property {number} [h]  step of the finite difference
 * @property {[Gaps, Gaps]} [gaps]  below the start, and above it
 */

/**
 * @typedef {Object} Gaps  how far C goes from its tangent at the start
 * @property {DataView} gaps  float32, |ΔC − slope · Δw| for pushes that double up to the end of the slider; NaN: rounding
 * @property {number} order  the power of |Δw| that the smallest gaps follow; 0 where there is no gap
 */

/** @typedef {(string | number)[]} Path  of a number: its name, layer, j and k, as far as it has them */

export const READABLE_VERSION = 2;
const MOST_NEURONS = 16; // of a layer
const MOST_LAYERS = 8;
const SAME_VALUE = 1e-9; // Python uses the same tolerance

/** What Python sent cannot be read; the message is a sentence for the reader. */
export class SweepError extends Unreadable {}

export class Sweep {
  #layout;
  #width; // of a row
  #places; // in a row, of the columns that move
  #reached;

  /**
   * @param {SweepMessage} message
   * @param {{network: NetworkState | {id: string}, parameter?: string, whose?: string, needs: (parameter: any) => Path[]}} expected
   *   needs: numbers without which it is of no use, the last of each matrix; whose it is: for the sentence if it cannot be read
   */
  constructor(message, { network, parameter = "", whose = parameter, needs }) {
    checkOrigin(message, network, whose);
    this.network = /** @type {NetworkState} */ (network);
    let whole = false;
    try {
      this.parameter = parameter ? parseParameter(parameter) : null;
      this.#take(message);
      whole = message.parameter === parameter && this.#isWhole() && needs(this.parameter).every((path) => this.#has(path));
    } catch {
      // a message that Python did not make may be anything
    }
    if (!whole) throw new SweepError(`The table of ${whose} is incomplete; the picture stays as it was.`);
  }

  #take(message) {
    this.values = numbersOf(Float64Array, message.values);
    this.base = numbersOf(Float64Array, message.base);
    this.rows = numbersOf(Float32Array, message.rows);
    this.startRow = message.start;
    this.start = this.values[this.startRow];
    this.low = this.values[0];
    this.high = this.values[this.values.length - 1];
    this.regions = message.regions ? numbersOf(Uint8Array, message.regions) : null;
    this.#layout = message.layout;
    this.#width = message.moving.length;
    this.#places = new Map(message.moving.map((column, place) => [column, place]));
    if (this.parameter === null) return;
    this.h = message.h;
    this.#reached = new Map(Object.entries(message.reached).map(([layer, neurons]) => [Number(layer), new Set(neurons)]));
    this.gaps = [0, 1].map((side) => ({ order: message.gaps[side].order, points: this.#gapPoints(message.gaps[side], side) }));
  }

  #isWhole() {
    const blocks = Object.values(this.#layout).flatMap((layers) => Object.values(layers));
    const fits = ([first, m, n]) => [first, m, n].every((part) => Number.isInteger(part) && part >= 0) && first + m * n <= this.base.length;
    const columns = [...this.#places.keys()];
    return (
      this.startRow in this.values &&
      this.rows.length === this.values.length * this.#width &&
      columns.length === this.#width &&
      columns.every((column) => column in this.base) &&
      blocks.every(fits)
    );
  }

  /** @param {Path} path */
  #has([name, layer = 0, j = 1, k = 1]) {
    const [, m, n] = this.#layout[name][layer];
    return Number(j) <= m && Number(k) <= n;
  }

  /** [|Δw|, gap] on one side of the start, from small to large. @param {Gaps} message */
  #gapPoints(message, side) {
    const gaps = numbersOf(Float32Array, message.gaps);
    const room = side === 0 ? this.start - this.low : this.high - this.start;
    return Array.from(gaps, (gap, row) => [room * 2 ** (row + 1 - gaps.length), gap]).filter(([, gap]) => gap > 0);
  }

  /** Whether another sweep has the same numbers. @param {Sweep} sweep */
  equals(sweep) {
    const same = (own, other) => own.length === other.length && own.every((number, place) => number === other[place]);
    return ["values", "base", "rows"].every((part) => same(this[part], sweep[part]));
  }

  // ---- values ----

  nearestRow(value) {
    const after = this.rowFrom(value);
    return after > 0 && value - this.values[after - 1] <= this.values[after] - value ? after - 1 : after;
  }

  /** The first row whose value is at least this one, or the last row. */
  rowFrom(value) {
    const row = this.values.findIndex((candidate) => candidate >= value - SAME_VALUE);
    return row < 0 ? this.values.length - 1 : row;
  }

  includes(value) {
    return value >= this.low - SAME_VALUE && value <= this.high + SAME_VALUE;
  }

  /** @returns {Reading} */
  at(value) {
    return new Reading(this, value);
  }

  // ---- columns ----

  /** @param {string} name @param {string | number} layer @param {number} j @param {number} k  of which there is a number */
  columnOf(name, layer = 0, j = 1, k = 1) {
    const [first, , n] = this.#layout[name][layer];
    return first + (j - 1) * n + k - 1;
  }

  /** The columns of a layer's matrix or vector. */
  columnsOf(name, layer) {
    const [first, m, n] = this.#layout[name][layer];
    return Array.from({ length: m * n }, (_, place) => first + place);
  }

  /**
   * A path such as ["delta", "3", "j"], where indices may be letters: its column, and whether that moves or changes sign.
   * @param {Path} path
   */
  find([name, layer, j = 1, k = 1], indices = {}) {
    const column = this.columnOf(String(name), layer, indices[j] ?? Number(j), indices[k] ?? Number(k));
    const numbers = this.column(column);
    return { column, moves: this.#places.has(column), flips: Math.min(...numbers) < 0 && Math.max(...numbers) > 0 };
  }

  column(column) {
    return Array.from(this.values, (_, row) => this.cell(row, column));
  }

  cell(row, column) {
    return this.base[column] + this.besideBase(row, column);
  }

  /** What a row adds to the base of a column. */
  besideBase(row, column) {
    const place = this.#places.get(column);
    return place === undefined ? 0 : this.rows[row * this.#width + place];
  }

  // ---- of a parameter ----

  /** Whether a neuron's activation can change. */
  reaches(layer, j) {
    return this.#reached.get(layer)?.has(j) ?? false;
  }

  /** A softmax couples the outputs: then a parameter of the last layer reaches all of them. */
  get reachesWholeLayer() {
    const { layer } = this.parameter;
    return this.#reached.get(layer).size === this.network.sizes[layer - 1];
  }

  costChanges() {
    const column = this.columnOf("C");
    return Array.from(this.values, (_, row) => this.besideBase(row, column));
  }

  /** ∂C/∂w at the start: the slope every prediction uses. */
  get startSlope() {
    return this.cell(this.startRow, this.columnOf("derivative"));
  }

  /** a_k of the layer before, which no change of this parameter touches; 1 for a bias. */
  get factor() {
    const { layer, k } = this.parameter;
    return k === null ? 1 : this.network.a[layer - 1][k - 1];
  }
}

/** The numbers at one value: a row as it stands, or a straight line between two of them. */
export class Reading {
  #share; // of the way back to the row before

  /** @param {Sweep} sweep @param {number} value */
  constructor(sweep, value) {
    const { values } = sweep;
    const nearest = values[sweep.nearestRow(value)];
    this.sweep = sweep;
    this.exact = Math.abs(nearest - value) <= SAME_VALUE;
    this.value = this.exact ? nearest : value;
    this.row = sweep.rowFrom(this.value);
    this.change = this.value - sweep.start;
    this.#share = this.exact ? 0 : (values[this.row] - value) / (values[this.row] - values[this.row - 1]);
  }

  number(column) {
    return this.sweep.base[column] + this.#besideBase(column);
  }

  #besideBase(column) {
    const here = this.sweep.besideBase(this.row, column);
    return this.#share === 0 ? here : here + this.#share * (this.sweep.besideBase(this.row - 1, column) - here);
  }

  get atStart() {
    return this.change === 0;
  }

  /** ΔC. */
  get actual() {
    return this.#besideBase(this.sweep.columnOf("C"));
  }

  /** The slope at the start times the change. */
  get predicted() {
    return this.sweep.startSlope * this.change;
  }

  get cost() {
    return this.number(this.sweep.columnOf("C"));
  }

  get derivative() {
    return this.number(this.sweep.columnOf("derivative"));
  }

  get finiteDifference() {
    return this.number(this.sweep.columnOf("difference"));
  }

  delta(layer, j) {
    return this.number(this.sweep.columnOf("delta", layer, j));
  }

  activation(layer, j) {
    return this.number(this.sweep.columnOf("a", layer, j));
  }

  activationChange(layer, j) {
    return this.activation(layer, j) - this.sweep.network.a[layer][j - 1];
  }

  /** The largest |Δa| of a layer. */
  largestChange(layer) {
    const neurons = Array.from({ length: this.sweep.network.sizes[layer - 1] }, (_, index) => index + 1);
    return Math.max(...neurons.map((j) => Math.abs(this.activationChange(layer, j))));
  }
}

function checkOrigin(message, network, whose) {
  if (message?.version !== READABLE_VERSION) {
    const versions = `has version ${message?.version}, and this page reads version ${READABLE_VERSION}`;
    throw new SweepError(`The table of ${whose} ${versions}; the picture stays as it was.`);
  }
  if (message.network !== network.id) {
    throw new SweepError(`The table of ${whose} belongs to another network; the picture stays as it was.`);
  }
}

/** Whether the network can be drawn; a SweepError says why not. @param {NetworkState} network */
export function checkNetwork({ version, sizes }) {
  if (version !== READABLE_VERSION) {
    throw new SweepError(`The network has version ${version}, and this page reads version ${READABLE_VERSION}.`);
  }
  if (Math.max(...sizes) > MOST_NEURONS || sizes.length > MOST_LAYERS) {
    const room = `${MOST_LAYERS} layers of at most ${MOST_NEURONS} neurons`;
    throw new SweepError(`A network with ${sizes.join(", ")} neurons is too large to draw: there is room for ${room}.`);
  }
}

/** A copy of a DataView's bytes: they need not begin where an array of floats may begin. */
function numbersOf(ArrayType, view) {
  return new ArrayType(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
