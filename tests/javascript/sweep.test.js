import assert from "node:assert/strict";
import { test } from "node:test";
import { Table, SweepError } from "../../lecture_lib/widgets/shared/table.js";
import { fixture } from "./fixtures.js";

const FLOAT32 = 1e-6; // rows travel as float32; the numbers here are below 10

function tableOf(name, plain, change = {}) {
  const { network, sweeps } = fixture(name);
  return new Table(plain, { ...sweeps[plain], ...change }, network);
}

function near(actual, expected, tolerance = FLOAT32) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

for (const name of ["lecture", "wide", "softmax", "tanh"]) {
  test(`every number of every table of ${name} is Python's`, () => {
    const { network, sweeps, expected } = fixture(name);
    for (const point of expected) {
      const reading = new Table(point.parameter, sweeps[point.parameter], network).at(point.value);
      near(reading.cost, point.cost);
      near(reading.derivative, point.derivative);
      near(reading.finiteDifference, point.finiteDifference);
      point.a.forEach((layer, l) => layer?.forEach((value, index) => near(reading.activation(l, index + 1), value)));
      point.delta.forEach((layer, l) => layer?.forEach((value, index) => near(reading.delta(l, index + 1), value)));
    }
  });
}

test("at the start nothing has changed", () => {
  const table = tableOf("lecture", "w43[3]");
  const reading = table.at(table.start);
  assert.deepEqual([reading.exact, reading.change, reading.actual, reading.predicted], [true, 0, 0, 0]);
});

test("between two rows numbers lie on a straight line and are not exact", () => {
  const table = tableOf("lecture", "w43[3]");
  const [here, after] = [table.at(1.2), table.at(1.3)];
  const between = table.at(1.225);
  assert.equal(between.exact, false);
  near(between.actual, 0.75 * here.actual + 0.25 * after.actual, 1e-9);
});

test("beyond a rounding error a value is its row", () => {
  assert.equal(tableOf("lecture", "w43[3]").at(1.2 + 1e-12).value, 1.2);
});

test("the nearest row is nearest on both sides", () => {
  const table = tableOf("lecture", "w43[3]");
  const rows = [1.24, 1.26, -9, 9].map((value) => table.values[table.nearestRow(value)]);
  assert.deepEqual(rows, [1.2, 1.3, table.low, table.high]);
});

test("only the neuron it feeds and all later ones are reached", () => {
  const table = tableOf("lecture", "w43[3]");
  const reached = [[2, 3], [3, 3], [3, 4], [4, 1], [5, 2]].map(([layer, j]) => table.reaches(layer, j));
  assert.deepEqual(reached, [false, false, true, true, true]);
});

test("in front of a softmax every output is reached", () => {
  const table = tableOf("softmax", "w12[3]");
  assert.deepEqual([table.reaches(3, 1), table.reaches(3, 2), table.reaches(2, 2)], [true, true, false]);
});

test("a table of another version is refused with both versions", () => {
  assert.throws(() => tableOf("lecture", "w43[3]", { version: 2 }), { constructor: SweepError, message: /version 2.*version 1/ });
});

test("a table of another network is refused", () => {
  assert.throws(() => tableOf("lecture", "w43[3]", { network: "other" }), { constructor: SweepError, message: /another network/ });
});

test("a table with a byte too few is refused", () => {
  const { sweeps } = fixture("lecture");
  const { rows } = sweeps["w43[3]"];
  const short = new DataView(rows.buffer, rows.byteOffset, rows.byteLength - 1);
  assert.throws(() => tableOf("lecture", "w43[3]", { rows: short }), { constructor: SweepError, message: /incomplete/ });
});

test("a table with a row too few is refused", () => {
  const { sweeps } = fixture("lecture");
  const { rows, columns } = sweeps["w43[3]"];
  const short = new DataView(rows.buffer, rows.byteOffset, rows.byteLength - 4 * columns);
  assert.throws(() => tableOf("lecture", "w43[3]", { rows: short }), { constructor: SweepError, message: /incomplete/ });
});

test("a table without its bytes is refused", () => {
  assert.throws(() => tableOf("lecture", "w43[3]", { values: undefined }), { constructor: SweepError, message: /incomplete/ });
});
