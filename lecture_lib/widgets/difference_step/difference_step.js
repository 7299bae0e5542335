/** The step of a difference quotient on one slider: which digits of the slope are right, and where on the V that is. */

import { html, placeOnAxis, setAttributes, setText, svg } from "../shared/dom.js";
import { clamp, fixed } from "../shared/numbers.js";
import { parseParameter, symbolInWords } from "../shared/notation.js";
import { View, widgetOf } from "../shared/view.js";
import { among, Unreadable } from "../shared/unreadable.js";

const METHODS = ["forward", "central", "complex"];
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const DIGITS = 15; // of the slope: about as many as a double has
const LABELS = 64; // pixels for the names of the lines, at scale 1

/** 10 to an integer power, as text. */
export function powerOfTen(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[digit]);
  return `10${exponent < 0 ? "⁻" : ""}${digits.join("")}`;
}

/** A positive number as 2.3 · 10⁻⁷. */
export function scientific(value) {
  if (!(value > 0)) return "0";
  const [mantissa, exponent] = value.toExponential(1).split("e");
  return `${mantissa} · ${powerOfTen(Number(exponent))}`;
}

/** The digits that a quotient shares with the slope from the left, and the rest. */
export function splitDigits(quotient, truth) {
  const decimals = clamp(DIGITS - 1 - Math.floor(Math.log10(Math.abs(truth) || 1)), 1, 60);
  const [text, right] = [fixed(quotient, decimals), fixed(truth, decimals)];
  let same = 0;
  while (same < text.length && text[same] === right[same]) same += 1;
  const significant = text.slice(0, same).replace(/^[^1-9]*/, "").replace(".", "").length;
  return { right: text.slice(0, same), wrong: text.slice(same), significant };
}

class StepsView extends View {
  #study = null; // the one whose axes are drawn
  /** @type {Partial<Record<"width" | "scale" | "left" | "right" | "top" | "bottom", number>>} */
  #shape = {};
  #cells = {};
  #axes = svg("g");
  #marks = svg("g");

  constructor(where) {
    super(where, "bp-steps", "Step of a difference quotient");
    this.slider = html("input", { type: "range", class: "bp-slider", min: 0, step: 1 });
    setAttributes(this.slider, { "aria-label": "h, the step of the difference quotients" });
    this.plot = svg("svg", { class: "bp-plot", "aria-hidden": "true" }, this.#axes, this.#marks);
    this.figure = html("div", { class: "bp-figure" }, this.plot, this.slider);
    this.root.append(html("div", { class: "bp-head" }, this.#makeTitle(), this.makeHallSwitch()), this.message, this.#makeTable(), this.figure);
    this.slider.addEventListener("input", () => this.move({ chosen: Number(this.slider.value) }));
    this.slider.addEventListener("change", () => this.save());
    this.start(["chosen", "study"]);
  }

  #makeTitle() {
    const name = symbolInWords(parseParameter(this.model.get("study").parameter));
    this.step = html("span", { "data-quantity": "h" });
    const letter = (text) => html("i", { class: "bp-letter" }, text);
    return html("p", { class: "bp-title" }, "Slope of ", letter("C"), " by ", name, ", with a step of ", letter("h"), " = ", this.step);
  }

  #makeTable() {
    const rows = METHODS.map((method) => {
      const [right, wrong, error] = [html("b"), html("span", { class: "bp-quiet" }), html("td")];
      this.#cells[method] = { right, wrong, error };
      return html("tr", {}, html("th", { scope: "row" }, method), html("td", { "data-quantity": method }, right, wrong), error);
    });
    const truth = html("td", { "data-quantity": "derivative" });
    this.#cells.truth = truth;
    rows.push(html("tr", { class: "bp-line-above" }, html("th", { scope: "row" }, "backpropagation"), truth, html("td")));
    const heads = ["method", "slope, its right digits bold", "off by"].map((head) => html("th", { scope: "col" }, head));
    return html("table", { class: "bp-readout" }, html("thead", {}, html("tr", {}, ...heads)), html("tbody", {}, ...rows));
  }

  // ---- places ----

  resized() {
    this.#shape = {};
  }

  #layOut(study) {
    const { scale } = this;
    const width = Math.max(240, this.figure.clientWidth || 600);
    this.#study = study;
    this.#shape = { width, scale, left: 44 * scale, right: width - LABELS * scale, top: 18 * scale, bottom: 230 * scale };
    setAttributes(this.plot, { viewBox: `0 0 ${width} ${270 * scale}`, height: 270 * scale });
    setAttributes(this.slider, { max: study.hs.length - 1 });
    placeOnAxis(this.slider, this.#shape, scale);
    this.#drawAxes();
  }

  #x(row) {
    const { left, right } = this.#shape;
    return left + (row / (this.#study.hs.length - 1)) * (right - left);
  }

  #y(error) {
    const { top, bottom } = this.#shape;
    const { lowest, highest } = this.#study;
    const height = Math.log10(clamp(error, lowest, highest) / lowest) / Math.log10(highest / lowest);
    return bottom - 8 * this.#shape.scale - height * (bottom - top - 8 * this.#shape.scale);
  }

  /** The row that is chosen, or the last that there was. */
  get #row() {
    return this.take(["study", "chosen"], ({ hs }, row) => among([...hs.keys()], "chosen", row)) ?? 0;
  }

