/** C against the chosen parameter, with both tangents; the slider lies on the axis, under the point. */

import { html, placeOnAxis, setAttributes, svg, uniqueId } from "../shared/dom.js";
import { circlePath } from "../shared/geometry.js";
import { clamp, fixed, niceTicks } from "../shared/numbers.js";

const LEAST_SPAN = 1e-4; // of the cost axis, where the parameter does nothing
const NEAR = 16; // pixels from the dot within which it is taken hold of, at scale 1

export class CostPlot {
  #sweep;
  #box; // the plotting area: left, right, top, bottom
  #clip = svg("rect");
  #axes = svg("g");
  #shapes = {
    level: svg("line", { class: "bp-level" }),
    curve: svg("path", { class: "bp-curve" }),
    startTangent: svg("line", { class: "bp-start-tangent" }),
    tangent: svg("line", { class: "bp-tangent" }),
    drop: svg("line", { class: "bp-drop" }),
    gap: svg("line", { class: "bp-gap" }),
    start: svg("circle", { class: "bp-start" }),
    predicted: svg("path", { class: "bp-predicted" }),
    present: svg("circle", { class: "bp-present" }),
    startTick: svg("line", { class: "bp-start-tick" }),
    startWord: svg("text", { class: "bp-start-word" }, "start"),
  };

  #point = { x: 0, y: 0 }; // where the dot is

  /** Whether the pointer holds the dot. */
  held = false;

  /** @param {HTMLInputElement} slider @param {{onMove: (value: number) => void, onEnd: () => void}} handlers  of the dot, which is dragged as the slider is */
  constructor(slider, { onMove, onEnd }) {
    const clipId = uniqueId();
    const { level, curve, startTangent, tangent, drop, gap, start, predicted, present, ...axis } = this.#shapes;
    this.slider = slider;
    this.svg = svg(
      "svg",
      { class: "bp-plot", "aria-hidden": "true" },
      svg("defs", {}, svg("clipPath", { id: clipId }, this.#clip)),
      this.#axes,
      svg("g", { "clip-path": `url(#${clipId})` }, level, curve, startTangent, tangent),
      svg("g", {}, drop, gap, start, predicted, present, ...Object.values(axis)),
    );
    this.element = html("div", { class: "bp-figure" }, this.svg, slider);
    this.svg.addEventListener("pointerdown", (event) => this.#take(event));
    this.svg.addEventListener("pointermove", (event) => this.held && onMove(this.#valueAt(event)));
    for (const end of ["pointerup", "pointercancel"]) {
      this.svg.addEventListener(end, () => {
        if (this.held) onEnd();
        this.held = false;
      });
    }
  }

  /** A press near the dot takes hold of it, and gives the keys that follow to the slider. @param {PointerEvent} event */
  #take(event) {
    const { x, y } = this.#placeOf(event);
    if (this.slider.disabled || Math.hypot(x - this.#point.x, y - this.#point.y) > NEAR * this.scale) return;
    event.preventDefault(); // or the press would take the focus away again
    this.held = true;
    this.svg.setPointerCapture(event.pointerId);
    this.slider.focus({ preventScroll: true });
  }

  #placeOf({ clientX, clientY }) {
    const box = this.svg.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  /** The value of the row that is nearest to the pointer. */
  #valueAt(event) {
    const { left, right } = this.#box;
    const { low, high, values } = this.#sweep;
    const share = clamp((this.#placeOf(event).x - left) / (right - left), 0, 1);
    return values[this.#sweep.nearestRow(low + share * (high - low))];
  }

  /** @param {import("../shared/sweep.js").Sweep} sweep @param {[number, number] | null} spread  of ΔC, if not the sweep's own */
  show(sweep, width, scale, spread) {
    this.#sweep = sweep;
    this.scale = scale;
    const changes = sweep.costChanges();
    const [low, high] = spread ?? [Math.min(...changes), Math.max(...changes)];
    const room = 0.1 * (high - low) + (high - low < LEAST_SPAN ? LEAST_SPAN / 2 : 0);
    this.costs = [sweep.network.cost + low - room, sweep.network.cost + high + room];
    this.#measure(width, scale);
    this.#drawAxes();
    this.#drawCurve(changes);
    this.#drawStart();
    placeOnAxis(this.slider, this.#box, scale);
  }

  #measure(width, scale) {
    const height = (width < 330 * scale ? 208 : 238) * scale;
    this.ticks = niceTicks(...this.costs, 6);
    const longest = Math.max(...this.ticks.ticks.map((tick) => fixed(tick, this.ticks.digits).length));
    this.#box = {
      left: (14 + 6.6 * Math.max(longest, 5)) * scale,
      right: width - 12 * scale,
      top: 6 * scale,
      bottom: height - 38 * scale,
    };
    setAttributes(this.svg, { viewBox: `0 0 ${width} ${height}`, height });
    const { left, right, top, bottom } = this.#box;
    setAttributes(this.#clip, { x: left, y: top, width: Math.max(0, right - left), height: bottom - top });
  }

  #x(value) {
    const { left, right } = this.#box;
    const { low, high } = this.#sweep;
    return left + ((value - low) / (high - low)) * (right - left);
  }

  #y(cost) {
    const { top, bottom } = this.#box;
    const [low, high] = this.costs;
    return bottom - ((cost - low) / (high - low)) * (bottom - top);
  }

  #drawAxes() {
    const { left, right, bottom } = this.#box;
    const { scale } = this;
    const lines = this.ticks.ticks.flatMap((tick) => {
      const y = this.#y(tick);
      const label = { class: "bp-tick-label", x: left - 7 * scale, y: y + 4 * scale, "text-anchor": "end" };
      return [
        svg("line", { class: "bp-grid-line", x1: left, x2: right, y1: y, y2: y }),
        svg("text", label, fixed(tick, this.ticks.digits)),
      ];
    });
    const along = niceTicks(this.#sweep.low, this.#sweep.high, 5);
    const stops = along.ticks.flatMap((tick) => {
      const x = this.#x(tick);
      const label = { class: "bp-tick-label", x, y: bottom + 24 * scale, "text-anchor": "middle" };
      return [
        svg("line", { class: "bp-axis", x1: x, x2: x, y1: bottom, y2: bottom + 5 * scale }),
        svg("text", label, fixed(tick, along.digits)),
      ];
    });
    const axis = { class: "bp-axis", x1: left, x2: right, y1: bottom, y2: bottom, "stroke-width": 2 * scale };
    this.#axes.replaceChildren(...lines, svg("line", axis), ...stops);
  }

  #drawCurve(changes) {
    const { values, network } = this.#sweep;
    const points = changes.map((change, row) => {
      return `${this.#x(values[row]).toFixed(2)} ${this.#y(network.cost + change).toFixed(2)}`;
    });
    setAttributes(this.#shapes.curve, { d: `M${points.join("L")}`, "stroke-width": 1.7 * this.scale });
  }

  #drawStart() {
    const { start, startSlope, low, high, network } = this.#sweep;
    const { startTangent, startTick, startWord, start: dot } = this.#shapes;
    const { bottom } = this.#box;
    const { scale } = this;
    const x = this.#x(start);
    const tangentAt = (value) => this.#y(network.cost + startSlope * (value - start));
    const dots = { "stroke-width": 1.6 * scale, "stroke-dasharray": `${0.1 * scale} ${4.2 * scale}` };
    setAttributes(startTangent, { x1: this.#x(low), x2: this.#x(high), y1: tangentAt(low), y2: tangentAt(high), ...dots });
    setAttributes(startTick, { x1: x, x2: x, y1: bottom - 6 * scale, y2: bottom + 6 * scale, "stroke-width": 2 * scale });
    setAttributes(startWord, { x, y: bottom - 11 * scale });
    setAttributes(dot, { cx: x, cy: this.#y(network.cost), r: 4.2 * scale, "stroke-width": 1.6 * scale });
  }

  /** @param {import("../shared/sweep.js").Reading} reading */
  draw(reading) {
    const { level, drop, present } = this.#shapes;
    const { network, start } = this.#sweep;
    const { scale } = this;
    const [x, y] = [this.#x(reading.value), this.#y(reading.cost)];
    const startHeight = this.#y(network.cost);
    this.#point = { x, y };
    setAttributes(level, { x1: this.#x(start), x2: x, y1: startHeight, y2: startHeight });
    const dots = { "stroke-width": 1.2 * scale, "stroke-dasharray": `${1.5 * scale} ${3 * scale}` };
    setAttributes(drop, { x1: x, x2: x, y1: y, y2: this.#box.bottom, ...dots });
    setAttributes(present, { cx: x, cy: y, r: 5.4 * scale, "stroke-width": 1.6 * scale });
    this.#drawTangent(reading, x, y);
    this.#drawPrediction(reading, x, y);
  }

  #drawTangent(reading, x, y) {
    const slope = this.#y(reading.cost + reading.derivative) - y; // pixels down for one unit of the parameter
    const unit = this.#x(reading.value + 1) - x;
    const half = (46 * this.scale) / Math.hypot(unit, slope);
    const [dx, dy] = [half * unit, half * slope];
    const ends = { x1: x - dx, x2: x + dx, y1: y - dy, y2: y + dy };
    setAttributes(this.#shapes.tangent, { ...ends, "stroke-width": 3 * this.scale });
  }

  /** A ring on the tangent at the start; where that leaves the plot, an arrowhead at its rim. */
  #drawPrediction(reading, x, y) {
    const { predicted, gap } = this.#shapes;
    const { scale } = this;
    const exact = this.#y(this.#sweep.network.cost + reading.predicted);
    const shown = clamp(exact, this.#box.top, this.#box.bottom);
    const r = 3.8 * scale;
    const ring = circlePath(x, shown - r, r);
    const arrow = `M${x - r} ${shown}h${2 * r}l${-r} ${(exact < shown ? -6 : 6) * scale}z`;
    setAttributes(gap, { x1: x, x2: x, y1: y, y2: shown, "stroke-width": 3 * scale });
    setAttributes(predicted, { d: exact === shown ? ring : arrow, "stroke-width": 1.6 * scale });
    predicted.style.display = gap.style.display = reading.atStart ? "none" : "";
  }
}
