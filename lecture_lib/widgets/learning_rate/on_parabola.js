/** Steps down the parabola C(w) = ½λw²: slow, best, overshooting, divergent. */

import { html, mathLine, mathml, setAttributes, svg } from "../shared/dom.js";
import { fixed, MINUS } from "../shared/numbers.js";
import { Axes, dot, linear, logarithmic, short, Stops } from "../shared/axes.js";
import { terms } from "../shared/equation.js";
import { RowSlider } from "../shared/slider.js";

const WIDEST = 2; // of w in the picture, whose start is 1
const HIGHEST = 2; // of C
const COSTS = [1e-8, 1e4];

export class OnParabola {
  #curvatures = html("div", { class: "bp-choice", role: "group", "aria-label": "Curvature λ" });
  #equation = html("div", { class: "bp-row" });

  /** @param {{onMove: (values: Object) => void, onEnd: () => void, onKey: () => void}} gestures */
  constructor({ onMove, onEnd, onKey }) {
    this.choose = (curvature) => {
      onMove({ curvature });
      onEnd();
    };
    this.slider = new RowSlider({ onMove: (eta) => onMove({ parabola_eta: eta }), onEnd, onKey });
    this.strip = new Axes("", this.slider.element);
    this.strip.caption.remove();
    this.curve = new Axes("the walk on the parabola, from w = 1");
    this.costs = new Axes("C against the step, on a logarithmic axis");
    this.element = html(
      "div",
      { class: "bp-part" },
      html("div", { class: "bp-line" }, html("p", { class: "bp-caption bp-quiet" }, "learning rate η"), this.#curvatures),
      this.strip.element,
      html("div", { class: "bp-pair" }, this.curve.element, this.costs.element),
      html("div", { class: "bp-equation" }, this.#equation),
    );
  }

  layout(tables, { scale, close }, { curvature }) {
    this.stops = new Stops(tables.parabolaRates);
    this.slider.show(this.stops, "Learning rate");
    if (!this.#curvatures.childElementCount) this.#buildCurvatures(tables.curvatures);
    const across = linear(this.stops.low, this.stops.high, 5);
    this.strip.layout(74 * scale, across, { share: () => 0, ticks: [] }, scale);
    this.curve.layout(250 * close * scale, linear(-WIDEST, WIDEST, 4), linear(0, HIGHEST, 4), scale);
    this.costs.layout(250 * close * scale, linear(0, 20, 4), logarithmic(...COSTS), scale);
    this.#drawZones(curvature);
  }

  #buildCurvatures(curvatures) {
    const buttons = curvatures.map((curvature) => {
      const button = html("button", { type: "button", "data-curvature": curvature }, `λ = ${curvature}`);
      button.addEventListener("click", () => this.choose(curvature));
      return button;
    });
    this.#curvatures.replaceChildren(...buttons);
  }

  /** The strip above the slider: what each stretch of rates does, and 1/λ and 2/λ between them. */
  #drawZones(curvature) {
    const { strip } = this;
    const { left, right, bottom } = strip.box;
    const [best, limit] = [strip.x(1 / curvature), strip.x(2 / curvature)];
    const y = bottom - 22 * strip.scale;
    const word = (text, from, to) => {
      const fits = to - from > 7.5 * text.length * strip.scale;
      return fits ? [svg("text", { class: "bp-zone", x: (from + to) / 2, y, "text-anchor": "middle" }, text)] : [];
    };
    const mark = (text, x) => [
      svg("line", { class: "bp-mark-line", x1: x, x2: x, y1: y + 2 * strip.scale, y2: bottom + 7 * strip.scale }),
      svg("text", { class: "bp-zone strong", x, y: y - 3 * strip.scale, "text-anchor": "middle" }, text),
    ];
    const gap = 16 * strip.scale;
    strip.notes.replaceChildren(
      ...word("slow", left, best - gap),
      ...mark("1/λ", best),
      ...word("overshoots", best + gap, limit - gap),
      ...mark("2/λ", limit),
      ...word("diverges", limit + gap, right),
    );
  }

  draw(tables, { curvature, parabola_eta: eta }) {
    const { factor, w, costs } = tables.walk(curvature, eta);
    for (const button of this.#curvatures.children) {
      setAttributes(button, { "aria-pressed": Number(button.getAttribute("data-curvature")) === curvature });
    }
    this.slider.draw(eta, `η = ${eta}, ${regimeOf(factor).name}`);
    this.#drawWalk(curvature, w, costs);
    this.#drawCosts(costs);
    this.#drawEquation(curvature, eta, factor);
  }

  #drawWalk(curvature, w, costs) {
    const { curve } = this;
    const shape = Array.from({ length: 81 }, (_, n) => -WIDEST + (n * WIDEST) / 40).map((x) => ({ x, y: (curvature * x * x) / 2 }));
    const places = Array.from(w, (x, n) => ({ x, y: costs[n] }));
    curve.marks.replaceChildren(
      svg("path", { class: "bp-curve", d: curve.path(shape) }),
      svg("path", { class: "bp-way", d: curve.path(places) }),
      ...places.filter(({ x }) => Math.abs(x) < 1.2 * WIDEST).map((place) => dot(curve, place, 3.4 * curve.scale, "way")),
      dot(curve, places[0], 4.6 * curve.scale, "start"),
    );
    const label = { class: "bp-start-word", x: curve.x(1) + 10 * curve.scale, y: curve.y(costs[0]) + 4 * curve.scale };
    curve.notes.replaceChildren(svg("text", label, "start"));
  }

