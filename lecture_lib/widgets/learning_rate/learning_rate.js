/** The learning-rate lab: a parabola, all points of a data set, and two parameters of a network. */

import { html, setAttributes, setText, uniqueId } from "../shared/dom.js";
import { typesetWords } from "../shared/notation.js";
import { Gesture } from "../shared/gesture.js";
import { View, widgetOf } from "../shared/view.js";
import { among } from "../shared/unreadable.js";
import { LabTables } from "./rate_tables.js";
import { OnParabola } from "./on_parabola.js";
import { OnPoints } from "./on_points.js";
import { OnSurface } from "./on_surface.js";

const PLACE = ["part", "curvature", "parabola_eta", "eta", "record", "pair", "step"];
const PART_NAMES = { parabola: "1 A parabola", points: "2 A network", surface: "3 Two of its parameters" };

class RatesView extends View {
  #tables = null;
  #drawn = {};
  #gesture = new Gesture(() => this.#settle());

  constructor(where) {
    super(where, "bp-rates bp-lab", "Learning-rate lab");
    this.#build();
    this.atEnd(() => this.#gesture.cancel());
    this.start([...PLACE, "tables"]);
  }

  // ---- built once ----

  #build() {
    const gestures = { onMove: (values) => this.#set(values), onEnd: () => this.#gesture.end(), onKey: () => this.#gesture.endSoon() };
    this.parts = { parabola: new OnParabola(gestures), points: new OnPoints(gestures), surface: new OnSurface(gestures) };
    const summary = uniqueId();
    this.sentence = html("p", { class: "bp-sentence", id: summary });
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
        this.#gesture.end();
      });
      return button;
    });
    const parts = html("div", { class: "bp-choice", role: "group", "aria-label": "What takes the steps" }, ...this.tabs);
    return html("div", { class: "bp-tabs" }, parts, this.makeHallSwitch());
  }

  // ---- gestures ----

  #set(values) {
    this.#gesture.begin();
    this.move(values);
  }

  /** A gesture in this view has ended: Python is told where we are, and so is who listens. */
  #settle() {
    this.save();
    if (this.#tables) setText(this.live, this.#words());
  }

  // ---- drawing ----

  resized() {
    this.#drawn.layout = null;
  }

  /** Where the model is, or where it was last that there is. */
  get #place() {
    const choices = { part: Object.keys(this.parts), ...this.#tables.choices };
    return Object.fromEntries(PLACE.map((name) => [name, this.take([name], (value) => among(choices[name], name, value))]));
  }

  #words() {
    const place = this.#place;
    return this.parts[place.part].words(this.#tables, place);
  }

  draw() {
    const tables = this.take(["tables"], (message) => new LabTables(message));
    if (tables !== this.#tables) this.#drawn.layout = null;
    this.#tables = tables;
    if (!tables) return;
    const place = this.#place;
    const part = this.parts[place.part];
    for (const tab of this.tabs) setAttributes(tab, { "aria-pressed": tab.getAttribute("data-part") === place.part });
    const layout = `${place.part} ${place.pair} ${place.curvature}`;
    if (this.#drawn.layout !== layout) {
      if (this.body.firstChild !== part.element) this.body.replaceChildren(part.element);
      part.layout(this.#tables, { scale: this.scale, close: this.close }, place);
      this.#drawn.layout = layout;
    }
    part.draw(this.#tables, place);
    const words = this.#words();
    if (this.#drawn.words !== words) this.sentence.replaceChildren(...typesetWords(words));
    this.#drawn.words = words;
  }
}

export default widgetOf(RatesView);
