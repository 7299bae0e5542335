/** The costs of the run that is shown as a table, and what the lines and marks mean. */

import { html, setText, svg } from "../shared/dom.js";
import { marker } from "../shared/plane.js";
import { costText } from "./words.js";

const ROWS = { now: "step shown", kept: "early stop", last: "end" };
const COLUMNS = { step: "step", training: "training", validation: "validation", test: "test" };

export class Readout {
  #cells = {};

  constructor() {
    const head = (scope, text) => html("th", { scope }, text);
    const rows = Object.entries(ROWS).map(([row, name]) => html("tr", {}, head("row", name), ...Object.keys(COLUMNS).map((column) => this.#cell(row, column))));
    const heads = html("tr", {}, head("col", "cost"), ...Object.values(COLUMNS).map((column) => head("col", column)));
    this.element = html("table", { class: "bp-costs" }, html("thead", {}, heads), html("tbody", {}, ...rows));
  }

  #cell(row, column) {
    const cell = html("td", { "data-quantity": `${column}-${row}` });
    this.#cells[`${column}-${row}`] = cell;
    return cell;
  }

  draw({ training, validation, best, test }, steps, record) {
    const places = { now: record, kept: best, last: steps.length - 1 };
    for (const [row, place] of Object.entries(places)) {
      setText(this.#cells[`step-${row}`], String(steps[place]));
      setText(this.#cells[`training-${row}`], costText(training[place]));
      setText(this.#cells[`validation-${row}`], costText(validation[place]));
      setText(this.#cells[`test-${row}`], row === "now" ? "not looked at" : costText(test[row]));
    }
  }
}

/** What lines and marks mean, and which entries speak of the network. */
export function legend() {
  const picture = (...shapes) => svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" }, ...shapes);
  const line = (kind) => picture(svg("path", { class: kind, d: "M0 6H28" }));
  const entry = (shape, text) => html("span", {}, shape, text);
  const set = (name, kind) => entry(picture(svg("path", { class: `bp-cost-line ${name}`, d: "M0 6H15" }), marker(kind, 24, 6, 4)), name);
  const ofNetwork = [entry(line("bp-function"), "the network"), entry(line("bp-function other"), "other starts"), entry(line("bp-truth"), "without noise")];
  const sets = [set("training", 1), set("validation", 0)];
  return { element: html("p", { class: "bp-legend", "aria-hidden": "true" }, ...sets, ...ofNetwork), ofNetwork };
}
