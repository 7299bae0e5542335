/** Over the explorer: how much is shown, the question mode, the size for a hall, and the state as a line of Python. */

import { html, setText } from "../shared/dom.js";
import { press, toggle } from "../shared/switches.js";

const LEVELS = ["C", "slope", "factors", "check"]; // each shows what those before it show, and its own

export class Toolbar {
  #session;
  #settings;
  #ask;
  #levels;
  #asking;
  #sameScale;
  #presenter;
  #next = html("button", { type: "button", "aria-keyshortcuts": "N", title: "Another question (key N)" }, "Another question");
  #copy = html("button", { type: "button" }, "Copy as Python");
  #copied = html("span", { class: "bp-quiet", role: "status" });
  #code = html("textarea", { class: "bp-code", readonly: "", rows: 2, "aria-label": "The state as Python", hidden: "" });

  /** @param {import("./session.js").Session} session @param {import("../shared/ask.js").Ask} ask */
  constructor(session, ask) {
    this.#session = session;
    this.#settings = session.settings;
    this.#ask = ask;
    this.#levels = LEVELS.map((name, index) => {
      const button = toggle(name, String(index + 1), () => this.#settings.set("detail", index + 1));
      button.setAttribute("aria-label", `Show ${LEVELS.slice(0, index + 1).join(", ")}`);
      return button;
    });
    this.#asking = toggle("Predict first", "Q", () => this.#toggleQuestion());
    this.#sameScale = toggle("Same scale", "S", () => this.#settings.set("same_scale", !this.#settings.sameScale));
    this.#presenter = toggle("Presenter", "P", () => this.#settings.set("presenter", !this.#settings.presenter));
    this.#next.addEventListener("click", () => this.#ask.next());
    this.#copy.addEventListener("click", () => this.#copyCode());
    this.element = html(
      "div",
      { class: "bp-toolbar" },
      html("div", { class: "bp-levels", role: "group", "aria-label": "How much is shown" }, ...this.#levels),
      html("div", { class: "bp-modes" }, this.#copied, this.#copy, this.#sameScale, this.#asking, this.#next, this.#presenter),
      this.#code,
    );
  }

  /** Whether the key was one of ours. */
  key(letter) {
    if (Number(letter) >= 1 && Number(letter) <= LEVELS.length) this.#settings.set("detail", Number(letter));
    else if (letter === "q") this.#toggleQuestion();
    else if (letter === "s") this.#settings.set("same_scale", !this.#settings.sameScale);
    else if (letter === "p") this.#settings.set("presenter", !this.#settings.presenter);
    else return false;
    return true;
  }

  draw() {
    this.#levels.forEach((button, index) => press(button, index + 1 === this.#settings.shown));
    this.#levels.at(-1).hidden = this.#settings.presenter;
    press(this.#asking, this.#settings.question !== null);
    press(this.#sameScale, this.#settings.sameScale);
    press(this.#presenter, this.#settings.presenter);
    this.#next.hidden = !this.#settings.question?.revealed; // while it is open, the question has one of its own
    this.#asking.disabled = this.#copy.disabled = this.#session.sweep === null;
    this.#code.hidden ||= this.#code.value !== this.#session.code;
    if (this.#code.hidden) setText(this.#copied, "");
  }

  #toggleQuestion() {
    if (this.#settings.question === null) this.#ask.begin();
    else this.#ask.end();
  }

  /** The line is shown as well: a page from disk may not be allowed to write to the clipboard. */
  async #copyCode() {
    this.#code.value = this.#session.code;
    this.#code.hidden = false;
    this.#code.select();
    try {
      await navigator.clipboard.writeText(this.#code.value);
      setText(this.#copied, "copied");
    } catch {
      setText(this.#copied, "copy it from the box");
    }
  }
}
