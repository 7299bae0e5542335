/** The assembled widget, as the browser gets it. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeModel, modelOf } from "./fake_model.js";
import { changedRows, fixture } from "./fixtures.js";
import { draw, observers, openPage, openWidget, waitingFrames } from "./page.js";

const QUANTITIES = ["cost", "derivative", "finite-difference", "actual", "predicted", "parameter"];
const MINUS = "\u2212";

let lecture, model;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
  lecture = fixture("lecture");
  model = modelOf(lecture);
});

const numberOf = (text) => Number(text.replace(MINUS, "-"));

async function openOne() {
  const { views, close } = await openWidget(model);
  return { view: views[0], close };
}

test("the first input is the slider, at the start value", async () => {
  const { view } = await openOne();
  assert.equal(view.find("input"), view.slider);
  assert.equal(Number(view.slider.value), model.get("chosen").value);
});

test("every weight and bias can be chosen by its name", async () => {
  const { view } = await openOne();
  const names = [...view.root.querySelectorAll("[data-parameter]")].map((option) => option.getAttribute("data-parameter"));
  assert.deepEqual(names.sort(), lecture.network.parameters.map(([plain]) => plain).sort());
});

test("a network without biases has neurons that cannot be chosen, and says so", async () => {
  model = modelOf(fixture("no-biases"), "w12[2]");
  const { view } = await openOne();
  const names = [...view.root.querySelectorAll("[data-parameter]")].map((option) => option.getAttribute("data-parameter"));
  assert.equal(names.length, 9);
  assert.ok(names.every((name) => name.startsWith("w")));
  const labels = [...view.root.querySelectorAll('[role="option"]')].map((option) => option.getAttribute("aria-label"));
  assert.equal(labels.filter((label) => /^neuron . of layer ., activation .*, no bias to change$/.test(label)).length, 4);
});

test("each number is shown exactly once", async () => {
  const { view } = await openOne();
  const counts = QUANTITIES.map((quantity) => view.root.querySelectorAll(`[data-quantity="${quantity}"]`).length);
  assert.deepEqual(counts, QUANTITIES.map(() => 1));
});

test("every number shown is Python's, to its last digit", async () => {
  const { view } = await openOne();
  for (const point of lecture.expected.filter(({ parameter }) => parameter === "w43[3]")) {
    view.drag(point.value);
    const expected = [point.cost, point.derivative, point.finiteDifference, point.actual, point.predicted, point.value];
    QUANTITIES.forEach((quantity, index) => {
      const text = view.shown(quantity);
      const unit = 10 ** -text.split(".")[1].length;
      assert.match(text, /^[+−]?\d+\.\d+$/);
      assert.ok(Math.abs(numberOf(text) - expected[index]) <= 0.501 * unit, `${quantity} ${text}, Python ${expected[index]}`);
    });
  }
});

test("the equation shows its two factors and their product", async () => {
  const { view } = await openOne();
  const [delta, a] = ["delta", "a"].map((name) => numberOf(view.find(`math .${name}`).textContent));
  const product = numberOf(view.shown("derivative"));
  assert.ok(Math.abs(delta * a - product) < 2e-4, `${delta} × ${a} is not ${product}`);
  assert.equal(view.find(".bp-number").textContent, "(25)");
});

test("a drag saves nothing, and letting go saves once", async () => {
  const { view } = await openOne();
  for (const value of [0, 0.52, 1.03, 1.21]) view.drag(value);
  assert.equal(model.saves.length, 0);
  view.letGo();
  assert.deepEqual(model.saves, [{ parameter: "w43[3]", value: 1.2 }]);
});

test("many moves within a frame are drawn once", async () => {
  const { view } = await openOne();
  for (const value of [0, 0.5, 1]) {
    view.slider.value = String(value);
    view.slider.dispatchEvent(new window.Event("input"));
  }
  assert.equal(waitingFrames(), 1);
});

test("neurons that cannot change keep their number and have no change beside it", async () => {
  const { view } = await openOne();
  const words = () => [...view.root.querySelectorAll(".bp-words > g")].map((group) => group.textContent);
  const before = words();
  view.drag(3);
  const after = words();
  const same = before.map((text, index) => text === after[index]);
  // layers 1 and 2, neurons 1 to 3 of layer 3, then all that can change
  assert.deepEqual(same.slice(0, 10), Array(10).fill(true));
  assert.deepEqual(same.slice(10), Array(8).fill(false));
});

test("a drag does not move the focused thumb that makes it", async () => {
  const { view } = await openOne();
  view.slider.focus();
  view.drag(1.23);
  assert.equal(Number(view.slider.value), 1.23);
  view.letGo();
  assert.equal(Number(view.slider.value), 1.2);
});

test("an echo of an older point during a drag moves neither thumb nor numbers", async () => {
  const { view } = await openOne();
  view.drag(2);
  model.arrive({ chosen: { parameter: "w43[3]", value: -1 } });
  draw();
  assert.deepEqual([Number(view.slider.value), view.shown("parameter")], [2, "2.00"]);
});

test("two views are in step during a drag and after it", async () => {
  const { views } = await openWidget(model, 2);
  views[0].drag(1.2);
  assert.deepEqual(QUANTITIES.map((quantity) => views[1].shown(quantity)), QUANTITIES.map((quantity) => views[0].shown(quantity)));
  views[0].letGo();
  views[1].click("button[aria-label=Undo]");
  assert.equal(views[0].shown("parameter"), views[1].shown("parameter"));
});

test("keys move by rows, and page, home and end further", async () => {
  const { view } = await openOne();
  const after = (key) => {
    view.press("input[type=range]", key);
    return view.shown("parameter");
  };
  const keys = ["ArrowRight", "ArrowUp", "ArrowLeft", "PageUp", "PageDown", "End", "ArrowRight", "Home"];
  const shown = keys.map(after);
  assert.deepEqual(shown, [`${MINUS}0.30`, `${MINUS}0.20`, `${MINUS}0.30`, "0.70", `${MINUS}0.30`, "4.00", "4.00", `${MINUS}4.00`]);
});

test("keys that come faster than frames are all counted", async () => {
  const { view } = await openOne();
  for (let i = 0; i < 5; i++) view.slider.dispatchEvent(new window.KeyboardEvent("keydown", { key: "ArrowRight" }));
  draw();
  assert.equal(view.shown("parameter"), "0.10");
});

test("a burst of keys is one save and one announcement", async () => {
  const { view } = await openOne();
  view.slider.focus();
  for (let i = 0; i < 5; i++) view.press("input[type=range]", "ArrowRight");
  assert.equal(view.find("[aria-live]").textContent, "");
  mock.timers.tick(400);
  draw();
  assert.equal(model.saves.length, 1);
  assert.match(view.find("[aria-live]").textContent, /^C changed by \+0\.\d+, predicted \+0\.\d+\.$/, "the value has been said by the slider");
});

test("what a button has done is said with its value, and where the slider takes the focus over, without", async () => {
  const { view } = await openOne();
  const heard = () => view.find("[aria-live]").textContent;
  view.slider.focus();
  for (const value of [1.2, 2]) {
    view.drag(value);
    view.letGo();
  }
  view.find("[aria-label=Undo]").focus();
  view.pressButton("");
  assert.match(heard(), /^w 4 3, layer 3 is 1\.20\. C changed by/);
  view.button("Reset").focus();
  view.pressButton("Reset");
  assert.match(heard(), /^That is its start\. Slope of C: 0\.\d+\.$/);
});

test("only the view that has the focus speaks", async () => {
  const { views } = await openWidget(model, 2);
  views[0].slider.focus();
  views[0].drag(1.2);
  views[0].letGo();
  assert.deepEqual(views.map((view) => view.find("[aria-live]").textContent !== ""), [true, false]);
});

test("another parameter is shown when its sweep comes", async () => {
  const { view } = await openOne();
  view.choose("b2[4]");
  assert.deepEqual([view.chosen, view.root.getAttribute("aria-busy")], ["w43[3]", "true"]);
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  draw();
  assert.deepEqual([view.chosen, view.find(".bp-number").textContent, view.root.getAttribute("aria-busy")], ["b2[4]", "(24)", "false"]);
});

test("another parameter says what became of the push before, to be read and to be heard", async () => {
  const { view } = await openOne();
  const arrives = (plain) => model.arrive({ sweeps: { ...model.get("sweeps"), [plain]: lecture.sweeps[plain] } });
  const said = () => [".bp-sentence", "[aria-live]"].map((part) => view.find(part).textContent).map((text) => text.includes("is taken back; Undo returns to it."));
  arrives("w12[2]");
  view.choose("w12[2]");
  assert.deepEqual(said(), [false, false]); // nothing was pushed
  view.slider.focus();
  view.drag(1);
  view.letGo();
  view.choose("w43[3]");
  assert.deepEqual(said(), [true, true]);
  view.click("[aria-label=Undo]");
  assert.deepEqual([model.get("chosen").parameter, model.get("chosen").value], ["w12[2]", 1]);
  assert.deepEqual(said(), [false, false]);
});

test("a sweep that does not come leaves the picture and one sentence", async () => {
  const { view } = await openOne();
  view.choose("b2[4]");
  mock.timers.tick(10_000);
  draw();
  assert.equal(view.chosen, "w43[3]");
  assert.match(view.message, /^Python does not answer/);
});

test("a broken sweep leaves the picture and one sentence", async () => {
  const { view } = await openOne();
  view.choose("b2[4]");
  model.arrive({ sweeps: { "b2[4]": { ...lecture.sweeps["b2[4]"], moving: [7] } } });
  draw();
  assert.deepEqual([view.chosen, view.message], ["w43[3]", "The table of b2[4] is incomplete; the picture stays as it was."]);
});

test("the first sweep missing, the sentence is there alone, and the picture when it comes", async () => {
  model = new FakeModel({ ...lecture.state, sweeps: {}, chosen: model.get("chosen") });
  const { view } = await openOne();
  mock.timers.tick(10_000);
  draw();
  assert.match(view.message, /^Python does not answer/);
  model.arrive({ sweeps: { "w43[3]": lecture.sweeps["w43[3]"] } });
  draw();
  assert.deepEqual([view.message, view.chosen], ["", "w43[3]"]);
});

test("a typed value between rows is marked until Python's row comes", async () => {
  const { view } = await openOne();
  view.type("1.234");
  assert.deepEqual(QUANTITIES.map((quantity) => view.shown(quantity).startsWith("≈")), [true, true, true, true, false, false]);
  model.arrive({ sweeps: { "w43[3]": fixture("typed").sweeps["w43[3]"] } });
  draw();
  assert.deepEqual(QUANTITIES.map((quantity) => view.shown(quantity).startsWith("≈")), QUANTITIES.map(() => false));
  assert.deepEqual(model.saves, [{ parameter: "w43[3]", value: 1.234 }]);
});

test("the start, typed as it is shown, is the start with all its digits", async () => {
  const { view } = await openOne();
  const typed = view.box.value;
  view.type("2");
  view.type(typed);
  assert.equal(model.saves.at(-1).value, lecture.sweeps && lecture.network.parameters.find(([plain]) => plain === "w43[3]")[1]);
});

for (const [text, value, shown] of [["\u22122", -2, "\u22122.00"], ["0,3", 0.3, "0.30"], ["1/3", 1 / 3, "0.333"]]) {
  test(`"${text}" is taken as it was meant`, async () => {
    const { view } = await openOne();
    view.type(text);
    assert.deepEqual([model.saves.at(-1).value, view.box.value, view.shown("parameter")], [value, shown, shown]);
  });
}

test("what is half typed moves nothing, and what could be read last stays", async () => {
  const { view } = await openOne();
  view.type("1.2");
  view.box.value = "\u2212";
  view.box.dispatchEvent(new window.Event("input", { bubbles: true }));
  draw();
  assert.deepEqual([view.shown("parameter"), view.box.value], ["1.20", "\u2212"]);
});

test("in the box arrows go to the next row and page keys ten rows, as one gesture", async () => {
  const { view } = await openOne();
  view.box.focus();
  const seen = ["ArrowUp", "ArrowUp", "ArrowDown", "PageUp", "PageDown"].map((key) => {
    view.key(key);
    return [view.box.value, view.box.getAttribute("aria-valuenow")];
  });
  assert.deepEqual(seen, [["\u22120.30", "-0.3"], ["\u22120.20", "-0.2"], ["\u22120.30", "-0.3"], ["0.70", "0.7"], ["\u22120.30", "-0.3"]]);
  assert.equal(model.saves.length, 0);
  mock.timers.tick(10_000);
  assert.deepEqual(model.saves.map(({ value }) => value), [-0.3]);
});

for (const [text, sentence] of [
  ["", "w₄₃^[3] needs a number; it stays at 1.20."],
  ["NaN", "w₄₃^[3] needs a number; it stays at 1.20."],
  ["1e999", "w₄₃^[3] needs a number; it stays at 1.20."],
  ["-1e300", `w₄₃^[3] goes from ${MINUS}4 to 4 here; it stays at 1.20.`],
  ["9", `w₄₃^[3] goes from ${MINUS}4 to 4 here; it stays at 1.20.`],
]) {
  test(`after the bad text "${text}" the value stays, and a sentence says so until the next good one`, async () => {
    const { view } = await openOne();
    view.type("1.2");
    view.type(text);
    assert.deepEqual([view.message, view.shown("parameter"), view.box.value], [sentence, "1.20", "1.20"]);
    view.type("1.3");
    assert.deepEqual([view.message, view.shown("parameter")], ["", "1.30"]);
  });
}

test("reset goes to the start and is a step to undo", async () => {
  const { view } = await openOne();
  view.type("1.2");
  view.click(".bp-controls button");
  assert.equal(view.shown("actual"), "0.0000");
  view.press("input[type=range]", "z", { ctrlKey: true });
  assert.equal(view.shown("parameter"), "1.20");
  view.press("input[type=range]", "Z", { ctrlKey: true, shiftKey: true });
  assert.equal(view.shown("actual"), "0.0000");
});

test("the diagram is one tab stop, and arrow keys move it", async () => {
  const { view } = await openOne();
  const stops = () => [...view.root.querySelectorAll("[role=option][tabindex='0']")].map((option) => option.getAttribute("data-parameter"));
  assert.deepEqual(stops(), ["w43[3]"]);
  view.press("[role=option][tabindex='0']", "ArrowRight");
  assert.deepEqual(stops(), ["b4[3]"]);
  assert.equal(document.activeElement.getAttribute("data-parameter"), "b4[3]");
});

test("a sweep that comes late leaves the keys at the option that has the focus", async () => {
  const { view } = await openOne();
  view.choose("b2[4]");
  view.find('[data-parameter="w21[5]"]').focus();
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  draw();
  view.press('[data-parameter="w21[5]"]', "Enter");
  assert.equal(model.get("chosen").parameter, "w21[5]");
});

test("a sweep that comes again is not laid out again", async () => {
  const { view } = await openOne();
  const curve = view.find(".bp-answer .bp-curve");
  curve.setAttribute("d", "untouched");
  model.arrive({ sweeps: { "w43[3]": fixture("lecture").sweeps["w43[3]"] } });
  draw();
  assert.equal(curve.getAttribute("d"), "untouched");
});

test("every option says its name, its layer and its value", async () => {
  const { view } = await openOne();
  const names = ["w43[3]", "b4[3]"].map((plain) => view.find(`[data-parameter="${plain}"]`).getAttribute("aria-label"));
  assert.deepEqual(names, [`w 4 3, layer 3, ${MINUS}0.303`, `b 4, layer 3, ${MINUS}1.089; activation 0.26, can change`]);
});

test("a neuron says whether it can change, and by how much it has changed as it is drawn", async () => {
  const { view } = await openOne();
  const name = (plain) => view.find(`[data-parameter="${plain}"]`).getAttribute("aria-label");
  view.drag(1.2);
  assert.match(name("b4[3]"), /, can change$/, "told when the gesture has ended");
  view.letGo();
  const change = view.find(".bp-words > g:nth-child(11) .bp-note").textContent;
  assert.match(change, /^\+0\.\d+$/);
  assert.ok(name("b4[3]").endsWith(`, changed by ${change}`), name("b4[3]"));
  assert.match(name("b3[3]"), /, cannot change$/);
});

test("the slider says its value", async () => {
  const { view } = await openOne();
  view.drag(1.2);
  assert.equal(view.slider.getAttribute("aria-valuetext"), "1.20");
});

test("a softmax network and one of sixteen neurons are drawn", async () => {
  for (const name of ["softmax", "wide"]) {
    model = modelOf(fixture(name), "w12[3]");
    const { view } = await openOne();
    view.drag(1);
    assert.equal(view.shown("parameter"), "1.00");
  }
});

test("another network is drawn anew", async () => {
  const { view } = await openOne();
  const { network, sweeps } = fixture("softmax");
  model.arrive({ network, sweeps: { "w12[3]": sweeps["w12[3]"] }, chosen: { parameter: "w12[3]", value: 0.5 } });
  draw();
  assert.deepEqual([view.chosen, view.root.querySelectorAll("[role=listbox]").length], ["w12[3]", 1]);
});

test("a network of another version leaves one sentence and no picture", async () => {
  model = new FakeModel({ network: { ...lecture.network, version: 3 }, sweeps: {}, chosen: {} });
  const { view } = await openOne();
  assert.match(view.root.textContent, /version 3.*version 2/);
});

test("after clean-up nothing listens, observes or waits, and the element is empty", async () => {
  const { view, close } = await openOne();
  const parent = view.root.parentElement;
  view.drag(1.2);
  view.slider.value = "2";
  view.slider.dispatchEvent(new window.Event("input"));
  close();
  assert.deepEqual([model.listenerCount, observers.size, waitingFrames(), parent.childElementCount], [0, 0, 0, 0]);
});

test("a view closed in the middle of a drag ends the gesture", async () => {
  const { views } = await openWidget(model, 2);
  views[0].drag(1.2);
  views[0].close();
  assert.deepEqual(model.saves, [{ parameter: "w43[3]", value: 1.2 }]);
});

test("markup in a sentence from Python stays text", async () => {
  const { view } = await openOne();
  model.arrive({ message: "<b>no</b>" });
  draw();
  assert.deepEqual([view.message, view.find(".bp-message").childElementCount], ["<b>no</b>", 0]);
});

/** The rings' shares: where a dash begins and how long it is, of a whole ring. */
function arc(view, layer, j, part) {
  const option = view.find(`[data-parameter="b${j}[${layer}]"]`);
  const [, from, length] = option.querySelector(`.bp-${part}`).getAttribute("stroke-dasharray").split(" ").map(Number);
  return { from: from / 1000, to: (from + length) / 1000 };
}

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

