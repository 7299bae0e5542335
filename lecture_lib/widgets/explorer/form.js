/** The form for another network or data point: it asks, and Python builds or says in a sentence why it cannot. */

import { html, setAttributes, setText } from "../shared/dom.js";

const FILLED = { x: 0.5, y: 0 }; // what a new neuron of the input or the output begins with
const SILENCE = ", so the network stays as it was.";

export class Form {
  #session;
  #message = html("p", { class: "bp-message", role: "status" });
  #fields = {
    point: html("select"),
    x: html("input", { type: "text", inputmode: "text", size: 18 }),
    y: html("input", { type: "text", inputmode: "text", size: 10 }),
    sizes: html("input", { type: "text", inputmode: "text", size: 14 }),
    activation: html("select"),
    seed: html("input", { type: "number", step: 1, min: 0, placeholder: "as given" }),
    scale: html("input", { type: "number", step: "any", min: 0 }),
  };

  /** @param {import("./session.js").Session} session */
  constructor(session) {
    this.#session = session;
    const { point, x, y, sizes, activation, seed, scale } = this.#fields;
    this.#pointLabel = labelled("data point", point);
    const form = html(
      "form",
      {},
      this.#pointLabel,
      labelled("x", x),
      labelled("y", y),
      labelled("neurons by layer", sizes),
      labelled("activation", activation),
      labelled("seed", seed),
      labelled("scale", scale),
      html("button", { type: "submit" }, "Build"),
    );
    const heading = html("summary", {}, "Network and data point");
    this.element = html("details", { class: "bp-form" }, heading, form, this.#message);
    this.element.hidden = session.connection.standalone;
    point.addEventListener("change", () => this.#fillPoint(Number(point.value)));
    sizes.addEventListener("change", () => this.#fit());
    form.addEventListener("submit", (event) => {
      event.preventDefault(); // a page would be loaded anew
      this.#build();
    });
  }

  #pointLabel;

  /** Show what is there now; what was typed but refused stays, since then nothing is new. */
  show() {
    const { points, activations, ...shown } = this.#session.form;
    const { point, x, y, sizes, activation, seed, scale } = this.#fields;
    const isShown = (row) => String(points.x[row]) === String(shown.x) && String(points.y[row]) === String(shown.y);
    const rows = points.x.map((_, row) => row);
    this.#pointLabel.hidden = rows.length < 2;
    point.replaceChildren(...rows.map((row) => html("option", { value: row }, `{${row + 1}}`)));
    point.value = String(Math.max(0, rows.findIndex(isShown)));
    x.value = listed(shown.x);
    y.value = listed(shown.y);
    sizes.value = listed(shown.sizes);
    activation.replaceChildren(...activations.map((name) => html("option", { value: name }, name.replace("_", " "))));
    activation.value = shown.activation;
    seed.value = shown.seed ?? "";
    scale.value = shown.scale;
    this.#say("");
  }

  #fillPoint(row) {
    for (const name of ["x", "y"]) this.#fields[name].value = listed(this.#session.form.points[name][row]);
  }

  /** Other sizes need a seed, and a point that fits them. */
  #fit() {
    const { sizes, seed } = this.#fields;
    const wanted = numbersIn(sizes.value);
    if (wanted.length < 2 || wanted.some((size) => !(size >= 1 && size <= 99))) return;
    if (seed.value === "") seed.value = "1";
    for (const [name, length] of [["x", wanted[0]], ["y", wanted[wanted.length - 1]]]) {
      const numbers = numbersIn(this.#fields[name].value);
      this.#fields[name].value = listed(Array.from({ length }, (_, index) => numbers[index] ?? FILLED[name]));
    }
  }

  #build() {
    const { activation, seed, scale } = this.#fields;
    const lists = Object.fromEntries(["x", "y", "sizes"].map((name) => [name, numbersIn(this.#fields[name].value)]));
    const bad = Object.keys(lists).find((name) => lists[name].length === 0 || lists[name].some(Number.isNaN));
    for (const name of Object.keys(lists)) setAttributes(this.#fields[name], { "aria-invalid": name === bad });
    if (bad) return this.#say(`${bad}: numbers with commas between them are expected, got "${this.#fields[bad].value}".`);
    this.#ask({
      sizes: lists.sizes,
      activation: activation.value,
      seed: seed.value === "" ? null : Number(seed.value),
      scale: Number(scale.value),
      x: lists.x,
      y: lists.y,
    });
  }

  /** Ask Python, unless it is there already; the picture stays until the network comes. */
  #ask(wanted) {
    const { form } = this.#session;
    this.#say("");
    if (Object.keys(wanted).every((name) => JSON.stringify(wanted[name]) === JSON.stringify(form[name]))) return;
    this.#session.connection.request({ kind: "build", form: wanted }, SILENCE, (sentence) => this.#say(sentence));
  }

  #say(sentence) {
    setText(this.#message, sentence);
  }
}

function labelled(text, field) {
  return html("label", {}, html("span", { class: "bp-quiet" }, text), field);
}

function listed(numbers) {
  return numbers.join(", ");
}

/** The numbers of a text, NaN for what is none. */
function numbersIn(text) {
  return text.replaceAll("\u2212", "-").split(/[\s,;]+/).filter(Boolean).map(Number);
}
