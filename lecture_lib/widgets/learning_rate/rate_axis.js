/** Sliders on axes: the learning rate over what came of it, and the step over the cost. */

import { html, svg } from "../shared/dom.js";
import { Play } from "../shared/play.js";
import { Axes, linear, logarithmic, Stops } from "../shared/axes.js";
import { RowSlider } from "../shared/slider.js";

/** @typedef {{onMove: (value: number) => void, onEnd: () => void, onKey: () => void}} Gestures */

/** What came of each rate, on logarithmic axes; the chosen one is picked with the slider. */
export class RateAxis {
  /** @param {string} caption @param {Gestures} gestures whose onMove gets a rate */
  constructor(caption, { onMove, ...others }) {
    this.slider = new RowSlider({ ...others, onMove: (place) => onMove(this.rates[this.stops.nearestRow(place)]) });
    this.axes = new Axes(caption, this.slider.element);
    this.element = this.axes.element;
  }

  layout(rates, costs, scale, height = 118 * scale) {
    this.rates = rates;
    this.stops = new Stops(rates.map(Math.log10));
    this.slider.show(this.stops, "Learning rate");
    const marked = [0.1, 1, 10, 100].filter((value) => value >= rates[0] && value <= rates.at(-1));
    const across = { share: shareOf(this.stops), ticks: marked.map((value) => ({ value, text: String(value) })) };
    this.axes.layout(height, across, logarithmic(...spanOf(costs)), scale);
    this.axes.notes.replaceChildren();
  }

  /** Mark all rates from one on. @param {number} row of the first @param {string} text */
  mark(row, text) {
    const { axes, rates } = this;
    const { left, top, bottom } = axes.box;
    const x = row === 0 ? left : axes.x(Math.sqrt(rates[row - 1] * rates[row]));
    axes.notes.replaceChildren(
      svg("line", { class: "bp-mark-line", x1: x, x2: x, y1: top, y2: bottom }),
      svg("text", { class: "bp-zone strong", x: x - 5 * axes.scale, y: top + 12 * axes.scale, "text-anchor": "end" }, `${text} →`),
    );
  }

  /** @param {{costs: ArrayLike<number>, kind: string}[]} outcomes one cost for each rate */
  draw(outcomes, eta) {
    const { axes, rates } = this;
    const chosen = rates.indexOf(eta);
    axes.marks.replaceChildren(
      ...outcomes.flatMap(({ costs, kind }) => [
        svg("path", { class: `bp-outcomes ${kind}`, d: axes.path(rates.map((x, row) => ({ x, y: costs[row] }))) }),
        ...rates.map((x, row) => {
          const isChosen = row === chosen;
          return dot(axes, { x, y: costs[row] }, (isChosen ? 5 : 2.6) * axes.scale, isChosen ? `${kind} chosen` : kind);
        }),
      ]),
    );
    this.slider.draw(this.stops.values[chosen], `η = ${eta}`);
  }
}

/** Cost against the step on a logarithmic axis, with a slider over the steps, which can also be played. */
export class StepPlot {
  /** @param {string} caption @param {Gestures} gestures whose onMove gets the number of a record */
  constructor(caption, gestures) {
    const { onMove, onEnd } = gestures;
    this.play = new Play({ row: () => this.record, last: () => this.steps.length - 1, onMove, onEnd });
    this.slider = new RowSlider({ ...gestures, onMove: (record) => this.#moved(onMove, record) });
    this.axes = new Axes(caption, this.slider.element);
    this.element = this.axes.element;
    this.element.prepend(html("div", { class: "bp-line" }, this.axes.caption, this.play.element));
  }

  /** Whoever takes the slider takes it over. */
  #moved(onMove, record) {
    this.play.stop();
    onMove(record);
  }

  /** @param {number[]} steps the step of each record @param {[number, number]} span of Cost */
  layout(steps, span, height, scale) {
    this.steps = steps;
    const records = steps.map((_, record) => record);
    this.slider.show(new Stops(records), "Step");
    const { ticks } = linear(0, steps.at(-1), 4);
    const across = { share: (step) => step / steps.at(-1), ticks };
    this.axes.layout(height, across, logarithmic(...span), scale);
  }

  points(costs) {
    return this.steps.map((x, record) => ({ x, y: costs[record] }));
  }

  /** @param {{costs: ArrayLike<number>, kind: string}[]} curves the last one on top, with a dot at the record */
  draw(curves, record) {
    const { axes } = this;
    this.record = record;
    axes.marks.replaceChildren(
      ...curves.map(({ costs, kind }) => svg("path", { class: `bp-cost-line ${kind}`, d: axes.path(this.points(costs)) })),
      ...curves
        .filter(({ kind }) => kind !== "other")
        .map(({ costs, kind }) => dot(axes, { x: this.steps[record], y: costs[record] }, 5 * axes.scale, `${kind} chosen`)),
    );
    this.slider.draw(record, `step ${this.steps[record]}`);
  }
}

function shareOf({ low, high }) {
  return (value) => (Math.log10(value) - low) / (high - low);
}

/** From a power of ten below the least to one above the largest. @returns {[number, number]} */
export function spanOf(costs) {
  const power = (value, round) => 10 ** round(Math.log10(Math.max(value, 1e-12)) + 1e-6);
  const [low, high] = [Math.min(...costs), Math.max(...costs)];
  return [power(low, Math.floor), Math.max(power(high, Math.ceil), 10 * power(low, Math.floor))];
}

export function dot(axes, { x, y }, r, kind) {
  return svg("circle", { class: `bp-dot ${kind}`, cx: axes.x(x).toFixed(1), cy: axes.y(y).toFixed(1), r });
}