  #drawCosts(costs) {
    const axes = this.costs;
    const points = Array.from(costs, (y, x) => ({ x, y }));
    axes.marks.replaceChildren(
      svg("path", { class: "bp-cost-line chosen", d: axes.path(points) }),
      ...points.filter(({ y }) => y > COSTS[0] && y < COSTS[1]).map((place) => dot(axes, place, 3.2 * axes.scale, "way")),
    );
  }

  #drawEquation(curvature, eta, factor) {
    const mi = (text) => mathml("mi", {}, text);
    const mo = (text) => mathml("mo", {}, text);
    const mn = (text, quantity) => mathml("mn", { "data-quantity": quantity }, text);
    const rule = [mi("w"), mo("→"), mi("w"), mo(MINUS), mi("η"), mi("λ"), mi("w")];
    const numbers = [mo("("), mn("1"), mo(MINUS), mn(String(eta)), mo("·"), mn(String(curvature)), mo(")"), mi("w")];
    const result = mathml("mrow", { class: "derivative" }, mn(fixed(factor, digitsOf(curvature)), "factor"));
    this.#equation.replaceChildren(terms(mathLine(...rule, mo("="), mathml("mrow", {}, ...numbers), mo("="), result, mi("w"))));
  }

  /** What is to be seen, in one or two sentences. */
  words(tables, { curvature, parabola_eta: eta }) {
    const { factor, costs } = tables.walk(curvature, eta);
    const { name, words } = regimeOf(factor);
    const end = costs.at(-1);
    const times = `1\u00a0−\u00a0ηλ\u00a0=\u00a0${fixed(factor, digitsOf(curvature))}`;
    const start = name === "best" ? "" : `, and at the start it was ${short(costs[0])}`;
    return `With η = ${eta} each step multiplies w by ${times}: ${words} After ${costs.length - 1} steps C = ${short(end)}${start}.`;
  }
}

/** Factors are multiples of 0.05 λ. */
function digitsOf(curvature) {
  return curvature < 1 ? 3 : 2;
}

/** What a factor does to w, step after step. */
export function regimeOf(factor) {
  if (Math.abs(factor) < 1e-6) return { name: "best", words: "one step arrives at the bottom." };
  if (Math.abs(factor + 1) < 1e-6) return { name: "limit", words: "it jumps from side to side for ever, and comes no closer." };
  if (factor < -1) return { name: "diverges", words: "each jump lands farther out than the last. It diverges." };
  if (factor < 0) return { name: "overshoots", words: "it overshoots to the other side, and still comes closer." };
  if (factor > 0.5) return { name: "slow", words: "it creeps down on one side. That is slow." };
  return { name: "on one side", words: "it comes down quickly on one side." };
}
