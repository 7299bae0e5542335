/** The explorer: one weight or bias is changed, and everything that follows from it is seen. */

import { focusedIn, heard, hearKeys, html, mathLine, mathml, parseMath, setAttributes, setText, svg, uniqueId } from "../shared/dom.js";
import { MINUS, fixed, signed, valueText } from "../shared/numbers.js";
import { indexTexts, parameterSymbol, spoken, symbolInWords } from "../shared/notation.js";
import { keyOf } from "../shared/switches.js";
import { View, widgetOf } from "../shared/view.js";
import { digitsOf } from "./digits.js";
import { Session } from "./session.js";
import { setRoom, terms } from "../shared/equation.js";
import { Diagram } from "../shared/diagram.js";
import { Brackets } from "./brackets.js";
import { Factors } from "./factors.js";
import { RowSlider, valueAfter } from "../shared/slider.js";
import { numberIn } from "../shared/typed.js";
import { legend } from "../shared/legend.js";
import { CostPlot } from "./plot.js";
import { GapInset } from "./gap.js";
import { RegionsInset, checkedRegions } from "./regions.js";
import { Ask, EXPECT } from "../shared/ask.js";
import { askerOf } from "./asker.js";
import { Form } from "./form.js";
import { Toolbar } from "./toolbar.js";
import { TAKEN_BACK, askedSummary, consequence, itemName, outcome, reachSentence, summary } from "./words.js";

const ROWS_OF_KEY = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }; // in the box, where the others move the caret

class ExplorerView extends View {
  form = null; // kept over networks, so that it stays open
  #session;
  #network = null; // what is drawn now: the network, the sweep and the settled point
  #sweep = null;
  #reader; // whose digits are shown
  #digits;
  #slopeFlips; // whether the slope changes its sign during the sweep
  #reached; // the neurons that can change during the sweep
  #settled = -1;
  #asked = ""; // the question that was heard last
  #manner = ""; // what changes the layout: the detail, the presenter's size, a question

