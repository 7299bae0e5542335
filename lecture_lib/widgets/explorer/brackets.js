/** Under the diagram: which layers can change, which cannot, and by how much each does. */

import { setAttributes, setText, svg } from "../shared/dom.js";

export class Brackets {
  #sweep;
  #geometry;
  #digits;
  #captions = [];
  #brackets = ["cannot change", "can change"].map((words, index) => ({
    path: svg("path", { class: index ? "bp-bracket on" : "bp-bracket" }),
    text: svg("text", { class: index ? "bp-caption on" : "bp-caption" }, words),
  }));

  /** @param {number[]} sizes @param {import("../shared/diagram.js").Diagram} diagram */
  constructor(sizes, { background, words }) {
    this.#captions = sizes.map(() => {
      const parts = [svg("tspan"), svg("tspan", { class: "bp-letter" }), svg("tspan")];
      return { text: svg("text", { class: "bp-caption bp-largest" }, ...parts), parts };
    });
    words.append(...this.#captions.map(({ text }) => text));
    for (const { path, text } of this.#brackets) background.append(path, text);
  }

  /**
   * @param {import("../shared/sweep.js").Sweep} sweep @param {import("./digits.js").Digits} digits
   * @param {import("../shared/geometry.js").Geometry} geometry
   */
  show(sweep, digits, geometry) {
    this.#sweep = sweep;
    this.#digits = digits;
    this.#geometry = geometry;
    const { layer } = sweep.parameter;
    const { height, scale, neuron } = geometry;
    this.#captions.forEach(({ text }, index) => {
      setAttributes(text, { x: neuron(index + 1, 1).x, y: height - 27 * scale });
    });
    this.#bracket(this.#brackets[0], 1, layer - 1);
    this.#bracket(this.#brackets[1], layer, sweep.network.sizes.length);
  }

  #bracket({ path, text }, first, last) {
    const { height, radius, scale, neuron, width } = this.#geometry;
    const [left, right] = [neuron(first, 1).x - radius, neuron(last, 1).x + radius];
    const [y, tip] = [height - 20 * scale, 4 * scale];
    setAttributes(path, { d: `M${left} ${y - tip}V${y}H${right}V${y - tip}` });
    // words wider than a bracket of one layer keep inside the picture
    const edge = first === last && (first === 1 ? "start" : right > width - 2 * radius && "end");
    const x = { start: left, end: right }[edge] ?? (left + right) / 2;
    setAttributes(text, { x, y: height - 4 * scale });
    text.style.textAnchor = edge || "middle"; // as a style: the style sheet would outdo an attribute
  }

  /** @param {import("../shared/sweep.js").Reading} reading */
  draw(reading) {
    this.#captions.forEach(({ text, parts }, index) => {
      const layer = index + 1;
      const reached = layer >= this.#sweep.parameter.layer;
      text.classList.toggle("on", reached && !reading.atStart);
      this.#words(reading, layer, reached).forEach((word, place) => setText(parts[place], word));
    });
  }

  #words(reading, layer, reached) {
    if (!reached) return ["Δ", "a", " = 0"];
    if (reading.atStart) return ["", "", ""];
    const largest = reading.largestChange(layer).toFixed(this.#digits.change[layer - 1]);
    return this.#geometry.tight ? ["", "", `≤ ${largest}`] : ["|Δ", "a", `| ≤ ${largest}`];
  }
}
