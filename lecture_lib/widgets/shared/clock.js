/** A clock that counts down while a hall thinks: a button that starts it, and stops it again. */

import { html, setText } from "../shared/dom.js";

export const SECONDS = 30;

export class Clock {
  #timer = 0;
  #left = SECONDS;
  element = html("button", { type: "button", class: "bp-clock", "aria-keyshortcuts": "T", title: "Clock (key T)" });
  over = html("span", { class: "bp-quiet", role: "status" });

  constructor() {
    this.element.addEventListener("click", () => this.press());
    this.#draw();
  }

  press() {
    const runs = this.#timer !== 0;
    this.stop();
    if (!runs) this.#wait();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#left = SECONDS;
    setText(this.over, "");
    this.#draw();
  }

  #wait() {
    this.#timer = setTimeout(() => this.#tick(), 1000);
  }

  #tick() {
    this.#timer = 0;
    if (!this.element.isConnected) return; // the view has ended
    this.#left -= 1;
    if (this.#left > 0) this.#wait();
    else setText(this.over, "Time is up.");
    this.#draw();
  }

  #draw() {
    setText(this.element, `Clock 0:${String(this.#left).padStart(2, "0")}`);
  }
}
