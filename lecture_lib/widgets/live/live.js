/** A live equation: an equation of the lecture with the present numbers in it. */

import { html, keepKeys, setText } from "../shared/dom.js";
import { parseParameter, printed } from "../shared/notation.js";
import { TableError } from "../shared/table.js";
import { Quantities } from "../shared/quantities.js";
import { Equation } from "../shared/equation.js";

const PATIENCE_OF_LIVE = 4000; // ms of silence after which Python is said not to answer
const MENUS = { i: "point i", l: "layer l", j: "neuron j", k: "neuron k" };

class LiveView {
  #model;
  #followed = null;
  #quantities = null;
  #equation = new Equation();
  #layer = null; // of the template that stands there
  #shown = null; // the indices it stands there with
  #trouble = "";
  #frame = 0;
  #silence = 0;
  #gone = false;
  #menus = {};
  #events = {
    "change:quantities": () => this.#take(),
    "change:indices": () => this.#drawSoon(),
    "change:message": () => this.#drawSoon(),
  };
  #hear = () => this.#follow();

  constructor(model, el) {
    this.#model = model;
    this.number = html("span", { class: "bp-number" }, `(${model.get("equation").number})`);
    this.message = html("p", { class: "bp-message", role: "status" });
    this.controls = html("div", { class: "bp-indices" }, ...this.#makeMenus());
    this.root = html("div", {
      class: "bp-widget bp-live",
      role: "group",
      "aria-label": `Equation ${model.get("equation").number}: ${model.get("equation").statement}`,
    });
    keepKeys(this.root);
    this.root.append(html("div", { class: "bp-line" }, this.#equation.element, this.number), this.controls, this.message);
    el.append(this.root);
    for (const [name, handler] of Object.entries(this.#events)) model.on(name, handler);
    this.#take();
    this.#draw();
    this.#findFollowed();
  }

  dispose() {
    this.#gone = true;
    for (const [name, handler] of Object.entries(this.#events)) this.#model.off(name, handler);
    for (const name of followedEvents(this.#followed)) this.#followed.off(name, this.#hear);
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#silence);
    this.root.remove();
  }

  // ---- the widget that is followed ----

  async #findFollowed() {
    const reference = this.#model.get("follows");
    if (!reference) return;
    const followed = await this.#model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
    if (this.#gone) return;
    this.#followed = followed;
    for (const name of followedEvents(followed)) followed.on(name, this.#hear);
    this.#follow();
  }

  /** Another value is another row; another parameter or step moves the indices that the equation has. */
  #follow() {
    const shown = shownBy(this.#followed);
    if (shown.key !== this.followedKey) {
      const isFirst = this.followedKey === undefined;
      this.followedKey = shown.key;
      if (!isFirst) this.#move(shown.indices);
      this.#waitFor(shown.parameter);
    }
    this.#drawSoon();
  }

  #move(wanted) {
    const { counts } = this.#model.get("equation");
    const indices = { ...this.#model.get("indices") };
    for (const [name, value] of Object.entries(wanted)) if (name in this.#menus) indices[name] = value;
    const count = counts[indices.l];
    if (count && Object.keys(this.#menus).every((name) => name === "l" || indices[name] <= count[name])) {
      this.#model.set("indices", indices);
    }
  }

  #waitFor(parameter) {
    clearTimeout(this.#silence);
    this.#trouble = "";
    if (!parameter || parameter === this.#quantities?.parameter) return;
    this.#silence = setTimeout(() => {
      const shown = printed(parseParameter(this.#quantities.parameter));
      this.#trouble = `Python does not answer, so these are still the numbers for ${shown}.`;
      this.#drawSoon();
    }, PATIENCE_OF_LIVE);
  }

  // ---- from Python ----

  #take() {
    try {
      this.#quantities = new Quantities(this.#model.get("quantities"));
      this.#layer = null;
      clearTimeout(this.#silence);
      this.#trouble = "";
    } catch (error) {
      if (!(error instanceof TableError)) throw error;
      this.#trouble = error.message;
    }
    this.#drawSoon();
  }

  // ---- menus ----

  #makeMenus() {
    const names = Object.keys(MENUS).filter((name) => name in Object.values(this.#model.get("equation").counts)[0]);
    return names.map((name) => {
      const menu = html("select", {});
      menu.addEventListener("change", () => this.#choose(name, Number(menu.value)));
      this.#menus[name] = menu;
      const [word, letter] = MENUS[name].split(" ");
      return html("label", {}, `${word} `, html("i", { class: "bp-letter" }, letter), " ", menu);
    });
  }

  #choose(name, value) {
    const { counts } = this.#model.get("equation");
    const indices = { ...this.#model.get("indices"), [name]: value };
    for (const other of ["j", "k"]) if (other in indices) indices[other] = Math.min(indices[other], counts[indices.l][other]);
    this.#model.set("indices", indices);
    this.#model.save_changes();
  }

  #fillMenus(indices) {
    const { counts } = this.#model.get("equation");
    for (const [name, menu] of Object.entries(this.#menus)) {
      const choices = name === "l" ? Object.keys(counts) : upTo(counts[indices.l][name]);
      if (menu.options.length !== choices.length) {
        menu.replaceChildren(...choices.map((choice) => html("option", { value: choice }, String(choice))));
      }
      menu.value = String(indices[name]);
    }
  }

  // ---- drawing ----

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#frame = 0;
    const indices = this.#model.get("indices");
    setText(this.message, this.#trouble || this.#model.get("message"));
    if (!this.#quantities) return;
    this.#fillMenus(indices);
    if (this.#layer !== indices.l) this.#equation.show(this.#model.get("equation").templates[indices.l]);
    if (this.#shown !== indices || this.#layer !== indices.l) this.#equation.choose(indices, this.#quantities);
    [this.#layer, this.#shown] = [indices.l, indices];
    const question = this.#followed?.get("question"); // of an explorer that asks a class: then no number may answer it
    const asking = Boolean(question?.kind) && !question.revealed;
    this.#equation.draw(this.#quantities, this.#place(indices), () => asking);
  }

  #place(indices) {
    const shown = this.#followed && shownBy(this.#followed);
    if (shown?.parameter && shown.parameter === this.#quantities.parameter) this.value = shown.value;
    return this.#quantities.place(indices.i ?? this.value ?? this.#quantities.values[0]);
  }
}

function upTo(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function followedEvents(followed) {
  if (!followed) return [];
  return followed.get("at") === undefined ? ["change:chosen", "change:question"] : ["change:at", "change:neuron"];
}

/** What the followed widget shows: the indices it stands for, and for an explorer its parameter and value. */
function shownBy(followed) {
  const at = followed.get("at");
  if (at !== undefined) {
    const layer = /\[(\d+)\]/.exec(at);
    const indices = { ...(layer && { l: Number(layer[1]) }), j: followed.get("neuron") };
    return { key: JSON.stringify(indices), indices };
  }
  const { parameter, value } = followed.get("chosen");
  const { layer, j, k } = parseParameter(parameter);
  return { key: parameter, indices: { l: layer, j, ...(k !== null && { k }) }, parameter, value };
}

export default {
  render({ model, el }) {
    const view = new LiveView(model, el);
    return () => view.dispose();
  },
};
