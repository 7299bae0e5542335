/** The gap between actual and predicted ΔC against the size of the push, both on logarithmic axes. */

import { html, setAttributes, setText, svg } from "../shared/dom.js";
import { clamp } from "../shared/numbers.js";

const WIDTH = 92; // in CSS pixels at scale 1
const HEIGHT = 54;
const MARGIN = 5;

export class GapInset {
  #sweep;
  #axes = svg("path", { class: "bp-axis" });
  #curve = svg("path", { class: "bp-curve" });
  #guide = svg("path", { class: "bp-start-tangent" });
  #present = svg("circle", { class: "bp-present", r: 4 });
  #names = { gap: svg("text", { x: MARGIN + 4, y: MARGIN + 6 }, "log gap"), push: svg("text", { x: WIDTH - MARGIN, y: HEIGHT - MARGIN - 4, "text-anchor": "end" }) };
  #words = html("p", { class: "bp-quiet" });

  constructor() {
    const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
    picture.append(this.#axes, ...Object.values(this.#names), this.#guide, this.#curve, this.#present);
    setAttributes(this.#axes, { d: `M${MARGIN} ${MARGIN}V${HEIGHT - MARGIN}H${WIDTH - MARGIN}`, fill: "none" });
    this.element = html("div", { class: "bp-gap-inset" }, picture, this.#words);
  }

  /** @param {import("../shared/sweep.js").Sweep} sweep */
  show(sweep) {
    this.#sweep = sweep;
  }

  /** The side of the start on which the thumb is. @param {import("../shared/sweep.js").Reading} reading */
  draw(reading) {
    const { order, points: measured } = this.#sweep.gaps[reading.change < 0 ? 0 : 1];
    const points = measured.map((point) => point.map(Math.log10));
    const drawn = points.length > 1;
    setText(this.#names.push, `log |Δ${this.#sweep.parameter.letter}|`);
    for (const shape of [this.#curve, this.#guide, this.#axes, ...Object.values(this.#names)]) shape.style.display = drawn ? "" : "none";
    setText(this.#words, drawn ? this.#claim(order) : "no gap: a straight line");
    this.#present.style.display = "none";
    if (!drawn) return;
    const place = this.#placing(points);
    const path = (ends) => `M${ends.map((end) => place(...end).map((number) => number.toFixed(1)).join(" ")).join("L")}`;
    const [[firstPush, firstGap]] = points;
    const lastPush = points[points.length - 1][0];
    setAttributes(this.#curve, { d: path(points) });
    this.#guide.style.display = order === 2 || order === 3 ? "" : "none";
    setAttributes(this.#guide, { d: path([[firstPush, firstGap], [lastPush, firstGap + order * (lastPush - firstPush)]]) });
    const gap = Math.abs(reading.actual - reading.predicted);
    if (reading.atStart || gap === 0) return;
    const [x, y] = place(Math.log10(Math.abs(reading.change)), Math.log10(gap));
    setAttributes(this.#present, { cx: clamp(x, MARGIN, WIDTH - MARGIN), cy: clamp(y, MARGIN, HEIGHT - MARGIN) });
    this.#present.style.display = "";
  }

  /** Where σ has a kink, no power may fit; then none is claimed. */
  #claim(order) {
    const push = `|Δ${this.#sweep.parameter.letter}|`;
    return order === 2 || order === 3 ? `gap ∝ ${push}${order === 2 ? "²" : "³"}` : `gap against ${push}`;
  }

  #placing(points) {
    const bounds = [0, 1].map((axis) => points.map((point) => point[axis]));
    const [[left, right], [low, high]] = bounds.map((numbers) => [Math.min(...numbers), Math.max(...numbers)]);
    const share = (value, from, to) => (value - from) / (to - from || 1);
    return (push, gap) => [
      MARGIN + share(push, left, right) * (WIDTH - 2 * MARGIN),
      HEIGHT - MARGIN - share(gap, low, high) * (HEIGHT - 2 * MARGIN),
    ];
  }
}
