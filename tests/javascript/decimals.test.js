import assert from "node:assert/strict";
import { test } from "node:test";
import { decimalsOf } from "../../lecture_lib/widgets/shared/decimals.js";
import { Sweep } from "../../lecture_lib/widgets/shared/sweep.js";
import { widgetState } from "./fixtures.js";

const { state } = widgetState("player");
const sweep = new Sweep(state.sweep, { network: state.network, whose: "these steps", needs: () => [] });

test("numbers that are all whole have no decimals", () => {
  assert.equal(decimalsOf(sweep, "y", 5), 0);
});

test("a layer has the decimals that show three digits of half its largest number, and three at least", () => {
  const largest = Math.max(...state.network.delta[2].map(Math.abs));
  assert.equal(decimalsOf(sweep, "delta", 2), Math.max(3, 2 - Math.floor(Math.log10(largest / 2))));
  assert.equal(decimalsOf(sweep, "w", 3), 3);
});

test("half the largest number counts, not the largest", () => {
  const halves = { ...state.sweep, layout: { one: { 0: [0, 1, 1] } }, base: new DataView(new Float64Array([0.015]).buffer), moving: [], rows: new DataView(new ArrayBuffer(0)) };
  assert.equal(decimalsOf(new Sweep(halves, { network: state.network, whose: "one", needs: () => [] }), "one"), 5);
});

test("numbers that end soon are shown whole, so that what is shown adds up", () => {
  const decimals = (...numbers) => {
    const layout = { one: { 0: [0, numbers.length, 1] } };
    const values = { ...state.sweep, layout, base: new DataView(new Float64Array(numbers).buffer), moving: [], rows: new DataView(new ArrayBuffer(0)) };
    return decimalsOf(new Sweep(values, { network: state.network, whose: "one", needs: () => [] }), "one");
  };
  assert.deepEqual([decimals(-0.125, -0.1875), decimals(0.5, 0.25), decimals(0.1875, 1 / 3)], [4, 3, 3]);
});
