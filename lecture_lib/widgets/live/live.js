/** A live equation: an equation of the lecture with the present numbers in it. */

import { html, parseMath } from "../shared/dom.js";
import { parseParameter, printed } from "../shared/notation.js";
import { Connection } from "../shared/connection.js";
import { Sweep } from "../shared/sweep.js";
import { Equation, lastPathsOf } from "../shared/equation.js";
import { View, WAITS, widgetOf } from "../shared/view.js";
import { among, troubleOf } from "../shared/unreadable.js";

const MENUS = { i: "point i", l: "layer l", j: "neuron j", k: "neuron k" };

class LiveView extends View {
  #connection;
  #followed = null;
  #sweep = null;
  #message = null; // the one it was read from
  #spoken = null; // the equation that it belongs to
  #trouble = ""; // what cannot be read
  #lost = ""; // that there is nobody to follow
  #awaited = null; // the parameter whose numbers are not here
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
    this.hear(this.model, ["change:sweep"], () => this.#connection.heard());
    const waits = () => this.drawSoon();
    window.addEventListener(WAITS, waits);
    this.atEnd(() => window.removeEventListener(WAITS, waits));
    this.start(["sweep", "equation", "indices"]);
    this.#findFollowed();
  }

  get sentenceNow() {
    return this.#trouble || this.#lost || this.#connection.silence || super.sentenceNow;
  }

  // ---- the widget that is followed ----

  async #findFollowed() {
    const reference = this.model.get("follows");
    if (!reference) return;
    const followed = await this.model.widget_manager.get_model(reference.replace("IPY_MODEL_", "")).catch(() => null);
    if (!followed) this.#lost = "The widget that this equation follows is not here.";
    if (!followed) this.drawSoon();
    if (this.#ended || !followed) return;
    this.#followed = followed;
    this.hear(followed, followedEvents(followed), () => this.#follow());
    this.#follow();
  }

  /** Another value is another row; another parameter or step moves the indices that the equation has. */
  #follow() {
    const { indices, parameter } = shownBy(this.#followed);
    if (JSON.stringify(indices) !== JSON.stringify(this.model.get("followed_at"))) {
      this.model.set("followed_at", indices);
      this.#move(indices);
    }
    this.#waitFor(parameter);
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

  /** Numbers that do not come are told of, once for each parameter. */
  #waitFor(parameter) {
    const awaited = parameter && !(parameter in this.#sweeps) ? parameter : null;
    if (awaited === this.#awaited) return;
    this.#awaited = awaited;
    const kept = this.#sweep ? `these are still the numbers for ${printed(this.#sweep.parameter)}` : "its numbers are not here";
    if (awaited) this.#connection.expect(`, so ${kept}.`);
    else this.#connection.expectNothing();
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
  #takeSweep(equation) {
    const parameter = this.#parameter;
    const message = parameter ? this.#sweeps[parameter] : this.model.get("sweep");
    if (message === this.#message && equation === this.#spoken) {
      this.#trouble = "";
      return;
    }
    if (this.model.get("follows") && (!message || (parameter && message.network !== equation.network))) return;
    const needs = () => Object.entries(equation.templates).flatMap(([l, template]) => lastPathsOf(template, equation.counts[l]));
    this.#trouble = troubleOf(() => {
      this.#sweep = new Sweep(message, { network: { id: equation.network }, parameter, whose: "this equation", needs });
      [this.#message, this.#spoken] = [message, equation];
    });
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
    const chosen = this.take(["equation", "indices"], checked);
    if (!chosen) return;
    const { equation, indices } = chosen;
    const before = this.#sweep;
    this.#takeSweep(equation);
    if (!this.#sweep || this.#spoken !== equation) return;
    const template = equation.templates[indices.l];
    const isNew = this.#sweep !== before || this.#drawn.template !== template;
    this.#fillMenus(equation, indices);
    if (isNew) this.#equation.show(template);
    if (isNew || this.#drawn.indices !== indices) this.#equation.choose(indices, this.#sweep);
    this.#drawn = { template, indices };
    const waits = isWaiting(this.#followed) || isAskedAbout(equation.network);
    this.#equation.draw(this.#reading(indices), () => waits); // none of its numbers may give an answer away
  }

  /** A batch is read at one of its points, a sweep where the explorer stands, and anything else at its start. */
  #reading(indices) {
    if (this.#parameter && this.#sweeps[this.#parameter] === this.#message) this.value = this.#followed.get("chosen").value;
    return this.#sweep.at(indices.i ?? this.value ?? this.#sweep.start);
  }
}

/** An equation and its indices, if there are such. */
function checked(equation, indices) {
  const layers = Object.keys(equation.counts).map(Number);
  const counts = equation.counts[among(layers, "l", indices.l)];
  for (const [name, count] of Object.entries(counts)) among(name === "l" ? layers : upTo(count), name, indices[name]);
  parseMath(equation.templates[indices.l]);
  return { equation, indices };
}

function upTo(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function followedEvents(followed) {
  const isExplorer = followed.get("at") === undefined;
  const names = isExplorer ? ["chosen", "question", "sweeps"] : ["at", "neuron", "predict", "revealed"];
  return names.map((name) => `change:${name}`);
}

/** Whether any widget on the page waits for an answer about a network. */
function isAskedAbout(id) {
  return [...document.querySelectorAll("[data-waits]")].some((root) => root.getAttribute("data-waits") === id);
}

/** Whether an explorer's question, or what a player's step computes, waits to be revealed. */
function isWaiting(followed) {
  const question = followed?.get("question");
  return (Boolean(question?.kind) && !question.revealed) || Boolean(followed?.get("predict") && !followed.get("revealed"));
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

export default widgetOf(LiveView);
