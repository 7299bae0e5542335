/** A button that lets a slider run by itself, row after row, to its end or until it is pressed again. */

import { html, setText } from "./dom.js";

export const PACE = 120; // ms from one row to the next

export class Play {
  #timer = 0;
  #row = 0; // the one shown last: frames may be drawn later
  #handlers;

  /** @param {{row: () => number, last: () => number, onMove: (row: number) => void, onEnd: () => void}} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.element = html("button", { type: "button", class: "bp-play" }, "Play");
    this.element.addEventListener("click", () => (this.#timer ? this.stop() : this.#start()));
  }

  #start() {
    const { row, last, onMove } = this.#handlers;
    this.#row = row();
    if (this.#row >= last()) onMove((this.#row = 0));
    setText(this.element, "Pause");
    this.#wait();
  }

  #wait() {
    this.#timer = setTimeout(() => this.#step(), PACE);
  }

  #step() {
    const { last, onMove } = this.#handlers;
    if (!this.element.isConnected) return this.stop(); // another part is shown, or the view has ended
    onMove((this.#row += 1));
    if (this.#row < last()) this.#wait();
    else this.stop();
  }

  stop() {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    setText(this.element, "Play");
    this.#handlers.onEnd();
  }
}
