/** Questions for a class about the chosen parameter, each with its answer and the reason for it. No DOM. */

import { fixed, signed, valueText } from "../shared/numbers.js";
import { parseParameter, weightName } from "../shared/notation.js";
import { between, lettersOf } from "../shared/question.js";
import { digitsOf } from "./digits.js";

/** @typedef {import("../shared/question.js").Question} Question */

export const KINDS = ["direction", "largest", "changes", "zero"];

const PUSH = 1; // of the parameter, in the question of up or down

/**
 * The question of this kind, or null where there is no such kind, or the network has none.
 * @param {"desk" | "hall"} [reader] @returns {Question | null}
 */
export function questionOf(kind, sweep, reader = "desk") {
  const question = { direction, largest, changes, zero }[kind]?.(sweep, reader);
  return question ? { kind, several: false, ...question } : null;
}

/** Which kinds of question the chosen parameter has. */
export function kindsOf(sweep) {
  return KINDS.filter((kind) => questionOf(kind, sweep) !== null);
}

function direction(sweep, reader) {
  const { parameter, start, startSlope } = sweep;
  const digits = digitsOf(sweep, reader);
  const target = sweep.values[sweep.nearestRow(start + PUSH <= sweep.high ? start + PUSH : start - PUSH)];
  const reading = sweep.at(target);
  const change = Math.sign(reading.actual);
  const verb = target > start ? "rises" : "falls";
  const options = [["C goes up"], ["C goes down"], ["C stays as it is"]];
  return {
    text: [parameter, ` ${verb} from ${valueText(start)} to ${valueText(target)}. What does C do?`],
    options,
    right: lettersOf(options, (_, index) => [1, -1, 0][index] === change),
    target,
    reason: directionReason({ parameter, verb, change, slope: startSlope, target, start, reading, digits }),
  };
}

function directionReason({ parameter, verb, change, slope, target, start, reading, digits }) {
  const by = `: ${signed(reading.actual, digits.cost)}.`;
  const outcome = change === 0 ? "C stays as it is" : `C goes ${change > 0 ? "up" : "down"}`;
  const happened = ["As ", parameter, ` ${verb}, ${outcome}${change === 0 ? "." : by} `];
  const sign = slope > 0 ? "positive" : "negative";
  const atStart = `The slope at the start, ${fixed(slope, digits.derivative)}, `;
  if (slope === 0) return [...happened, change === 0 ? "Its slope is 0 everywhere." : `${atStart}says nothing: C curves away from it.`];
  if (Math.sign(slope * (target - start)) === change) return [...happened, `${atStart}is ${sign}, and C follows it.`];
  return [...happened, `${atStart}is ${sign}, but C turns on the way: a slope speaks for small steps only.`];
}

/** Among weights into one neuron δ is the same, so the largest activation decides. */
function largest(sweep) {
  const { layer, j, k } = sweep.parameter;
  if (k === null) return null;
  const { a, delta, sizes } = sweep.network;
  const count = Math.min(3, sizes[layer - 2]);
  const first = Math.min(Math.max(1, k - 1), sizes[layer - 2] - count + 1);
  const candidates = Array.from({ length: count }, (_, place) => first + place);
  const size = (candidate) => Math.abs(a[layer - 1][candidate - 1]);
  const best = candidates.reduce((found, candidate) => (size(candidate) > size(found) ? candidate : found));
  const isAlone = candidates.every((candidate) => candidate === best || size(candidate) < size(best));
  if (count < 2 || delta[layer][j - 1] === 0 || !isAlone) return null;
  const weight = (from) => parseParameter(weightName(layer, j, from));
  return {
    text: ["Of these weights, for which is |∂C/∂w| the largest?"],
    options: candidates.map((candidate) => [weight(candidate)]),
    right: lettersOf(candidates, (candidate) => candidate === best),
    reason: [
      "Each derivative is ",
      { letter: "δ", j, layer },
      " times the activation at the other end of the weight, and of those ",
      { letter: "a", j: best, layer: layer - 1 },
      ` = ${fixed(a[layer - 1][best - 1], 3)} is the largest in size.`,
    ],
  };
}

/** Activations change after the neuron that is pushed; δ changes on both sides of it. */
function changes(sweep) {
  const { parameter, network } = sweep;
  const { layer, j } = parameter;
  const { sizes } = network;
  const delta = { letter: "δ", j: 1, layer: layer - 1 };
  const sibling = Array.from({ length: sizes[layer - 1] }, (_, index) => index + 1).filter((other) => other !== j);
  const things = [
    sibling.length > 0 && activationOf(sweep, sibling.includes(2) ? 2 : sibling[0], layer),
    layer < sizes.length && activationOf(sweep, 1, layer + 1),
    layer > 2 && { words: [delta], changes: varies(sweep.column(sweep.columnOf("delta", layer - 1, 1))) },
    { words: ["C"], changes: varies(sweep.costChanges()) },
  ].filter(Boolean);
  if (things.length < 3 || !varies(sweep.costChanges())) return null;
  return {
    text: ["When ", parameter, " changes, which of these change?"],
    options: things.map(({ words }) => words),
    right: lettersOf(things, (thing) => thing.changes),
    several: true,
    reason: changesReason(sweep, things),
  };
}

function activationOf(sweep, j, layer) {
  const changes = sweep.reaches(layer, j) && varies(sweep.column(sweep.columnOf("a", layer, j)));
  return { words: [{ letter: "a", j, layer }], changes };
}

function varies(column) {
  return column.some((number) => number !== column[0]);
}

function changesReason({ parameter, reachesWholeLayer }, things) {
  const { j, layer } = parameter;
  const still = things.filter(({ changes }) => !changes).flatMap(({ words }) => words);
  const back = things.filter(({ changes, words }) => changes && words[0].letter === "δ").flatMap(({ words }) => words);
  const hasSibling = things[0].words[0].layer === layer;
  const feeds = [parameter, ` enters neuron ${j} of layer ${layer} alone, and what comes after it`];
  const kept = still.length > 0 ? [", so ", ...between(still, " and "), still.length > 1 ? " stay. " : " stays. "] : [". "];
  const shared = reachesWholeLayer && hasSibling ? ["The softmax divides by the sum of all outputs, so each of them changes. "] : [];
  const collected = back.length > 0 ? [...back, " changes all the same: it collects from ", { letter: "δ", j, layer }, "."] : [];
  return [...feeds, ...kept, ...shared, ...collected];
}

function zero(sweep) {
  const { parameter } = sweep;
  const { layer, j, k } = parameter;
  if (k === null || sweep.startSlope === 0) return null; // "the same as now" would be right as well
  const sender = { letter: "a", j: k, layer: layer - 1 };
  const receiver = { letter: "δ", j, layer };
  return {
    text: ["What if ", sender, " = 0? Then ∂C/∂w for ", parameter, " is"],
    options: [["0"], ["the same as now"], [receiver]],
    right: ["A"],
    reason: ["The derivative is ", receiver, " times ", sender, ": a weight that carries nothing changes nothing."],
  };
}
