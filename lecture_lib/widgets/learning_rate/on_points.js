/** Runs over all points, one for each rate: Cost, and the plane as the network divides it. */

import { html } from "../shared/dom.js";
import { fixed } from "../shared/numbers.js";
import { Axes, heightBeside, linear, logarithmic, short, spanOf, standsInRow } from "../shared/axes.js";
import { bandsOf, marker } from "../shared/plane.js";
import { StepPlot } from "../shared/step_plot.js";
import { RateAxis } from "./rate_axis.js";

const CHAOTIC = 5; // from this rate on a start that differs by 1e-12 may end elsewhere, so that no run speaks for its rate

export class OnPoints {
  /** @param {{onMove: (values: Object) => void, onEnd: () => void, onKey: () => void}} gestures */
  constructor({ onMove, ...others }) {
    this.rateAxis = new RateAxis("", { ...others, onMove: (eta) => onMove({ eta }) });
    this.costs = new StepPlot("Cost against the step, one line for each rate", { ...others, onMove: (record) => onMove({ record }) });
    this.plane = new Axes("class by colour, deeper where surer");
    this.readout = html("p", { class: "bp-readout" });
    this.plane.element.append(this.readout);
    this.element = html(
      "div",
      { class: "bp-part bp-with-points" },
      this.rateAxis.element,
      html("div", { class: "bp-pair bp-uneven" }, this.costs.element, this.plane.element),
    );
  }

  layout(tables, { scale }) {
    const [left, bottom, right, top] = tables.points.square;
    const runs = tables.rates.map((eta) => tables.run(eta));
    const steps = Array.from({ length: tables.points.records + 1 }, (_, record) => tables.iteration(record));
    const ends = runs.map(({ costs }) => costs.at(-1));
    this.rateAxis.axes.caption.textContent = `learning rate η, and Cost after ${tables.iterations} steps with it`;
    this.plane.layoutSquare(300 * scale, linear(left, right, 2), linear(bottom, top, 2), scale);
    const beside = heightBeside(this.plane);
    this.rateAxis.layoutRates(tables.rates, ends, scale, standsInRow(this.element) ? beside : undefined);
    this.costs.layout(steps, logarithmic(...spanOf(runs.flatMap(({ costs }) => [...costs]))), beside, scale);
    this.outcomes = [{ costs: ends, kind: "whole" }];
  }

  draw(tables, { eta, record }) {
    const run = tables.run(eta);
    const others = tables.rates.filter((rate) => rate !== eta).map((rate) => ({ costs: tables.run(rate).costs, kind: "other" }));
    this.rateAxis.drawRate(this.outcomes, eta);
    this.costs.draw([...others, { costs: run.costs, kind: "whole" }], record);
    this.#drawPlane(tables, tables.plane(eta, record));
    this.#drawReadout(tables, run, record);
  }

  #drawPlane({ points }, values) {
    const axes = this.plane;
    const { square, cells, X, classes } = points;
    axes.marks.replaceChildren(...bandsOf(axes, square, values, cells));
    axes.notes.replaceChildren(...X.map(([x, y], k) => marker(classes[k], axes.x(x), axes.y(y), 4.6 * axes.scale)));
  }

  #drawReadout({ points }, { costs, slopes, right }, record) {
    const entry = (text, quantity, value) => html("span", {}, text, html("b", { "data-quantity": quantity }, value));
    this.readout.replaceChildren(
      entry("Cost ", "cost", costText(costs[record])),
      entry("on their side ", "right", `${right[record]} of ${points.classes.length}`),
      entry("largest σ′ of an output ", "slope", short(slopes[record])),
    );
  }

  /** What is to be seen, in two sentences or three. */
  words(tables, { eta, record }) {
    const run = tables.run(eta);
    const at = { cost: run.costs[record], slope: run.slopes[record], right: run.right[record] };
    const count = tables.points.classes.length;
    const lost = run.ended !== null && tables.iteration(record) >= run.ended;
    if (lost) {
      const end = `parameters or Cost were beyond all numbers by step ${run.ended}`;
      return `With η = ${eta} ${end}. This run has diverged; what is drawn is the last that was finite.`;
    }
    return (
      `With η = ${eta} after ${tables.iteration(record)} steps Cost = ${costText(at.cost)}, ` +
      `and ${at.right} of ${count} points lie on their side. ${verdict(at, run, tables.points, eta)}`
    );
  }
}

/** What this state of a run means. */
function verdict({ cost, slope, right }, { costs }, { classes, sigmoid, L }, eta) {
  if (right === classes.length && cost < 0.05) {
    return eta < CHAOTIC ? "It has learned them." : "That is chance: with steps as large as these another run may end elsewhere.";
  }
  if (sigmoid && cost > 0.25 && slope < 0.01) {
    const flat = `With σ′(z^[${L}]) at most ${short(slope)}, δ^[${L}] is nearly 0: wrong, and stuck.`;
    return `Saturated: a step threw the outputs out to where σ is flat. ${flat}`;
  }
  if (sigmoid && Math.abs(cost - 0.25) < 0.02 && slope > 0.24) {
    return "It is on the plateau at ¼, where the answer to every point is nearly (½, ½).";
  }
  if (cost > costs[0]) return "Worse than at the start: each step throws the network somewhere else.";
  return "";
}

function costText(cost) {
  return cost < 0.001 ? short(cost) : fixed(cost, 3);
}
