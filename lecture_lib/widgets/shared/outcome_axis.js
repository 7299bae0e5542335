/** A slider over what came of each of its values. */

import { svg } from "./dom.js";
import { Axes, bandOf, dot, Stops } from "./axes.js";
import { RowSlider } from "./slider.js";

/**
 * @typedef {{onMove: (value: number) => void, onEnd: () => void, onKey: () => void}} Gestures
 * @typedef {Object} Outcome  a number for each value, and perhaps the least and the largest of several
 * @property {ArrayLike<number>} costs
 * @property {string} kind
 * @property {ArrayLike<number>} [low]
 * @property {ArrayLike<number>} [high]
 */

export class OutcomeAxis {
  /** @param {string} caption @param {Gestures} gestures whose onMove gets a value */
  constructor(caption, { onMove, ...others }) {
    this.slider = new RowSlider({ ...others, onMove: (place) => onMove(this.values[this.stops.nearestRow(place)]) });
    this.axes = new Axes(caption, this.slider.element);
    this.element = this.axes.element;
  }

  /**
   * @param {{values: number[], placeOf: (value: number) => number, marked: number[], name: string}} choices  placeOf: where on the axis
   * @param {import("./axes.js").Scale} up
   */
  layout({ values, placeOf, marked, name }, up, height, scale) {
    this.values = values;
    this.stops = new Stops(values.map(placeOf));
    this.slider.show(this.stops, name);
    const { low, high } = this.stops;
    const share = (value) => (placeOf(value) - low) / (high - low);
    this.axes.layout(height, { share, ticks: marked.map((value) => ({ value, text: String(value) })) }, up, scale);
    this.axes.notes.replaceChildren();
  }

  /** @param {Outcome[]} outcomes @param {number} value the chosen one @param {string} words for it */
  draw(outcomes, value, words) {
    const { axes, values } = this;
    const chosen = values.indexOf(value);
    axes.marks.replaceChildren(
      ...outcomes.flatMap((outcome) => bandOf(axes, values, outcome)),
      ...outcomes.flatMap(({ costs, kind }) => [
        svg("path", { class: `bp-outcomes ${kind}`, d: axes.path(values.map((x, row) => ({ x, y: costs[row] }))) }),
        ...values.map((x, row) => {
          const isChosen = row === chosen;
          return dot(axes, { x, y: costs[row] }, (isChosen ? 5 : 2.6) * axes.scale, isChosen ? `${kind} chosen` : kind);
        }),
      ]),
    );
    this.slider.draw(this.stops.values[chosen], words);
  }
}
