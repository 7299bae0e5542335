/** Digits of the explorer: what a desk and a hall read of a sweep. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { digitsOf } from "../../lecture_lib/widgets/explorer/digits.js";
import { sweepOf } from "./fixtures.js";

/** How many digits of a number so many decimals show. */
const shownOf = (number, decimals) => decimals + 1 + Math.floor(Math.log10(Math.abs(number)));
const largestOf = (sweep, column) => Math.max(...sweep.column(column).map(Math.abs));

for (const plain of ["w43[3]", "b2[4]", "w12[2]", "w21[5]"]) {
  test(`of half the largest slope and δ a desk reads three digits, a hall two, or as many more as their product asks for, for ${plain}`, () => {
    const sweep = sweepOf("lecture", plain);
    const { layer, j } = sweep.parameter;
    for (const [name, column] of [["derivative", sweep.columnOf("derivative")], ["delta", sweep.columnOf("delta", layer, j)]]) {
      const largest = largestOf(sweep, column);
      for (const [reader, least] of [["desk", 3], ["hall", 2]]) {
        const digits = shownOf(largest / 2, digitsOf(sweep, reader)[name]);
        assert.ok(name === "derivative" ? digits === least : digits >= least && digits <= least + 3, `${name} for a ${reader}: ${digits}`);
      }
    }
  });

  test(`at the start the slope that is shown is the product of what is shown, for ${plain}`, () => {
    const sweep = sweepOf("lecture", plain);
    const { layer, j, k } = sweep.parameter;
    if (k === null) return;
    const start = sweep.at(sweep.start);
    for (const reader of ["desk", "hall"]) {
      const { delta, factor, derivative } = digitsOf(sweep, reader);
      const product = Number(start.delta(layer, j).toFixed(delta)) * Number(sweep.factor.toFixed(factor));
      assert.equal(Number(product.toFixed(derivative)), Number(start.derivative.toFixed(derivative)), reader);
    }
  });
}

test("of a change of the cost a desk reads four decimals or more, a hall two", () => {
  const sweep = sweepOf("lecture", "w43[3]");
  assert.deepEqual(["desk", "hall"].map((reader) => digitsOf(sweep, reader).cost), [4, 2]);
});

test("a small change of the cost has more decimals", () => {
  const { cost } = digitsOf(sweepOf("wide", "w16,16[2]"), "desk");
  const largest = Math.max(...sweepOf("wide", "w16,16[2]").costChanges().map(Math.abs));
  assert.equal(shownOf(largest, cost), 3);
});

test("changes of activations have their own decimals in each layer", () => {
  const { change } = digitsOf(sweepOf("lecture", "w43[3]"), "desk");
  assert.equal(change.length, 5);
  assert.ok(change.every((decimals) => decimals >= 3 && decimals <= 4), String(change));
});