  constructor(where, session) {
    super(where, "bp-explorer bp-asks", "Explorer of one weight or bias");
    this.#session = session;
    hearKeys(this.root, (event) => this.#keys(event));
    this.atEnd(session.subscribe(() => this.drawSoon()));
    this.start([]);
  }

  dispose() {
    if (this.slider?.held || this.plot?.held) this.#session.commit();
    super.dispose();
  }

  get sentenceNow() {
    return this.#session.message;
  }

  // ---- built once for a network ----

  #build(network) {
    this.#network = network;
    this.#sweep = null;
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
    this.brackets = new Brackets(network.sizes, this.diagram);
    this.factors = new Factors(this.diagram);
    this.plot = new CostPlot(this.slider.element, {
      onMove: (value) => this.#session.move(value),
      onEnd: () => this.#session.commit(),
    });
    this.inset = new GapInset();
    this.regions = this.model.get("regions")?.cells === undefined ? null : new RegionsInset();
    this.ask = new Ask(askerOf(this.#session));
    this.form ??= new Form(this.#session);
    this.form.show();
    this.toolbar = new Toolbar(this.#session, this.ask);
    this.#buildWords();
    this.#buildControls();
    const focused = focusedIn(this.root);
    this.root.replaceChildren(this.#arranged(network), this.unseen.summary, this.unseen.live);
    if (this.root.contains(focused)) focused.focus({ preventScroll: true });
  }

  #buildWords() {
    const summaryId = uniqueId();
    this.sentence = html("p", { class: "bp-sentence" });
    this.head = html("div", { class: "bp-head" });
    this.equations = { slope: html("div", { class: "bp-row" }), difference: html("div", { class: "bp-row" }) };
    this.unseen = {
      summary: html("p", { class: "bp-unseen", id: summaryId }),
      live: html("p", { class: "bp-unseen", "aria-live": "polite" }),
    };
    setAttributes(this.root, { "aria-describedby": summaryId });
    const number = (quantity) => html("span", { "data-quantity": quantity });
    this.readout = { actual: number("actual"), predicted: number("predicted"), gap: html("span") };
    this.predictedFormula = html("span", { class: "bp-quiet" });
  }

  #buildControls() {
    const session = this.#session;
    this.box = html("input", { class: "bp-box", inputmode: "decimal", role: "spinbutton", autocomplete: "off" });
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
    hearKeys(this.box, (event) => this.#boxKey(event));
  }

  #arranged(network) {
    const { reset, undo, redo } = this.buttons;
    const change = html("span", { class: "bp-quiet bp-change-of" }, "Δ", this.changeLetter, " = ", this.changeText);
    const readout = html("div", { class: "bp-numbers" }, this.#readoutTable(), this.inset.element);
    const controls = html("div", { class: "bp-controls" }, this.boxLabel, html("span", {}, this.box), change, reset, undo, redo);
    this.answer = html("div", { class: "bp-answer" }, this.head, this.plot.element, controls, this.message, readout);
    return html(
      "div",
      { class: "bp-grid" },
      this.sentence,
      html("div", { class: "bp-picture" }, this.diagram.element, legend(`activation${network.gauge[0] < 0 ? ", right of the top if positive" : ""}; tick: start; green: change`), ...(this.regions ? [this.regions.element] : [])),
      html(
        "div",
        { class: "bp-cost" },
        this.answer,
        this.ask.element,
      ),
      equationArea("bp-level-3", "slope here, by backpropagation", this.equations.slope),
      equationArea("bp-level-4", "the same slope, by pushing both ways", this.equations.difference),
      this.toolbar.element, // last, so that the slider is the first stop of the keyboard
      this.form.element,
    );
  }

  #readoutTable() {
    const row = (attributes, glyph, words, cell) => {
      return html("tr", attributes, html("th", { scope: "row" }, glyphSvg(...glyph), ...words), html("td", {}, cell));
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
        row({ class: "bp-level-4" }, ring, ["predicted ", this.predictedFormula], this.readout.predicted),
        row({ class: "bp-level-4 bp-line-above" }, bar, ["gap"], this.readout.gap),
      ),
    );
  }

  // ---- drawn from the session alone, once for each frame ----

  draw() {
    const { network, sweep, value, settled, waiting, settings } = this.#session;
    if (network && network !== this.#network) this.#build(network);
    if (!this.#network) return;
    this.#chooseDigits(sweep);
    if (sweep && sweep !== this.#sweep) this.#showSweep(sweep);
    this.#showManner();
    const reading = sweep?.at(settings.asking ? sweep.start : value); // whoever moves it, a question is about the start
    if (sweep) this.#showReading(reading);
    setAttributes(this.root, { "aria-busy": waiting });
    this.buttons.undo.disabled = !this.#session.canUndo;
    this.buttons.redo.disabled = !this.#session.canRedo;
    this.buttons.reset.disabled = !sweep || sweep.at(value).atStart;
    this.slider.element.disabled = this.box.disabled = !sweep;
    if (sweep && settled !== this.#settled) this.#settle(reading);
  }

  #chooseDigits(sweep) {
    const reader = this.#session.settings.presenter ? "hall" : "desk";
    if (!sweep || (sweep === this.#sweep && reader === this.#reader)) return;
    this.#reader = reader;
    this.#digits = digitsOf(sweep, reader);
  }

  /** How much is shown, for whom, and whether a question hides the answer. */
  #showManner() {
    const { detail, presenter, asking, question, spread } = this.#session.settings;
    const now = JSON.stringify([detail, presenter, question, spread]);
    this.ask.draw();
    this.toolbar.draw();
    if (now !== this.#manner && this.#sweep) this.#takeManner(now);
    if (asking) this.#askAloud();
    this.tellWaiting(asking ? this.#network.id : undefined);
  }

  #takeManner(now) {
    const { shown, asking } = this.#session.settings;
    const wasAsking = this.root.classList.contains("asking");
    this.#manner = now;
    setAttributes(this.root, { "data-detail": shown });
    this.root.classList.toggle("asking", asking);
    this.#showSentence();
    this.#layOut();
    this.#settled = -1; // what is said of the picture changes with it
    if (wasAsking !== asking) this.#handOver(asking);
  }

  /** What had the focus may be hidden now; and who cannot see hears the verdict, in the view that has the focus. */
  #handOver(asking) {
    const focused = focusedIn(this.root);
    const hasFocus = this.root.contains(focused);
    this.#asked = "";
    if (asking && this.answer.contains(focused)) {
      this.#asked = this.ask.words; // heard as it takes the focus
      setText(this.unseen.live, "");
      this.ask.focus();
    } else if (!asking && this.ask.element.contains(focused)) this.slider.element.focus({ preventScroll: true });
    if (!asking && hasFocus) setText(this.unseen.live, heard(this.sentence));
  }

  /** Each question is heard once, of whichever parameter. */
  #askAloud() {
    const { words } = this.ask;
    if (words === this.#asked || !this.root.contains(focusedIn(this.root))) return;
    this.#asked = words;
    setText(this.unseen.live, words);
  }

  /** A key tells what its button would; a question is heard itself. */
  #tellKey(key) {
    this.ask.draw();
    this.toolbar.draw();
    const button = this.root.querySelector(`[aria-pressed][aria-keyshortcuts="${key}" i]:not([aria-keyshortcuts=Q])`);
    if (!button || button === focusedIn(this.root)) return;
    setText(this.unseen.live, `${button.getAttribute("aria-label") ?? heard(button)}: ${button.getAttribute("aria-pressed") === "true" ? "on" : "off"}`);
  }

  #showSentence() {
    const { question, asking } = this.#session.settings;
    if (asking) this.sentence.replaceChildren(EXPECT);
    else if (question) this.sentence.replaceChildren(...this.ask.verdict);
    else {
      const [before, after] = reachSentence(this.#sweep);
      const { left } = this.#session;
      const [push, fate] = TAKEN_BACK;
      this.sentence.replaceChildren(before, symbolInWords(this.#sweep.parameter), after, ...(left ? [push, symbolInWords(left), fate] : []));
    }
  }

  /** Another parameter, or another sweep of the same. */
  #showSweep(sweep) {
    if (this.#sweep) this.diagram.setWeight(this.#sweep.parameter.plain, this.#sweep.start);
    this.#sweep = sweep;
    this.#slopeFlips = sweep.find(["derivative"]).flips;
    const neurons = this.diagram.items.filter(({ kind }) => kind === "neuron");
    this.#reached = neurons.filter(({ layer, j }) => sweep.reaches(layer, j));
    this.#showActivations(neurons, sweep.at(sweep.start));
    const name = spoken(sweep.parameter);
    this.slider.show(sweep, `Change ${name}`);
    setAttributes(this.box, { "aria-valuemin": sweep.low, "aria-valuemax": sweep.high, "aria-label": `Value of ${name}` });
    this.#showNames(sweep);
    this.#showEquations(sweep);
    this.inset.show(sweep);
    this.#layOut();
  }

  #showNames({ parameter }) {
    const symbol = () => parameterSymbol(parameter);
    this.#showSentence();
    this.boxLabel.replaceChildren(mathLine(symbol(), operator("=")));
    setText(this.changeLetter, parameter.letter);
    const product = [operator("×"), operator("Δ"), mathml("mi", {}, parameter.letter)];
    this.predictedFormula.replaceChildren("slope at start ", mathLine(...product));
    const number = (quantity) => html("span", { class: "bp-math", "data-quantity": quantity });
    this.headNumbers = { cost: number("cost"), parameter: number("parameter"), slope: number() };
    const { cost, parameter: present, slope } = this.headNumbers;
    const costEquals = mathLine(mathml("mi", {}, "C"), operator("="));
    const atEquals = mathLine(mathml("mtext", {}, "\u00a0at\u00a0"), symbol(), operator("="));
    const swatch = html("span", { class: "bp-swatch" });
    this.head.replaceChildren(
      html("span", {}, costEquals, cost, atEquals, present),
      html("span", { class: "bp-slope bp-level-2" }, swatch, "slope ", slope),
    );
  }

  #showEquations({ parameter, h }) {
    const equation = this.take(["equations"], built)?.[parameter.letter];
    if (!equation) {
      this.hooks = null;
      return;
    }
    const { slope, difference, number } = equation;
    this.hooks = {
      delta: hook(slope, "delta"),
      derivative: hook(slope, "derivative"),
      finiteDifference: hook(difference, "finite-difference"),
      ...(parameter.k !== null && { a: hook(slope, "a") }),
    };
    setAttributes(this.hooks.derivative, { "data-quantity": "derivative" });
    setAttributes(this.hooks.finiteDifference, { "data-quantity": "finite-difference" });
    const indices = { l: parameter.layer, before: parameter.layer - 1, ...indexTexts(parameter) };
    for (const [name, text] of Object.entries(indices)) {
      for (const index of slope.querySelectorAll(`.${name} > mn`)) setText(index, String(text));
    }
    this.equations.slope.replaceChildren(slope, html("span", { class: "bp-number" }, `(${number})`));
    const exponent = mathml("mn", {}, fixed(Math.log10(h), 0));
    const step = mathLine(mathml("mi", {}, "h"), operator("="), mathml("msup", {}, mathml("mn", {}, "10"), exponent));
    this.equations.difference.replaceChildren(difference, html("span", { class: "bp-number" }, step));
  }

  #layOut() {
    if (!this.#sweep) return;
    const { scale } = this;
    const { parameter } = this.#sweep;
    this.diagram.resize(this.diagram.element.clientWidth || 560, scale, this.close);
    this.diagram.choose(parameter);
    this.diagram.reach(
      // while a question is open everything looks alike: grey would give the answer away
      ({ kind, layer, j, k }) => this.#session.settings.asking || this.#sweep.reaches(...(kind === "edge" ? [layer - 1, k] : [layer, j])),
      ({ kind, layer, j }) => kind === "neuron" && layer === parameter.layer - 1 && j === parameter.k,
    );
    this.brackets.show(this.#sweep, this.#digits, this.diagram.geometry);
    this.factors.show(this.#sweep, this.#digits);
    if (this.#plane) this.regions.layOut(this.#plane, this.#network.x, scale);
    this.plot.show(this.#sweep, this.plot.element.clientWidth || 380, scale, this.#session.settings.spread);
  }

  resized() {
    this.#layOut();
  }

  /** The plane that the inset shows, where there is one and it can be read. */
  get #plane() {
    return this.regions && this.#sweep.regions ? this.take(["regions"], checkedRegions) : null;
  }

  /** What follows the thumb. */
  #showReading(reading) {
    this.#showActivations(this.#reached, reading);
    this.diagram.setWeight(reading.sweep.parameter.plain, reading.value);
    this.brackets.draw(reading);
    this.factors.draw(reading);
    this.plot.draw(reading);
    if (this.#plane) this.regions.draw(reading);
    if (this.#session.settings.shown === 4) this.inset.draw(reading);
    this.slider.draw(reading.value, valueText(reading.value));
    this.#showNumbers(reading);
    if (!this.typing) this.box.value = valueText(reading.value);
    if (this.box.matches(":focus")) this.#tellBox(reading); // not while the slider is dragged, where it would cost time
  }

  #showActivations(neurons, reading) {
    for (const { layer, j } of neurons) {
      this.diagram.setActivation(layer, j, reading.activation(layer, j));
      const changed = reading.sweep.reaches(layer, j) && !reading.atStart;
      const digits = this.#digits.change[layer - 1];
      this.diagram.setNote(layer, j, changed ? signed(reading.activationChange(layer, j), digits) : "");
    }
  }

  #showNumbers(reading) {
    const { parameter, factor } = reading.sweep;
    const digits = this.#digits;
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
    if (!this.hooks) return;
    if (this.hooks.a) setText(this.hooks.a, fixed(factor, digits.factor));
    setNumber(this.hooks.delta, delta, this.#slopeFlips);
    setNumber(this.hooks.derivative, slope, this.#slopeFlips);
    setNumber(this.hooks.finiteDifference, difference, this.#slopeFlips);
  }

  #tellBox({ value }) {
    setAttributes(this.box, { "aria-valuenow": value, "aria-valuetext": valueText(value) });
  }

  /** Names follow the values once a gesture is over, and only the view that has the focus speaks. */
  #settle(reading) {
    const isFirst = this.#settled < 0;
    this.#settled = this.#session.settled;
    this.#tellBox(reading);
    const { asking, shown } = this.#session.settings;
    this.diagram.describe((item) => itemName(item, reading, { weight: this.diagram.weight(item.plain), digits: this.#digits, asking }));
    setText(this.unseen.summary, asking ? askedSummary(reading) : summary(reading, this.#digits, shown));
    if (asking) return;
    const focused = focusedIn(this.root);
    if (isFirst || !this.root.contains(focused)) return;
    const hasSaid = focused === this.box || focused === this.slider.element || focused.matches(":disabled"); // hands on
    const { left } = this.#session;
    const [push, fate] = TAKEN_BACK;
    setText(this.unseen.live, (hasSaid ? consequence : outcome)(reading, this.#digits, shown) + (left ? push + spoken(left) + fate : ""));
  }

  // ---- the number box, the keys ----

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
    const { start } = this.#sweep;
    const typed = numberIn(this.box.value);
    return typed === numberIn(valueText(start)) ? start : typed;
  }

  #boxKey(event) {
    const rows = ROWS_OF_KEY[event.key];
    if (event.key === "Enter" || rows) this.#typed();
    if (!rows || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#session.move(valueAfter(this.#sweep, this.#session.value, rows));
    this.#session.commitSoon();
  }

  #keys(event) {
    if (event.ctrlKey || event.metaKey) this.#undoKeys(event, event.key.toLowerCase());
    const key = keyOf(event);
    if (!key || !this.#sweep) return;
    if (!this.toolbar.key(key) && !(this.#session.settings.question && this.ask.key(key))) return;
    event.preventDefault();
    this.#tellKey(key);
  }

  #undoKeys(event, key) {
    if (event.target === this.box || !["z", "y"].includes(key)) return;
    event.preventDefault();
    if (this.#session.settings.asking) this.ask.takeBack();
    else if (key === "y" || event.shiftKey) this.#session.redo();
    else this.#session.undo();
  }
}

function operator(text) {
  const close = text === "Δ" ? { lspace: "0", rspace: "0" } : {};
  return mathml("mo", close, text);
}

/** The equations of a weight and of a bias, and their numbers. */
function built(equations) {
  const each = Object.entries(equations).map(([letter, { slope, difference, number }]) => {
    return [letter, { slope: terms(parseMath(slope)), difference: terms(parseMath(difference)), number }];
  });
  return Object.fromEntries(each);
}

/** The number inside a hook that Python's equation left for it. */
function hook(equation, name) {
  return equation.querySelector(`.${name} > mn`);
}

/** Write a number; where its sign flips during the sweep, room for the minus stays. */
function setNumber(element, text, flips) {
  setText(element, text);
  setRoom(element, flips && !text.includes(MINUS));
}

function iconButton(label, keys, path) {
  const icon = svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: path }));
  return html("button", { type: "button", class: "bp-icon", "aria-label": label, title: `${label} (${keys})` }, icon);
}

function glyphSvg(...shapes) {
  return svg("svg", { viewBox: "0 0 16 12", "aria-hidden": "true" }, ...shapes);
}

function equationArea(level, caption, row) {
  return html("div", { class: `bp-equation ${level}` }, html("p", { class: "bp-quiet" }, caption), row);
}

export default widgetOf(ExplorerView, Session);
