/** The pass player: forward pass, backward pass, gradient and update, one step at a time. */

import { html, mathLine, mathml, setAttributes, setText, svg, uniqueId } from "./dom.js";
import { fixed, signed } from "./numbers.js";
import { biasName, layered, parseParameter, spoken, weightName } from "./notation.js";
import { Quantities } from "./quantities.js";
import { Equation } from "./equation.js";
import { Diagram } from "./diagram.js";
import { Board } from "./board.js";

const EVENTS = ["at", "neuron", "source", "layer", "predict", "revealed", "steps", "quantities"].map((name) => `change:${name}`);
const GLYPHS = {
  "First step": "M4 3v10M13 3 6 8l7 5z",
  "Step back": "M11 3 4 8l7 5z",
  "Next step": "m5 3 7 5-7 5z",
  "Last step": "M12 3v10M3 3l7 5-7 5z",
};

class PlayerView {
  #model;
  #quantities;
  #place;
  #equation = new Equation();
  #board = new Board();
  #frame = 0;
  #width = 0;
  #drawn = {};
  #hear = () => this.#drawSoon();

  constructor(model, el) {
    this.#model = model;
    this.root = html("div", {
      class: "bp-widget bp-player",
      role: "group",
      "aria-label": "Player of the forward and the backward pass",
      "data-lm-suppress-shortcuts": "true",
    });
    this.root.addEventListener("keydown", (event) => this.#key(event));
    el.append(this.root);
    this.#build();
    this.#draw();
    for (const event of EVENTS) model.on(event, this.#hear);
    this.observer = new ResizeObserver(() => this.#resized());
    this.observer.observe(this.root);
  }

  dispose() {
    for (const event of EVENTS) this.#model.off(event, this.#hear);
    this.observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.root.remove();
  }

  // ---- built once ----

  #build() {
    const network = this.#model.get("network");
    this.sizes = network.sizes;
    this.diagram = new Diagram(network, {
      label: "Network: choose the neuron whose numbers are shown",
      onChoose: (plain) => this.#chosen(parseParameter(plain)),
    });
    const summaryId = uniqueId();
    this.phase = html("p", { class: "bp-phase" });
    this.sentence = html("p", { class: "bp-sentence" });
    this.number = html("span", { class: "bp-number" });
    this.unseen = { summary: html("p", { class: "bp-unseen", id: summaryId }), live: html("p", { class: "bp-unseen", "aria-live": "polite" }) };
    setAttributes(this.root, { "aria-describedby": summaryId });
    this.root.append(
      html("div", { class: "bp-top" }, html("div", {}, this.phase, this.sentence), this.#buildPredict()),
      this.#buildControls(),
      html("div", { class: "bp-grid" }, html("div", { class: "bp-picture" }, this.diagram.element), this.#board.element),
      html("div", { class: "bp-equation bp-line" }, this.#equation.element, this.number),
      this.unseen.summary,
      this.unseen.live,
    );
  }

  #buildPredict() {
    this.predict = html("input", { type: "checkbox" });
    this.reveal = html("button", { type: "button", title: "Reveal (R)" }, "Reveal");
    this.predict.addEventListener("change", () => this.#set({ predict: this.predict.checked, revealed: false }));
    this.reveal.addEventListener("click", () => this.#set({ revealed: true }));
    return html("div", { class: "bp-predict" }, html("label", {}, this.predict, " Predict first"), this.reveal);
  }

  #buildControls() {
    const [first, back, next, last] = Object.entries(GLYPHS).map(([label, path]) => iconOf(label, path));
    this.buttons = { first, back, next, last };
    this.slider = html("input", { type: "range", min: "0", step: "1", "aria-label": "Step" });
    const steps = () => this.#model.get("steps").length - 1;
    first.addEventListener("click", () => this.#go(0));
    back.addEventListener("click", () => this.#go(this.index - 1));
    next.addEventListener("click", () => this.#go(this.index + 1));
    last.addEventListener("click", () => this.#go(steps()));
    this.slider.addEventListener("input", () => this.#go(Number(this.slider.value), false));
    this.slider.addEventListener("change", () => this.#model.save_changes());
    this.label = html("span", { class: "bp-quiet bp-step" });
    return html("div", { class: "bp-controls" }, first, back, this.slider, next, last, this.label);
  }

  // ---- where we are ----

  get index() {
    return this.#model.get("steps").findIndex((step) => step.name === this.#model.get("at"));
  }

  get step() {
    return this.#model.get("steps")[this.index];
  }

  /** The layer whose equation is shown: the step's own, or for the update the one chosen last. */
  get layer() {
    const { layers } = this.step;
    return layers.includes(this.#model.get("layer")) ? this.#model.get("layer") : layers[0];
  }

  get neuron() {
    return Math.min(this.#model.get("neuron"), this.sizes[this.layer - 1]);
  }

  get source() {
    return Math.min(this.#model.get("source"), this.sizes[this.layer - 2] ?? 1);
  }

  get hides() {
    return this.#model.get("predict") && !this.#model.get("revealed");
  }

  // ---- gestures ----

  #set(values, isEnd = true) {
    for (const [name, value] of Object.entries(values)) this.#model.set(name, value);
    if (isEnd) this.#model.save_changes();
  }

  #go(index, isEnd = true) {
    const steps = this.#model.get("steps");
    const step = steps[Math.max(0, Math.min(steps.length - 1, index))];
    if (step.name !== this.#model.get("at")) this.#set({ revealed: false, at: step.name }, isEnd);
  }

  /** A neuron, or the one an edge is read for: its own layer's step in the same phase, if there is one. */
  #chosen({ layer, j, k }) {
    const [kind] = this.step.name.split("[");
    const isBackward = kind === "delta" && k !== null;
    const [where, neuron] = isBackward ? [layer - 1, k] : [layer, j];
    const step = this.#model.get("steps").find(({ name, layers }) => name.split("[")[0] === kind && layers.includes(where));
    if (!step) return;
    const changes = { neuron, layer: where, ...(k !== null && !isBackward && { source: k }) };
    this.#set(step.name === this.step.name ? changes : { ...changes, at: step.name, revealed: false });
  }

  #key(event) {
    if (event.key.toLowerCase() !== "r" || event.ctrlKey || event.metaKey || event.altKey || !this.hides) return;
    event.preventDefault();
    this.#set({ revealed: true });
  }

  // ---- drawing ----

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #resized() {
    if (this.root.clientWidth === this.#width) return;
    this.#width = this.root.clientWidth;
    this.#drawn.size = null;
    this.#drawSoon();
  }

  #draw() {
    this.#frame = 0;
    if (this.#drawn.quantities !== this.#model.get("quantities")) {
      this.#drawn.quantities = this.#model.get("quantities");
      this.#quantities = new Quantities(this.#drawn.quantities);
      this.#place = this.#quantities.place(0);
    }
    const { step, layer, neuron: j, source: k } = this;
    const key = `${step.name} ${layer}`;
    if (this.#drawn.key !== key) {
      this.#equation.show(step.templates[layer]);
      this.#board.show(step.boards[layer]);
    }
    const isHidden = (path) => this.#isHidden(path);
    this.#equation.choose({ j, k }, this.#quantities);
    this.#equation.draw(this.#quantities, this.#place, isHidden);
    this.#board.draw(this.#quantities, this.#place, { j, k }, isHidden);
    this.#drawWords(step, layer);
    this.#drawDiagram(layer, j, k);
    const state = `${key} ${j} ${k} ${this.hides}`;
    if (this.#drawn.state !== undefined && this.#drawn.state !== state) this.#speak(step);
    Object.assign(this.#drawn, { key, state });
  }

  #isHidden([name, layer]) {
    const { reveals } = this.step;
    return this.hides && (reveals.includes(name) || reveals.includes(`${name}-${layer}`));
  }

  #drawWords(step, layer) {
    const count = this.#model.get("steps").length;
    setText(this.phase, step.phase);
    this.sentence.replaceChildren(...typeset(step.words + this.#outcome(step)));
    setText(this.number, step.number && `(${step.number})`);
    this.label.replaceChildren(`step ${this.index + 1} of ${count}: `, nameOfStep(step, layer));
    setAttributes(this.slider, { max: count - 1, "aria-valuetext": `step ${this.index + 1} of ${count}: ${spokenStep(step)}` });
    this.slider.value = String(this.index);
    this.buttons.first.disabled = this.buttons.back.disabled = this.index === 0;
    this.buttons.next.disabled = this.buttons.last.disabled = this.index === count - 1;
    this.predict.checked = this.#model.get("predict");
    this.reveal.disabled = !this.hides;
    setText(this.unseen.summary, `${spokenStep(step)}. ${step.words}`);
  }

  /** What the update brought. */
  #outcome(step) {
    if (step.name !== "update") return "";
    const [before, after] = ["C", "newC"].map((name) => this.#number([name], 4));
    return ` C goes from ${before} to ${this.hides ? "?" : after}.`;
  }

  #number(path, digits) {
    return fixed(this.#quantities.at(this.#place, this.#quantities.find(path, {}).column), digits);
  }

  #value(name, layer, j) {
    return this.#quantities.at(this.#place, this.#quantities.find([name, String(layer), String(j)], {}).column);
  }

  /** Whether a step has been reached, and what it computes is not hidden. */
  #knows(name) {
    const place = this.#model.get("steps").findIndex((step) => step.name === name);
    return place >= 0 && (place < this.index || (place === this.index && !this.hides));
  }

  #drawDiagram(layer, j, k) {
    const size = `${this.diagram.element.clientWidth}`;
    if (this.#drawn.size !== size) {
      this.#drawn.size = size;
      const scale = Number.parseFloat(getComputedStyle(this.root).getPropertyValue("--s")) || 1;
      this.diagram.resize(this.diagram.element.clientWidth || 560, scale);
    }
    for (const item of this.diagram.items) if (item.kind === "neuron") this.#drawNeuron(item);
    const isWeight = ["grad", "update"].includes(this.step.name.split("[")[0]);
    const plain = isWeight ? weightName(layer, j, k) : biasName(layer, j);
    this.diagram.choose({ plain, layer, j, k: isWeight ? k : null, letter: isWeight ? "w" : "b" });
    this.diagram.reach((item) => this.#isLit(item, layer, j, k), ({ kind, layer: own }) => kind === "neuron" && this.#knows(`a[${own}]`));
    this.diagram.describe((item) => this.#nameOfItem(item));
  }

  #drawNeuron({ layer, j }) {
    if (this.#knows(`a[${layer}]`)) this.diagram.setActivation(layer, j, this.#value("a", layer, j));
    else this.diagram.clear(layer, j);
    this.diagram.setNote(layer, j, this.#note(layer, j));
  }

  /** Under a neuron: its z while only that is known, its δ once that is known. */
  #note(layer, j) {
    if (layer === 1) return "";
    if (this.#knows(`delta[${layer}]`)) return `δ ${signed(this.#value("delta", layer, j), 3)}`;
    return this.#knows(`z[${layer}]`) && !this.#knows(`a[${layer}]`) ? `z ${fixed(this.#value("z", layer, j), 2)}` : "";
  }

  /** The weights that the step reads: into neuron j, out of neuron j, or one. */
  #isLit(item, layer, j, k) {
    if (item.kind === "neuron") return false;
    const [kind] = this.step.name.split("[");
    if (kind === "z") return item.layer === layer && item.j === j;
    if (kind === "delta") return item.layer === layer + 1 && item.k === j;
    return ["grad", "update"].includes(kind) && item.layer === layer && item.j === j && item.k === k;
  }

  #nameOfItem(item) {
    const { layer, j } = item;
    if (item.kind === "edge") return `${spoken({ ...item, letter: "w" })}, ${fixed(this.diagram.weight(item.plain), 3)}`;
    const activation = this.#knows(`a[${layer}]`) ? `activation ${fixed(this.#value("a", layer, j), 3)}` : "activation not known yet";
    const delta = this.#knows(`delta[${layer}]`) ? `, delta ${fixed(this.#value("delta", layer, j), 4)}` : "";
    return `neuron ${j}, layer ${layer}, ${activation}${delta}`;
  }

  /** Only the view that has the focus speaks, once for each step. */
  #speak(step) {
    if (!this.root.contains(document.activeElement)) return;
    const equation = this.hides ? "The new numbers are hidden." : this.#equation.element.textContent;
    setText(this.unseen.live, `${spokenStep(step)}. ${equation}`);
  }
}

function iconOf(label, path) {
  const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
  return html("button", { type: "button", class: "bp-icon", "aria-label": label, title: label }, icon);
}

const WORDS = { a: "activations", z: "weighted inputs", delta: "sensitivities", grad: "slopes" };

function spokenStep({ name, phase }) {
  const [kind, layer] = name.split(/[[\]]/);
  return layer ? `${phase}, ${WORDS[kind]} of layer ${layer}` : phase;
}

function nameOfStep({ name }) {
  const [kind, layer] = name.split(/[[\]]/);
  if (!layer) return name;
  const letter = { delta: "δ", grad: "W" }[kind] ?? kind;
  return html("span", {}, kind === "grad" ? "slopes by " : "", mathLine(layered(letter, layer)));
}

/** A sentence in which W^[3], j and C are typeset. */
function typeset(sentence) {
  return sentence.split(/(W\^\[\d+\]|\bj\b|\bC\b)/).map((part, place) => {
    if (place % 2 === 0) return part;
    const [letter, layer] = part.split(/\^\[|\]/);
    return mathLine(layer ? layered(letter, layer) : mathml("mi", {}, letter));
  });
}

export default {
  render({ model, el }) {
    const view = new PlayerView(model, el);
    return () => view.dispose();
  },
};
