/** The slider of steps, as the browser gets it. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, observers, openPage, openSimple, waitingFrames } from "./page.js";

beforeEach(openPage);

async function open(state = widgetState("steps").state) {
  const model = new FakeModel(state);
  const view = await openSimple("steps", model);
  draw();
  return { model, view };
}

const errorOf = (view, method) => view.find(`[data-quantity="${method}"]`).nextElementSibling.textContent;

function numberOf(text) {
  const digits = (power) => [...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".indexOf(digit)).map((place) => (place === 10 ? "-" : place)).join("");
  const [mantissa, power] = text.split(" · 10");
  return Number(mantissa) * 10 ** Number(digits(power ?? "⁰"));
}

test("it shows Python's quotients and errors at the chosen step", async () => {
  const { model, view } = await open();
  const { hs, quotient, error } = model.get("study");
  for (const row of [0, 60, 100, hs.length - 1]) {
    view.drag(row);
    assert.ok(Math.abs(numberOf(view.shown("h")) / hs[row] - 1) < 0.06);
    for (const method of ["forward", "central", "complex"]) {
      assert.ok(Math.abs(Number(view.shown(method).replace("\u2212", "-")) - quotient[method][row]) < 1e-15);
      const shown = numberOf(errorOf(view, method));
      assert.ok(error[method][row] === 0 ? shown === 0 : Math.abs(shown / error[method][row] - 1) < 0.06, `${method} ${shown}`);
    }
  }
});

test("the digits in bold are those of the slope by backpropagation, as far as they go", async () => {
  const { model, view } = await open();
  const slope = view.shown("derivative");
  const { hs } = model.get("study");
  for (let row = 0; row < hs.length; row += 7) {
    view.drag(row);
    for (const method of ["forward", "central", "complex"]) {
      const [bold, rest] = view.find(`[data-quantity="${method}"]`).children;
      assert.ok(slope.startsWith(bold.textContent));
      assert.ok(rest.textContent === "" || rest.textContent[0] !== slope[bold.textContent.length]);
    }
  }
});

test("a drag saves nothing, letting go saves once, and the slider alone says what it shows", async () => {
  const { model, view } = await open();
  view.drag(90);
  view.drag(95);
  assert.deepEqual(model.saves, []);
  view.letGo();
  assert.deepEqual(model.saves, [95]);
  assert.deepEqual([...view.root.querySelectorAll("[role=status], [aria-live]")].map(({ textContent }) => textContent), ["", ""]);
});

test("the slider has a name, and its value in words", async () => {
  const { view } = await open();
  view.drag(100);
  assert.match(view.slider.getAttribute("aria-label"), /step/);
  assert.match(view.slider.getAttribute("aria-valuetext"), /^h = 3\.2e-8; right digits: forward [67], central [6-9], complex 1[3-5]$/);
});

test("it follows what Python sets, and draws once a frame", async () => {
  const { model, view } = await open();
  model.arrive({ chosen: 40 });
  model.arrive({ chosen: 41 });
  assert.equal(waitingFrames(), 1);
  draw();
  assert.equal(view.slider.value, "41");
});

test("two views of one model move together", async () => {
  const { model, view } = await open();
  const other = await openSimple("steps", model);
  view.drag(33);
  assert.equal(other.shown("h"), view.shown("h"));
});

test("a view that is closed leaves nothing behind", async () => {
  const { model, view } = await open();
  view.close();
  assert.equal(model.listenerCount, 0);
  assert.equal(observers.size, 0);
  assert.equal(document.body.textContent, "");
});

test("a slope of 0 is shown with its errors", async () => {
  const { state } = widgetState("steps");
  const flat = state.study.hs.map(() => 0);
  const zero = { forward: flat, central: flat, complex: flat };
  const { view } = await open({ ...state, study: { ...state.study, truth: 0, quotient: zero, error: zero, lowest: 1e-16, highest: 1e-15 } });
  assert.equal(Number(view.shown("central")), 0);
  assert.equal(errorOf(view, "central"), "0");
  assert.ok(!view.root.innerHTML.includes("NaN"));
});
