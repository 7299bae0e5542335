/** The network's function over the points, and under them the function that the noise was added to. */

import { svg } from "../shared/dom.js";
import { Axes, linear } from "../shared/axes.js";
import { marker } from "../shared/plane.js";

export class FunctionPlot {
  constructor() {
    this.axes = new Axes("");
    this.element = this.axes.element;
  }

  layout({ window: [left, low, right, high] }, height, scale) {
    this.axes.layout(height, linear(left, right, 4), linear(low, high, 4), scale);
  }

  /** @param {import("./tables.js").Runs} runs @param {number[][]} functions those of other starts, then the one that is shown; none while a question waits */
  draw(runs, functions, count) {
    const { window: [left, , right], truth, points } = runs;
    const { axes } = this;
    const along = (values) => axes.path(values.map((y, n) => ({ x: left + ((right - left) * n) / (values.length - 1), y })));
    const curve = (kind, values) => svg("path", { class: kind, d: along(values) });
    const mark = (set, kind) => set.map(([x, y]) => marker(kind, axes.x(x), axes.y(y), 4 * axes.scale));
    axes.marks.replaceChildren(
      ...functions.slice(0, -1).map((values) => curve("bp-function other", values)),
      ...functions.slice(-1).flatMap((values) => [curve("bp-truth", truth), curve("bp-function", values)]),
      ...mark(points.validation, 0),
      ...mark(points.training.slice(0, count), 1),
    );
  }
}
