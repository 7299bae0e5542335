/** A swept table from Python: one row for each value of one parameter. */

import { digitsFor } from "./numbers.js";
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
 * @typedef {Object} TableMessage  a table as it travels
 * @property {number} version
 * @property {string} network
 * @property {number} start  index of the row of the start value
 * @property {number} h  step of the finite difference
 * @property {DataView} values  float64, one for each row
 * @property {DataView} rows  float32, row by row
 * @property {number} columns
 * @property {[Gaps, Gaps]} gaps  below the start, and above it
 */

/**
 * @typedef {Object} Gaps  how far C goes from its tangent at the start
 * @property {DataView} gaps  float32, |ΔC − slope · Δw| for pushes that double up to the end of the slider; NaN: rounding
 * @property {number} order  the power of |Δw| that the smallest gaps follow; 0 where there is no gap
 */

export const READABLE_VERSION = 1;
const MOST_NEURONS = 16; // of a layer
const MOST_LAYERS = 8;
const SAME_VALUE = 1e-9; // Python uses the same tolerance
const DESK = { significant: 3, margin: 2, costs: 4, factor: 3, changes: [2, 3, 4] }; // margin: half the largest still has its digits
const HALL = { significant: 2, margin: 1, costs: 2, factor: 2, changes: [2, 2, 3] };
const COST_CHANGE = 0;
const DERIVATIVE = 1;
const FINITE_DIFFERENCE = 2;
const FIRST_DELTA = 3;

/** What Python sent cannot be read; the message is a sentence for the reader. */
export class TableError extends Unreadable {}

export class Table {
  /** @type {"desk" | "hall"} who reads the numbers: a hall reads two digits where a desk reads three */
  reader = "desk";

  /** @param {string} plain @param {TableMessage} message @param {NetworkState} network */
  constructor(plain, message, network) {
    checkOrigin(plain, message, network);
    this.parameter = parseParameter(plain);
    this.network = network;
    this.columns = message.columns;
    this.values = numbersOf(Float64Array, message.values, plain);
    this.rows = numbersOf(Float32Array, message.rows, plain);
    this.startRow = message.start;
    this.h = message.h;
    this.firstActivation = FIRST_DELTA + neuronsBetween(network.sizes, 2, network.sizes.length);
    this.checkShape(plain);
    this.start = this.values[this.startRow];
    this.low = this.values[0];
    this.high = this.values[this.values.length - 1];
    this.digitsOf = { desk: digitsOfTable(this, DESK), hall: digitsOfTable(this, HALL) };
    const slopes = this.column(DERIVATIVE);
    this.gaps = [0, 1].map((side) => this.gapsOf(plain, message.gaps?.[side], side));
    this.slopeFlips = Math.min(...slopes) < 0 && Math.max(...slopes) > 0;
  }

  checkShape(plain) {
    const { layer } = this.parameter;
    const { sizes } = this.network;
    const later = neuronsBetween(sizes, layer + 1, sizes.length);
    const inLayer = this.columns - this.firstActivation - later;
    // a softmax couples the outputs: then a parameter of the last layer reaches all of them
    this.reachesWholeLayer = inLayer === sizes[layer - 1];
    const complete =
      (inLayer === 1 || this.reachesWholeLayer) &&
      this.rows.length === this.values.length * this.columns &&
      this.startRow in this.values;
    if (!complete) throw new TableError(`The table of ${plain} is incomplete; the picture stays as it was.`);
  }

  gapsOf(plain, message, side) {
    const order = message?.order;
    return { order, points: this.gapPoints(numbersOf(Float32Array, message?.gaps, plain), side) };
  }

  /** [|Δw|, gap] on one side of the start, from small to large. */
  gapPoints(gaps, side) {
    const room = side === 0 ? this.start - this.low : this.high - this.start;
    return Array.from(gaps, (gap, row) => [room * 2 ** (row + 1 - gaps.length), gap]).filter(([, gap]) => gap > 0);
  }

  /** Whether another table has the same numbers. @param {Table} table */
  equals(table) {
    const same = (own, other) => own.length === other.length && own.every((number, place) => number === other[place]);
    return same(this.values, table.values) && same(this.rows, table.rows);
  }

  /** Decimals of each quantity. */
  get digits() {
    return this.digitsOf[this.reader];
  }

  /** Whether a neuron's activation can change. */
  reaches(layer, j) {
    const own = this.parameter;
    return layer > own.layer || (layer === own.layer && (j === own.j || this.reachesWholeLayer));
  }

  /** The column of a neuron's activation; there is one only where the parameter reaches. */
  activationColumn(layer, j) {
    const own = this.parameter;
    if (layer === own.layer) return this.firstActivation + (this.reachesWholeLayer ? j - 1 : 0);
    const inOwnLayer = this.reachesWholeLayer ? this.network.sizes[own.layer - 1] : 1;
    return this.firstActivation + inOwnLayer + neuronsBetween(this.network.sizes, own.layer + 1, layer - 1) + j - 1;
  }

  deltaColumn(layer, j) {
    return FIRST_DELTA + neuronsBetween(this.network.sizes, 2, layer - 1) + j - 1;
  }

  cell(row, column) {
    return this.rows[row * this.columns + column];
  }

