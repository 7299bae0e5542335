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

test("at the ends the buttons that lead nowhere are disabled, and keep the focus", async () => {
  const view = await open();
  const isDisabled = (label) => button(view, label).getAttribute("aria-disabled") === "true";
  assert.ok(isDisabled("Step back") && !isDisabled("Next step"));
  go("grad[5]");
  button(view, "Next step").focus();
  press(view, "Next step");
  press(view, "Next step");
  assert.equal(model.get("at"), "update");
  assert.ok(isDisabled("Next step") && !isDisabled("Step back"));
  assert.equal(document.activeElement, button(view, "Next step"));
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

/** The numbers with three decimals or more that a view's markup holds, in texts or in attributes, without their signs. */
function numbersIn(view) {
  return view.root.outerHTML.match(/(?<![\d.])\d+\.\d{3,}(?!\d)/g) ?? [];
}

const hidden = (view) => [...view.root.querySelectorAll("td > span, mn")].filter((element) => element.textContent === "?");

test("predict first hides the new numbers of every step, on screen and from screen readers, until they are asked for", async () => {
  const view = await open();
  const seen = new Set(); // what earlier steps and the weights at the edges show is no secret
  for (const name of names) {
    go(name, { predict: true, revealed: false });
    const before = numbersIn(view);
    const asked = hidden(view);
    assert.ok(asked.length > 0, `${name} hides nothing`);
    press(view, "Reveal");
    assert.deepEqual(hidden(view), []);
    const secrets = asked.map((element) => element.textContent.replace("\u2212", ""));
    const given = secrets.filter((secret) => before.includes(secret) && !seen.has(secret));
    assert.deepEqual(given, [], `${name} gives away`);
    for (const number of numbersIn(view)) seen.add(number);
  }
});

test("what is hidden is not in the names of neurons either", async () => {
  const view = await open();
  go("delta[3]", { predict: true, neuron: 4 });
  const label = () => view.find('[data-parameter="b4[3]"]').getAttribute("aria-label");
  assert.doesNotMatch(label(), /delta/);
  assert.equal(view.shown("delta-3-j"), "?");
  press(view, "Reveal");
  assert.match(label(), /delta 0\.0711/);
  assertNear(view.shown("delta-3-j"), known.delta[3][3]);
});

test("Enter on the slider reveals too", async () => {
  const view = await open();
  go("z[2]", { predict: true });
  view.press("input[type=range]", "Enter");
  assert.notEqual(view.shown("z-2-j"), "?");
});

test("r reveals, and the next step hides again", async () => {
  const view = await open();
  go("z[2]", { predict: true });
  view.press("input[type=range]", "r");
  assert.notEqual(view.shown("z-2-j"), "?");
  press(view, "Next step");
  assert.equal(view.shown("a-2-j"), "?");
});

test("the update shows what C becomes with which rate, and hides it while it is to be predicted", async () => {
  const view = await open();
  go("update");
  assert.match(view.find(".bp-sentence").textContent, /With η = 0\.5, C goes from 0\.4816 to 0\.3796/);
  go("update", { predict: true });
  assert.match(view.find(".bp-sentence").textContent, /goes from 0\.4816 to \?/);
});

test("the update takes three factors: the rate, δ where the line ends, a where it begins", async () => {
  const view = await open();
  go("update", { layer: 3, neuron: 4, source: 3 });
  const [w, eta, delta, a] = ["w-3-j-k", "eta", "delta-3-j", "a-2-k"].map((name) => numberOf(view.shown(name)));
  assertNear(view.shown("new-3-j-k"), w - eta * delta * a);
});

test("a weight and its slope stand on the same line, the slope not before it is known", async () => {
  const view = await open();
  const words = () => view.find(".bp-edge-words");
  go("delta[3]");
  assert.equal(words().hidden, true);
  go("grad[3]", { neuron: 4, source: 3 });
  const weight = model.get("network").parameters.find(([plain]) => plain === "w43[3]")[1];
  const [forwards, backwards] = words().textContent.match(/[+\u2212]\d\.\d+/g);
  assertNear(forwards, weight);
  assertNear(backwards, known.dw[3][3][2]);
  go("grad[3]", { predict: true });
  assert.match(words().textContent, /∂C \?$/);
});

test("the update shows each weight before and after", async () => {
  const view = await open();
  go("update", { neuron: 2, source: 2 });
  const { w, dw } = { w: model.get("network").parameters.find(([name]) => name === "w22[2]")[1], dw: known.dw[2][1][1] };
  const [before, after] = view.find("tbody td.lit").textContent.split(" becomes ");
  assertNear(before, w);
  assertNear(after, w - 0.5 * dw);
});

test("the gradient shows both equations, of a weight and of the bias", async () => {
  const view = await open();
  go("grad[3]", { neuron: 4, source: 3 });
  assert.deepEqual([...view.root.querySelectorAll(".bp-number")].map((number) => number.textContent), ["(25)", "(24)"]);
  assertNear(view.shown("dw-3-j-k"), known.dw[3][3][2]);
  assertNear([...view.root.querySelectorAll('[data-quantity="delta-3-j"]')].at(-1).textContent, known.delta[3][3]);
});

test("a neuron of the input can be chosen", async () => {
  const view = await open();
  const input = [...view.root.querySelectorAll("[role=option]")].find((option) => /^neuron 3, layer 1,/.test(option.getAttribute("aria-label")));
  input.dispatchEvent(new window.MouseEvent("click", { bubbles: true }));
  draw();
  assert.deepEqual([model.get("at"), model.get("neuron"), view.shown("a-1-j")], ["a[1]", 3, "0.500"]);
});

test("a step whose layer has fewer neurons shows its last one", async () => {
  const view = await open();
  go("z[4]", { neuron: 5 });
  press(view, "Next step");
  press(view, "Next step");
  assert.deepEqual([model.get("at"), model.get("neuron")], ["z[5]", 2]);
});

test("a step that does not exist is told in a sentence, and the last one stays", async () => {
  const view = await open();
  go("z[3]");
  go("z[9]");
  assert.match(view.message, /^There is no step z\[9\]; this is still z\[3\]\.$/);
  assertNear(view.shown("z-3-j"), known.z[3][0]);
  press(view, "Next step");
  assert.deepEqual([model.get("at"), view.message], ["a[3]", ""]);
});

test("a neuron that does not exist is drawn as the nearest one that does", async () => {
  const view = await open();
  go("z[3]", { neuron: 99 });
  assertNear(view.shown("z-3-j"), known.z[3][3]);
});

test("a sentence from Python is shown", async () => {
  const view = await open();
  model.arrive({ message: "neuron: layer 2 has neurons 1 to 3, got 4." });
  draw();
  assert.equal(view.message, "neuron: layer 2 has neurons 1 to 3, got 4.");
});

test("numbers that cannot be read are told in a sentence, and the old ones stay", async () => {
  const view = await open();
  go("z[3]");
  model.arrive({ sweep: { ...model.get("sweep"), version: 99 } });
  draw();
  assert.match(view.message, /version 99/);
  assertNear(view.shown("z-3-j"), known.z[3][0]);
});

test("without numbers there is a sentence and no error", async () => {
  model.arrive({ sweep: { ...model.get("sweep"), base: undefined } });
  const view = await open();
  assert.match(view.message, /incomplete/);
});

for (const name of ["w", "new", "delta", "newC"]) {
  test(`numbers without all of ${name} are told in a sentence, and the old ones stay`, async () => {
    const view = await open();
    go("z[3]");
    const { layout } = model.get("sweep");
    const [layer] = Object.keys(layout[name]);
    const [first, m, n] = layout[name][layer];
    model.arrive({ sweep: { ...model.get("sweep"), layout: { ...layout, [name]: { ...layout[name], [layer]: [first, m - 1, n] } } } });
    draw();
    assert.match(view.message, /^The table of these steps is incomplete; the picture stays as it was\.$/);
    assertNear(view.shown("z-3-j"), known.z[3][0]);
  });
}

test("of another network no number is shown", async () => {
  model.arrive({ sweep: { ...model.get("sweep"), network: "other" } });
  const view = await open();
  assert.match(view.message, /belongs to another network/);
});

test("a step is announced once, with the number of the chosen neuron, where the focus is", async () => {
  const [view, other] = [await open(), await open()];
  const said = ({ root }) => root.querySelector("[aria-live=polite]").textContent;
  view.slider.focus();
  go("delta[2]", { neuron: 2 });
  assert.equal(said(view), `Neuron 2: ${view.shown("delta-2-j")}.`, "the slider has said the step");
  view.find("[aria-label='Next step']").focus();
  go("delta[3]", { neuron: 2 });
  assert.equal(said(view), `backward pass, sensitivities of layer 3. Neuron 2: ${view.shown("delta-3-j")}.`);
  assert.equal(said(other), "");
});

test("what a step says does not give away what is to be predicted", async () => {
  const view = await open();
  view.slider.focus();
  go("delta[2]", { predict: true });
  assert.match(view.find("[aria-live=polite]").textContent, /Neuron 1: hidden, R reveals it\./);
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
