/** The two factors of ∂C stand where they live: a at one end of the chosen edge, δ at the other. */

import { html, mathLine, mathml, setText } from "../shared/dom.js";
import { fixed } from "../shared/numbers.js";
import { symbol } from "../shared/notation.js";
import { placeLabel } from "./labels.js";

const SPOTS = {
  a: [
    ["middle", 12, 0],
    ["middle", -12, 0],
    ["right", 12, -6],
    ["left", 12, 6],
  ],
  delta: [
    ["right", -12, 8],
    ["middle", 30, 0], // under the change of the activation
    ["middle", -12, 0],
    ["left", -12, -8],
    ["right", 12, -26],
  ],
}; // [part of the label that is at x, distance below the neuron's rim, or above it, and to the right of its middle]

export class Factors {
  #labels = {
    a: html("div", { class: "bp-label", "aria-hidden": "true" }),
    delta: html("div", { class: "bp-label on", "aria-hidden": "true" }),
  };
  #delta = null;
  #digits;

  /** @param {import("../shared/diagram.js").Diagram} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    diagram.element.append(this.#labels.a, this.#labels.delta);
  }

  /** Find places for the labels; they keep them while a parameter is changed. @param {import("../shared/sweep.js").Sweep} sweep @param {import("./digits.js").Digits} digits */
  show(sweep, digits) {
    const { layer, j, k } = sweep.parameter;
    const obstacles = this.#obstacles(sweep);
    this.#digits = digits;
    this.#delta = number(fixed(-1, digits.delta)); // as wide as it gets
    this.#place("delta", this.diagram.neuron(layer, j), symbol("δ", j, layer), this.#delta, obstacles);
    this.#labels.a.hidden = k === null;
    if (k === null) return;
    const factor = number(fixed(sweep.factor, digits.factor));
    this.#place("a", this.diagram.neuron(layer - 1, k), symbol("a", k, layer - 1), factor, obstacles);
  }

  /** @param {import("../shared/sweep.js").Reading} reading */
  draw(reading) {
    const { layer, j } = reading.sweep.parameter;
    setText(this.#delta, fixed(reading.delta(layer, j), this.#digits.delta));
  }

  #obstacles(sweep) {
    const { height, radius, scale } = this.diagram.geometry;
    const neurons = this.diagram.items.filter((item) => item.kind === "neuron");
    const changing = neurons.filter(({ layer, j }) => sweep.reaches(layer, j));
    const chosen = this.diagram.itemOf(sweep.parameter);
    const boxAround = (x, y, halfWidth) => {
      return { left: x - halfWidth * scale, right: x + halfWidth * scale, top: y - 7 * scale, bottom: y + 7 * scale };
    };
    return {
      circles: neurons.map(({ x, y }) => ({ x, y, radius: radius + scale })),
      boxes: [
        ...changing.map(({ x, y }) => boxAround(x, y + radius + 8 * scale, 22)),
        ...neurons.map(({ x }) => boxAround(x, 8 * scale, 24)), // the layer's name, over it
        ...neurons.map(({ x }) => boxAround(x, height - 31 * scale, 38)), // what Brackets writes under it
      ],
      lines: chosen.line ? [chosen.line] : [],
    };
  }

  /** Beside the neuron: name and number where both find room, otherwise the name alone. */
  #place(which, neuron, name, number, obstacles) {
    const label = this.#labels[which];
    const { radius, scale, tight, width } = this.diagram.geometry;
    const height = 19 * scale;
    const spots = SPOTS[which].map(([align, below, distance]) => ({
      align,
      x: neuron.x + distance * scale,
      y: neuron.y + Math.sign(below) * radius + below * scale,
    }));
    label.replaceChildren(mathLine(name, mathml("mo", {}, "=")), number);
    let place = placeLabel(spots, label.offsetWidth, height, width, obstacles);
    if (tight || !place.free) {
      label.replaceChildren(mathLine(name));
      place = placeLabel(spots, label.offsetWidth, height, width, obstacles);
    }
    label.style.left = `${place.box.left}px`;
    label.style.top = `${(place.box.top + place.box.bottom) / 2}px`;
    obstacles.boxes.push(place.box);
  }
}

function number(text) {
  return html("span", { class: "bp-math" }, text);
}
