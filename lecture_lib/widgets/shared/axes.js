/** A plot's axes: scales, ticks, and a clipped place to draw in. */

import { html, placeOnAxis, setAttributes, svg, uniqueId } from "./dom.js";
import { fixed, MINUS, niceTicks } from "./numbers.js";

/**
 * @typedef {Object} Scale
 * @property {(value: number) => number} share  0 at the low end, 1 at the high end
 * @property {{value: number, text: string}[]} ticks
 */

/** @returns {Scale} */
export function linear(low, high, count = 5) {
  const { ticks, digits } = niceTicks(low, high, count);
  return { share: (value) => (value - low) / (high - low), ticks: ticks.map((value) => ({ value, text: fixed(value, digits) })) };
}

/** A tick for each power of ten, or for every second one where there are many. @returns {Scale} */
export function logarithmic(low, high) {
  const [from, to] = [Math.log10(low), Math.log10(high)];
  const every = to - from > 8 ? 4 : to - from > 5 ? 2 : 1;
  const powers = Array.from({ length: Math.floor(to + 1e-9) - Math.ceil(from - 1e-9) + 1 }, (_, n) => Math.ceil(from - 1e-9) + n);
  return {
    share: (value) => (Math.log10(Math.max(value, 1e-38)) - from) / (to - from),
    ticks: powers.filter((power) => power % every === 0).map((power) => ({ value: 10 ** power, text: powerText(power) })),
  };
}

/** A logarithmic axis of a few powers of ten, with a tick at 1, 2 and 5 of each. @returns {Scale} */
export function proportional(low, high) {
  const { share, ticks } = logarithmic(10 ** Math.floor(Math.log10(low)), high);
  const between = ticks.flatMap(({ value }) => [1, 2, 5].map((factor) => Number((factor * value).toPrecision(1))));
  const from = share(low);
  return {
    share: (value) => (share(value) - from) / (1 - from),
    ticks: between.filter((value) => value >= low && value <= high).map((value) => ({ value, text: String(value) })),
  };
}

function powerText(power) {
  return power === 0 ? "1" : `10${superscript(power)}`;
}

export function superscript(power) {
  return [...String(power)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");
}

/** A number to two digits, as a power of ten where it is small or large. */
export function short(value) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 0.001 && size < 1000) return Number(value.toPrecision(2)).toString().replace("-", MINUS);
  const [digits, power] = value.toExponential(0).split("e");
  return `${digits.replace("-", MINUS)}·10${superscript(Number(power))}`;
}

export class Axes {
  #clip = svg("rect");
  #lines = svg("g");

  /** @param {string} caption what is drawn against what @param {HTMLElement} [slider] which lies on the x-axis */
  constructor(caption, slider) {
    const id = uniqueId();
    this.caption = html("p", { class: "bp-caption bp-quiet" }, caption);
    this.marks = svg("g", { "clip-path": `url(#${id})` });
    this.notes = svg("g");
    const defs = svg("defs", {}, svg("clipPath", { id }, this.#clip));
    this.svg = svg("svg", { class: "bp-plot", "aria-hidden": "true" }, defs, this.#lines, this.marks, this.notes);
    this.slider = slider;
    this.figure = html("div", { class: "bp-figure" }, this.svg, ...(slider ? [slider] : []));
    this.element = html("div", { class: "bp-panel" }, this.caption, this.figure);
  }

  get width() {
    return this.figure.clientWidth || 440;
  }

  /** Draw axes and ticks into so many pixels. @param {Scale} across @param {Scale} up */
  layout(height, across, up, scale) {
    const bottom = height - (this.slider ? 38 : 22) * scale;
    this.box = { left: (this.slider ? 48 : 40) * scale, right: this.width - 10 * scale, top: 8 * scale, bottom };
    this.#draw(height, across, up, scale, 7 * scale);
  }

  /** The same with a square between the axes, as large as fits. */
  layoutSquare(most, across, up, scale) {
    const [left, top] = [40 * scale, 8 * scale];
    const side = Math.min(this.width - left - 10 * scale, most);
    this.box = { left, right: left + side, top, bottom: top + side };
    this.#draw(top + side + 22 * scale, across, up, scale, 0);
  }

  /** margin: how far a dot on the edge may reach out. */
  #draw(height, across, up, scale, margin) {
    const { left, right, top, bottom } = this.box;
    this.scale = scale;
    this.x = (value) => left + across.share(value) * (right - left);
    this.y = (value) => bottom - up.share(value) * (bottom - top);
    setAttributes(this.svg, { viewBox: `0 0 ${this.width} ${height}`, height });
    const [width, depth] = [right - left, bottom - top].map((side) => Math.max(0, side + 2 * margin));
    setAttributes(this.#clip, { x: left - margin, y: top - margin, width, height: depth });
    const drop = (this.slider ? 24 : 16) * scale;
    const gap = (this.slider ? 15 : 6) * scale; // half a thumb, and its ring, lie left of the axis
    this.#lines.replaceChildren(
      ...up.ticks.flatMap(({ value, text }) => [
        svg("line", { class: "bp-grid-line", x1: left, x2: right, y1: this.y(value), y2: this.y(value) }),
        svg("text", { class: "bp-tick-label", x: left - gap, y: this.y(value) + 4 * scale, "text-anchor": "end" }, text),
      ]),
      svg("line", { class: "bp-axis", x1: left, x2: right, y1: bottom, y2: bottom, "stroke-width": (this.slider ? 2 : 1) * scale }),
      ...across.ticks.flatMap(({ value, text }) => [
        svg("line", { class: "bp-axis", x1: this.x(value), x2: this.x(value), y1: bottom, y2: bottom + 4 * scale }),
        svg("text", { class: "bp-tick-label", x: this.x(value), y: bottom + drop, "text-anchor": "middle" }, text),
      ]),
    );
    if (this.slider) placeOnAxis(this.slider, this.box, scale);
  }

  /** A line through points {x, y} in the units of the axes. */
  path(points) {
    const far = 1e5; // pixels; beyond that browsers draw nothing at all
    const pixel = (value) => Math.min(far, Math.max(-far, value)).toFixed(1);
    return points.map(({ x, y }, index) => `${index ? "L" : "M"}${pixel(this.x(x))} ${pixel(this.y(y))}`).join("");
  }
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

/** The room between the least and the largest of several curves, where there are several. @param {import("./outcome_axis.js").Outcome} curve */
export function bandOf(axes, xs, curve) {
  const { low, high, kind } = curve;
  if (!low) return [];
  const along = (values) => xs.map((x, row) => ({ x, y: values[row] }));
  return [svg("path", { class: `bp-band ${kind}`, d: `${axes.path([...along(low), ...along(high).reverse()])}z` })];
}

/** Whether the style sheet lets all panels of a part stand beside each other, as in a hall. @param {Element} part */
export function standsInRow(part) {
  return getComputedStyle(part).display === "grid";
}

/** The height of a panel with a slider whose axis lies as far down as that of a square. @param {Axes} square */
export function heightBeside({ box, scale }) {
  return box.bottom + 38 * scale;
}

/** Stops of a slider as RowSlider reads them: their places on an axis, in order. */
export class Stops {
  /** @param {number[]} values */
  constructor(values) {
    this.values = values;
    this.low = values[0];
    this.high = values.at(-1);
  }

  nearestRow(place) {
    return this.values.reduce((best, value, row) => (Math.abs(value - place) < Math.abs(this.values[best] - place) ? row : best), 0);
  }

  at(place) {
    return { row: this.nearestRow(place), exact: true };
  }
}