  column(column) {
    return Array.from(this.values, (_, row) => this.cell(row, column));
  }

  costChanges() {
    return this.column(COST_CHANGE);
  }

  /** ∂C/∂w at the start: the slope every prediction uses. */
  get startSlope() {
    return this.cell(this.startRow, DERIVATIVE);
  }

  /** a_k of the layer before, which no change of this parameter touches; 1 for a bias. */
  get factor() {
    const { layer, k } = this.parameter;
    return k === null ? 1 : this.network.a[layer - 1][k - 1];
  }

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
}

/** The numbers at one value: a row as it stands, or a straight line between two of them. */
export class Reading {
  /** @param {Table} table @param {number} value */
  constructor(table, value) {
    const nearest = table.values[table.nearestRow(value)];
    this.table = table;
    this.exact = Math.abs(nearest - value) <= SAME_VALUE;
    this.value = this.exact ? nearest : value;
    this.row = table.rowFrom(this.value);
    this.change = this.value - table.start;
  }

  number(column) {
    const here = this.table.cell(this.row, column);
    if (this.exact) return here;
    const { values } = this.table;
    const share = (values[this.row] - this.value) / (values[this.row] - values[this.row - 1]);
    return here + share * (this.table.cell(this.row - 1, column) - here);
  }

  get atStart() {
    return this.change === 0;
  }

  /** ΔC. */
  get actual() {
    return this.number(COST_CHANGE);
  }

  /** The slope at the start times the change. */
  get predicted() {
    return this.table.startSlope * this.change;
  }

  get cost() {
    return this.table.network.cost + this.actual;
  }

  get derivative() {
    return this.number(DERIVATIVE);
  }

  get finiteDifference() {
    return this.number(FINITE_DIFFERENCE);
  }

  delta(layer, j) {
    return this.number(this.table.deltaColumn(layer, j));
  }

  activation(layer, j) {
    const atStart = this.table.network.a[layer][j - 1];
    return this.table.reaches(layer, j) ? this.number(this.table.activationColumn(layer, j)) : atStart;
  }

  activationChange(layer, j) {
    return this.activation(layer, j) - this.table.network.a[layer][j - 1];
  }

  /** The largest |Δa| of a layer. */
  largestChange(layer) {
    const neurons = Array.from({ length: this.table.network.sizes[layer - 1] }, (_, index) => index + 1);
    return Math.max(...neurons.map((j) => Math.abs(this.activationChange(layer, j))));
  }
}

function checkOrigin(plain, message, network) {
  if (message.version !== READABLE_VERSION) {
    const versions = `has version ${message.version}, and this page reads version ${READABLE_VERSION}`;
    throw new TableError(`The table of ${plain} ${versions}; the picture stays as it was.`);
  }
  if (message.network !== network.id) {
    throw new TableError(`The table of ${plain} belongs to another network; the picture stays as it was.`);
  }
}

/** Whether the network can be drawn; a TableError says why not. @param {NetworkState} network */
export function checkNetwork({ version, sizes }) {
  if (version !== READABLE_VERSION) {
    throw new TableError(`The network has version ${version}, and this page reads version ${READABLE_VERSION}.`);
  }
  if (Math.max(...sizes) > MOST_NEURONS || sizes.length > MOST_LAYERS) {
    const room = `${MOST_LAYERS} layers of at most ${MOST_NEURONS} neurons`;
    throw new TableError(`A network with ${sizes.join(", ")} neurons is too large to draw: there is room for ${room}.`);
  }
}

/** A copy of a DataView's bytes: they need not begin where an array of floats may begin. */
export function numbersOf(ArrayType, view, plain) {
  const whole = view?.byteLength > 0 && view.byteLength % ArrayType.BYTES_PER_ELEMENT === 0;
  if (!whole) throw new TableError(`The table of ${plain} is incomplete; the picture stays as it was.`);
  return new ArrayType(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function neuronsBetween(sizes, firstLayer, lastLayer) {
  return sizes.slice(firstLayer - 1, Math.max(lastLayer, firstLayer - 1)).reduce((sum, size) => sum + size, 0);
}

/** Decimals of each quantity, chosen once for the whole sweep. */
function digitsOfTable(table, { significant, margin, costs, factor, changes }) {
  const { layer, j } = table.parameter;
  const largest = (column) => Math.max(...table.column(column).map(Math.abs));
  return {
    cost: digitsFor(largest(COST_CHANGE), significant, costs, 7),
    derivative: digitsFor(largest(DERIVATIVE) / margin, significant, significant, 8),
    delta: digitsFor(largest(table.deltaColumn(layer, j)) / margin, significant, significant, 8),
    factor,
    change: activationDigits(table, changes),
  };
}

/** Decimals of Δa by layer: what reaches the output may be far smaller than what began. */
function activationDigits(table, [significant, least, most]) {
  return table.network.sizes.map((size, index) => {
    const layer = index + 1;
    const neurons = Array.from({ length: size }, (_, place) => place + 1).filter((j) => table.reaches(layer, j));
    const changes = neurons.flatMap((j) => {
      const atStart = table.network.a[layer][j - 1];
      return table.column(table.activationColumn(layer, j)).map((value) => Math.abs(value - atStart));
    });
    return digitsFor(Math.max(0, ...changes), significant, least, most);
  });
}
