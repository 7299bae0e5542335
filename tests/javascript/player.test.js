/** The pass player, as the browser gets it. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, observers, openPage, openSimple } from "./page.js";

let model, known, names;

beforeEach(() => {
  openPage();
  const { state, known: fromPython } = widgetState("player");
  known = fromPython;
  model = new FakeModel(state);
  names = state.steps.map((step) => step.name);
});

const open = () => openSimple("player", model);
const button = (view, label) => view.find(`button[aria-label="${label}"]`) ?? [...view.root.querySelectorAll("button")].find((b) => b.textContent === label);
const numberOf = (text) => Number(text.replace("\u2212", "-"));

function press(view, label) {
  button(view, label).click();
  draw();
}

function go(at, others = {}) {
  for (const [name, value] of Object.entries({ ...others, at })) model.set(name, value);
  draw();
}

function assertNear(text, expected) {
  const unit = 10 ** -text.split(".")[1].length;
  assert.ok(Math.abs(numberOf(text) - expected) <= 0.501 * unit, `${text}, Python ${expected}`);
}

/** The rings' numbers of a layer, "" where none is known. */
function activations(view, layer) {
  const neurons = [...view.root.querySelectorAll(".bp-value")].map((element) => element.textContent);
  const first = [4, 3, 4, 5, 2].slice(0, layer - 1).reduce((sum, n) => sum + n, 0);
  return neurons.slice(first, first + [4, 3, 4, 5, 2][layer - 1]);
}

test("the steps are the lecture's: forward, backward, gradient, update", () => {
  assert.equal(names.join(" "), "a[1] z[2] a[2] z[3] a[3] z[4] a[4] z[5] a[5] C delta[5] delta[4] delta[3] delta[2] grad[2] grad[3] grad[4] grad[5] update");
});

test("next and back walk through all of them", async () => {
  const view = await open();
  for (const name of names.slice(1)) {
    press(view, "Next step");
    assert.equal(model.get("at"), name);
  }
  press(view, "Step back");
  assert.equal(model.get("at"), "grad[5]");
  press(view, "First step");
  assert.equal(model.get("at"), "a[1]");
  press(view, "Last step");
  assert.equal(model.get("at"), "update");
});

test("at the ends the buttons that lead nowhere are disabled", async () => {
  const view = await open();
  assert.ok(button(view, "Step back").disabled && !button(view, "Next step").disabled);
  go("update");
  assert.ok(button(view, "Next step").disabled && !button(view, "Step back").disabled);
});

test("the slider sets the step while it moves and saves at its end", async () => {
  const view = await open();
  view.drag(4);
  assert.equal(model.get("at"), "a[3]");
  assert.equal(model.saves.length, 0);
  view.letGo();
  assert.equal(model.saves.length, 1);
  assert.match(view.slider.getAttribute("aria-valuetext"), /step 5 of 19: forward pass, activations of layer 3/);
});

test("what has not been computed is not shown", async () => {
  const view = await open();
  go("z[3]");
  assert.ok(activations(view, 2).every((text) => text !== ""));
  assert.deepEqual(activations(view, 3), ["", "", "", ""]);
  assert.doesNotMatch(view.root.textContent, /δ [+−]/);
});

test("the equation of each step shows Python's numbers", async () => {
  const view = await open();
  go("z[3]", { neuron: 4 });
  assertNear(view.shown("z-3-j"), known.z[3][3]);
  go("delta[2]", { neuron: 2 });
  assertNear(view.shown("delta-2-j"), known.delta[2][1]);
  go("grad[4]", { neuron: 5, source: 3 });
  assertNear(view.shown("dw-4-j-k"), known.dw[4][4][2]);
});

test("forward a row is lit, backward a column", async () => {
  const view = await open();
  const lit = () => [...view.root.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((cell) => cell.classList.contains("lit")));
  go("z[3]", { neuron: 2 });
  assert.deepEqual(lit().map((row) => row.slice(0, 3)), [false, true, false, false].map((on) => [on, on, on]));
  go("delta[2]", { neuron: 2 });
  assert.deepEqual(lit().map((row) => row.slice(0, 3)), [1, 2, 3, 4].map(() => [false, true, false]));
});

test("the lines that are read are lit as well", async () => {
  const view = await open();
  const lit = () => [...view.root.querySelectorAll("[role=option].reached")].map((edge) => edge.getAttribute("data-parameter"));
  go("z[3]", { neuron: 4 });
  assert.deepEqual(lit(), ["w41[3]", "w42[3]", "w43[3]"]);
  go("delta[2]", { neuron: 3 });
  assert.deepEqual(lit(), ["w13[3]", "w23[3]", "w33[3]", "w43[3]"]);
});

test("a click chooses a neuron, and one of another layer its step in the same phase", async () => {
  const view = await open();
  go("z[3]");
  view.choose("b3[3]");
  assert.deepEqual([model.get("at"), model.get("neuron")], ["z[3]", 3]);
  view.choose("b5[4]");
  assert.deepEqual([model.get("at"), model.get("neuron")], ["z[4]", 5]);
});

test("in the gradient a click on a line chooses its weight", async () => {
  const view = await open();
  go("grad[3]");
  view.choose("w43[3]");
  assert.deepEqual([model.get("neuron"), model.get("source")], [4, 3]);
  assertNear(view.shown("dw-3-j-k"), known.dw[3][3][2]);
});

test("predict first hides the new numbers everywhere until they are asked for", async () => {
  const view = await open();
  go("delta[3]", { predict: true, neuron: 4 });
  assert.equal(view.shown("delta-3-j"), "?");
  const leaves = [...view.root.querySelectorAll("td, mn, text")].map((element) => element.textContent.replace("δ ", ""));
  const labels = [...view.root.querySelectorAll("[aria-label]")].map((element) => element.getAttribute("aria-label"));
  const secrets = known.delta[3].flatMap((delta) => [3, 4].map((digits) => Math.abs(delta).toFixed(digits)));
  assert.deepEqual(secrets.filter((secret) => leaves.some((text) => text.replace(/[+−]/, "") === secret)), []);
  assert.ok(labels.every((label) => !/layer 3,.*delta/.test(label)));
  press(view, "Reveal");
  assertNear(view.shown("delta-3-j"), known.delta[3][3]);
});

test("r reveals, and the next step hides again", async () => {
  const view = await open();
  go("z[2]", { predict: true });
  view.press("input[type=range]", "r");
  assert.notEqual(view.shown("z-2-j"), "?");
  press(view, "Next step");
  assert.equal(view.shown("a-2-j"), "?");
});

test("the update shows what C becomes, and hides it while it is to be predicted", async () => {
  const view = await open();
  go("update");
  assert.match(view.find(".bp-sentence").textContent, /goes from 0\.4816 to 0\.3\d+/);
  go("update", { predict: true });
  assert.match(view.find(".bp-sentence").textContent, /goes from 0\.4816 to \?/);
});

test("two views stay in step", async () => {
  const [one, other] = [await open(), await open()];
  press(one, "Next step");
  assert.equal(one.slider.value, other.slider.value);
});

test("every neuron has a name that says what is known of it", async () => {
  const view = await open();
  go("delta[5]");
  const label = view.find('[data-parameter="b2[5]"]').getAttribute("aria-label");
  assert.match(label, /^neuron 2, layer 5, activation 0\.724, delta 0\.144/);
});

test("a view that is closed listens no more", async () => {
  const view = await open();
  view.close();
  assert.equal(model.listenerCount, 0);
  assert.equal(observers.size, 0);
  assert.equal(document.querySelector(".bp-player"), null);
});
