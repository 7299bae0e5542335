/** What every view of a widget has: a root, one frame for all changes, a width and a scale, a message area, and an end. */

import { focusedIn, handOn, hearKeys, html, keepKeys, setAttributes, setText } from "./dom.js";
import { hearThoughLate } from "./late.js";
import { namesHeard } from "./notation.js";
import { keyOf, press, toggle } from "./switches.js";
import { troubleOf } from "./unreadable.js";

const PAPER = "680px"; // A4 upright, within its margins
export const WAITS = "bp-waits"; // that a question on the page waits for its answer, or no longer

export class View {
  #frame = 0;
  #width = 0;
  #taken = new Map();
  #ends = [];
  #told = ""; // in the message area
  #moved = {}; // by a gesture that has not ended
  #hall = null; // the switch to the size for a hall

  /** @param {{model: any, el: HTMLElement}} where  @param {string} name  the root's class  @param {string} label */
  constructor({ model, el }, name, label) {
    this.model = model;
    // a group and not a region: pages with several widgets would have several landmarks of one name
    this.root = html("div", { class: `bp-widget ${name}`, role: "group", "aria-label": label });
    this.message = html("p", { class: "bp-message", role: "status" });
    this.atEnd(keepKeys(this.root));
    this.root.append(this.message); // a view moves it to where it belongs
    el.append(this.root);
  }

  /** Draw, and do so again whenever one of the model's values or the width changes. @param {string[]} names */
  start(names) {
    this.#drawNow();
    this.hear(this.model, ["message", "presenter", ...names].map((name) => `change:${name}`), () => this.#heard());
    this.#width = this.root.clientWidth;
    const observer = new ResizeObserver(() => this.#measured());
    observer.observe(this.root);
    this.atEnd(() => observer.disconnect());
    for (const [event, width] of Object.entries({ beforeprint: PAPER, afterprint: "" })) {
      const handler = () => this.#layOutOn(width);
      window.addEventListener(event, handler);
      this.atEnd(() => window.removeEventListener(event, handler));
    }
  }

  /** While a question about a network waits for its answer, live equations of it keep their numbers back. @param {string} [network] */
  tellWaiting(network) {
    if (this.root.getAttribute("data-waits") === (network ?? null)) return;
    if (network) setAttributes(this.root, { "data-waits": network });
    else this.root.removeAttribute("data-waits");
    window.dispatchEvent(new Event(WAITS));
  }

  /** The switch to the size for a hall; its key says what it did. */
  makeHallSwitch() {
    const said = html("span", { class: "bp-unseen", role: "status" });
    const turn = () => {
      this.move({ presenter: !this.model.get("presenter") });
      this.save();
    };
    this.#hall = toggle("Presenter", "P", turn);
    hearKeys(this.root, (event) => {
      if (keyOf(event) !== "p") return;
      event.preventDefault();
      turn();
      if (focusedIn(this.root) !== this.#hall) setText(said, `Presenter: ${this.model.get("presenter") ? "on" : "off"}`);
    });
    return html("span", { class: "bp-hall" }, this.#hall, said);
  }

  /** Paper has a width of its own, and no frame is drawn any more when the page lies on it. */
  #layOutOn(width) {
    this.root.style.width = width;
    this.root.style.setProperty("--s", width && "1");
    this.#width = this.root.clientWidth;
    this.resized();
    this.#drawNow();
  }

  dispose() {
    for (const end of this.#ends.splice(0)) end();
    cancelAnimationFrame(this.#frame);
    this.tellWaiting();
    this.root.remove();
  }

  /** @param {() => void} end  what is done when the view ends */
  atEnd(end) {
    this.#ends.push(end);
  }

  /** Listen to a model until the view ends. */
  hear(model, events, handler) {
    for (const event of events) {
      model.on(event, handler);
      this.atEnd(() => model.off(event, handler));
    }
  }

  /** Set values of the model while a gesture lasts. @param {Object<string, any>} values */
  move(values) {
    Object.assign(this.#moved, values);
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
  }

  /** The gesture has ended, and Python hears of it. */
  save() {
    this.#moved = {};
    this.model.save_changes();
  }

  /** An echo of what was saved before does not take back what is moved now. */
  #heard() {
    for (const [name, value] of Object.entries(this.#moved)) if (this.model.get(name) !== value) this.model.set(name, value);
    this.drawSoon();
  }

  /** The size of its type, 1 unless the style sheets say otherwise. */
  get scale() {
    return this.styled("--s", 1);
  }

  /** How close together neurons stand, 1 unless the style sheets want to save height. */
  get close() {
    return this.styled("--close", 1);
  }

  /** A number that the style sheets say. @param {string} name @param {number} otherwise */
  styled(name, otherwise) {
    return Number.parseFloat(getComputedStyle(this.root).getPropertyValue(name)) || otherwise;
  }

  /** What is made of some of the model's values; where they cannot be read the reader is told, and what was made last stays. */
  take(names, make) {
    const values = names.map((name) => this.model.get(name));
    const last = this.#taken.get(names.join());
    if (last?.values.every((value, place) => Object.is(value, values[place]))) return last.made;
    const now = { values, made: last?.made, trouble: "" };
    now.trouble = troubleOf(() => (now.made = make(...values)));
    this.#taken.set(names.join(), now);
    return now.made;
  }

  /** The sentence for the message area, if everything can be read. */
  get sentenceNow() {
    return this.model.get("message");
  }

  drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#drawNow());
  }

  #drawNow() {
    this.#frame = 0;
    const hadFocus = this.root.contains(focusedIn(this.root));
    this.#takeSize();
    this.draw();
    if (hadFocus) handOn(this.root);
    const troubles = [...this.#taken.values()].map(({ trouble }) => trouble);
    this.#tell(troubles.find(Boolean) ?? this.sentenceNow);
  }

  #takeSize() {
    const isLarge = this.model.get("presenter") === true;
    if (this.#hall) press(this.#hall, isLarge);
    if (this.root.classList.contains("presenter") === isLarge) return;
    this.root.classList.toggle("presenter", isLarge);
    this.resized();
  }

  /** A sentence that stands there already is not said again. */
  #tell(sentence) {
    if (sentence === this.#told) return;
    this.#told = sentence;
    this.message.replaceChildren(...namesHeard(sentence));
  }

  #measured() {
    if (this.root.clientWidth === this.#width) return;
    this.#width = this.root.clientWidth;
    this.resized();
    this.drawSoon();
  }

  /** For a view: show the model as it is now. */
  draw() {}

  /** For a view: the width has changed. */
  resized() {}
}

/**
 * What a widget exports: a view wherever it is shown, and for each model what its views share, if they share anything.
 * @param {new (where: {model: any, el: HTMLElement}, shared?: any) => View} Shown
 * @param {new (model: any) => {dispose: () => void}} [Shared]
 */
export function widgetOf(Shown, Shared) {
  return () => {
    let shared;
    return {
      initialize({ model }) {
        hearThoughLate(model);
        if (!Shared) return undefined;
        shared = new Shared(model);
        return () => shared.dispose();
      },
      render({ model, el }) {
        const view = new Shown({ model, el }, shared);
        return () => view.dispose();
      },
    };
  };
}
