/** Questions for a class about the runs, each with its answer and the reason for it. No DOM. */

import { lettersOf } from "../shared/question.js";
import { median } from "./tables.js";
import { costText, KNOBS } from "./words.js";

/** @typedef {import("../shared/question.js").Question} Question */

const CLEAR = 1.05; // times as much is clearly more
const KINDS = { best: bestValue, stop: bestStep, training: trainingCost };

/** Which kinds of question there are where the lab stands. */
export function kindsOf(runs, place) {
  return Object.keys(KINDS).filter((kind) => questionOf(kind, runs, place) !== null);
}

/** @param {import("./tables.js").Runs} runs @returns {Question | null} */
export function questionOf(kind, runs, place) {
  const question = KINDS[kind]?.(runs, place);
  return question ? { kind, several: false, ...question } : null;
}

/** Of the ends of the axis and its middle, the one whose test cost at the end is least; none where that is a matter of luck. */
function bestValue(runs, { knob }) {
  const all = runs.values[knob];
  const values = [all[0], all[Math.round((all.length - 1) / 2)], all.at(-1)];
  const costs = values.map((value) => median(runs.runs(runs.row(knob, value)).map(({ test }) => test.last)));
  const [least, next] = [...costs].sort((a, b) => a - b);
  if (next < CLEAR * least) return null;
  const best = costs.indexOf(least);
  return {
    text: [`Each of these is trained to the end from ${runs.starts} starts. Which has the least median test cost?`],
    options: values.map((value) => [KNOBS[knob].says(value)]),
    right: lettersOf(values, (_, place) => place === best),
    target: { [knob]: values[best], record: runs.steps.length - 1 },
    reason: [`The median test costs are ${costs.map(costText).join(", ")}, in this order.`],
  };
}

/** In which part of the training the validation cost of the run that is shown is least. */
function bestStep(runs, { knob, start, ...values }) {
  const { steps } = runs;
  const last = steps.at(-1);
  const { best, validation } = runs.run(runs.row(knob, values[knob]), start);
  const bounds = [last / 10, last / 2, last - 1, last];
  const part = bounds.findIndex((bound) => steps[best] <= bound);
  return {
    text: [`With ${KNOBS[knob].says(values[knob])}, start ${start}: at which of the ${last} steps is the validation cost least?`],
    options: [[`up to step ${last / 10}`], [`after that, up to step ${last / 2}`], ["later, but before the end"], ["at the end"]],
    right: lettersOf(bounds, (_, place) => place === part),
    target: { record: best },
    reason: [`At step ${steps[best]} it is ${costText(validation[best])}, at the end ${costText(validation.at(-1))}.`],
  };
}

/** Whether the training cost at the end is higher or lower at the other end of the axis. */
function trainingCost(runs, { knob }) {
  const all = runs.values[knob];
  const ends = [all[0], all.at(-1)];
  const [before, after] = ends.map((value) => median(runs.runs(runs.row(knob, value)).map(({ training }) => training.at(-1))));
  if (costText(before) === costText(after)) return null;
  const [from, to] = ends.map(KNOBS[knob].says);
  return {
    text: [`From ${from} to ${to}: what does the median training cost at the end do?`],
    options: [["it rises"], ["it falls"]],
    right: [after > before ? "A" : "B"],
    target: { [knob]: ends[1], record: runs.steps.length - 1 },
    reason: [`It goes from ${costText(before)} to ${costText(after)}.`],
  };
}