test("a ring of tanh fills from the top, to the right if positive and to the left if negative", async () => {
  const { state, network, sweeps } = fixture("tanh");
  model = modelOf({ state, sweeps }, "w12[2]");
  const { view } = await openOne();
  const signs = network.a[2].map((a, index) => {
    const { from, to } = arc(view, 2, index + 1, "fill");
    near(a > 0 ? from : to, 0.5); // the ring begins at the bottom, so that its half is at the top
    near(to - from, Math.abs(a) / 2);
    const neuron = view.find(`[data-parameter="b${index + 1}[2]"]`);
    const [, top] = neuron.querySelector(".bp-fill").getAttribute("d").match(/[\d.]+/g).map(Number);
    assert.ok(top > Number(neuron.querySelector(".bp-disc").getAttribute("cy")), "the ring begins at the bottom");
    return Math.sign(a);
  });
  assert.ok(signs.includes(1) && signs.includes(-1), "both signs are needed to see both sides");
});

test("an activation of tanh that changes its sign empties the old side and fills the other", async () => {
  const { state, network, sweeps } = fixture("tanh");
  model = modelOf({ state, sweeps }, "w12[2]");
  const { view } = await openOne();
  const before = network.a[2][0];
  view.drag(before > 0 ? 4 : -4); // x2 is negative
  const { from, to } = arc(view, 2, 1, "change");
  near(before > 0 ? to : from, (before + 1) / 2);
  assert.equal((from - 0.5) * (to - 0.5) < 0, true);
  near(arc(view, 2, 1, "fill").to - arc(view, 2, 1, "fill").from, 0);
});

