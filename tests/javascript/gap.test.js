/** How C leaves its tangent: the claim under the inset, and the curve in it. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { GapInset } from "../../lecture_lib/widgets/explorer/gap.js";
import { fixture, sweepOf } from "./fixtures.js";
import { openPage } from "./page.js";

beforeEach(openPage);

function insetOf(name, plain, value, change = {}) {
  const sweep = sweepOf(name, plain, change);
  const inset = new GapInset();
  inset.show(sweep);
  inset.draw(sweep.at(value));
  return { sweep, inset, part: (selector) => inset.element.querySelector(selector), words: inset.element.querySelector("p").textContent };
}

for (const [name, plain, words] of [
  ["lecture", "w43[3]", "gap ∝ |Δw|²"],
  ["lecture", "b2[4]", "gap ∝ |Δb|²"],
  ["valley", "w11[2]", "gap ∝ |Δw|²"],
  ["inflection", "w11[2]", "gap ∝ |Δw|³"],
  ["valley", "w12[2]", "no gap: a straight line"],
]) {
  test(`for ${plain} of ${name} it says: ${words}`, () => {
    for (const value of [-1.5, 1]) assert.equal(insetOf(name, plain, value).words, words);
  });
}

test("where no power fits, none is claimed and no guide is drawn", () => {
  const { gaps } = fixture("lecture").sweeps["w43[3]"];
  const { words, part } = insetOf("lecture", "w43[3]", 1, { gaps: gaps.map((side) => ({ ...side, order: 1 })) });
  assert.deepEqual([words, part(".bp-start-tangent").style.display], ["gap against |Δw|", "none"]);
});

test("without a gap nothing is drawn", () => {
  const { part } = insetOf("valley", "w12[2]", 1);
  assert.deepEqual([".bp-curve", ".bp-start-tangent", ".bp-axis", ".bp-present"].map((shape) => part(shape).style.display), Array(4).fill("none"));
});

test("halving the push quarters the gap that is measured", () => {
  const { points } = insetOf("lecture", "w43[3]", 1).sweep.gaps[1];
  const [[firstPush, firstGap], [secondPush, secondGap]] = points;
  assert.ok(Math.abs(secondPush / firstPush - 2) < 1e-9);
  assert.ok(Math.abs(secondGap / firstGap - 4) < 0.1, `${secondGap / firstGap}`);
});

test("the present gap is marked, but none at the start", () => {
  const shown = [1, fixture("lecture").expected[0].value].map((value) => insetOf("lecture", "w43[3]", value).part(".bp-present").style.display);
  assert.deepEqual(shown, ["", "none"]);
});
