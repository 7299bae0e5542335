import assert from "node:assert/strict";
import { test } from "node:test";
import { digitsFor, fixed, niceTicks, signed, valueText } from "../../lecture_lib/widgets/shared/numbers.js";

test("a negative number has a typeset minus", () => {
  assert.equal(fixed(-0.125, 2), "\u22120.13");
});

test("what rounds to zero has no sign", () => {
  assert.deepEqual([fixed(-0.001, 2), signed(0.001, 2), signed(-0.001, 2)], ["0.00", "0.00", "0.00"]);
});

test("a change has its sign", () => {
  assert.deepEqual([signed(0.5, 1), signed(-0.5, 1)], ["+0.5", "\u22120.5"]);
});

test("digits follow the largest value of a sweep, between the least and the most", () => {
  assert.deepEqual([digitsFor(0.25, 3, 2, 7), digitsFor(2e-5, 3, 2, 7), digitsFor(250, 3, 2, 7)], [3, 7, 2]);
});

test("a sweep that is zero throughout has the least digits", () => {
  assert.equal(digitsFor(0, 3, 4, 7), 4);
});

test("a value on the grid has two decimals, one beside it three", () => {
  assert.deepEqual([valueText(1.2), valueText(-0.303412)], ["1.20", "\u22120.303"]);
});

test("ticks are round numbers inside the range", () => {
  const { ticks, digits } = niceTicks(-4, 4, 5);
  assert.deepEqual([ticks, digits], [[-4, -2, 0, 2, 4], 0]);
});

test("ticks of a small range have the decimals they need", () => {
  const { ticks, digits } = niceTicks(0.2113, 0.2128, 4);
  assert.deepEqual([ticks.map((tick) => tick.toFixed(digits)), digits], [["0.2115", "0.2120", "0.2125"], 4]);
});
