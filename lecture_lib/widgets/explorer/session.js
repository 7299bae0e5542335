/** One session for each model, shared by all its views: the point shown, and what belongs to it. No DOM. */

import { Connection } from "../shared/connection.js";
import { Gesture } from "../shared/gesture.js";
import { among, troubleOf, Unreadable } from "../shared/unreadable.js";
import { SweepCache } from "./sweep_cache.js";
import { UndoHistory } from "./undo_history.js";
import { ViewSettings } from "./view_settings.js";
import { notHere, objection } from "./words.js";

/** @typedef {import("./undo_history.js").Point} Point */

const NO_SPREAD = ", so the axis of the cost is still that of this parameter alone.";
const BETWEEN = "; numbers marked ≈ lie between two known rows.";

export class Session {
  #model;
  #listeners = new Set();
  #events = {
    "change:network": () => this.#takeSweeps(),
    "change:sweeps": () => this.#takeSweeps(),
    "change:chosen": () => this.#takeChosen(),
    "change:message": () => this.#notify(),
  };
  #writing = false;
  #trouble = ""; // why what was done or came last is not shown
  #newest = null; // of the model's network; the one shown stays until a sweep of the newest is here
  #shown = null;
  #history = new UndoHistory();
  #gesture = new Gesture(() => this.#goTo(this.#point));
  #wanted = null;

  /** @type {import("../shared/sweep.js").Sweep | null} the sweep of the parameter shown */
  sweep = null;
  /** @type {number} the value shown */
  value = NaN;
  /** @type {import("../shared/notation.js").Parameter | null} whose push was taken back when this one was chosen */
  left = null;
  /** Counts the points at which a gesture ended, so that a view knows when to speak. */
  settled = 0;

  constructor(model) {
    this.#model = model;
    this.connection = new Connection(model, () => this.#notify());
    this.settings = new ViewSettings(model, this.connection, () => this.#takeSettings());
    for (const [name, handler] of Object.entries(this.#events)) model.on(name, handler);
    this.#takeSweeps();
  }

  dispose() {
    for (const [name, handler] of Object.entries(this.#events)) this.#model.off(name, handler);
    this.#gesture.cancel();
    this.connection.dispose();
    this.settings.dispose();
    this.#listeners.clear();
  }

  /** Call listener after every change; returns the function that ends it. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #notify() {
    for (const listener of this.#listeners) listener();
  }

  // ---- what is shown ----

  /** @returns {import("../shared/sweep.js").NetworkState | undefined} */
  get network() {
    return this.#shown?.network;
  }

  /** The sentence for the widget's own area, "" if all is well. */
  get message() {
    const { silence, farewell } = this.connection;
    return this.#trouble || silence || farewell || this.#model.get("message");
  }

  /** Whether a sweep was asked for and may still come. */
  get waiting() {
    return this.#wanted !== null && this.#trouble === "" && this.connection.silence === "";
  }

  /** One line of Python that makes this state again. */
  get code() {
    const { x, y } = this.network;
    const { detail, presenter, sameScale } = this.settings;
    const vector = (numbers) => `[${numbers.join(", ")}]`;
    const shown = [`"${this.sweep.parameter.plain}"`, `value=${this.value}`, `detail=${detail}`];
    if (presenter) shown.push("presenter=True");
    if (sameScale) shown.push("same_scale=True");
    return `${this.#model.get("code")}; Explorer(net, ${[vector(x), vector(y), ...shown].join(", ")})`;
  }

  /** What the form shows: the network and the data point as they are, and what there is to choose from. */
  get form() {
    return { ...this.#model.get("form"), points: this.#model.get("points") };
  }

  /** @returns {Point} */
  get #point() {
    return { parameter: this.sweep.parameter.plain, value: this.value };
  }

  // ---- gestures: set while it lasts, one save at its end ----

  /** Choose another parameter, at its start. */
  choose(plain) {
    const { question } = this.settings;
    const found = this.network.parameters.find(([name]) => name === plain);
    if (question?.revealed) this.settings.set("question", { ...question, votes: [], revealed: false });
    const isPushed = this.sweep.parameter.plain !== plain && !this.sweep.at(this.value).atStart;
    if (found) this.#leaveFor({ parameter: plain, value: found[1] }, isPushed ? this.sweep.parameter : null);
  }

  reset() {
    this.#leaveFor({ parameter: this.sweep.parameter.plain, value: this.sweep.start });
  }

  get canUndo() {
    return this.#history.canUndo;
  }

  get canRedo() {
    return this.#history.canRedo;
  }

  undo() {
    this.commit();
    if (this.canUndo) this.#leaveFor(this.#history.undo());
  }

  redo() {
    this.commit();
    if (this.canRedo) this.#leaveFor(this.#history.redo());
  }

  /** One step of a gesture: every view follows, Python does not hear of it. */
  move(value) {
    this.#gesture.begin();
    this.#trouble = "";
    this.#wanted = null;
    this.connection.expectNothing();
    this.value = this.sweep.at(value).value;
    this.#write(this.#point);
    this.#notify();
  }

  /** The gesture is over: Python hears the point once, and it is one step to undo. */
  commit() {
    this.#gesture.end();
  }

  /** After the last key of a burst. */
  commitSoon() {
    this.#gesture.endSoon();
  }

  /** Take the gesture back and say why. */
  refuse(sentence) {
    this.#gesture.cancel();
    this.value = this.#history.present.value;
    this.#write(this.#point);
    this.#trouble = sentence;
    this.#notify();
  }

  /** The sentence that refuses a typed text; undefined if it can be taken. */
  objection(text) {
    return objection(text, this.sweep, this.#history.present.value);
  }

  /** End the gesture, if there is one, and go somewhere else. */
  #leaveFor(point, left = null) {
    this.commit();
    this.left = left;
    this.#trouble = "";
    this.#goTo(point);
  }

  #goTo(point) {
    this.#write(point);
    this.connection.save();
    this.#show(point);
  }

  /** Set without hearing it back as a change from elsewhere. */
  #write(point) {
    this.#writing = true;
    this.#model.set("chosen", { ...point });
    this.#writing = false;
  }

  // ---- what comes from Python ----

  #takeSettings() {
    this.#expectNumbers();
    this.#notify();
  }

  #takeSweeps() {
    this.connection.heard();
    if (this.#takeNetwork()) {
      this.#trouble = this.#newest.keep(this.#model.get("sweeps"));
      if (this.sweep) this.sweep = this.#shown.find(this.sweep.parameter.plain);
      if (this.#wanted) this.#show(this.#wanted);
      else this.#expectNumbers();
    }
    this.#notify();
  }

  #takeChosen() {
    // an echo of an older point may come in the middle of a gesture, which outdates it
    if (this.#writing || this.#gesture.lasts) return;
    if (this.#takeNetwork()) this.#show(this.#model.get("chosen"));
    this.#notify();
  }

  /** Whether the model's network can be drawn. Whichever value tells of a new one first, it begins anew. */
  #takeNetwork() {
    const network = this.#model.get("network");
    const before = this.#newest;
    this.#trouble = troubleOf(() => {
      if (network.id !== before?.network.id) this.#newest = new SweepCache(network);
    });
    if (this.#newest === before) return this.#trouble === "";
    this.#shown ??= this.#newest;
    this.#gesture.cancel();
    this.#wanted = this.#model.get("chosen");
    return true;
  }

  /** Show a point if its sweep is here; otherwise the picture stays until the sweep comes. */
  #show(point) {
    this.#wanted = null;
    const trouble = troubleOf(() => this.#check(point));
    const sweep = this.#newest.find(point?.parameter);
    if (trouble) this.#trouble = trouble;
    else if (sweep?.includes(point.value)) this.#settle(sweep, point.value);
    else this.#wanted = { ...point };
    this.#expectNumbers();
    this.#notify();
  }

  /** Whether there is such a point in the network, as an Unreadable where there is none. @param {Point} point */
  #check({ parameter, value }) {
    among(this.#newest.network.parameters.map(([plain]) => plain), "chosen", parameter);
    if (!Number.isFinite(value)) throw new Unreadable("chosen: the value is no number; the picture stays as it was.");
  }

  #settle(sweep, value) {
    if (this.#shown !== this.#newest) this.#history = new UndoHistory();
    this.#shown = this.#newest;
    this.sweep = sweep;
    this.value = sweep.at(value).value;
    this.#history.add(this.#point);
    this.settled++;
  }

  /** Numbers that are not here come from Python, if it answers. */
  #expectNumbers() {
    const isBetween = this.sweep && !this.sweep.at(this.value).exact;
    if (this.#wanted) this.connection.expect(notHere(this.#wanted.parameter, this.sweep));
    else if (isBetween) this.connection.expect(BETWEEN);
    else if (this.settings.waitsForSpread) this.connection.expect(NO_SPREAD);
    else this.connection.expectNothing();
  }
}
