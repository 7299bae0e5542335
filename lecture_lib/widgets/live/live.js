/** A live equation: an equation of the lecture with the present numbers in it. */

import { html, keepKeys, setText } from "../shared/dom.js";
import { parseParameter, printed } from "../shared/notation.js";
import { Sweep, SweepError } from "../shared/sweep.js";
import { Equation, lastPathsOf } from "../shared/equation.js";

const PATIENCE_OF_LIVE = 4000; // ms of silence after which Python is said not to answer
const MENUS = { i: "point i", l: "layer l", j: "neuron j", k: "neuron k" };

class LiveView {
  #model;
  #followed = null;
  #sweep = null;
  #message = null; // the one it was read from
  #spoken = null; // the equation that it belongs to
  #equation = new Equation();
  #layer = null; // of the template that stands there
  #shown = null; // the indices it stands there with
  #trouble = ""; // what cannot be read
  #awaited = null; // the parameter whose numbers are not here
  #silent = ""; // that they do not come
  #frame = 0;
  #silence = 0;
  #gone = false;
  #menus = {};
  #events = {
    "change:equation": () => this.#take(),
    "change:sweep": () => this.#take(),
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
    try {
      this.#followed = await this.#model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
    } catch {
      this.#trouble = "The widget that this equation follows is not here.";
      this.#drawSoon();
    }
    if (this.#gone || !this.#followed) return;
    const followed = this.#followed;
    for (const name of followedEvents(followed)) followed.on(name, this.#hear);
    this.#follow();
  }

  /** Another value is another row; another parameter or step moves the indices that the equation has. */
  #follow() {
    const { indices, parameter } = shownBy(this.#followed);
    if (JSON.stringify(indices) !== JSON.stringify(this.#model.get("followed_at"))) {
      this.#model.set("followed_at", indices);
      this.#move(indices);
    }
    this.#take();
    this.#waitFor(parameter);
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

  /** Numbers that do not come are told of, once for each parameter. */
  #waitFor(parameter) {
    const awaited = parameter && !(parameter in this.#sweeps) ? parameter : null;
    if (awaited === this.#awaited) return;
    this.#awaited = awaited;
    this.#silent = "";
    clearTimeout(this.#silence);
    if (awaited) this.#silence = setTimeout(() => this.#giveUp(), PATIENCE_OF_LIVE);
  }

  #giveUp() {
    const kept = this.#sweep ? `these are still the numbers for ${printed(this.#sweep.parameter)}` : "its numbers are not here";
    this.#silent = `Python does not answer, so ${kept}.`;
    this.#drawSoon();
  }

  // ---- the numbers: its own, or those of the explorer that it follows ----

  /** @returns {Object<string, import("../shared/sweep.js").SweepMessage>} */
  get #sweeps() {
    return this.#followed?.get("sweeps") ?? {};
  }

  get #parameter() {
    return this.#followed?.get("chosen")?.parameter ?? "";
  }

  /** Equation and numbers belong together: until both are of one network, the last ones stay. */
  #take() {
    const equation = this.#model.get("equation");
    const parameter = this.#parameter;
    const message = parameter ? this.#sweeps[parameter] : this.#model.get("sweep");
    if (!message || (message === this.#message && equation === this.#spoken)) return;
    if (parameter && message.network !== equation.network) return;
    const needs = () => Object.entries(equation.templates).flatMap(([l, template]) => lastPathsOf(template, equation.counts[l]));
    this.#trouble = "";
    try {
      this.#sweep = new Sweep(message, { network: { id: equation.network }, parameter, whose: "this equation", needs });
      [this.#message, this.#spoken, this.#layer] = [message, equation, null];
    } catch (error) {
      if (!(error instanceof SweepError)) throw error;
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
    setText(this.message, this.#trouble || this.#silent || this.#model.get("message"));
    if (!this.#sweep || this.#spoken !== this.#model.get("equation")) return;
    this.#fillMenus(indices);
    if (this.#layer !== indices.l) this.#equation.show(this.#spoken.templates[indices.l]);
    if (this.#shown !== indices || this.#layer !== indices.l) this.#equation.choose(indices, this.#sweep);
    [this.#layer, this.#shown] = [indices.l, indices];
    const question = this.#followed?.get("question"); // of an explorer that asks a class: then no number may answer it
    const asking = Boolean(question?.kind) && !question.revealed;
    this.#equation.draw(this.#reading(indices), () => asking);
  }

  /** A batch is read at one of its points, a sweep where the explorer stands, and anything else at its start. */
  #reading(indices) {
    if (this.#parameter && this.#sweeps[this.#parameter] === this.#message) this.value = this.#followed.get("chosen").value;
    return this.#sweep.at(indices.i ?? this.value ?? this.#sweep.start);
  }
}

function upTo(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function followedEvents(followed) {
  if (!followed) return [];
  return followed.get("at") === undefined ? ["change:chosen", "change:question", "change:sweeps"] : ["change:at", "change:neuron"];
}

/** What the followed widget shows: the indices it stands for, and for an explorer its parameter. */
function shownBy(followed) {
  const at = followed.get("at");
  if (at !== undefined) {
    const layer = /\[(\d+)\]/.exec(at);
    return { indices: { ...(layer && { l: Number(layer[1]) }), j: followed.get("neuron") } };
  }
  const { parameter } = followed.get("chosen");
  const { layer, j, k } = parseParameter(parameter);
  return { indices: { l: layer, j, ...(k !== null && { k }) }, parameter };
}

export default {
  render({ model, el }) {
    const view = new LiveView(model, el);
    return () => view.dispose();
  },
};
