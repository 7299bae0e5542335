/** The overfitting lab, as the browser gets it. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { proportional } from "../../lecture_lib/widgets/shared/axes.js";
import { PACE } from "../../lecture_lib/widgets/shared/play.js";
import { kindsOf, questionOf } from "../../lecture_lib/widgets/overfitting/questions.js";
import { median, Runs, spread } from "../../lecture_lib/widgets/overfitting/tables.js";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, openPage, openSimple } from "./page.js";

let model, runs, state;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
  ({ state } = widgetState("overfitting"));
  model = new FakeModel(state);
  runs = new Runs(state.tables);
});

async function open(change = {}) {
  for (const [name, value] of Object.entries(change)) model.set(name, value);
  const view = await openSimple("overfitting", model);
  draw();
  return view;
}

const text = (view, selector = ".bp-sentence") => view.find(selector).textContent;
const live = (view) => text(view, "[aria-live]");
const slidersOf = (view) => [...view.root.querySelectorAll("input[type=range]")];
const place = (change) => ({ knob: "l2", l2: 0, dropout: 0, neurons: 24, points: 12, start: 1, record: 40, ...change });

function press(view, ...keys) {
  for (const key of keys) view.key(key);
}

/** All that is seen or heard: neither what is hidden nor what says so of itself. */
function seen(view) {
  const copy = view.root.cloneNode(true);
  for (const part of copy.querySelectorAll("[hidden]")) part.remove();
  return copy;
}

/** Python's number at some places of a table, read without the lab's own reader. */
function float(name, lengths, places) {
  const view = state.tables[name];
  const index = places.reduce((sum, at, axis) => sum * lengths[axis] + at, 0);
  return new DataView(view.buffer, view.byteOffset).getFloat32(4 * index, true);
}

// the numbers

test("each value's run is looked up in its own row", () => {
  const settings = state.tables.best.byteLength / 6;
  for (const [knob, values] of Object.entries(state.tables.values)) {
    values.forEach((value, at) => {
      const row = state.tables.rows[knob][at];
      const run = runs.run(runs.row(knob, value), 5);
      assert.equal(run.validation[17], float("costs", [settings, 6, 2, 41], [row, 4, 1, 17]));
      assert.equal(run.training[40], float("costs", [settings, 6, 2, 41], [row, 4, 0, 40]));
      assert.equal(run.test.kept, float("test", [settings, 6, 2], [row, 4, 0]));
      assert.equal(run.best, run.validation.indexOf(Math.min(...run.validation)));
    });
  }
});

test("the median and the spread of several", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.deepEqual(spread([[1, 5], [3, 4], [2, 9]]), { low: [1, 4], middle: [2, 5], high: [3, 9] });
});

test("an axis of ratios has a tick at 1, 2 and 5 of each power of ten between its ends", () => {
  const { share, ticks } = proportional(0.03, 3);
  assert.deepEqual(ticks.map((tick) => tick.text), ["0.05", "0.1", "0.2", "0.5", "1", "2"]);
  assert.ok(Math.abs(share(0.3) - 0.5) < 1e-9 && Math.abs(share(0.03)) < 1e-9 && Math.abs(share(3) - 1) < 1e-9);
});

// what is shown

test("a dragged value shows its own run in every place", async () => {
  const view = await open({ knob: "neurons" });
  const [slider] = slidersOf(view);
  for (const [at, value] of runs.values.neurons.entries()) {
    slider.value = String(at);
    slider.dispatchEvent(new window.Event("input"));
    draw();
    const run = runs.run(runs.row("neurons", value), 1);
    assert.equal(model.get("neurons"), value);
    assert.equal(view.shown("validation-kept"), run.validation[run.best].toFixed(3));
    assert.equal(view.shown("test-last"), run.test.last.toFixed(3));
    assert.equal(view.shown("step-kept"), String(runs.steps[run.best]));
    assert.equal(view.find(".bp-mark-line").getAttribute("data-record"), String(run.best));
    assert.ok(text(view).includes(`${value} hidden neuron`), text(view));
  }
});

test("the early stop's line stands at its step", async () => {
  const view = await open({ start: 3 });
  const { best } = runs.run(0, 3);
  const mark = view.find(".bp-mark-line");
  const axis = mark.closest("svg").querySelector("line.bp-axis");
  const [x, from, to] = [mark.getAttribute("x1"), axis.getAttribute("x1"), axis.getAttribute("x2")].map(Number);
  assert.ok(to > from && Math.abs(x - (from + ((to - from) * best) / 40)) < 1e-6, `${x} from ${from} to ${to}`);
});

test("as many training points as are trained on are drawn, and the other starts behind the one that is shown", async () => {
  const view = await open({ knob: "points" });
  for (const points of runs.values.points) {
    model.set("points", points);
    draw();
    assert.equal(view.root.querySelectorAll(".bp-plot .bp-point.second").length, points);
  }
  const functions = [...view.root.querySelectorAll(".bp-plot .bp-function")].map((path) => path.getAttribute("class"));
  assert.deepEqual(functions, [...Array(5).fill("bp-function other"), "bp-function"]);
});

test("a drag saves nothing; letting go saves once and says the sentence once", async () => {
  const view = await open();
  const [slider] = slidersOf(view);
  for (const at of [1, 2, 3]) {
    slider.value = String(at);
    slider.dispatchEvent(new window.Event("input"));
    draw();
  }
  assert.deepEqual([model.saves.length, live(view)], [0, ""]);
  slider.dispatchEvent(new window.Event("change"));
  assert.deepEqual([model.saves.length, live(view)], [1, text(view)]);
});

