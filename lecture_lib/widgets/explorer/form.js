/** The form for another network or data point: it asks, and Python builds or says in a sentence why it cannot. */

import { html, setAttributes, setText } from "../shared/dom.js";
import { numberIn, numbersIn, wholeNumbersIn } from "../shared/typed.js";

const FILLED = { x: 0.5, y: 0 }; // what a new neuron of the input or the output begins with
const READ = { x: numbersIn, y: numbersIn, sizes: wholeNumbersIn, seed: seedIn, scale: numberIn };
const EXPECTED = {
  x: "numbers such as 0.2, 0.9 or 0,2; 0,9 are",
  y: "numbers such as 0.2, 0.9 or 0,2; 0,9 are",
  sizes: "whole numbers such as 4, 3, 2 are",
  seed: "a whole number or nothing is",
  scale: "a number such as 0.5 or 1/2 is",
};
const SILENCE = ", so the network stays as it was.";

export class Form {
  #session;
  #message = html("p", { class: "bp-message", role: "status" });
  #fields = {
    point: html("select"),
    x: html("input", { size: 18 }), // a keyboard of digits has neither semicolon nor space
    y: html("input", { size: 10 }),
    sizes: html("input", { size: 14 }),
    activation: html("select"),
    seed: html("input", { inputmode: "numeric", size: 9, placeholder: "as given" }),
    scale: html("input", { inputmode: "decimal", size: 6 }),
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
    const wanted = wholeNumbersIn(sizes.value);
    if (wanted.length < 2 || wanted.some((size) => !(size >= 1 && size <= 99))) return;
    if (seed.value === "") seed.value = "1";
    for (const [name, length] of [["x", wanted[0]], ["y", wanted[wanted.length - 1]]]) {
      const numbers = numbersIn(this.#fields[name].value);
      this.#fields[name].value = listed(Array.from({ length }, (_, index) => numbers[index] ?? FILLED[name]));
    }
  }

  #build() {
    const wanted = Object.fromEntries(Object.entries(READ).map(([name, read]) => [name, read(this.#fields[name].value)]));
    const bad = Object.keys(wanted).find((name) => !isRead(wanted[name]));
    for (const name of Object.keys(wanted)) setAttributes(this.#fields[name], { "aria-invalid": name === bad });
    if (bad) return this.#say(`${bad}: ${EXPECTED[bad]} expected, got "${this.#fields[bad].value}".`);
    this.#ask({ ...wanted, activation: this.#fields.activation.value });
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

/** A seed, null where there is none. */
function seedIn(text) {
  const [seed = null, ...more] = wholeNumbersIn(text);
  return more.length === 0 ? seed : NaN;
}

function isRead(value) {
  return Array.isArray(value) ? value.length > 0 && !value.some(Number.isNaN) : !Number.isNaN(value);
}

function listed(numbers) {
  return numbers.join(", ");
}
