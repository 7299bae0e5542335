/** The wishes: the targets are dragged, and an arrow of −δ at each neuron says which way its z should go. */

import { html, mathLine, mathml, setAttributes, setText, svg } from "../shared/dom.js";
import { Diagram } from "../shared/diagram.js";
import { legend } from "../shared/legend.js";
import { biasName, symbol } from "../shared/notation.js";
import { fixed, signed } from "../shared/numbers.js";
import { among, Unreadable } from "../shared/unreadable.js";
import { View, widgetOf } from "../shared/view.js";

const LONGEST = 30; // of an arrow, in pixels at scale 1
const DIGITS = 3;

/**
 * @typedef {Object} Table  Python's numbers
 * @property {number[][]} targets  the values of each
 * @property {number[]} cost  for each combination of targets, the last changing fastest
 * @property {(number[][] | null)[]} delta  by layer, for each combination
 */

class WishesView extends View {
  #sizes;
  #arrows = new Map();
  #largest = 1;
  #table = null;
  #said = "";

  constructor(where) {
    super(where, "bp-wishes", "What each neuron wishes");
    const network = this.model.get("network");
    this.#sizes = network.sizes;
    this.diagram = new Diagram(
      { ...network, y: [] }, // the targets move: they are written here
      {
        label: "Network: choose the neuron whose wish is put into words",
        onChoose: (_, { layer, j }) => this.#choose(layer, j),
        canChoose: ({ kind, layer }) => kind === "neuron" && layer > 1,
      },
    );
    this.#build(network);
    this.start(["at", "neuron", "table"]);
  }

