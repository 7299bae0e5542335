/** Cost against the step, with a slider over the steps, which can also be played. */

import { html, svg } from "./dom.js";
import { Axes, bandOf, dot, linear, Stops } from "./axes.js";
import { Play } from "./play.js";
import { RowSlider } from "./slider.js";

export class StepPlot {
  /** @param {string} caption @param {import("./outcome_axis.js").Gestures} gestures whose onMove gets the number of a record */
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

  /** @param {number[]} steps the step of each record @param {import("./axes.js").Scale} up of Cost */
  layout(steps, up, height, scale) {
    this.steps = steps;
    const records = steps.map((_, record) => record);
    this.slider.show(new Stops(records), "Step");
    const { ticks } = linear(0, steps.at(-1), 4);
    this.axes.layout(height, { share: (step) => step / steps.at(-1), ticks }, up, scale);
  }

  points(costs) {
    return this.steps.map((x, record) => ({ x, y: costs[record] }));
  }

  /** @param {import("./outcome_axis.js").Outcome[]} curves the last one on top, with a dot at the record */
  draw(curves, record) {
    const { axes } = this;
    this.record = record;
    axes.marks.replaceChildren(
      ...curves.flatMap((curve) => bandOf(axes, this.steps, curve)),
      ...curves.map(({ costs, kind }) => svg("path", { class: `bp-cost-line ${kind}`, d: axes.path(this.points(costs)) })),
      ...curves
        .filter(({ kind }) => kind !== "other")
        .map(({ costs, kind }) => dot(axes, { x: this.steps[record], y: costs[record] }, 5 * axes.scale, `${kind} chosen`)),
    );
    this.slider.draw(record, `step ${this.steps[record]}`);
  }
}
