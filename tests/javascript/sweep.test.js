import assert from "node:assert/strict";
import { test } from "node:test";
import { Sweep, SweepError } from "../../lecture_lib/widgets/shared/sweep.js";
import { fixture, resized, sweepOf } from "./fixtures.js";

const FLOAT32 = 1e-6; // rows travel as float32; the numbers here are below 10
const DELTA = [["delta", 3, 4]];

function near(actual, expected, tolerance = FLOAT32) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

for (const name of ["lecture", "wide", "softmax", "tanh"]) {
  test(`every number of every sweep of ${name} is Python's`, () => {
    for (const point of fixture(name).expected) {
      const reading = sweepOf(name, point.parameter).at(point.value);
      near(reading.cost, point.cost);
      near(reading.derivative, point.derivative);
      near(reading.finiteDifference, point.finiteDifference);
      point.a.forEach((layer, l) => layer?.forEach((value, index) => near(reading.activation(l, index + 1), value)));
      const { layer } = reading.sweep.parameter;
      point.delta[layer].forEach((value, index) => near(reading.delta(layer, index + 1), value));
    }
  });
}

for (const name of ["lecture", "wide", "square", "softmax"]) {
  test(`every vector and matrix that an equation may show of ${name} is Python's, row by row and column by column`, () => {
    const { network, followed, expected } = fixture(name);
    for (const point of expected) {
      const sweep = new Sweep(followed[point.parameter], { network, parameter: point.parameter, needs: () => [] });
      const reading = sweep.at(point.value);
      for (const quantity of ["a", "z", "delta", "b", "w", "dw"]) {
        point[quantity].forEach((layer, l) => layer?.forEach((row, j) => [row].flat().forEach((value, k) => {
          near(reading.number(sweep.find([quantity, String(l), "j", "k"], { j: j + 1, k: k + 1 }).column), value);
        })));
      }
    }
  });
}

test("a path has letters for indices, or numbers", () => {
  const { network, followed } = fixture("lecture");
  const sweep = new Sweep(followed["w43[3]"], { network, parameter: "w43[3]", needs: () => [] });
  const { column } = sweep.find(["w", "3", "4", "3"]);
  assert.equal(sweep.find(["w", "3", "j", "k"], { j: 4, k: 3 }).column, column);
  assert.equal(sweep.columnOf("w", 3, 4, 3), column);
});

test("what moves and what changes its sign is said of a column", () => {
  const { network, followed } = fixture("lecture");
  const sweep = new Sweep(followed["w43[3]"], { network, parameter: "w43[3]", needs: () => [] });
  const said = [["w", "3", "4", "3"], ["w", "3", "3", "4"], ["a", "3", "4"], ["a", "2", "3"]].map((path) => {
    const { moves, flips } = sweep.find(path);
    return [moves, flips];
  });
  assert.deepEqual(said, [[true, true], [false, false], [true, false], [false, false]]);
});

test("at the start nothing has changed", () => {
  const sweep = sweepOf("lecture", "w43[3]");
  const reading = sweep.at(sweep.start);
  assert.deepEqual([reading.exact, reading.change, reading.actual, reading.predicted], [true, 0, 0, 0]);
});

test("between two rows numbers lie on a straight line and are not exact", () => {
  const sweep = sweepOf("lecture", "w43[3]");
  const [here, after] = [sweep.at(1.2), sweep.at(1.3)];
  const between = sweep.at(1.225);
  assert.equal(between.exact, false);
  near(between.actual, 0.75 * here.actual + 0.25 * after.actual, 1e-9);
});

test("beyond a rounding error a value is its row", () => {
  assert.equal(sweepOf("lecture", "w43[3]").at(1.2 + 1e-12).value, 1.2);
});

test("the nearest row is nearest on both sides", () => {
  const sweep = sweepOf("lecture", "w43[3]");
  const rows = [1.24, 1.26, -9, 9].map((value) => sweep.values[sweep.nearestRow(value)]);
  assert.deepEqual(rows, [1.2, 1.3, sweep.low, sweep.high]);
});

