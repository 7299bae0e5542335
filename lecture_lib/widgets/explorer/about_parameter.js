/** What the explorer asks about: the chosen parameter. */

import { kindsOf, questionOf } from "./questions.js";

/** @typedef {import("../shared/ask.js").Subject} Subject */

/** @implements {Subject} */
export class AboutParameter {
  #session;

  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.#session = session;
  }

  get question() {
    return this.#session.settings.question;
  }

  get presenter() {
    return this.#session.settings.presenter;
  }

  get name() {
    return this.#session.sweep.parameter.plain;
  }

  get kinds() {
    return this.#session.sweep ? kindsOf(this.#session.sweep) : [];
  }

  questionOf(kind) {
    const { sweep } = this.#session;
    return sweep && questionOf(kind, sweep, this.presenter ? "hall" : "desk");
  }

  keep(question) {
    this.#session.settings.set("question", question);
  }

  begin() {
    this.#session.reset();
  }

  show(target) {
    this.#session.move(target);
    this.#session.commit();
  }
}