  #build({ sizes }) {
    const isHidden = { "aria-hidden": "true" };
    this.arrows = svg("g", isHidden);
    for (const { kind, layer, j } of this.diagram.items) {
      if (kind !== "neuron" || layer < 2) continue;
      const arrow = svg("path", { class: "bp-wish" });
      this.#arrows.set(`${layer},${j}`, arrow);
      this.arrows.append(arrow);
    }
    this.targets = Array.from({ length: sizes.at(-1) }, () => svg("text", { class: "bp-target" }));
    this.diagram.words.append(this.arrows, ...this.targets);
    this.cost = html("span", { "data-quantity": "cost" });
    const head = html("p", { class: "bp-title" }, html("i", { class: "bp-letter" }, "C"), " = ", this.cost);
    this.sliders = this.targets.map((_, index) => this.#makeSlider(index));
    this.sentence = html("p", { class: "bp-sentence" });
    this.status = html("p", { class: "bp-unseen", role: "status" });
    const controls = html("div", { class: "bp-controls" }, ...this.sliders.map(({ row }) => row));
    this.root.append(html("div", { class: "bp-head" }, head, this.makeHallSwitch()), controls, this.message, this.diagram.element, this.#makeLegend(), this.sentence, this.status);
  }

  #makeSlider(index) {
    const slider = html("input", { type: "range", class: "bp-slider", min: 0, step: 1, "aria-label": `Target of output ${index + 1}` });
    const value = html("span", { "data-quantity": `target-${index + 1}` });
    slider.addEventListener("input", () => this.move({ at: this.#at.with(index, Number(slider.value)) }));
    slider.addEventListener("change", () => {
      this.save();
      this.#speak();
    });
    const name = mathLine(mathml("msub", {}, mathml("mi", {}, "y"), mathml("mn", {}, String(index + 1))), mathml("mo", {}, "="));
    return { slider, value, row: html("label", { class: "bp-target-row" }, html("span", {}, name, " ", value), slider) };
  }

  #makeLegend() {
    const line = legend("activation");
    const arrow = svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" }, svg("path", { class: "bp-wish", d: arrowPath(14, 12, -11), "stroke-width": 2 }));
    line.append(html("span", {}, arrow, "−δ: up where a larger z lowers C"));
    return line;
  }

  // ---- what the model says ----

  get #at() {
    const places = (at, { targets }) => {
      if (!Array.isArray(at) || at.length !== targets.length) throw new Unreadable("What came as targets has not one for each output; they stay where they were.");
      return at.map((place, index) => among([...targets[index].keys()], "at", place));
    };
    return this.take(["at", "table"], (at, table) => places(at, checked(table, this.#sizes))) ?? this.targets.map(() => 0);
  }

  get #neuron() {
    const neurons = [...this.#arrows.keys()];
    return this.take(["neuron"], (neuron) => among(neurons, "neuron", String(neuron)).split(",").map(Number)) ?? [this.#sizes.length, 1];
  }

  #choose(layer, j) {
    this.move({ neuron: [layer, j] });
    this.save();
    this.#speak();
  }

  // ---- drawing ----

  draw() {
    const table = this.take(["table"], (message) => checked(message, this.#sizes));
    if (!table) return;
    if (table !== this.#table) this.#begin(table);
    const [layer, j] = this.#neuron;
    this.diagram.resize(this.diagram.element.clientWidth || 560, this.scale, this.close);
    this.diagram.choose({ plain: biasName(layer, j), letter: "b", layer, j, k: null });
    const at = this.#at;
    const row = this.#row;
    setText(this.cost, fixed(table.cost[row], 4));
    this.sliders.forEach(({ slider, value }, index) => this.#drawTarget(slider, value, index, table.targets[index][at[index]], at[index]));
    for (const [key, arrow] of this.#arrows) this.#drawWish(key, arrow, table, row);
    this.#drawSentence(layer, j, table.delta[layer][row][j - 1]);
  }

  /** The largest δ of all targets gives arrows their scale, so that it does not change under a drag. */
  #begin(table) {
    this.#table = table;
    this.#largest = Math.max(...table.delta.flatMap((layer) => (layer ?? []).flat().map(Math.abs))) || 1;
    const { a } = this.model.get("network");
    a.forEach((layer, l) => layer?.forEach((value, index) => this.diagram.setActivation(l, index + 1, value)));
    this.diagram.reach(() => true, () => false);
    this.sliders.forEach(({ slider }, index) => setAttributes(slider, { max: table.targets[index].length - 1 }));
  }

  #drawTarget(slider, shown, index, target, place) {
    const { radius, scale, tight } = this.diagram.geometry;
    const { x, y } = this.diagram.neuron(this.#sizes.length, index + 1);
    const text = fixed(target, 2);
    if (slider.value !== String(place)) slider.value = String(place);
    setAttributes(slider, { "aria-valuetext": text });
    setText(shown, text);
    setText(this.targets[index], tight ? "" : text); // beside its slider it stands as well
    setAttributes(this.targets[index], { x: x + radius + 20 * scale, y: y + 4 * scale });
  }

  #drawWish(key, arrow, table, row) {
    const [layer, j] = key.split(",").map(Number);
    const { radius, scale } = this.diagram.geometry;
    const { x, y } = this.diagram.neuron(layer, j);
    const delta = table.delta[layer][row][j - 1];
    setAttributes(arrow, { d: arrowPath(x + radius + 9 * scale, y, (delta / this.#largest) * LONGEST * scale), "stroke-width": 2.5 * scale });
    this.diagram.setNote(layer, j, signed(-delta, DIGITS));
  }

  #drawSentence(layer, j, delta) {
    const value = signed(delta, DIGITS);
    const said = `${layer},${j},${value}`;
    if (this.#said === said) return;
    this.#said = said;
    const words = wish(delta).split(/\b([zC])\b/).map((part) => (/^[zC]$/.test(part) ? html("i", { class: "bp-letter" }, part) : part));
    this.sentence.replaceChildren(mathLine(symbol("δ", j, layer), mathml("mo", {}, "="), mathml("mn", {}, value)), ": ", ...words);
    this.diagram.describe((item) => this.#nameOf(item));
  }

  #nameOf({ kind, layer, j, k }) {
    if (kind === "edge") return `from neuron ${k} of layer ${layer - 1} to neuron ${j} of layer ${layer}`;
    const delta = this.#table.delta[layer]?.[this.#row][j - 1];
    return delta === undefined ? `neuron ${j}, layer ${layer}` : `neuron ${j}, layer ${layer}, wish ${signed(-delta, DIGITS)}`;
  }

  get #row() {
    return this.#at.reduce((place, value, index) => place * this.#table.targets[index].length + value, 0);
  }

  #speak() {
    const [layer, j] = this.#neuron;
    const delta = this.#table.delta[layer][this.#row][j - 1];
    setText(this.status, `C = ${fixed(this.#table.cost[this.#row], 4)}. Neuron ${j}, layer ${layer}: δ = ${signed(delta, DIGITS)}: ${wish(delta)}`);
  }
}

/** An arrow from (x, y) by so much down the page; nothing where it could not be seen. */
export function arrowPath(x, y, fall) {
  if (Math.abs(fall) < 0.5) return "M0 0";
  const wing = Math.min(4, Math.abs(fall)); // a short arrow has a small head
  const back = y + fall - Math.sign(fall) * wing;
  return `M${x} ${y}V${y + fall}M${x - wing} ${back}L${x} ${y + fall}L${x + wing} ${back}`;
}

/** What a neuron wishes, in words. */
export function wish(delta) {
  if (Math.abs(delta) < 0.5 * 10 ** -DIGITS) return "nothing to wish for; a small push of its z would hardly change C.";
  const way = delta < 0 ? "larger" : "smaller";
  return `its z should be ${way}. A push of 0.1 that way lowers C by about ${fixed(Math.abs(delta) / 10, DIGITS + 1)}.`;
}

/** @returns {Table} */
function checked(table, sizes) {
  const { targets = [], cost = [], delta = [] } = table ?? {};
  const rows = targets.reduce((product, values) => product * values.length, 1);
  const isWhole = sizes.every((n, place) => place === 0 || (delta[place + 1]?.length === rows && delta[place + 1].every((row) => row.length === n)));
  if (targets.length !== sizes.at(-1) || cost.length !== rows || !isWhole) throw new Unreadable("The numbers of these targets are incomplete; the picture stays as it was.");
  return { targets, cost, delta };
}

export default widgetOf(WishesView);
