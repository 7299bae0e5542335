/** One session for each model, shared by all its views: the sweeps that came, the point shown, undo and redo. No DOM. */

import { fixed, valueText } from "../shared/numbers.js";
import { parseParameter, printed } from "../shared/notation.js";
import { checkNetwork, Sweep, SweepError } from "../shared/sweep.js";

/** @typedef {{parameter: string, value: number}} Point */

export const BURST = 350; // ms after the last arrow key until the keys before it count as one gesture
export const PATIENCE = 4000; // ms of silence after which Python is said not to answer

const BETWEEN = "numbers marked ≈ lie between two known rows.";
const LOST = "Python has gone; what is here can still be moved. Run the cell again to have all of it.";
const MANNERS = ["detail", "presenter", "same_scale", "spread", "question"]; // how it is shown

function samePoint(one, other) {
  return one.parameter === other.parameter && one.value === other.value;
}

/** What an explorer cannot show a sweep without: also δ where the parameter enters, and before. */
function needsOf({ sizes }, { layer }) {
  const last = (name, l) => [name, l, sizes[l - 1]];
  const activations = sizes.map((_, index) => last("a", index + 1));
  return [["C"], ["derivative"], ["difference"], ...activations, ...[layer - 1, layer].filter((l) => l > 1).map((l) => last("delta", l))];
}

/** Points in the order in which gestures ended; a new one cuts off what was undone. */
export class History {
  #points = [];
  #place = -1;

  /** @param {Point} point */
  add(point) {
    if (this.present && samePoint(this.present, point)) return;
    this.#points.splice(++this.#place, Infinity, { ...point });
  }

  /** @returns {Point | undefined} */
  get present() {
    return this.#points[this.#place];
  }

  get canUndo() {
    return this.#place > 0;
  }

  get canRedo() {
    return this.#place < this.#points.length - 1;
  }

  undo() {
    if (this.canUndo) this.#place--;
    return this.present;
  }

  redo() {
    if (this.canRedo) this.#place++;
    return this.present;
  }
}

