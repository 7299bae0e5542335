/** The explorer: one weight or bias is changed, and everything that follows from it is seen. */

import { html, keepKeys, mathLine, mathml, parseMath, setAttributes, setText, svg, uniqueId } from "./dom.js";
import { MINUS, fixed, signed, valueText } from "./numbers.js";
import { parameterSymbol, spoken } from "./notation.js";
import { Session } from "./session.js";
import { Diagram } from "./diagram.js";
import { Reach } from "./reach.js";
import { Factors } from "./factors.js";
import { RowSlider } from "./slider.js";
import { legend } from "./legend.js";
import { CostPlot } from "./plot.js";
import { itemName, outcome, reachSentence, sliderWords, summary } from "./words.js";

class ExplorerView {
  #session;
  #root;
  #network = null; // what is drawn now: the network, the table and the settled point
  #table = null;
  #settled = -1;
  #frame = 0;
  #width = 0;
  #stop;

  constructor(session, el) {
    this.#session = session;
    this.#root = html("div", {
      role: "group", // not a region: pages with several explorers would have several landmarks of one name
      class: "bp-widget bp-explorer",
      "aria-label": "Explorer of one weight or bias",
    });
    keepKeys(this.#root);
    this.#root.addEventListener("keydown", (event) => this.#undoKeys(event));
    el.append(this.#root);
    this.#draw();
    this.#stop = session.subscribe(() => this.#drawSoon());
    this.#watchWidth();
  }

  dispose() {
    if (this.slider?.held) this.#session.commit();
    this.#stop();
    this.#observer.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#root.remove();
  }

  // ---- built once for a network ----

  #build(network) {
    this.#network = network;
    this.#table = null;
    this.#settled = -1;
    this.slider = new RowSlider({
      onMove: (value) => this.#session.move(value),
      onEnd: () => this.#session.commit(),
      onKey: () => this.#session.commitSoon(),
    });
    this.diagram = new Diagram(network, {
      label: "Network: choose a weight or a bias",
      onChoose: (plain) => this.#session.choose(plain),
    });
    this.reach = new Reach(network.sizes, this.diagram.background);
    this.factors = new Factors(this.diagram);
    this.plot = new CostPlot(this.slider.element);
    this.#buildWords();
    this.#buildControls();
    this.#root.replaceChildren(this.#arranged(), this.unseen.summary, this.unseen.live);
  }

  #buildWords() {
    const summaryId = uniqueId();
    this.sentence = html("p", { class: "bp-sentence" });
    this.message = html("p", { class: "bp-message", role: "status" });
    this.head = html("div", { class: "bp-head" });
    this.equations = { slope: html("div", { class: "bp-row" }), difference: html("div", { class: "bp-row" }) };
    this.unseen = {
      summary: html("p", { class: "bp-unseen", id: summaryId }),
      live: html("p", { class: "bp-unseen", "aria-live": "polite" }),
    };
    setAttributes(this.#root, { "aria-describedby": summaryId });
    const number = (quantity) => html("td", { "data-quantity": quantity });
    this.readout = { actual: number("actual"), predicted: number("predicted"), gap: html("td") };
    this.predictedFormula = html("span", { class: "bp-quiet" });
  }

  #buildControls() {
    const session = this.#session;
    this.box = html("input", { type: "number", class: "bp-box", step: "0.1" });
    this.boxLabel = html("span", { "aria-hidden": "true" });
    this.changeLetter = html("i", { class: "bp-letter" });
    this.changeText = html("span");
    this.buttons = {
      reset: html("button", { type: "button" }, "Reset"),
      undo: iconButton("Undo", "Ctrl+Z", "M6 3 3 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6"),
      redo: iconButton("Redo", "Ctrl+Shift+Z", "m10 3 3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10"),
    };
    for (const [name, button] of Object.entries(this.buttons)) button.addEventListener("click", () => session[name]());
    this.box.addEventListener("input", () => this.#typing());
    for (const end of ["change", "blur"]) this.box.addEventListener(end, () => this.#typed());
    this.box.addEventListener("keydown", (event) => event.key === "Enter" && this.#typed());
  }

  #arranged() {
    const { reset, undo, redo } = this.buttons;
    const change = html("span", { class: "bp-quiet bp-change-of" }, "Δ", this.changeLetter, " = ", this.changeText);
    const controls = html("div", { class: "bp-controls" }, this.boxLabel, this.box, change, reset, undo, redo);
    return html(
      "div",
      { class: "bp-grid" },
      this.sentence,
      html("div", { class: "bp-picture" }, this.diagram.element, legend("activation; tick: start; green: change")),
      html("div", { class: "bp-cost" }, this.head, this.plot.element, controls, this.message, this.#readoutTable()),
      equationArea("slope here, by backpropagation", this.equations.slope),
      equationArea("the same slope, by pushing both ways", this.equations.difference),
    );
  }

  #readoutTable() {
    const row = (attributes, glyph, words, cell) => {
      return html("tr", attributes, html("th", { scope: "row" }, glyphSvg(...glyph), ...words), cell);
    };
    const costChange = html("span", { class: "bp-quiet" }, mathLine(operator("Δ"), mathml("mi", {}, "C")));
    const dot = [svg("circle", { class: "bp-present", cx: 8, cy: 6, r: 5 })];
    const ring = [
      svg("line", { class: "bp-start-tangent", x1: 0, x2: 17, y1: 6, y2: 6, "stroke-width": 1.5 }),
      svg("circle", { class: "bp-predicted", cx: 8, cy: 6, r: 4, "stroke-width": 1.5 }),
    ];
    const bar = [svg("line", { class: "bp-gap", x1: 8, x2: 8, y1: 0, y2: 12, "stroke-width": 3 })];
    return html(
      "table",
      { class: "bp-readout" },
      html("caption", { class: "bp-unseen" }, "Change of the cost"),
      html(
        "tbody",
        {},
        row({}, dot, ["actual ", costChange], this.readout.actual),
        row({}, ring, ["predicted ", this.predictedFormula], this.readout.predicted),
        row({ class: "bp-line-above" }, bar, ["gap"], this.readout.gap),
      ),
    );
  }

  // ---- drawn from the session alone, once for each frame ----

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    const { network, table, value, settled, waiting } = this.#session;
    if (network && network !== this.#network) this.#build(network);
    if (!this.#network) {
      this.#root.replaceChildren(this.#session.message);
      return;
    }
    if (table && table !== this.#table) this.#showTable(table);
    if (table) this.#showReading(table.at(value));
    if (table && settled !== this.#settled) this.#settle(table.at(value));
    this.#root.setAttribute("aria-busy", String(waiting));
    setText(this.message, this.#session.message);
    this.buttons.undo.disabled = !this.#session.canUndo;
    this.buttons.redo.disabled = !this.#session.canRedo;
    this.buttons.reset.disabled = !table || table.at(value).atStart;
  }

  /** Another parameter, or another table of the same. */
  #showTable(table) {
    if (this.#table) this.diagram.setWeight(this.#table.parameter.plain, this.#table.start);
    this.#table = table;
    const name = spoken(table.parameter);
    this.slider.show(table, `Change ${name}`);
    setAttributes(this.box, { min: table.low, max: table.high, "aria-label": `Value of ${name}` });
    this.#showNames(table);
    this.#showEquations(table);
    this.#layOut();
  }

  #showNames({ parameter }) {
    const symbol = () => parameterSymbol(parameter);
    const [before, after] = reachSentence(this.#table);
    this.sentence.replaceChildren(before, mathLine(symbol()), after);
    this.boxLabel.replaceChildren(mathLine(symbol(), operator("=")));
    setText(this.changeLetter, parameter.letter);
    const product = [operator("×"), operator("Δ"), mathml("mi", {}, parameter.letter)];
    this.predictedFormula.replaceChildren("slope at start ", mathLine(...product));
    this.headNumbers = {
      cost: mathml("mn", { "data-quantity": "cost" }),
      parameter: mathml("mn", { "data-quantity": "parameter" }),
      slope: mathml("mn"),
    };
    const { cost, parameter: present, slope } = this.headNumbers;
    const equals = () => operator("=");
    const point = mathLine(mathml("mi", {}, "C"), equals(), cost, mathml("mtext", {}, "\u00a0at\u00a0"), symbol(), equals(), present);
    const swatch = html("span", { class: "bp-swatch" });
    this.head.replaceChildren(html("span", {}, point), html("span", { class: "bp-slope" }, swatch, "slope ", mathLine(slope)));
  }

  #showEquations({ equation, factor, h }) {
    const slope = parseMath(equation.slope);
    const difference = parseMath(equation.difference);
    this.hooks = {
      delta: hook(slope, "delta"),
      derivative: hook(slope, "derivative"),
      finiteDifference: hook(difference, "finite-difference"),
    };
    setAttributes(this.hooks.derivative, { "data-quantity": "derivative" });
    setAttributes(this.hooks.finiteDifference, { "data-quantity": "finite-difference" });
    const constant = hook(slope, "a");
    if (constant) setText(constant, fixed(factor, 3));
    this.equations.slope.replaceChildren(slope, html("span", { class: "bp-number" }, `(${equation.number})`));
    const exponent = mathml("mn", {}, fixed(Math.log10(h), 0));
    const step = mathLine(mathml("mi", {}, "h"), operator("="), mathml("msup", {}, mathml("mn", {}, "10"), exponent));
    this.equations.difference.replaceChildren(difference, html("span", { class: "bp-number" }, step));
  }

  #layOut() {
    if (!this.#table) return;
    const scale = Number.parseFloat(getComputedStyle(this.#root).getPropertyValue("--s")) || 1;
    const { parameter } = this.#table;
    this.diagram.resize(this.diagram.element.clientWidth || 560, scale);
    this.diagram.choose(parameter);
    this.diagram.reach(
      ({ kind, layer, j, k }) => (kind === "edge" ? this.#table.reaches(layer - 1, k) : this.#table.reaches(layer, j)),
      ({ kind, layer, j }) => kind === "neuron" && layer === parameter.layer - 1 && j === parameter.k,
    );
    this.reach.show(this.#table, this.diagram.geometry);
    this.factors.show(this.#table);
    this.plot.show(this.#table, this.plot.element.clientWidth || 380, scale);
  }

  /** What follows the thumb. */
  #showReading(reading) {
    this.#showActivations(reading);
    this.diagram.setWeight(reading.table.parameter.plain, reading.value);
    this.reach.draw(reading);
    this.factors.draw(reading);
    this.plot.draw(reading);
    this.slider.draw(reading.value, sliderWords(reading));
    this.#showNumbers(reading);
    if (!this.typing) this.box.value = boxText(reading.value);
  }

  #showActivations(reading) {
    for (const { kind, layer, j } of this.diagram.items) {
      if (kind !== "neuron") continue;
      this.diagram.setActivation(layer, j, reading.activation(layer, j));
      const changed = reading.table.reaches(layer, j) && !reading.atStart;
      const digits = reading.table.digits.change[layer - 1];
      this.diagram.setNote(layer, j, changed ? signed(reading.activationChange(layer, j), digits) : "");
    }
  }

  #showNumbers(reading) {
    const { digits, slopeFlips, parameter } = reading.table;
    const about = reading.exact ? "" : "≈";
    const slope = about + fixed(reading.derivative, digits.derivative);
    setText(this.headNumbers.cost, about + fixed(reading.cost, digits.cost));
    setText(this.headNumbers.parameter, valueText(reading.value));
    setText(this.headNumbers.slope, slope);
    setText(this.readout.actual, about + signed(reading.actual, digits.cost));
    setText(this.readout.predicted, signed(reading.predicted, digits.cost));
    setText(this.readout.gap, about + signed(reading.actual - reading.predicted, digits.cost));
    setText(this.changeText, reading.atStart ? "0" : signed(reading.change, 2));
    const delta = about + fixed(reading.delta(parameter.layer, parameter.j), digits.delta);
    const difference = about + fixed(reading.finiteDifference, digits.derivative);
    setNumber(this.hooks.delta, delta, slopeFlips);
    setNumber(this.hooks.derivative, slope, slopeFlips);
    setNumber(this.hooks.finiteDifference, difference, slopeFlips);
  }

  /** Names follow the values once a gesture is over, and only the view that has the focus speaks. */
  #settle(reading) {
    const isFirst = this.#settled < 0;
    this.#settled = this.#session.settled;
    this.diagram.describe((item) => itemName(item, reading, this.diagram.weight(item.plain)));
    setText(this.unseen.summary, summary(reading));
    if (!isFirst && this.#root.contains(document.activeElement)) setText(this.unseen.live, outcome(reading));
  }

  // ---- the number box, the keys, the width ----

  #typing() {
    this.typing = true;
    if (this.#session.objection(this.box.value) === undefined) this.#session.move(this.#typedValue());
  }

  /** Typing ends in more than one event; the first one counts. */
  #typed() {
    if (!this.typing) return;
    this.typing = false;
    const objection = this.#session.objection(this.box.value);
    if (objection !== undefined) this.#session.refuse(objection);
    else {
      this.#session.move(this.#typedValue());
      this.#session.commit();
    }
  }

  /** The start has more digits than the box shows; typed as it is shown, it is the start. */
  #typedValue() {
    const { start } = this.#table;
    return this.box.value === boxText(start) ? start : Number(this.box.value);
  }

  #undoKeys(event) {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.target === this.box || !["z", "y"].includes(key)) return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) this.#session.redo();
    else this.#session.undo();
  }

  #observer = new ResizeObserver(() => {
    const width = this.#root.clientWidth;
    if (width === this.#width) return;
    this.#width = width;
    this.#layOut();
    this.#drawSoon();
  });

  #watchWidth() {
    this.#width = this.#root.clientWidth;
    this.#observer.observe(this.#root);
  }
}

function operator(text) {
  const close = text === "Δ" ? { lspace: "0", rspace: "0" } : {};
  return mathml("mo", close, text);
}

/** The number inside a hook that Python's equation left for it. */
function hook(equation, name) {
  return equation.querySelector(`.${name} > mn`);
}

/** Write a number; where its sign flips during the sweep, room for the minus stays. */
function setNumber(element, text, flips) {
  setText(element, text);
  element.classList.toggle("bp-room", flips && !text.includes(MINUS));
}

function boxText(value) {
  return valueText(value).replace(MINUS, "-");
}

function iconButton(label, keys, path) {
  const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
  return html("button", { type: "button", class: "bp-icon", "aria-label": label, title: `${label} (${keys})` }, icon);
}

function glyphSvg(...shapes) {
  return svg("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, ...shapes);
}

function equationArea(caption, row) {
  return html("div", { class: "bp-equation" }, html("p", { class: "bp-quiet" }, caption), row);
}

export default () => {
  let session;
  return {
    initialize({ model }) {
      session = new Session(model);
      return () => session.dispose();
    },
    render({ el }) {
      const view = new ExplorerView(session, el);
      return () => view.dispose();
    },
  };
};
