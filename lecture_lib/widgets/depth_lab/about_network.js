/** What the depth lab asks about: the networks as they are set. No DOM. */

import { lettersOf } from "../shared/question.js";
import { fateOf, factorText } from "./fate.js";

const FATES = [["It vanishes: less than a thousandth arrives"], ["It explodes: more than a thousand times as much arrives"], ["It arrives, within a factor of a thousand"]];
const ORDER = ["vanishes", "explodes", "arrives"];

/** @typedef {import("../shared/ask.js").Asker} Asker */
/** @typedef {import("../shared/question.js").Question} Question */

/** @implements {Asker} */
export class AboutNetwork {
  #model;
  #keep;
  #tables;
  #place;

  /** @param {(question: Object) => void} keep  sets the trait and saves it */
  constructor(model, keep) {
    this.#model = model;
    this.#keep = keep;
  }

  /** What is shown now. @param {import("./depth_tables.js").DepthTables} tables */
  see(tables, place) {
    this.#tables = tables;
    this.#place = place;
  }

  get state() {
    const state = this.#model.get("question");
    return this.#tables && state?.kind && Array.isArray(state.votes) ? state : null;
  }

  get presenter() {
    return this.#model.get("presenter") === true;
  }

  get about() {
    const { activation, depth, scale } = this.#place;
    return `${activation} ${depth} ${scale}`;
  }

  get kinds() {
    const { measured, allowed } = this.#tables.reach({ ...this.#place, normalised: false });
    return [...(Number.isNaN(measured) ? [] : ["fate"]), "mend", ...(allowed > 0 && measured < 0 ? ["bound"] : [])];
  }

  /** @returns {Question | null} */
  questionOf(kind) {
    if (!this.kinds.includes(kind)) return null;
    const { depth } = this.#place;
    const plain = this.#tables.reach({ ...this.#place, normalised: false });
    const normalised = this.#tables.reach({ ...this.#place, normalised: true });
    return { kind, several: false, ...QUESTIONS[kind](plain, normalised, depth) };
  }

  keep(question) {
    this.#keep({ question });
  }

  /** The answer to come must not be seen: the chosen network is shown as it is, without its mend. */
  clear() {
    this.#keep({ normalised: false });
  }

  goTo(normalised) {
    this.#keep({ normalised });
  }
}

const QUESTIONS = {
  fate: ({ measured }, _, depth) => ({
    text: [`What becomes of the length of δ on its way back from layer ${depth} to layer 2?`],
    options: FATES,
    right: lettersOf(ORDER, (fate) => fate === fateOf(measured)),
    reason: [`In layer 2 it is ${factorText(measured)} of what it is in layer ${depth}.`],
  }),
  mend: ({ measured }, normalised, depth) => ({
    text: ["Now each hidden layer is normalised over the points, with the same weights. What becomes of δ then?"],
    options: FATES,
    right: lettersOf(ORDER, (fate) => fate === fateOf(normalised.measured)),
    target: true,
    reason: [`Normalised, δ is ${factorText(normalised.measured)} in layer 2 of what it is in layer ${depth}; without, ${Number.isNaN(measured) ? "there was none at all" : factorText(measured)}.`],
  }),
  bound: ({ measured, allowed }) => ({
    text: [`By its bound, δ could be ${factorText(allowed)} in layer 2 of what it is in the last layer. What follows from that?`],
    options: [["It explodes"], ["It does not vanish"], ["Neither"]],
    right: ["C"],
    reason: [`A bound above 1 proves nothing: measured, it is ${factorText(measured)}. Only one below 1 would prove that δ vanishes.`],
  }),
};
