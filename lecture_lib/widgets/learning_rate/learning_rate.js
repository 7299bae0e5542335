/** The learning-rate lab: a parabola, all points of a data set, and two parameters of a network. */

import { html, keepKeys, mathLine, setAttributes, setText, uniqueId } from "../shared/dom.js";
import { layered } from "../shared/notation.js";
import { LabTables, LabTablesError } from "./rate_tables.js";
import { OnParabola } from "./on_parabola.js";
import { OnPoints } from "./on_points.js";
import { OnSurface } from "./on_surface.js";

const PLACE = ["part", "curvature", "parabola_eta", "eta", "record", "pair", "step"];
const HEARD = [...PLACE, "tables", "message"].map((name) => `change:${name}`);
const PART_NAMES = { parabola: "1 A parabola", points: "2 A network", surface: "3 Two of its parameters" };
const PAUSE = 400; // ms after the last key of a burst, which is one gesture

class RatesView {
  #model;
  #tables = null;
  #drawn = {};
  #frame = 0;
  #timer = 0;
  #width = 0;
  #hear = () => this.#drawSoon();

  constructor(model, el) {
    this.#model = model;
    this.root = html("div", { class: "bp-widget bp-rates", role: "group", "aria-label": "Learning-rate lab" });
    keepKeys(this.root);
    el.append(this.root);
    this.#build();
    this.#draw();
    for (const event of HEARD) model.on(event, this.#hear);
    this.observer = new ResizeObserver(() => this.#resized());
    this.observer.observe(this.root);
  }

  dispose() {
    for (const event of HEARD) this.#model.off(event, this.#hear);
    this.observer.disconnect();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.root.remove();
  }

  // ---- built once ----

  #build() {
    const gestures = { onMove: (values) => this.#set(values), onEnd: () => this.#settle(), onKey: () => this.#settleSoon() };
    this.parts = { parabola: new OnParabola(gestures), points: new OnPoints(gestures), surface: new OnSurface(gestures) };
    const summary = uniqueId();
    this.sentence = html("p", { class: "bp-sentence", id: summary });
    this.message = html("p", { class: "bp-message", role: "status" });
    this.live = html("p", { class: "bp-unseen", "aria-live": "polite" });
    setAttributes(this.root, { "aria-describedby": summary });
    this.body = html("div");
    this.root.append(this.#buildTabs(), this.message, this.sentence, this.body, this.live);
  }

  #buildTabs() {
    this.tabs = Object.entries(PART_NAMES).map(([part, name]) => {
      const button = html("button", { type: "button", "data-part": part }, name);
      button.addEventListener("click", () => {
        this.#set({ part });
        this.#settle();
      });
      return button;
    });
    return html("div", { class: "bp-choice bp-tabs", role: "group", "aria-label": "What takes the steps" }, ...this.tabs);
  }

  // ---- gestures ----

  #set(values) {
    for (const [name, value] of Object.entries(values)) this.#model.set(name, value);
  }

  /** A gesture in this view has ended: Python is told where we are, and so is who listens. */
  #settle() {
    clearTimeout(this.#timer);
    this.#model.save_changes();
    if (this.#tables) setText(this.live, this.#words());
  }

  #settleSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), PAUSE);
  }

  // ---- drawing ----

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #resized() {
    if (this.root.clientWidth === this.#width) return;
    this.#width = this.root.clientWidth;
    this.#drawn.layout = null;
    this.#drawSoon();
  }

  get #place() {
    return Object.fromEntries(PLACE.map((name) => [name, this.#model.get(name)]));
  }

  #words() {
    const place = this.#place;
    return this.parts[place.part].words(this.#tables, place);
  }

  #draw() {
    this.#frame = 0;
    setText(this.message, this.#takeTables() || this.#model.get("message"));
    if (!this.#tables) return;
    const place = this.#place;
    const part = this.parts[place.part];
    for (const tab of this.tabs) setAttributes(tab, { "aria-pressed": tab.getAttribute("data-part") === place.part });
    const layout = `${place.part} ${place.pair} ${place.curvature}`;
    if (this.#drawn.layout !== layout) {
      if (this.body.firstChild !== part.element) this.body.replaceChildren(part.element);
      const scale = Number.parseFloat(getComputedStyle(this.root).getPropertyValue("--s")) || 1;
      part.layout(this.#tables, scale, place);
      this.#drawn.layout = layout;
    }
    part.draw(this.#tables, place);
    const words = this.#words();
    if (this.#drawn.words !== words) this.sentence.replaceChildren(...typesetWords(words));
    this.#drawn.words = words;
  }

  /** New tables; a sentence where they cannot be read, and then the old ones stay. */
  #takeTables() {
    const tables = this.#model.get("tables");
    if (this.#drawn.tables === tables) return this.#drawn.trouble;
    Object.assign(this.#drawn, { tables, trouble: "", layout: null });
    try {
      this.#tables = new LabTables(tables);
    } catch (error) {
      if (!(error instanceof LabTablesError)) throw error;
      this.#drawn.trouble = error.message;
    }
    return this.#drawn.trouble;
  }
}

/** A sentence in which letters, σ′(z^[4]) and δ^[4] are typeset. */
function typesetWords(sentence) {
  return sentence.split(/(σ′\(z\^\[\d+\]\)|δ\^\[\d+\]|ηλ|η|λ|\bw\b|\bC\b|σ)/).map((part, place) => {
    if (place % 2 === 0) return part;
    const [letter, layer] = part.split(/\^\[|\]/);
    if (part.startsWith("σ′")) return html("span", {}, "σ′(", mathLine(layered("z", layer)), ")");
    if (letter === "δ") return mathLine(layered("δ", layer));
    return html("span", { class: "bp-letter" }, part);
  });
}

export default {
  render({ model, el }) {
    const view = new RatesView(model, el);
    return () => view.dispose();
  },
};
