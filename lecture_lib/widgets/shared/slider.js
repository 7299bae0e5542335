/** A native range input whose stops are the rows of a sweep, where every number is exact. */

import { hearKeys, html, setAttributes } from "./dom.js";

const ROWS_OF_KEY = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
  Home: -Infinity,
  End: Infinity,
};

/**
 * @typedef {Object} Rows  values in order, and how to find one
 * @property {ArrayLike<number>} values
 * @property {number} low
 * @property {number} high
 * @property {(value: number) => number} nearestRow
 * @property {(value: number) => {row: number, exact: boolean}} at
 */

export class RowSlider {
  #sweep = null;
  #value = NaN;
  #held = false;

  /** @param {{onMove: (value: number) => void, onEnd: () => void, onKey: () => void}} handlers */
  constructor({ onMove, onEnd, onKey }) {
    this.element = html("input", { type: "range", class: "bp-slider", step: "any" });
    this.element.addEventListener("input", () => {
      this.#held = true;
      onMove(this.#rowValue(this.#sweep.nearestRow(Number(this.element.value))));
    });
    this.element.addEventListener("change", () => {
      this.#held = false;
      onEnd();
    });
    hearKeys(this.element, (event) => {
      const rows = ROWS_OF_KEY[event.key];
      if (rows === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.#value = valueAfter(this.#sweep, this.#value, rows); // keys may come faster than frames are drawn
      onMove(this.#value);
      onKey();
    });
  }

  /** Whether the pointer holds the thumb, which nothing else may move then. */
  get held() {
    return this.#held;
  }

  /** @param {Rows} sweep @param {string} label */
  show(sweep, label) {
    this.#sweep = sweep;
    setAttributes(this.element, { min: sweep.low, max: sweep.high, "aria-label": label });
  }

  draw(value, words) {
    this.#value = value;
    if (!this.#held) this.element.value = String(value);
    setAttributes(this.element, { "aria-valuetext": words });
  }

  #rowValue(row) {
    return this.#sweep.values[row];
  }
}

/** So many rows further; from a value between two rows one step leads to the next row on that side. @param {Rows} sweep */
export function valueAfter(sweep, value, rows) {
  const { values } = sweep;
  const reading = sweep.at(value);
  const from = rows > 0 && !reading.exact ? reading.row - 1 : reading.row;
  return values[Math.min(values.length - 1, Math.max(0, from + rows))];
}
