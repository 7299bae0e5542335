/** The V of errors against the step, measured. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, axesOf, number, openDrawn, pointsOf } from "./measure.js";

const near = (actual, expected, tolerance, what = "") => assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not ${expected}`);

test("each line of the V is how far its quotient is off, where truncation outweighs rounding", async () => {
  const { view, known } = await openDrawn("steps", "step-slider");
  const plot = view.find(".bp-plot");
  const at = axesOf(plot, { logarithmic: ["x", "y"] });
  ["forward", "central"].forEach((method, place) => {
    const line = pointsOf(plot.querySelector(`.bp-curve.${method}`)).map(([x, y]) => [at.x(x), at.y(y)]);
    for (const [h, ...errors] of known) {
      const [, drawn] = line.reduce((best, point) => (Math.abs(point[0] - Math.log10(h)) < Math.abs(best[0] - Math.log10(h)) ? point : best));
      near(drawn, Math.log10(errors[place]), 0.1, `${method} at h = ${h}`);
    }
  });
});

test("each method's name stands at the right end of its own line, in its order", async () => {
  const { view } = await openDrawn("steps", "step-slider");
  const plot = view.find(".bp-plot");
  const heights = ["forward", "central", "complex"].map((method) => {
    const name = all(plot, "text").find(({ textContent }) => textContent === method);
    const [x, y] = pointsOf(plot.querySelector(`.bp-curve.${method}`)).at(-1);
    assert.equal(name.getAttribute("class"), method);
    near(number(name, "x"), x, 12);
    return [number(name, "y") - 4, y];
  });
  near(heights[0][0], heights[0][1], 1); // the others move down where names would touch
  assert.ok(heights.every(([name], n) => n === 0 || name > heights[n - 1][0]));
});

test("dots go along their own lines with the slider", async () => {
  const { view, known } = await openDrawn("steps", "step-slider");
  const plot = view.find(".bp-plot");
  const at = axesOf(plot, { logarithmic: ["x", "y"] });
  const { length } = pointsOf(plot.querySelector(".bp-curve"));
  for (const [h, forward, central] of known) {
    const row = Math.round(((Math.log10(h) + 20) / 20) * (length - 1));
    view.drag(row);
    for (const [method, error] of [["forward", forward], ["central", central]]) {
      const dot = plot.querySelector(`circle.${method}`);
      near(at.x(number(dot, "cx")), Math.log10(h), 0.01, method);
      near(at.y(number(dot, "cy")), Math.log10(error), 0.1, method);
    }
  }
});
