/** What the explorer says: to be read, and to be heard. */

import { fixed, signed, valueText } from "../shared/numbers.js";
import { parseParameter, printed, spoken } from "../shared/notation.js";
import { numberIn } from "../shared/typed.js";

/** What became of the push of a parameter, before and after its symbol, once another is chosen. */
export const TAKEN_BACK = [" The push of ", " is taken back; Undo returns to it."];

/**
 * Who feels a change, as the words before and after the parameter's symbol.
 * @param {import("../shared/sweep.js").Sweep} sweep
 */
export function reachSentence(sweep) {
  const { layer } = sweep.parameter;
  return [`${layersBefore(layer)} before `, `: no activation there can change. ${whoFeelsIt(sweep)}`];
}

function layersBefore(layer) {
  if (layer === 2) return "Layer 1 comes";
  return layer === 3 ? "Layers 1 and 2 come" : `Layers 1 to ${layer - 1} come`;
}

function whoFeelsIt(sweep) {
  const { layer, j } = sweep.parameter;
  const last = sweep.network.sizes.length;
  if (layer === last && sweep.reachesWholeLayer && sweep.network.sizes[last - 1] > 1) {
    return "All outputs feel it, since the softmax divides by their sum, and through them the cost.";
  }
  if (layer === last) return `Only output ${j} feels it, and through it the cost.`;
  const then = layer === last - 1 ? "then the output and the cost." : "then every neuron after it, and the cost.";
  return `Only neuron ${j} of layer ${layer} feels it directly, ${then}`;
}

/**
 * The outcome of a gesture, told as far as it is shown.
 * @param {import("../shared/sweep.js").Reading} reading @param {import("./digits.js").Digits} digits
 */
export function outcome(reading, digits, detail) {
  return `${spoken(reading.sweep.parameter)} is ${valueText(reading.value)}. ${consequence(reading, digits, detail)}`;
}

/** The same for whoever has heard the value, from the slider or the box that has the focus. */
export function consequence(reading, digits, detail) {
  const { startSlope } = reading.sweep;
  if (reading.atStart) return `That is its start.${detail > 1 ? ` Slope of C: ${fixed(startSlope, digits.derivative)}.` : ""}`;
  const about = reading.exact ? "" : "about ";
  const change = `C changed by ${about}${signed(reading.actual, digits.cost)}`;
  const predicted = detail > 3 ? `, predicted ${signed(reading.predicted, digits.cost)}` : "";
  return `${change}${predicted}.`;
}

/** The whole picture in words. @param {import("../shared/sweep.js").Reading} reading @param {import("./digits.js").Digits} digits */
export function summary(reading, digits, detail) {
  const { network, parameter } = reading.sweep;
  const { sizes } = network;
  const before = parameter.layer === 2 ? "layer 1 are" : `layers 1 to ${parameter.layer - 1} are`;
  const outputs = network.y.map((_, index) => fixed(reading.activation(sizes.length, index + 1), 3));
  return [
    `A network with ${sizes.join(", ")} neurons.`,
    outcome(reading, digits, detail),
    `The activations of ${before} unchanged. ${whoFeelsIt(reading.sweep)}`,
    `Output ${outputs.join(" and ")}, target ${network.y.join(" and ")}.`,
  ].join(" ");
}

/** The picture while a question is open: what is known before anything is pushed. */
export function askedSummary(reading) {
  const { network, parameter, start } = reading.sweep;
  return `A network with ${network.sizes.join(", ")} neurons. ${spoken(parameter)} is at its start, ${valueText(start)}. A question is open.`;
}

/**
 * The accessible name of an edge or a neuron.
 * @param {import("../shared/diagram.js").Item} item @param {import("../shared/sweep.js").Reading} reading
 * @param {{weight: number, digits: import("./digits.js").Digits, asking: boolean}} shown  asking: whether a question is open
 */
export function itemName(item, reading, { weight, digits, asking }) {
  const { layer, j } = item;
  if (item.kind === "edge") return `${spoken({ ...item, letter: "w" })}, ${valueText(weight)}`;
  const activation = fixed(reading.activation(layer, j), 2);
  if (layer === 1) return `input x ${j}, ${activation}, nothing to change`;
  const reach = asking ? "" : `, ${reachOfNeuron(item, reading, digits)}`;
  if (item.plain === null) return `neuron ${j} of layer ${layer}, activation ${activation}${reach}, no bias to change`;
  return `${spoken({ ...item, letter: "b" })}, ${valueText(weight)}; activation ${activation}${reach}`;
}

/** Whether its activation can change, and what it has changed by. */
function reachOfNeuron({ layer, j }, reading, digits) {
  if (!reading.sweep.reaches(layer, j)) return "cannot change";
  return reading.atStart ? "can change" : `changed by ${signed(reading.activationChange(layer, j), digits.change[layer - 1])}`;
}

/** The sentence that refuses a typed text; undefined if it can be taken. @param {import("../shared/sweep.js").Sweep} sweep */
export function objection(text, sweep, present) {
  const name = printed(sweep.parameter);
  const kept = `it stays at ${valueText(present)}.`;
  const value = numberIn(text);
  if (Number.isNaN(value)) return `${name} needs a number; ${kept}`;
  if (sweep.includes(value)) return undefined;
  return `${name} goes from ${fixed(sweep.low, 0)} to ${fixed(sweep.high, 0)} here; ${kept}`;
}

/** What it means that a parameter's numbers do not come, after the words that they do not. */
export function notHere(plain, sweep) {
  const kept = sweep ? `; the picture still shows ${printed(sweep.parameter)}` : "";
  return `, so the numbers for ${printed(parseParameter(plain))} are not here${kept}.`;
}
