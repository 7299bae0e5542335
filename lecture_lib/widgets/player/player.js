/** The pass player: forward pass, backward pass, gradient and update, one step at a time. */

import { focusedIn, hearKeys, html, mathLine, mathml, parseMath, setAttributes, setText, svg, uniqueId } from "../shared/dom.js";
import { clamp, digitsFor, fixed, signed } from "../shared/numbers.js";
import { biasName, layered, spoken, weightName } from "../shared/notation.js";
import { decimalsOf } from "../shared/decimals.js";
import { Sweep } from "../shared/sweep.js";
import { Equation, lastPathsOf } from "../shared/equation.js";
import { Diagram } from "../shared/diagram.js";
import { legend } from "../shared/legend.js";
import { keyOf } from "../shared/switches.js";
import { View, widgetOf } from "../shared/view.js";
import { Unreadable } from "../shared/unreadable.js";
import { Board, lastPathsOfBoard } from "./board.js";

/**
 * @typedef {Object} StepMessage  one step, as Python describes it
 * @property {string} name  such as "delta[2]"
 * @property {string} phase
 * @property {{number: string, templates: Object<string, string>}[]} equations  MathML by layer
 * @property {number[]} layers  those it can be shown for
 * @property {string[]} reveals  quantities that are new, such as "delta-2"
 * @property {Object<string, import("./board.js").BoardMessage>} boards  by layer
 * @property {string} words
 */

const SHOWN = ["at", "neuron", "source", "layer", "predict", "revealed", "sweep"];
const GLYPHS = {
  "First step": "M4 3v10M13 3 6 8l7 5z",
  "Step back": "M11 3 4 8l7 5z",
  "Next step": "m5 3 7 5-7 5z",
  "Last step": "M12 3v10M3 3l7 5-7 5z",
};

class PlayerView extends View {
  #reading = null; // of the one point there is
  #equations = [];
  #board = new Board();
  #steps;
  #step; // the one shown: the model's, or the last one that exists
  #drawn = {};