test("rings of relu are empty at 0 and full at the largest activation", async () => {
  const { state, network, sweeps } = fixture("relu");
  model = modelOf({ state, sweeps }, "w12[2]");
  const { view } = await openOne();
  network.a[2].forEach((a, index) => {
    const { from, to } = arc(view, 2, index + 1, "fill");
    near(from, 0);
    near(to, a / network.gauge[1]);
  });
  assert.deepEqual([network.gauge[0], network.a[2].includes(0)], [0, true]);
});

test("a neuron of relu that is silent can be woken, and its ring follows", async () => {
  const { state, sweeps } = fixture("relu");
  model = modelOf({ state, sweeps }, "b3[2]");
  const { view } = await openOne();
  view.drag(4);
  const { from, to } = arc(view, 2, 3, "change");
  assert.deepEqual([from, to > 0.5], [0, true]);
});

for (const name of ["lecture", "tanh", "relu", "valley", "inflection", "softmax", "wide"]) {
  test(`from one end of the slider to the other, no attribute and no text of ${name} is not a number`, async () => {
    const { state, sweeps } = fixture(name);
    for (const parameter of Object.keys(sweeps)) {
      model = modelOf({ state, sweeps }, parameter);
      const { view } = await openOne();
      for (const key of ["End", "Home"]) {
        view.press("input[type=range]", key);
        assert.doesNotMatch(view.root.outerHTML, /NaN|Infinity|undefined/);
      }
    }
  });
}

test("a change of thousands fits: less digits, and an arrow where the prediction leaves the plot", async () => {
  const message = lecture.sweeps["w43[3]"];
  const large = ["C", "derivative", "difference"].map((name) => message.layout[name][0][0]);
  const rows = changedRows(message, (number, column) => (large.includes(column) ? 1e6 : 1) * number);
  model.arrive({ sweeps: { "w43[3]": { ...message, rows } } });
  const { view } = await openOne();
  view.drag(4);
  assert.match(view.shown("actual"), /^\+\d{4,6}\.\d{4}$/);
  assert.match(view.find(".bp-predicted[d]").getAttribute("d"), /z$/);
  assert.doesNotMatch(view.root.outerHTML, /NaN|Infinity/);
});
