/** The depth lab's numbers, as Python computed them: the browser only looks them up. Lengths are log₁₀. No DOM. */

import { floats } from "../shared/buffers.js";
import { Unreadable } from "../shared/unreadable.js";

const VERSION = 1;
const LINES = ["delta", "bound", "activation"];

/** @typedef {{delta: Float32Array, bound: Float32Array, activation: Float32Array}} Lines  by layer, layer 1 first; -Infinity is 0, NaN is none */

export class DepthTables {
  #lines;
  #begins = new Map(); // of each depth, where its numbers begin

  /** @param {Object} tables the trait of that name */
  constructor(tables) {
    if (tables.version !== VERSION) {
      throw new Unreadable(`These tables have version ${tables.version}, and this lab reads version ${VERSION}: run the cell again.`);
    }
    const { activations, depths, scales, rules, lines } = tables;
    this.activations = activations;
    this.depths = depths;
    this.scales = scales;
    this.rules = rules;
    this.#lines = floats(lines);
    let at = 0;
    for (const depth of depths) {
      this.#begins.set(depth, at);
      at += activations.length * scales.length * 2 * LINES.length * depth;
    }
    if (at !== this.#lines.length) throw new Unreadable("The numbers of these networks are incomplete; the picture stays as it was.");
  }

  /** What there is to choose, by the name of the trait that chooses it. */
  get choices() {
    const layers = Array.from({ length: this.depths.at(-1) - 1 }, (_, place) => place + 2);
    return { activation: this.activations, depth: this.depths, scale: this.scales, layer: layers, normalised: [false, true] };
  }

  /** Of a network, or of the same weights with normalisation. @returns {Lines} */
  lines({ depth, activation, scale, normalised }) {
    const row = this.activations.indexOf(activation) * this.scales.length + this.scales.indexOf(scale);
    const size = LINES.length * depth;
    const from = this.#begins.get(depth) + (2 * row + (normalised ? 1 : 0)) * size;
    const part = (place) => this.#lines.subarray(from + place * depth, from + (place + 1) * depth);
    return { delta: part(0), bound: part(1), activation: part(2) };
  }

  /** log₁₀ of ‖δ^[2]‖ / ‖δ^[L]‖, and of what the bound allows. */
  reach(place) {
    const { delta, bound } = this.lines(place);
    return { measured: delta[1] - delta.at(-1), allowed: bound[1] - bound.at(-1) };
  }
}
