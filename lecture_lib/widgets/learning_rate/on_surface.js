/** Two parameters walk over the cost, the others frozen: with all points at each step, and with one. */

import { html, setAttributes, svg } from "../shared/dom.js";
import { fixed } from "../shared/numbers.js";
import { parseParameter, spoken, symbolInWords } from "../shared/notation.js";
import { Axes, dot, heightBeside, linear, logarithmic, short, spanOf, standsInRow } from "../shared/axes.js";
import { above } from "../shared/contours.js";
import { StepPlot } from "../shared/step_plot.js";
import { RateAxis } from "./rate_axis.js";

const LEVELS = 9; // bands of the surface, of equal ratio
const FULL = 65535; // the highest place in its table

export class OnSurface {
  #pairs = html("select", { class: "bp-box" });
  #grounds = {}; // the bands of each map, drawn once for each pair and width
  #names = {};

  /** @param {{onMove: (values: Object) => void, onEnd: () => void, onKey: () => void}} gestures */
  constructor({ onMove, ...others }) {
    this.rateAxis = new RateAxis("", { ...others, onMove: (eta) => onMove({ eta }) });
    this.costs = new StepPlot("Cost of all points against the step", { ...others, onMove: (step) => onMove({ step }) });
    this.maps = {
      whole: new Axes("all points a step: the arrow is −η∇Cost"),
      single: new Axes("one point a step: grey −η∇C of each point, green of the one drawn"),
    };
    this.#pairs.addEventListener("change", () => {
      onMove({ pair: this.#pairs.selectedIndex + 1 });
      others.onEnd();
    });
    this.frozen = html("p", { class: "bp-caption bp-quiet" });
    this.element = html(
      "div",
      { class: "bp-part bp-with-surface" },
      html("div", { class: "bp-line" }, this.rateAxis.axes.caption, html("label", {}, "parameters ", this.#pairs)),
      this.rateAxis.element,
      html("div", { class: "bp-pair" }, this.maps.whole.element, this.maps.single.element),
      key(),
      this.frozen,
      this.costs.element,
    );
  }

  layout(tables, { scale }, { pair }) {
    const [left, bottom, right, top] = tables.surface(pair).window;
    const names = tables.surface(pair).parameters.map(parseParameter);
    const ways = tables.rates.map((eta) => tables.ways(pair, eta));
    const ends = (kind) => ways.map((way) => way[kind].at(-1).cost);
    this.outcomes = ["whole", "single"].map((kind) => ({ kind, costs: ends(kind) }));
    this.rateAxis.axes.caption.textContent = `learning rate η, and Cost after ${tables.steps} steps with it`;
    for (const [kind, map] of Object.entries(this.maps)) {
      map.layoutSquare(340 * scale, linear(left, right, 4), linear(bottom, top, 4), scale);
      this.#grounds[kind] = groundOf(map, tables.surface(pair).heights, tables.cells);
      this.#names[kind] = namesOf(map, names);
    }
    const height = standsInRow(this.element) ? heightBeside(this.maps.whole) : undefined;
    this.rateAxis.layoutRates(tables.rates, this.outcomes.flatMap(({ costs }) => costs), scale, height);
    const tooLarge = ways.map(({ whole }) => risesOf(whole) > 0); // where all points push, a short step never raises Cost
    const from = tooLarge.lastIndexOf(false) + 1;
    if (from < tooLarge.length) this.rateAxis.mark(from, "too large");
    const span = spanOf(ways.flatMap(({ whole, single }) => [...whole, ...single].map(({ cost }) => cost)));
    this.costs.layout(Array.from({ length: tables.steps + 1 }, (_, step) => step), logarithmic(...span), height ?? 170 * scale, scale);
    this.#drawPairs(tables.pairs);
    const [first, second] = names.map(symbolInWords);
    const rest = ` move; the other ${tables.parameters - 2} parameters stay as η = ${tables.best} left them after ${tables.iterations} steps.`;
    this.frozen.replaceChildren("Only ", first, " and ", second, rest);
  }

  #drawPairs(pairs) {
    if (this.#pairs.options.length === pairs.length) return;
    this.#pairs.replaceChildren(...pairs.map((pair) => {
      const label = pair.map((name) => spoken(parseParameter(name))).join(" and ");
      return html("option", { "aria-label": label }, pair.join(" and ")); // a menu typesets nothing
    }));
  }

  draw(tables, { eta, pair, step }) {
    const { found } = tables.surface(pair);
    const ways = tables.ways(pair, eta);
    this.#pairs.selectedIndex = pair - 1;
    this.rateAxis.drawRate(this.outcomes, eta);
    this.costs.draw(["whole", "single"].map((kind) => ({ kind, costs: ways[kind].map(({ cost }) => cost) })), step);
    const isLast = step === tables.steps;
    for (const [kind, map] of Object.entries(this.maps)) {
      const way = ways[kind];
      const arrows = kind === "single" && !isLast ? ways.arrows(step) : [];
      const fan = arrows.map((arrow) => arrowOf(map, way[step], plus(way[step], arrow), "other"));
      const next = isLast ? [] : [arrowOf(map, way[step], way[step + 1], "next")];
      map.marks.replaceChildren(...this.#grounds[kind], foundMark(map, found), ...wayMarks(map, way.slice(0, step + 1), kind), ...fan, ...next);
      map.notes.replaceChildren(...this.#names[kind], ...(isNear(map, way[step]) ? [] : [outside(map)]));
    }
  }

  /** What is to be seen, in two sentences. */
  words(tables, { eta, pair, step }) {
    const { whole, single } = tables.ways(pair, eta);
    const [first, second] = [whole, single].map((way) => ({ rises: risesOf(way.slice(0, step + 1)), cost: costWords(way[step].cost) }));
    if (step === 0) {
      return `Where it starts, Cost = ${first.cost}. With η = ${eta} the arrows are the first steps: all points together, or one point.`;
    }
    return (
      `With η = ${eta} and all points in each step, ${first.rises} of ${step} steps raised Cost, now ${first.cost}` +
      `${first.rises ? ": η is too large" : ""}. With one point in each step, ${second.rises} of ${step} did: ${second.cost}.`
    );
  }
}

/** The surface in bands, each over the one below. */
function groundOf({ box: { left, right, top, bottom } }, heights, cells) {
  /** @returns {[number, number]} */
  const place = (i, j) => [left + ((right - left) * j) / cells, bottom - ((bottom - top) * i) / cells];
  return Array.from({ length: LEVELS }, (_, level) => {
    return svg("path", { class: `bp-height-${level}`, d: above(heights, cells, (FULL * level) / LEVELS, place) });
  });
}

function namesOf({ box: { left, right, top, bottom }, scale: s }, [first, second]) {
  return [
    svg("text", { class: "bp-axis-name", x: right - 5 * s, y: bottom - 8 * s, "text-anchor": "end" }, ...nameSpans(first, s)),
    svg("text", { class: "bp-axis-name", x: left + 5 * s, y: top + 18 * s }, ...nameSpans(second, s)),
  ];
}

/** How many steps of a way raised Cost. */
export function risesOf(way) {
  return way.slice(1).filter(({ cost }, n) => cost > way[n].cost).length;
}

function costWords(cost) {
  return cost < 0.001 ? short(cost) : fixed(cost, 3);
}

function plus(place, arrow) {
  return { x: place.x + arrow.x, y: place.y + arrow.y };
}

/** The way so far: a full dot where a step lowered Cost, a ring where it raised it. */
function wayMarks(map, way, kind) {
  const r = 3.1 * map.scale;
  const ups = way.map(({ cost }, n) => n > 0 && cost > way[n - 1].cost);
  return [
    svg("path", { class: `bp-way ${kind}`, d: map.path(way) }),
    ...way.flatMap((place, n) => (isNear(map, place) ? [dot(map, place, r, ups[n] ? "way up" : "way")] : [])),
    dot(map, way[0], 4.6 * map.scale, "start"),
  ];
}

function isNear(map, place) {
  const { left, right, top, bottom } = map.box;
  const [x, y] = [map.x(place.x), map.y(place.y)];
  return x > left - 9 && x < right + 9 && y > top - 9 && y < bottom + 9;
}

function outside(map) {
  const { left, right, top } = map.box;
  const place = { class: "bp-axis-name", x: (left + right) / 2, y: top + 18 * map.scale, "text-anchor": "middle" };
  return svg("text", place, "now outside the picture");
}

function foundMark(map, [x, y]) {
  const r = 5 * map.scale;
  const [cx, cy] = [map.x(x), map.y(y)];
  return svg("path", { class: "bp-found", d: `M${cx - r} ${cy}h${2 * r}M${cx} ${cy - r}v${2 * r}` });
}

/** An arrow between two places; a short one has a smaller head, so that it does not grow by it. */
function arrowOf(map, from, to, kind) {
  const limit = 5000;
  const [x1, y1] = [map.x(from.x), map.y(from.y)];
  const [dx, dy] = [map.x(to.x) - x1, map.y(to.y) - y1];
  const length = Math.hypot(dx, dy);
  if (length < 0.5) return svg("path", { class: `bp-arrow ${kind}` });
  const share = Math.min(1, limit / length);
  const [x2, y2] = [x1 + share * dx, y1 + share * dy];
  const head = Math.min(8 * map.scale, 0.5 * length) / length;
  const wing = (side) => `${(x2 - head * (dx + side * dy * 0.5)).toFixed(1)} ${(y2 - head * (dy - side * dx * 0.5)).toFixed(1)}`;
  const tip = `${x2.toFixed(1)} ${y2.toFixed(1)}`;
  return svg("path", { class: `bp-arrow ${kind}`, d: `M${x1.toFixed(1)} ${y1.toFixed(1)}L${tip}M${wing(1)}L${tip}L${wing(-1)}` });
}

/** w₁₃ with [4] above, as far as SVG text can. */
function nameSpans({ letter, layer, j, k }, scale) {
  const small = (text, dy) => svg("tspan", { dy: dy * scale, "font-size": "75%" }, text);
  const indices = [j, k].filter((index) => index !== null).join(Math.max(j, k) > 9 ? "," : "");
  return [svg("tspan", { class: "bp-letter" }, letter), small(indices, 4), small(`[${layer}]`, -9)];
}

/** What the marks mean. */
function key() {
  const picture = (...shapes) => svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" }, ...shapes);
  const entry = (text, ...shapes) => html("span", {}, picture(...shapes), text);
  const line = (kind) => svg("line", { class: `bp-cost-line ${kind}`, x1: 0, x2: 28, y1: 6, y2: 6 });
  const mark = (kind) => svg("circle", { class: `bp-dot ${kind}`, cx: 20, cy: 6, r: 4 });
  const cross = svg("path", { class: "bp-found", d: "M14 6h12M20 0v12" });
  const entries = [
    entry("all points", line("whole")),
    entry("one point", line("single")),
    entry("Cost fell", mark("way")),
    entry("Cost rose", mark("way up")),
    entry("start", mark("start")),
    entry("found in part 2", cross),
  ];
  const paragraph = html("p", { class: "bp-legend" }, ...entries);
  setAttributes(paragraph, { "aria-hidden": "true" });
  return paragraph;
}
