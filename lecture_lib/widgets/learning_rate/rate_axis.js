/** The learning rate on a slider over what came of it, on logarithmic axes. */

import { svg } from "../shared/dom.js";
import { logarithmic, spanOf } from "../shared/axes.js";
import { OutcomeAxis } from "../shared/outcome_axis.js";

export class RateAxis extends OutcomeAxis {
  layoutRates(rates, costs, scale, height = 118 * scale) {
    const marked = [0.1, 1, 10, 100].filter((value) => value >= rates[0] && value <= rates.at(-1));
    const choices = { values: rates, placeOf: Math.log10, marked, name: "Learning rate" };
    this.layout(choices, logarithmic(...spanOf(costs)), height, scale);
  }

  /** Mark all rates from one on. @param {number} row of the first @param {string} text */
  mark(row, text) {
    const { axes, values } = this;
    const { left, top, bottom } = axes.box;
    const x = row === 0 ? left : axes.x(Math.sqrt(values[row - 1] * values[row]));
    axes.notes.replaceChildren(
      svg("line", { class: "bp-mark-line", x1: x, x2: x, y1: top, y2: bottom }),
      svg("text", { class: "bp-zone strong", x: x - 5 * axes.scale, y: top + 12 * axes.scale, "text-anchor": "end" }, `${text} →`),
    );
  }

  drawRate(outcomes, eta) {
    this.draw(outcomes, eta, `η = ${eta}`);
  }
}