  // ---- drawing ----

  #drawAxes() {
    const { left, right, top, bottom, scale } = this.#shape;
    const { hs, error, lowest, highest } = this.#study;
    const [from, to] = [Math.log10(hs[0]), Math.log10(hs.at(-1))];
    /** @type {SVGElement[]} */
    const parts = [svg("text", { x: left, y: 10 * scale }, "off by")];
    for (let power = Math.ceil(Math.log10(lowest) / 3) * 3; power <= Math.log10(highest); power += 3) {
      const y = this.#y(10 ** power);
      parts.push(svg("line", { class: "bp-grid-line", x1: left, x2: right, y1: y, y2: y }));
      parts.push(svg("text", { x: left - 7 * scale, y: y + 4 * scale, "text-anchor": "end" }, powerOfTen(power)));
    }
    parts.push(svg("line", { class: "bp-axis", x1: left, x2: right, y1: bottom, y2: bottom, "stroke-width": 2 * scale }));
    for (let power = Math.ceil(from / 4) * 4; power <= to + 1e-9; power += 4) {
      const x = left + ((power - from) / (to - from)) * (right - left);
      parts.push(svg("text", { x, y: bottom + 26 * scale, "text-anchor": "middle" }, powerOfTen(power)));
    }
    parts.push(svg("text", { x: right + 26 * scale, y: bottom + 26 * scale }, "h"));
    const ends = this.#spread(METHODS.map((method) => this.#y(error[method].at(-1))));
    METHODS.forEach((method, place) => {
      const path = error[method].map((value, row) => `${this.#x(row).toFixed(1)} ${this.#y(value).toFixed(1)}`).join("L");
      parts.push(svg("path", { class: `bp-curve ${method}`, d: `M${path}`, "stroke-width": 1.7 * scale }));
      parts.push(svg("text", { class: method, x: right + 6 * scale, y: ends[place] + 4 * scale }, method));
    });
    this.#axes.replaceChildren(...parts);
    this.#marks.replaceChildren(
      svg("line", { class: "bp-here", y1: top - 4 * scale, y2: bottom, "stroke-width": scale }),
      ...METHODS.map((method) => svg("circle", { class: method, r: 4 * scale })),
    );
  }

  /** Move labels down until none covers the one above. */
  #spread(heights) {
    let last = -Infinity;
    return heights.map((height) => (last = Math.max(height, last + 14 * this.#shape.scale)));
  }

  draw() {
    const study = this.take(["study"], checked);
    if (!study) return;
    if (study !== this.#study || !this.#shape.width) this.#layOut(study);
    const row = this.#row;
    const { truth, hs, quotient, error } = study;
    if (this.slider.value !== String(row)) this.slider.value = String(row);
    setText(this.step, scientific(hs[row]));
    for (const method of METHODS) {
      const { right, wrong } = splitDigits(quotient[method][row], truth);
      setText(this.#cells[method].right, right);
      setText(this.#cells[method].wrong, wrong);
      setText(this.#cells[method].error, scientific(error[method][row]));
    }
    setText(this.#cells.truth, splitDigits(truth, truth).right);
    setAttributes(this.slider, { "aria-valuetext": this.#words() });
    const [here, ...dots] = this.#marks.children;
    setAttributes(here, { x1: this.#x(row), x2: this.#x(row) });
    dots.forEach((dot, place) => setAttributes(dot, { cx: this.#x(row), cy: this.#y(error[METHODS[place]][row]) }));
  }

  #words() {
    const row = this.#row;
    const { truth, hs, quotient } = this.#study;
    const digits = METHODS.map((method) => `${method} ${splitDigits(quotient[method][row], truth).significant}`);
    return `h = ${hs[row].toExponential(1)}; right digits: ${digits.join(", ")}`;
  }
}

function checked(study) {
  const columns = METHODS.flatMap((method) => [study.quotient[method], study.error[method]]);
  const whole = columns.every(({ length }) => length === study.hs.length) && Number.isFinite(study.truth);
  if (!whole) throw new Unreadable("The numbers of this study are incomplete; the picture stays as it was.");
  return study;
}

export default widgetOf(StepsView);
