/** A live equation: an equation of the lecture with the present numbers in it. */

import { html } from "../shared/dom.js";
import { parseParameter, printed } from "../shared/notation.js";
import { Connection } from "../shared/connection.js";
import { Quantities } from "../shared/quantities.js";
import { Equation } from "../shared/equation.js";
import { View, widgetOf } from "../shared/view.js";
import { among } from "../shared/unreadable.js";

const MENUS = { i: "point i", l: "layer l", j: "neuron j", k: "neuron k" };

class LiveView extends View {
  #connection;
  #followed = null;
  #quantities = null;
  #equation = new Equation();
  #drawn = {}; // the template and the indices that stand there
  #ended = false;
  #menus = {};

  constructor(where) {
    const { number, statement } = where.model.get("equation");
    super(where, "bp-live", `Equation ${number}: ${statement}`);
    this.#connection = new Connection(this.model, () => this.drawSoon());
    const numbered = html("span", { class: "bp-number" }, `(${number})`);
    const controls = html("div", { class: "bp-indices" }, ...this.#makeMenus());
    this.root.append(html("div", { class: "bp-line" }, this.#equation.element, numbered), controls, this.message);
    this.atEnd(() => this.#connection.dispose());
    this.atEnd(() => (this.#ended = true));
    this.hear(this.model, ["change:quantities"], () => this.#connection.heard());
    this.start(["quantities", "equation", "indices"]);
    this.#findFollowed();
  }

  get sentenceNow() {
    return this.#connection.silence || super.sentenceNow;
  }

  // ---- the widget that is followed ----

  async #findFollowed() {
    const reference = this.model.get("follows");
    if (!reference) return;
    const followed = await this.model.widget_manager.get_model(reference.replace("IPY_MODEL_", ""));
    if (this.#ended) return;
    this.#followed = followed;
    this.hear(followed, followedEvents(followed), () => this.#follow());
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
    this.drawSoon();
  }

  #move(wanted) {
    const { counts } = this.model.get("equation");
    const indices = { ...this.model.get("indices") };
    for (const [name, value] of Object.entries(wanted)) if (name in this.#menus) indices[name] = value;
    const count = counts[indices.l];
    if (count && Object.keys(this.#menus).every((name) => name === "l" || indices[name] <= count[name])) {
      this.model.set("indices", indices);
    }
  }

  #waitFor(parameter) {
    const own = this.#quantities?.parameter;
    if (!parameter || !own || parameter === own) this.#connection.expectNothing();
    else this.#connection.expect(`, so these are still the numbers for ${printed(parseParameter(own))}.`);
  }

  // ---- menus ----

  #makeMenus() {
    const names = Object.keys(MENUS).filter((name) => name in Object.values(this.model.get("equation").counts)[0]);
    return names.map((name) => {
      const menu = html("select", {});
      menu.addEventListener("change", () => this.#choose(name, Number(menu.value)));
      this.#menus[name] = menu;
      const [word, letter] = MENUS[name].split(" ");
      return html("label", {}, `${word} `, html("i", { class: "bp-letter" }, letter), " ", menu);
    });
  }

  #choose(name, value) {
    const { counts } = this.model.get("equation");
    const indices = { ...this.model.get("indices"), [name]: value };
    for (const other of ["j", "k"]) if (other in indices) indices[other] = Math.min(indices[other], counts[indices.l][other]);
    this.model.set("indices", indices);
    this.#connection.save();
  }

  #fillMenus({ counts }, indices) {
    for (const [name, menu] of Object.entries(this.#menus)) {
      const choices = name === "l" ? Object.keys(counts) : upTo(counts[indices.l][name]);
      if (menu.options.length !== choices.length) {
        menu.replaceChildren(...choices.map((choice) => html("option", { value: choice }, String(choice))));
      }
      menu.value = String(indices[name]);
    }
  }

  // ---- drawing ----

  draw() {
    const quantities = this.take(["quantities"], (message) => new Quantities(message));
    const chosen = this.take(["equation", "indices"], checked);
    if (!quantities || !chosen) return;
    const { equation, indices } = chosen;
    const template = equation.templates[indices.l];
    const isNew = quantities !== this.#quantities;
    this.#quantities = quantities;
    this.#fillMenus(equation, indices);
    if (isNew || this.#drawn.template !== template) this.#equation.show(template);
    if (isNew || this.#drawn.template !== template || this.#drawn.indices !== indices) this.#equation.choose(indices, quantities);
    this.#drawn = { template, indices };
    const question = this.#followed?.get("question"); // of an explorer that asks a class: then no number may answer it
    const asking = Boolean(question?.kind) && !question.revealed;
    this.#equation.draw(quantities, this.#place(indices), () => asking);
  }

  #place(indices) {
    const shown = this.#followed && shownBy(this.#followed);
    if (shown?.parameter && shown.parameter === this.#quantities.parameter) this.value = shown.value;
    return this.#quantities.place(indices.i ?? this.value ?? this.#quantities.values[0]);
  }
}

/** An equation and its indices, if there are such. */
function checked(equation, indices) {
  const layers = Object.keys(equation.counts).map(Number);
  const counts = equation.counts[among(layers, "l", indices.l)];
  for (const [name, count] of Object.entries(counts)) among(name === "l" ? layers : upTo(count), name, indices[name]);
  return { equation, indices };
}

function upTo(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function followedEvents(followed) {
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

export default widgetOf(LiveView);