test("playing goes through all records and ends at the last", async () => {
  const view = await open();
  view.pressButton("Play");
  const shown = [];
  for (let n = 0; n < 45; n += 1) {
    shown.push(model.get("record"));
    mock.timers.tick(PACE);
    draw();
  }
  assert.deepEqual(shown.slice(0, 42), [...Array(41).keys(), 40]);
  assert.ok(view.button("Play"));
});

test("it says what stays and which points do what", async () => {
  const view = await open({ knob: "dropout" });
  assert.match(seen(view).textContent, /the others stay at λ = 0, 24 hidden neurons, 12 training points\. 16 validation points mark the early stop\. 400 test points choose nothing/);
});

// questions

test("the right answers are those of the runs", () => {
  for (const knob of Object.keys(runs.values)) {
    const ends = (set) => (value) => median(runs.everyStart.map((start) => {
      const run = runs.run(runs.row(knob, value), start);
      return set === "test" ? run.test.last : run.training[40];
    }));
    const all = runs.values[knob];
    const best = questionOf("best", runs, place({ knob }));
    if (best) {
      const costs = [all[0], all[Math.round((all.length - 1) / 2)], all.at(-1)].map(ends("test"));
      assert.deepEqual(best.right, ["ABC"[costs.indexOf(Math.min(...costs))]]);
    }
    const [first, last] = [all[0], all.at(-1)].map(ends("training"));
    assert.deepEqual(questionOf("training", runs, place({ knob }))?.right ?? ["A", "B"], first.toFixed(3) === last.toFixed(3) ? ["A", "B"] : [last > first ? "A" : "B"]);
    for (const start of runs.everyStart) {
      const { best: record } = runs.run(runs.row(knob, place()[knob]), start);
      const letter = record <= 4 ? "A" : record <= 20 ? "B" : record < 40 ? "C" : "D";
      assert.deepEqual(questionOf("stop", runs, place({ knob, start })).right, [letter]);
    }
    assert.ok(kindsOf(runs, place({ knob })).includes("stop"));
  }
});

test("values whose test costs are nearly the same are not asked about", () => {
  const even = { ...runs, row: () => 0, runs: () => [{ test: { last: 0.1 }, training: [0.1] }] };
  assert.equal(questionOf("best", even, place()), null);
  assert.equal(questionOf("training", even, place()), null);
});

test("while a question waits nothing gives its answer away", async () => {
  const view = await open();
  view.slider.focus();
  press(view, "End");
  mock.timers.tick(1000);
  assert.match(live(view), /test cost/);
  const { best, test: { kept, last }, training, validation } = runs.run(runs.row("l2", 0.1), 1);
  const costs = [kept, last, training[40], validation[40], validation[best]].map((cost) => cost.toFixed(3));
  for (const key of ["q", "n", "n"]) {
    press(view, key);
    const shown = seen(view);
    for (const cost of costs) assert.ok(!shown.textContent.includes(cost), `${cost} in ${shown.textContent}`);
    assert.deepEqual([...shown.querySelectorAll("table, input, .bp-plot .bp-function, .bp-plot .bp-cost-line, .bp-plot .bp-outcomes, .bp-mark-line, .bp-truth")], []);
    assert.doesNotMatch(shown.outerHTML, /aria-valuetext/);
    const question = view.find(".bp-question");
    assert.ok(key === "q" ? document.activeElement === question && live(view) === "" : live(view).startsWith(question.textContent));
    assert.equal(shown.querySelectorAll(".bp-plot .bp-point").length, 12 + 16);
  }
});

test("a question that comes from elsewhere takes what was said last away", async () => {
  const view = await open();
  press(view, "End");
  mock.timers.tick(1000);
  document.body.tabIndex = -1;
  document.body.focus();
  model.set("question", { kind: "stop", votes: [], revealed: false });
  draw();
  assert.equal(live(view), "");
});

test("revealed, the verdict is shown and heard, and the lab goes where the answer is seen", async () => {
  const view = await open();
  view.slider.focus();
  press(view, "q");
  while (!view.find(".bp-question").textContent.includes("validation cost least")) press(view, "n");
  const { best } = runs.run(0, 1);
  press(view, questionOf("stop", runs, place()).right[0].toLowerCase(), "r");
  assert.match(text(view), new RegExp(`is right\\. At step ${runs.steps[best]} it is`));
  assert.equal(live(view), text(view));
  assert.equal(model.get("record"), best);
  assert.equal(document.activeElement, slidersOf(view)[0]);
});

test("a verdict holds for its question alone: another value ends it, another start takes the votes back", async () => {
  const view = await open();
  view.slider.focus();
  press(view, "q", "a", "r");
  view.pressButton("2");
  assert.deepEqual(model.get("question"), {});
  assert.match(text(view), /start 2/);
  press(view, "q", "a");
  view.pressButton("Dropout rate");
  assert.deepEqual(model.get("question").votes, []);
});

test("before a hall each letter is one more vote, and the last can be taken back", async () => {
  const view = await open({ presenter: true });
  press(view, "q", "a", "b", "b");
  assert.deepEqual(model.get("question").votes, ["A", "B", "B"]);
  view.key("z", { ctrlKey: true });
  assert.deepEqual(model.get("question").votes, ["A", "B"]);
  press(view, "r");
  assert.equal(view.root.querySelectorAll(".bp-tally .bp-bar").length, questionOf(model.get("question").kind, runs, place()).options.length);
});
