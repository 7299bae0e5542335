/** The overfitting lab: what is dragged over its test costs, the costs of a run while it trains, and the network's function. */

import { Ask, EXPECT, typeset } from "../shared/ask.js";
import { proportional, standsInRow } from "../shared/axes.js";
import { focusedIn, heard, hearKeys, html, setAttributes, setText, svg, uniqueId } from "../shared/dom.js";
import { Gesture } from "../shared/gesture.js";
import { OutcomeAxis } from "../shared/outcome_axis.js";
import { StepPlot } from "../shared/step_plot.js";
import { keyOf, press, toggle } from "../shared/switches.js";
import { among } from "../shared/unreadable.js";
import { View, widgetOf } from "../shared/view.js";
import { FunctionPlot } from "./function_plot.js";
import { kindsOf, questionOf } from "./questions.js";
import { legend, Readout } from "./readout.js";
import { median, Runs, spread } from "./tables.js";
import { KNOBS, stays, words } from "./words.js";

const PLACE = ["knob", ...Object.keys(KNOBS), "start", "record"];

class OverfittingView extends View {
  #runs = null;
  #outcomes = []; // of every value of what is dragged
  #drawn = {};
  #asked = ""; // the question that was heard last
  #gesture = new Gesture(() => this.#settle());

  constructor(where) {
    super(where, "bp-overfitting bp-lab bp-asks", "Overfitting lab");
    this.#build();
    hearKeys(this.root, (event) => this.#keys(event));
    this.atEnd(() => this.#gesture.cancel());
    this.start([...PLACE, "question", "tables"]);
  }

  // ---- built once ----

  #build() {
    const gestures = { onEnd: () => this.#gesture.end(), onKey: () => this.#gesture.endSoon() };
    this.outcomes = new OutcomeAxis("", { ...gestures, onMove: (value) => this.#set({ [this.#place.knob]: value }) });
    this.costs = new StepPlot("cost against the step; bands: all starts", { ...gestures, onMove: (record) => this.#set({ record }) });
    this.plane = new FunctionPlot();
    this.ask = new Ask(this.#asker);
    const summary = uniqueId();
    this.sentence = html("p", { class: "bp-sentence", id: summary });
    this.live = html("p", { class: "bp-unseen", "aria-live": "polite" });
    this.base = html("p", { class: "bp-caption bp-quiet" });
    this.starts = html("div", { class: "bp-choice", role: "group", "aria-label": "Start that is shown" });
    setAttributes(this.root, { "aria-describedby": summary });
    this.root.append(this.#buildTabs(), this.message, this.sentence, this.#buildBody(), this.live);
  }

  #buildTabs() {
    this.tabs = Object.entries(KNOBS).map(([knob, { tab }]) => this.#chooser({ knob }, tab));
    this.predict = toggle("Predict first", "Q", () => this.#toggleQuestion());
    this.another = html("button", { type: "button", "aria-keyshortcuts": "N", title: "Another question (key N)" }, "Another question");
    this.another.addEventListener("click", () => this.ask.next());
    const knobs = html("div", { class: "bp-choice", role: "group", "aria-label": "What is dragged" }, ...this.tabs);
    return html("div", { class: "bp-tabs" }, knobs, html("span", { class: "bp-modes" }, this.another, this.predict, this.makeHallSwitch()));
  }

  #buildBody() {
    this.costs.play.element.before(html("span", { class: "bp-starts" }, html("span", { class: "bp-quiet" }, "start "), this.starts));
    this.readout = new Readout();
    this.legend = legend();
    this.answers = [this.outcomes.element, this.costs.element, this.readout.element, ...this.legend.ofNetwork]; // what a question hides
    const left = html("div", {}, this.costs.element, this.ask.element);
    const pair = html("div", { class: "bp-pair bp-uneven" }, left, html("div", {}, this.plane.element, this.legend.element));
    this.body = html("div", { class: "bp-with-runs" }, this.base, this.outcomes.element, pair, this.readout.element);
    return this.body;
  }

  /** A button that chooses values. */
  #chooser(values, text) {
    const button = html("button", { type: "button", "data-choice": Object.values(values)[0] }, text);
    button.addEventListener("click", () => {
      this.#set(values);
      this.#gesture.end();
    });
    return button;
  }

  // ---- a question ----

  /** @returns {import("../shared/ask.js").Asker} */
  get #asker() {
    const view = this;
    return {
      get state() {
        const state = view.model.get("question");
        return view.#runs && state?.kind && Array.isArray(state.votes) ? state : null;
      },
      get kinds() {
        return kindsOf(view.#runs, view.#place);
      },
      get about() {
        return JSON.stringify(view.#place);
      },
      get presenter() {
        return view.model.get("presenter") === true;
      },
      questionOf: (kind) => questionOf(kind, view.#runs, view.#place),
      keep: (question) => {
        view.move({ question });
        view.save();
      },
      clear: () => view.costs.play.stop(),
      goTo: (target) => {
        view.move(target);
        view.save();
      },
    };
  }

  #toggleQuestion() {
    if (!this.#runs) return;
    if (this.model.get("question")?.kind) this.ask.end();
    else this.ask.begin();
  }

  #keys(event) {
    const letter = keyOf(event);
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (isUndo && this.ask.asking) this.ask.takeBack();
    else if (letter === "q") this.#toggleQuestion();
    else if (!letter || !this.model.get("question")?.kind || !this.ask.key(letter)) return;
    event.preventDefault();
    this.#tellVote(letter);
  }

  /** A key tells what its button would. */
  #tellVote(letter) {
    this.ask.draw();
    const button = this.ask.element.querySelector(`[aria-pressed][aria-keyshortcuts="${letter}" i]`);
    if (!this.ask.asking || !button || button === focusedIn(this.root)) return;
    setText(this.live, `${heard(button)}: ${button.getAttribute("aria-pressed") === "true" ? "on" : "off"}`);
  }

  // ---- gestures ----

  /** What was said of a question holds for it alone. */
  #set(values) {
    const { state } = this.#asker;
    const isOther = state && !("record" in values);
    this.#gesture.begin();
    this.move(isOther ? { ...values, question: state.revealed ? {} : { ...state, votes: [] } } : values);
  }

  /** A gesture in this view has ended: Python is told where we are, and so is who listens. */
  #settle() {
    this.save();
    if (this.#runs && !this.ask.asking) setText(this.live, words(this.#runs, this.#place));
  }

  // ---- drawing ----

  resized() {
    this.#drawn.layout = null;
  }

  /** Where the model is, or where it was last that there is. @returns {any} */
  get #place() {
    const { choices } = this.#runs;
    return Object.fromEntries(PLACE.map((name) => [name, this.take([name], (value) => among(choices[name], name, value))]));
  }

  draw() {
    const runs = this.take(["tables"], (tables) => new Runs(tables));
    if (runs !== this.#runs) this.#drawn.layout = null;
    this.#runs = runs;
    if (!runs) return;
    const wasAsking = this.#showManner();
    const place = this.#place;
    const layout = `${place.knob} ${this.ask.asking}`;
    if (this.#drawn.layout !== layout) this.#layOut(runs, place);
    this.#drawn.layout = layout;
    this.#drawChoices(place);
    this.#drawFunction(runs, place);
    if (!this.ask.asking) this.#drawRun(runs, place);
    this.#drawSentence(runs, place);
    if (wasAsking && !this.ask.asking && this.root.contains(focusedIn(this.root))) setText(this.live, this.#drawn.said);
  }

  /** A question hides what would answer it. Returns whether one did so before. */
  #showManner() {
    const { asking } = this.ask;
    const wasAsking = this.answers[0].hidden;
    const focused = focusedIn(this.root);
    const losesFocus = asking ? this.answers.some((part) => part.contains(focused)) : this.ask.element.contains(focused);
    for (const part of this.answers) part.hidden = asking;
    setText(this.plane.axes.caption, asking ? "the points" : "what the network says, over the points");
    this.ask.draw();
    press(this.predict, this.ask.question !== null);
    this.another.hidden = asking || this.ask.question === null;
    if (asking !== wasAsking) setText(this.live, "");
    if (asking) this.#askAloud(losesFocus);
    else this.#asked = "";
    if (!asking && losesFocus) this.outcomes.slider.element.focus({ preventScroll: true });
    return wasAsking;
  }

  /** Each question is heard once: as it takes the focus, or else from the live region. */
  #askAloud(takesFocus) {
    if (this.ask.words === this.#asked || !this.root.contains(focusedIn(this.root))) return;
    this.#asked = this.ask.words;
    if (takesFocus) this.ask.focus();
    else setText(this.live, this.#asked);
  }

  #layOut(runs, { knob }) {
    const { scale, close } = this;
    const { axis, tab } = KNOBS[knob];
    const values = runs.values[knob];
    if (!this.starts.childElementCount) this.starts.append(...runs.everyStart.map((start) => this.#chooser({ start }, String(start))));
    setText(this.base, stays(knob, runs));
    setText(this.outcomes.axes.caption, `${axis}, and the test cost: at the early stop (solid), at the end (dashed); median and range of ${runs.starts} starts`);
    this.#outcomes = ["kept", "last"].map((time) => {
      const { low, middle, high } = spread(runs.everyStart.map((start) => values.map((value) => runs.run(runs.row(knob, value), start).test[time])));
      return { costs: middle, low, high, kind: time === "kept" ? "whole" : "single" };
    });
    const ends = this.#outcomes.flatMap(({ costs, low }) => [...costs, ...low]);
    const height = 270 * close * scale;
    const every = Math.ceil((46 * scale * values.length) / this.outcomes.axes.width); // ticks have room for their numbers
    const choices = { values, placeOf: (value) => values.indexOf(value), marked: values.filter((_, place) => place % every === 0), name: tab };
    const span = proportional(0.9 * Math.min(...ends), 1.3 * Math.max(...ends));
    this.outcomes.layout(choices, span, standsInRow(this.body) ? height : 150 * close * scale, scale);
    this.costs.layout(runs.steps, proportional(...this.#spanOfCosts), height, scale);
    this.plane.layout(runs, height - 16 * scale, scale); // it has no slider
  }

  /** One span for every setting, so that costs can be compared. @returns {[number, number]} */
  get #spanOfCosts() {
    const every = Object.entries(this.#runs.values).flatMap(([knob, values]) => values.flatMap((value) => this.#runs.runs(this.#runs.row(knob, value))));
    const highest = median(every.map(({ validation }) => Math.max(...validation)));
    return [0.9 * Math.min(...every.flatMap(({ training }) => [...training])), highest];
  }

  #drawChoices(place) {
    const chosen = [String(place.knob), String(place.start)];
    for (const [index, buttons] of [this.tabs, [...this.starts.children]].entries()) {
      for (const button of buttons) setAttributes(button, { "aria-pressed": button.getAttribute("data-choice") === chosen[index] });
    }
  }

  /** While a question waits, the points alone. */
  #drawFunction(runs, { knob, start, record, ...values }) {
    const row = runs.row(knob, values[knob]);
    const count = knob === "points" ? values.points : runs.base.points;
    const others = runs.everyStart.filter((other) => other !== start);
    const shown = this.ask.asking ? [] : [...others, start].map((one) => runs.function(row, one, record));
    this.plane.draw(runs, shown, count);
  }

  #drawRun(runs, { knob, start, record, ...values }) {
    const row = runs.row(knob, values[knob]);
    const run = runs.run(row, start);
    const band = (set) => spread(runs.runs(row).map((one) => one[set]));
    this.outcomes.draw(this.#outcomes, values[knob], KNOBS[knob].says(values[knob]));
    this.costs.draw(["training", "validation"].map((set) => ({ ...band(set), costs: run[set], kind: set })), record);
    this.#markStop(run.best, runs.steps[run.best]);
    this.readout.draw(run, runs.steps, record);
  }

  #markStop(record, step) {
    const { axes } = this.costs;
    const { top, bottom, right } = axes.box;
    const x = axes.x(step);
    const fits = right - x > 70 * axes.scale;
    const place = { x: x + (fits ? 5 : -5) * axes.scale, y: top + 10 * axes.scale, "text-anchor": fits ? "start" : "end" };
    axes.notes.replaceChildren(
      svg("line", { class: "bp-mark-line", "data-record": record, x1: x, x2: x, y1: top, y2: bottom }),
      svg("text", { class: "bp-stop-word", ...place }, "early stop"),
    );
  }

  #drawSentence(runs, place) {
    const answer = this.ask.question ? this.ask.verdict : typeset([words(runs, place)]);
    const sentence = html("p", {}, ...(this.ask.asking ? [EXPECT] : answer));
    const said = heard(sentence);
    if (this.#drawn.said !== said) this.sentence.replaceChildren(...sentence.childNodes);
    this.#drawn.said = said;
  }
}

export default widgetOf(OverfittingView);
