/** The lab in words: what is dragged, and what a run has come to. No DOM. */

import { fixed } from "../shared/numbers.js";

const counted = (one) => (value) => `${value} ${one}${value === 1 ? "" : "s"}`;

/** What is dragged: its tab, its axis, and a value of it in words. */
export const KNOBS = {
  l2: { tab: "Weight decay λ", axis: "weight decay λ", says: (value) => `λ = ${value}` },
  dropout: { tab: "Dropout rate", axis: "dropout rate", says: (value) => (value === 0 ? "no dropout" : `dropout rate ${value}`) },
  neurons: { tab: "Hidden neurons", axis: "number of hidden neurons", says: counted("hidden neuron") },
  points: { tab: "Training points", axis: "number of training points", says: counted("training point") },
};

/** What stays while one is dragged, and which points do what. */
export function stays(knob, { base, points, judges }) {
  const others = Object.keys(KNOBS).filter((other) => other !== knob).map((other) => KNOBS[other].says(base[other]));
  const sets = `${points.validation.length} validation points mark the early stop. ${judges} test points choose nothing, and judge.`;
  return `One of the four is dragged at a time; the others stay at ${others.join(", ")}. ${sets}`;
}

/** A cost as it is written. */
export function costText(cost) {
  return fixed(cost, 3);
}

/** What is to be seen, in a few sentences. @param {import("./tables.js").Runs} runs */
export function words(runs, { knob, start, record, ...values }) {
  const row = runs.row(knob, values[knob]);
  const run = runs.run(row, start);
  const step = runs.steps[record];
  const costs = `training cost ${costText(run.training[record])}, validation cost ${costText(run.validation[record])}.`;
  return `${sentenceCase(KNOBS[knob].says(values[knob]))}, start ${start}, step ${step}: ${costs} ${ofStop(run, record, runs.steps)} ${ofAll(runs.runs(row))}`;
}

function sentenceCase(text) {
  return text.startsWith("λ") ? `With ${text}` : text[0].toUpperCase() + text.slice(1);
}

function ofStop({ best, test }, record, steps) {
  const last = steps.length - 1;
  if (best === last) return `The validation cost is least at the last step, where the test cost is ${costText(test.last)}.`;
  const least = `least at step ${steps[best]}`;
  const ends = `test cost ${costText(test.kept)} there, ${costText(test.last)} at the end`;
  if (record === best) return `Here the validation cost is least, and early stopping keeps these parameters: ${ends}.`;
  return `The validation cost ${record < best ? "will be" : "was"} ${least}: ${ends}.`;
}

function ofAll(all) {
  const ends = all.map(({ test }) => test.last);
  return `Over all ${all.length} starts the test cost at the end is ${costText(Math.min(...ends))} to ${costText(Math.max(...ends))}.`;
}