test("only the neuron it feeds and all later ones are reached", () => {
  const sweep = sweepOf("lecture", "w43[3]");
  const reached = [[2, 3], [3, 3], [3, 4], [4, 1], [5, 2]].map(([layer, j]) => sweep.reaches(layer, j));
  assert.deepEqual(reached, [false, false, true, true, true]);
});

test("in front of a softmax every output is reached", () => {
  const sweep = sweepOf("softmax", "w12[3]");
  assert.deepEqual([sweep.reaches(3, 1), sweep.reaches(3, 2), sweep.reaches(2, 2)], [true, true, false]);
});

test("a batch is read at each of its points", () => {
  const { state } = fixture("live-13");
  const sweep = new Sweep(state.sweep, { network: { id: state.equation.network }, whose: "a batch", needs: () => [["C"]] });
  assert.deepEqual([[...sweep.values], sweep.parameter, [1, 2, 3].map((i) => sweep.at(i).exact)], [[1, 2, 3], null, [true, true, true]]);
});

// ---- what cannot be read ----

const refused = (change, message, needs = DELTA) =>
  assert.throws(() => sweepOf("lecture", "w43[3]", change, needs), { constructor: SweepError, message });

test("with what is needed a sweep is taken", () => {
  assert.equal(sweepOf("lecture", "w43[3]", {}, DELTA).parameter.plain, "w43[3]");
});

test("a sweep of another version is refused with both versions", () => {
  refused({ version: 3 }, /version 3.*version 2/);
});

test("a sweep of another network is refused", () => {
  refused({ network: "other" }, /another network/);
});

const { values, base, rows, moving, layout, gaps } = fixture("lecture").sweeps["w43[3]"];
const columns = base.byteLength / 8;

for (const [what, change] of [
  ["with a byte too few", { rows: resized(rows, -1) }],
  ["with a row too few", { rows: resized(rows, -4 * moving.length) }],
  ["with a value too many", { values: resized(values, 8) }],
  ["without its bytes", { values: undefined }],
  ["whose bytes are a text", { rows: "rows" }],
  ["without its base", { base: resized(base, -8) }],
  ["whose start is no row", { start: -1 }],
  ["whose start lies between rows", { start: 1.5 }],
  ["of another parameter", { parameter: "b2[4]" }],
  ["without a layout", { layout: undefined }],
  ["whose layout points outside", { layout: { ...layout, a: { ...layout.a, 5: [columns - 1, 2, 1] } } }],
  ["whose layout points before", { layout: { ...layout, a: { ...layout.a, 5: [-1, 2, 1] } } }],
  ["whose layout has no rows of a matrix", { layout: { ...layout, a: { ...layout.a, 5: [0, 1] } } }],
  ["without a quantity that is needed", { layout: { ...layout, delta: {} } }],
  ["with a neuron too few", { layout: { ...layout, delta: { ...layout.delta, 3: [layout.delta[3][0], 3, 1] } } }],
  ["with a column that moves twice", { moving: [...moving.slice(1), moving[1]] }],
  ["with a column that is none", { moving: [...moving.slice(1), columns] }],
  ["that does not say what moves", { moving: 3 }],
  ["that does not say what is reached", { reached: undefined }],
  ["without its gaps", { gaps: undefined }],
  ["with gaps on one side", { gaps: gaps.slice(1) }],
]) {
  test(`a sweep ${what} is refused`, () => refused(change, /^The table of w43\[3\] is incomplete; the picture stays as it was\.$/));
}

test("what is no message at all is refused", () => {
  const { network } = fixture("lecture");
  for (const message of [undefined, null, 3, "sweep", []]) {
    assert.throws(() => new Sweep(message, { network, parameter: "w43[3]", needs: () => [] }), SweepError);
  }
});