export class Session {
  #model;
  #listeners = new Set();
  #events = {
    "change:network": () => this.#takeSweeps(),
    "change:sweeps": () => this.#takeSweeps(),
    "change:chosen": () => this.#takeChosen(),
    "change:message": () => this.#tell(),
    "change:setup": () => this.#takeSetup(),
    comm_live_update: () => this.#lose(),
    ...Object.fromEntries(MANNERS.map((name) => [`change:${name}`, () => this.#tell()])),
  };
  #writing = false;
  #burst = 0;
  #silence = 0;
  #trouble = "";
  #lost = false; // whether the kernel is gone
  #asked = ""; // the sentence for the case that Python does not build what it was asked for
  #sweeps = new Map();
  #history = new History();
  #wanted = null;

  /** @type {import("../shared/sweep.js").NetworkState | null} */
  network = null;
  /** @type {Sweep | null} the sweep of the parameter shown */
  sweep = null;
  /** @type {number} the value shown */
  value = NaN;
  /** True from the first move of a gesture to its end. */
  moving = false;
  /** Counts the points at which a gesture ended, so that a view knows when to speak. */
  settled = 0;

  constructor(model) {
    this.#model = model;
    for (const [name, handler] of Object.entries(this.#events)) model.on(name, handler);
    this.#takeSweeps();
  }

  dispose() {
    for (const [name, handler] of Object.entries(this.#events)) this.#model.off(name, handler);
    clearTimeout(this.#burst);
    clearTimeout(this.#silence);
    this.#listeners.clear();
  }

  /** Call listener after every change; returns the function that ends it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The sentence for the widget's own area, "" if all is well. */
  get message() {
    return this.#trouble || (this.#lost ? LOST : "") || this.#model.get("message") || "";
  }

  /** Whether a sweep was asked for and may still come. */
  get waiting() {
    return this.#wanted !== null && this.#trouble === "";
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  // ---- how it is shown: the same in every view, and kept with the widget's state ----

  /** 1: C, 2: and its slope, 3: and the slope's two factors, 4: and the finite difference, the prediction and its gap. */
  get detail() {
    return this.#model.get("detail");
  }

  get presenter() {
    return this.#model.get("presenter");
  }

  /** @returns {{kind: string, votes: string[], revealed: boolean} | null} the question before the class */
  get question() {
    const question = this.#model.get("question");
    return question?.kind ? question : null;
  }

  /** Whether a question waits for its answer, which nothing may give away. */
  get asking() {
    return this.question !== null && !this.question.revealed;
  }

  /** Whether all parameters share one cost axis. */
  get sameScale() {
    return this.#model.get("same_scale");
  }

  /** The least and the largest ΔC on the cost axis, null for those of the parameter shown. */
  get spread() {
    const spread = this.#model.get("spread");
    return this.sameScale && spread.length === 2 ? spread : null;
  }

  /** One line of Python that makes this state again. */
  get code() {
    const { x, y } = this.network;
    const vector = (numbers) => `[${numbers.join(", ")}]`;
    const shown = [`"${this.sweep.parameter.plain}"`, `value=${this.value}`, `detail=${this.detail}`];
    if (this.presenter) shown.push("presenter=True");
    if (this.sameScale) shown.push("same_scale=True");
    return `${this.#model.get("code")}; Explorer(net, ${[vector(x), vector(y), ...shown].join(", ")})`;
  }

  /** MathML of the slope and of the finite difference, and the slope's number. */
  get equation() {
    return this.#model.get("equations")[this.sweep.parameter.letter];
  }

  /** @param {"detail" | "presenter" | "same_scale" | "question" | "setup"} name */
  set(name, value) {
    this.#model.set(name, value);
    this.#save();
  }

  // ---- another network or data point, which only Python can make ----

  /** Whether there is no Python, and never will be: a page by itself. */
  get standalone() {
    return this.#model.get("standalone");
  }

  get setup() {
    return this.#model.get("setup");
  }

  /** @returns {{x: number[][], y: number[][]}} the data points to choose from */
  get points() {
    return this.#model.get("points");
  }

  /** Ask Python; the picture stays until it answers. */
  build(setup) {
    if (JSON.stringify(setup) === JSON.stringify(this.setup)) return;
    this.#trouble = "";
    this.#asked = "Python does not answer, so the network stays as it was.";
    this.#writing = true;
    this.set("setup", setup);
    this.#writing = false;
    this.#wait();
    this.#tell();
  }

  /** Tell the reader why nothing was done. */
  say(sentence) {
    this.#trouble = sentence;
    this.#tell();
  }

  /** Python took the setup back, and has said why. */
  #takeSetup() {
    if (this.#writing) return;
    this.#asked = "";
    this.#wait();
    this.#tell();
  }

  /** @returns {Point} */
  get #point() {
    return { parameter: this.sweep.parameter.plain, value: this.value };
  }

  // ---- gestures: set while it lasts, one save at its end ----

  /** Choose another parameter, at its start. */
  choose(plain) {
    const found = this.network.parameters.find(([name]) => name === plain);
    if (this.question?.revealed) this.set("question", { ...this.question, votes: [], revealed: false });
    if (found) this.#go({ parameter: plain, value: found[1] });
  }

  reset() {
    this.#go({ parameter: this.sweep.parameter.plain, value: this.sweep.start });
  }

  undo() {
    this.commit();
    if (this.canUndo) this.#go(this.#history.undo());
  }

  redo() {
    this.commit();
    if (this.canRedo) this.#go(this.#history.redo());
  }

  /** One step of a gesture: every view follows, Python does not hear of it. */
  move(value) {
    this.moving = true;
    this.#trouble = "";
    this.#wanted = null;
    clearTimeout(this.#silence);
    this.value = this.sweep.at(value).value;
    this.#write(this.#point);
    this.#tell();
  }

  /** The gesture is over: Python hears the point once, and it is one step to undo. */
  commit() {
    clearTimeout(this.#burst);
    if (!this.moving) return;
    this.moving = false;
    this.#write(this.#point);
    this.#save();
    this.#show(this.#point);
  }

  /** Keys come in bursts; a burst is one gesture. */
  commitSoon() {
    clearTimeout(this.#burst);
    this.#burst = setTimeout(() => this.commit(), BURST);
  }

  /** Take the gesture back and say why. */
  refuse(sentence) {
    this.moving = false;
    clearTimeout(this.#burst);
    this.value = this.#history.present.value;
    this.#write(this.#point);
    this.#trouble = sentence;
    this.#tell();
  }

  /** The sentence that refuses a typed text; undefined if it can be taken. */
  objection(text) {
    const name = printed(this.sweep.parameter);
    const kept = `it stays at ${valueText(this.#history.present.value)}.`;
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) return `${name} needs a number; ${kept}`;
    if (this.sweep.includes(value)) return undefined;
    return `${name} goes from ${fixed(this.sweep.low, 0)} to ${fixed(this.sweep.high, 0)} here; ${kept}`;
  }

  #go(point) {
    this.commit();
    this.#trouble = "";
    this.#write(point);
    this.#save();
    this.#show(point);
  }

  /** Tell Python; one that has gone cannot be told, and trying is an error. */
  #save() {
    if (!this.#lost) this.#model.save_changes();
  }

  /** Set without hearing it back as a change from elsewhere. */
  #write(point) {
    this.#writing = true;
    this.#model.set("chosen", { ...point });
    this.#writing = false;
  }

  // ---- what comes from Python ----

  #takeSweeps() {
    this.#trouble = "";
    this.#lost = false;
    if (!this.#knowsNetwork()) return;
    for (const [plain, message] of Object.entries(this.#model.get("sweeps"))) this.#keep(plain, message);
    if (this.sweep) this.sweep = this.#sweeps.get(this.sweep.parameter.plain);
    if (this.#wanted) this.#show(this.#wanted);
    else this.#wait();
    this.#tell();
  }

  /** The kernel ended, or was started anew: either way it does not know this widget any more. */
  #lose() {
    this.#lost = true;
    this.#tell();
  }

  /** Whether the model's network is known here. With a new one everything begins anew, whichever value tells of it first. */
  #knowsNetwork() {
    const network = this.#model.get("network");
    if (this.network !== null && network.id === this.network.id) return true;
    try {
      checkNetwork(network);
    } catch (error) {
      this.#excuse(error);
      this.#tell();
      return false;
    }
    this.network = network;
    this.#asked = "";
    this.sweep = null;
    this.moving = false;
    this.#sweeps = new Map();
    this.#history = new History();
    this.#wanted = { ...this.#model.get("chosen") };
    return true;
  }

  #keep(plain, message) {
    try {
      const sweep = new Sweep(message, { network: this.network, parameter: plain, needs: (parameter) => needsOf(this.network, parameter) });
      if (!this.#sweeps.get(plain)?.equals(sweep)) this.#sweeps.set(plain, sweep); // what came before is drawn already
    } catch (error) {
      this.#excuse(error);
    }
  }

  #excuse(error) {
    if (!(error instanceof SweepError)) throw error;
    this.#trouble = error.message;
  }

  #takeChosen() {
    // an echo of an older point may come in the middle of a gesture, which outdates it
    if (this.#writing || this.moving) return;
    this.#trouble = "";
    if (this.#knowsNetwork()) this.#show(this.#model.get("chosen"));
  }

  /** Show the point if its sweep is here; otherwise the picture stays until the sweep comes. */
  #show(point) {
    const sweep = this.#sweeps.get(point.parameter);
    if (sweep?.includes(point.value)) {
      this.#wanted = null;
      this.sweep = sweep;
      this.value = sweep.at(point.value).value;
      this.#history.add(this.#point);
      this.settled++;
    } else {
      this.#wanted = { ...point };
    }
    this.#wait();
    this.#tell();
  }

  /** Start or stop the clock that ends in saying that Python does not answer. */
  #wait() {
    clearTimeout(this.#silence);
    const inexact = this.sweep && !this.sweep.at(this.value).exact;
    if (inexact && this.standalone) this.#trouble = `Python is not here; ${BETWEEN}`;
    if (this.standalone) return;
    if (this.#lost && (this.#wanted || this.#asked)) this.#giveUp();
    else if (this.#wanted || inexact || this.#asked) this.#silence = setTimeout(() => this.#giveUp(), PATIENCE);
  }

  #giveUp() {
    this.#trouble = this.#asked || (this.#wanted ? this.#noSweep() : `Python does not answer; ${BETWEEN}`);
    this.#asked = "";
    this.#tell();
  }

  #noSweep() {
    const wanted = printed(parseParameter(this.#wanted.parameter));
    const kept = this.sweep ? `; the picture still shows ${printed(this.sweep.parameter)}` : "";
    return `Python does not answer, so the numbers for ${wanted} are not here${kept}.`;
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