  constructor(where) {
    super(where, "bp-player", "Player of the forward and the backward pass");
    this.#steps = this.model.get("steps");
    this.#step = this.#steps[0];
    hearKeys(this.root, (event) => this.#key(event));
    this.#build();
    this.start(SHOWN);
  }

  // ---- built once ----

  #build() {
    const network = this.model.get("network");
    this.sizes = network.sizes;
    this.diagram = new Diagram(network, {
      label: "Network: choose the neuron whose numbers are shown",
      onChoose: (_, item) => this.#chosen(item),
      canChoose: () => true,
    });
    this.edge = html("div", { class: "bp-label bp-edge-words", "aria-hidden": "true" }); // heard from the step
    this.diagram.element.append(this.edge);
    const summaryId = uniqueId();
    this.phase = html("p", { class: "bp-phase" });
    this.sentence = html("p", { class: "bp-sentence" });
    this.rows = html("div", { class: "bp-equation" });
    this.unseen = { summary: html("p", { class: "bp-unseen", id: summaryId }), live: html("p", { class: "bp-unseen", "aria-live": "polite" }) };
    setAttributes(this.root, { "aria-describedby": summaryId });
    const picture = html("div", { class: "bp-picture" }, this.diagram.element, legend("activation, once it is known"));
    this.root.append(
      html("div", { class: "bp-top" }, this.#buildControls(), this.#buildPredict()),
      this.message,
      html("div", { class: "bp-words-of-step" }, this.phase, this.sentence),
      html("div", { class: "bp-grid" }, picture, this.#board.element),
      this.rows,
      this.unseen.summary,
      this.unseen.live,
    );
  }

  #buildPredict() {
    this.predict = html("input", { type: "checkbox" });
    this.reveal = html("button", { type: "button", title: "Reveal (R)", "aria-keyshortcuts": "R" }, "Reveal");
    this.predict.addEventListener("change", () => this.#set({ predict: this.predict.checked, revealed: false }));
    this.reveal.addEventListener("click", () => this.#reveal());
    return html("div", { class: "bp-predict" }, html("label", {}, this.predict, " Predict first"), this.reveal, this.makeHallSwitch());
  }

  #buildControls() {
    const [first, back, next, last] = Object.entries(GLYPHS).map(([label, path]) => iconOf(label, path));
    this.buttons = { first, back, next, last };
    const end = this.#steps.length - 1;
    this.slider = html("input", { type: "range", class: "bp-slider", min: "0", max: String(end), step: "1", "aria-label": "Step" });
    first.addEventListener("click", () => this.#go(0));
    back.addEventListener("click", () => this.#go(this.index - 1));
    next.addEventListener("click", () => this.#go(this.index + 1));
    last.addEventListener("click", () => this.#go(end));
    this.slider.addEventListener("input", () => this.#go(Number(this.slider.value), false));
    this.slider.addEventListener("change", () => this.save());
    this.label = html("span", { class: "bp-quiet bp-step" });
    return html("div", { class: "bp-controls" }, first, back, this.slider, next, last, this.label);
  }

  // ---- where we are ----

  get index() {
    return this.#steps.indexOf(this.#step);
  }

  get layer() {
    return this.#layerOf(this.#step, this.model.get("layer"));
  }

  get neuron() {
    return clamp(this.take(["neuron"], whole), 1, this.sizes[this.layer - 1]);
  }

  get source() {
    return clamp(this.take(["source"], whole), 1, this.sizes[Math.max(this.layer - 2, 0)]);
  }

  get hides() {
    return this.model.get("predict") && !this.model.get("revealed");
  }

  get #isOfWeights() {
    return ["gradient", "update"].includes(this.#step.phase);
  }

  /** The layer whose equation a step shows: its own, or for the update the one chosen last. */
  #layerOf({ layers }, wanted) {
    return layers.includes(wanted) ? wanted : layers[0];
  }

  // ---- gestures ----

  #set(values, isEnd = true) {
    this.move(values);
    if (isEnd) this.save();
  }

  #go(index, isEnd = true) {
    this.#show(this.#steps[clamp(index, 0, this.#steps.length - 1)], {}, isEnd);
  }

  /** Another step; its layer may have fewer neurons, and then its last one is shown. */
  #show(step, chosen, isEnd = true) {
    const { neuron, source, layer } = { neuron: this.neuron, source: this.source, layer: this.model.get("layer"), ...chosen };
    const l = this.#layerOf(step, layer);
    const place = { layer, at: step.name, neuron: Math.min(neuron, this.sizes[l - 1]) };
    if (l > 1) place.source = Math.min(source, this.sizes[l - 2]);
    this.#set(step === this.#step ? place : { revealed: false, ...place }, isEnd);
  }

  /** A neuron, or the one an edge is read for: its own layer's step of the same kind, or else of the same phase. */
  #chosen({ layer, j, k }) {
    const kind = kindOf(this.#step);
    const isBackward = kind === "delta" && k !== null;
    const [where, neuron] = isBackward ? [layer - 1, k] : [layer, j];
    const steps = this.#steps.filter(({ phase, layers }) => phase === this.#step.phase && layers.includes(where));
    const step = steps.find((candidate) => kindOf(candidate) === kind) ?? steps[0];
    const source = k !== null && !isBackward && { source: k };
    if (step) this.#show(step, { neuron, ...(where > 1 && { layer: where }), ...source });
  }

  #key(event) {
    const key = keyOf(event);
    if (key !== "r" && !(key === "enter" && event.target === this.slider)) return;
    event.preventDefault();
    this.#reveal();
  }

  #reveal() {
    if (this.hides) this.#set({ revealed: true });
  }

  // ---- drawing ----

  resized() {
    this.#drawn.size = null;
  }

  draw() {
    if (!this.take(["steps"], checked)) return;
    this.#reading = this.take(["sweep"], (message) => this.#read(message));
    this.#step = this.take(["at"], (at) => this.#stepOf(at)) ?? this.#step;
    if (!this.#reading) return;
    const { layer, neuron: j, source: k } = this;
    const step = this.#step;
    const key = `${step.name} ${layer}`;
    if (this.#drawn.key !== key) this.#lay(step, layer);
    const isHidden = (path) => this.#isHidden(path);
    for (const equation of this.#equations) {
      equation.choose({ j, k }, this.#reading.sweep);
      equation.draw(this.#reading, isHidden);
    }
    this.#board.draw(this.#reading, { j, k }, isHidden);
    this.#drawWords(step, j);
    this.#drawControls(step);
    this.#drawDiagram(layer, j, k);
    this.tellWaiting(this.hides ? this.model.get("network").id : undefined);
    const state = `${key} ${j} ${k} ${this.hides}`;
    if (this.#drawn.state !== undefined && this.#drawn.state !== state) this.#speak(step, j, k);
    Object.assign(this.#drawn, { key, state });
  }

  #read(message) {
    const sweep = new Sweep(message, { network: this.model.get("network"), whose: "these steps", needs: () => this.#needs() });
    return sweep.at(sweep.start);
  }

  /** The last number of each vector and matrix that a step shows. */
  #needs() {
    const { sizes } = this;
    const needsAt = ({ equations, boards }, l) => {
      const last = { j: sizes[l - 1], k: sizes[Math.max(l - 2, 0)] };
      return [...equations.flatMap(({ templates }) => lastPathsOf(templates[l], last)), ...lastPathsOfBoard(boards[l])];
    };
    return [["C"], ["newC"], ["eta"], ...this.#steps.flatMap((step) => step.layers.flatMap((l) => needsAt(step, l)))];
  }

  #stepOf(at) {
    const step = this.#steps.find(({ name }) => name === at);
    if (!step) throw new Unreadable(`There is no step ${at}; this is still ${this.#step.name}.`);
    return step;
  }

  /** The equations and the board of a step, without their numbers. */
  #lay(step, layer) {
    this.#equations = step.equations.map(() => new Equation());
    const rows = step.equations.map(({ number, templates }, index) => {
      this.#equations[index].show(templates[layer]);
      return html("div", { class: "bp-line" }, this.#equations[index].element, html("span", { class: "bp-number" }, number && `(${number})`));
    });
    this.rows.replaceChildren(...rows);
    this.#board.show(step.boards[layer]);
  }

  #isHidden([name, layer]) {
    const { reveals } = this.#step;
    return this.hides && (reveals.includes(name) || reveals.includes(`${name}-${layer}`));
  }

  #drawWords(step, j) {
    const words = step.words.replace(/\bj\b/g, String(j));
    const outcome = this.#outcome(step);
    setText(this.phase, step.phase);
    this.sentence.replaceChildren(...typeset(words + outcome));
    setText(this.unseen.summary, `${spokenStep(step)}. ${words.replace(/W\^\[(\d+)\]/g, "the weights of layer $1")}${outcome}`);
  }

  #drawControls(step) {
    const { index, slider } = this;
    const end = Number(slider.max);
    const place = `step ${index + 1} of ${end + 1}: `;
    this.label.replaceChildren(place, nameOfStep(step));
    setAttributes(slider, { "aria-valuetext": place + spokenStep(step) });
    slider.value = String(index);
    const { first, back, next, last } = this.buttons;
    for (const button of [first, back]) setAttributes(button, { "aria-disabled": index === 0 });
    for (const button of [next, last]) setAttributes(button, { "aria-disabled": index === end });
    setAttributes(this.reveal, { "aria-disabled": !this.hides });
    this.predict.checked = this.model.get("predict");
  }

  /** What the update brought, to as many digits as tell C before from C after. */
  #outcome(step) {
    if (step.phase !== "update") return "";
    const [before, after, eta] = ["C", "newC", "eta"].map((name) => this.#number(name));
    const digits = digitsFor(Math.abs(after - before), 2, 4, 7);
    const [from, to] = [fixed(before, digits), this.hides ? "?" : fixed(after, digits)];
    return ` With η = ${Number(eta.toPrecision(4))}, C goes from ${from} to ${to}.`;
  }

  /** @param {string} name @param {number} [layer] @param {number} [j] @param {number} [k] */
  #number(name, layer, j, k) {
    return this.#reading.number(this.#reading.sweep.columnOf(name, layer, j, k));
  }

  /** Whether we have come to a step, and what it computes is not hidden. */
  #knows(name) {
    const place = this.#steps.findIndex((step) => step.name === name);
    return place >= 0 && (place < this.index || (place === this.index && !this.hides));
  }

  #drawDiagram(layer, j, k) {
    const width = this.diagram.element.clientWidth || 560;
    if (this.#drawn.size !== width) {
      this.#drawn.size = width;
      this.diagram.resize(width, this.scale, this.close);
    }
    for (const item of this.diagram.items) if (item.kind === "neuron") this.#drawNeuron(item);
    const isWeight = this.#isOfWeights;
    const plain = isWeight ? weightName(layer, j, k) : biasName(layer, j);
    this.diagram.choose({ plain, layer, j, k: isWeight ? k : null, letter: isWeight ? "w" : "b" });
    this.#drawEdge(isWeight ? this.diagram.itemOf({ plain }).line : null, layer, j, k);
    this.diagram.reach((item) => this.#isLit(item, layer, j, k), ({ kind, layer: own }) => kind === "neuron" && this.#knows(`a[${own}]`));
    this.diagram.describe((item) => this.#nameOfItem(item));
  }

  #drawNeuron({ layer, j }) {
    if (this.#knows(`a[${layer}]`)) this.diagram.setActivation(layer, j, this.#number("a", layer, j));
    else this.diagram.clear(layer, j);
    this.diagram.setNote(layer, j, this.#note(layer, j));
  }

  /** A weight and its slope on the same edge: forwards it multiplies a, backwards it gets δ·a. */
  #drawEdge(line, layer, j, k) {
    this.edge.hidden = line === null || this.diagram.geometry.tight;
    if (this.edge.hidden) return;
    const slope = this.#isHidden(["dw", String(layer)]) ? "?" : signed(this.#number("dw", layer, j, k), decimalsOf(this.#reading.sweep, "dw", layer));
    this.edge.replaceChildren(
      html("span", {}, html("i", { class: "bp-letter" }, "w"), ` ${signed(this.#number("w", layer, j, k), 3)}`),
      html("span", { class: "bp-slope" }, "∂", html("i", { class: "bp-letter" }, "C"), ` ${slope}`),
    );
    Object.assign(this.edge.style, { left: `${(line.x1 + line.x2) / 2}px`, top: `${(line.y1 + line.y2) / 2}px` });
  }

  /** Under a neuron: its z while only that is known, its δ once that is known. */
  #note(layer, j) {
    if (layer === 1) return "";
    if (this.#knows(`delta[${layer}]`)) return `δ ${short(this.#number("delta", layer, j))}`;
    return this.#knows(`z[${layer}]`) && !this.#knows(`a[${layer}]`) ? `z ${fixed(this.#number("z", layer, j), 2)}` : "";
  }

  /** The weights that the step reads: into neuron j, out of neuron j, or one. */
  #isLit(item, layer, j, k) {
    if (item.kind === "neuron") return false;
    const kind = kindOf(this.#step);
    if (kind === "z") return item.layer === layer && item.j === j;
    if (kind === "delta") return item.layer === layer + 1 && item.k === j;
    return this.#isOfWeights && item.layer === layer && item.j === j && item.k === k;
  }

  #nameOfItem(item) {
    const { layer, j } = item;
    if (item.kind === "edge") return `${spoken({ ...item, letter: "w" })}, ${fixed(this.diagram.weight(item.plain), 3)}`;
    const activation = this.#knows(`a[${layer}]`) ? `activation ${fixed(this.#number("a", layer, j), 3)}` : "activation not known yet";
    const delta = this.#knows(`delta[${layer}]`) ? `, delta ${fixed(this.#number("delta", layer, j), 4)}` : "";
    return `neuron ${j}, layer ${layer}, ${activation}${delta}`;
  }

  /** Only the view that has the focus speaks, once for each step: what is shown for neuron j, or for its weight. */
  #speak(step, j, k) {
    const focused = focusedIn(this.root);
    if (!this.root.contains(focused)) return;
    const [family, layer = step.phase === "cost" ? 0 : this.layer] = step.reveals[0].split("-");
    const place = this.#isOfWeights ? [j, k] : step.phase === "cost" ? [] : [j];
    const number = fixed(this.#number(family, layer, ...place), decimalsOf(this.#reading.sweep, family, layer));
    const whose = this.#isOfWeights ? `Weight ${j} ${k}` : step.phase === "cost" ? "C" : `Neuron ${j}`;
    const value = this.hides ? "hidden, R reveals it" : number;
    const said = this.slider === focused ? "" : `${spokenStep(step)}. `; // by the slider itself
    setText(this.unseen.live, `${said}${whose}: ${value}.${this.#outcome(step)}`);
  }
}

/** Steps whose equations can be built. @param {StepMessage[]} steps */
function checked(steps) {
  for (const { equations } of steps) for (const { templates } of equations) Object.values(templates).forEach(parseMath);
  return steps;
}

function whole(number) {
  if (!Number.isInteger(number)) throw new Unreadable(`There is no neuron ${JSON.stringify(number)}; the picture stays as it was.`);
  return number;
}

function iconOf(label, path) {
  const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
  return html("button", { type: "button", class: "bp-icon", "aria-label": label, title: label }, icon);
}

/** a, z, C, delta, grad or update. */
function kindOf({ name }) {
  return name.split("[")[0];
}

const WORDS = { a: "activations", z: "weighted inputs", delta: "sensitivities", grad: "slopes" };

function spokenStep({ name, phase }) {
  const [kind, layer] = name.split(/[[\]]/);
  return layer ? `${phase}, ${WORDS[kind]} of layer ${layer}` : phase;
}

function nameOfStep({ name }) {
  const [kind, layer] = name.split(/[[\]]/);
  if (name === "C") return mathLine(mathml("mi", {}, "C"));
  if (!layer) return name;
  const letter = { delta: "δ", grad: "W" }[kind] ?? kind;
  return html("span", {}, kind === "grad" ? "slopes by " : "", mathLine(layered(letter, layer)));
}

/** A sentence in which W^[3] and C are typeset. */
function typeset(sentence) {
  return sentence.split(/(W\^\[\d+\]|\bC\b)/).map((part, place) => {
    if (place % 2 === 0) return part;
    const [letter, layer] = part.split(/\^\[|\]/);
    return mathLine(layer ? layered(letter, layer) : mathml("mi", {}, letter));
  });
}

/** A δ under its neuron: three decimals, or where those are all zero one digit and a power of ten. */
function short(value) {
  if (value === 0 || Math.abs(value) >= 0.0005) return signed(value, 3);
  const [digit, power] = Math.abs(value).toExponential(0).split("e");
  const raised = [...power].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");
  return `${value < 0 ? "−" : "+"}${digit}·10${raised}`;
}

export default widgetOf(PlayerView);
