/** Another network or data point: the form asks once, and whatever comes back, the last good picture stays. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { modelOf } from "./fake_model.js";
import { fixture } from "./fixtures.js";
import { draw, openPage, openWidget } from "./page.js";

let lecture, model, view;

beforeEach(async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
  lecture = fixture("lecture");
  await open({});
});

async function open(change) {
  model = modelOf({ ...lecture, state: { ...lecture.state, ...change } });
  ({ views: [view] } = await openWidget(model));
}

const said = () => view.find(".bp-form .bp-message").textContent;
const typed = (...labels) => labels.map((label) => view.field(label).value);

function build() {
  view.find("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
  draw();
}

/** The network that was asked for comes, and then the reply. */
function comes({ state, network, sweeps }, change = {}) {
  model.arrive({ form: state.form, network, sweeps: { "w12[3]": sweeps["w12[3]"] }, chosen: { parameter: "w12[3]", value: 0.5 }, ...change });
  model.reply("");
  draw();
}

test("the form shows the network and the point that are there", () => {
  assert.deepEqual(typed("x", "y", "neurons", "activation", "seed", "scale"), ["0.2, 0.9, 0.5, 0.7", "1, 0", "4, 3, 4, 5, 2", "sigmoid", "1459", "1.5"]);
});

test("it asks for what it shows, once", () => {
  view.fill("activation", "tanh");
  view.fill("seed", "7");
  view.fill("x", "0,1; 1/5 \u22120.3, 4e-1");
  build();
  const form = { sizes: [4, 3, 4, 5, 2], activation: "tanh", seed: 7, scale: 1.5, x: [0.1, 0.2, -0.3, 0.4], y: [1, 0] };
  assert.deepEqual(model.sent.map(({ kind, form: asked }) => [kind, asked]), [["build", form]]);
  assert.deepEqual(model.get("form"), lecture.state.form);
});

test("what is there already is not asked for", () => {
  build();
  mock.timers.tick(10_000);
  draw();
  assert.deepEqual([model.sent, said()], [[], ""]);
});

for (const [label, name, text, expected] of [
  ["x", "x", "0.1, two, 3, 4", "numbers such as 0.2, 0.9 or 0,2; 0,9 are"],
  ["x", "x", "", "numbers such as 0.2, 0.9 or 0,2; 0,9 are"],
  ["y", "y", "1, ,NaN", "numbers such as 0.2, 0.9 or 0,2; 0,9 are"],
  ["y", "y", "1,0,0", "numbers such as 0.2, 0.9 or 0,2; 0,9 are"],
  ["neurons", "sizes", "4 three 2", "whole numbers such as 4, 3, 2 are"],
  ["seed", "seed", "1.5", "a whole number or nothing is"],
  ["seed", "seed", "1 2", "a whole number or nothing is"],
  ["scale", "scale", "", "a number such as 0.5 or 1/2 is"],
]) {
  test(`"${text}" for ${name} stays typed, is marked, and one sentence says what is expected`, () => {
    view.field(label).value = text;
    build();
    assert.equal(said(), `${name}: ${expected} expected, got "${text}".`);
    const marked = [...view.root.querySelectorAll("[aria-invalid=true]")];
    assert.deepEqual([typed(label), marked, model.sent], [[text], [view.field(label)], []]);
  });
}

test("a marked field is marked no longer when it is mended", () => {
  view.field("x").value = "no";
  build();
  view.field("x").value = "0.1, 0.2, 0.3, 0.4";
  build();
  assert.deepEqual([view.field("x").getAttribute("aria-invalid"), said(), model.sent.length], ["false", "", 1]);
});

test("what Python refuses stays typed, and its sentence stands at the form", () => {
  view.fill("x", "0.1, 0.2");
  build();
  model.reply("x: expected shape (4,), got (2,).");
  mock.timers.tick(10_000);
  draw();
  assert.deepEqual([said(), typed("x"), view.chosen], ["x: expected shape (4,), got (2,).", ["0.1, 0.2"], "w43[3]"]);
});

test("where Python is silent the picture stays, and one sentence at the form says so", () => {
  view.fill("seed", "7");
  build();
  mock.timers.tick(10_000);
  draw();
  assert.deepEqual([said(), view.chosen], ["Python does not answer, so the network stays as it was.", "w43[3]"]);
});

test("a kernel that has gone is asked for nothing, and that is said at once", () => {
  model.tell("comm_live_update");
  view.fill("seed", "7");
  build();
  const sentence = "Run its cell again: Python does not know this widget any more, so the network stays as it was.";
  assert.deepEqual([said(), model.sent, typed("seed")], [sentence, [], ["7"]]);
});

test("a sentence at the form goes when something else is asked for", () => {
  view.fill("x", "0.1, 0.2");
  build();
  model.reply("x: expected shape (4,), got (2,).");
  view.fill("x", "0.1, 0.2, 0.3, 0.4");
  build();
  assert.equal(said(), "");
});

test("with the network that was asked for nobody waits any longer", () => {
  view.fill("seed", "7");
  build();
  comes(fixture("softmax"));
  mock.timers.tick(10_000);
  draw();
  assert.deepEqual([said(), view.message, view.chosen], ["", "", "w12[3]"]);
});

test("the form shows the network that came", () => {
  view.fill("activation", "tanh");
  build();
  comes(fixture("softmax"));
  assert.deepEqual(typed("neurons", "activation"), ["2, 3, 3", "sigmoid"]);
});

test("an open form stays open, and has the focus still, when the network comes", () => {
  view.find("details").open = true;
  view.field("seed").focus();
  view.fill("seed", "7");
  build();
  comes(fixture("softmax"));
  assert.deepEqual([view.find("details").open, document.activeElement === view.field("seed")], [true, true]);
});

test("the activations to choose from are Python's", async () => {
  await open({ form: { ...lecture.state.form, activations: ["sigmoid", "leaky_relu", "own"] } });
  assert.deepEqual([...view.field("activation").options].map(({ value, text }) => [value, text]), [["sigmoid", "sigmoid"], ["leaky_relu", "leaky relu"], ["own", "own"]]);
});

test("other sizes fit x and y, and bring a seed where there is none", () => {
  view.fill("neurons", "5, 3, 1");
  assert.deepEqual(typed("x", "y", "seed"), ["0.2, 0.9, 0.5, 0.7, 0.5", "1", "1459"]);
  view.fill("seed", "");
  view.fill("neurons", "2, 3, 4");
  assert.deepEqual(typed("x", "y", "seed"), ["0.2, 0.9", "1, 0, 0, 0", "1"]);
});

test("a seed that was typed is kept", () => {
  view.fill("seed", "42");
  view.fill("neurons", "2, 2");
  assert.deepEqual(typed("seed"), ["42"]);
});

for (const text of ["4", "4, 0", "4, -3", "4, x", "4, 1e9"]) {
  test(`sizes such as "${text}" leave x and y as they are`, () => {
    view.fill("neurons", text);
    assert.deepEqual(typed("x", "y"), ["0.2, 0.9, 0.5, 0.7", "1, 0"]);
  });
}

test("one data point is not chosen from a list", () => {
  assert.equal(view.field("data point").parentElement.hidden, true);
});

test("a chosen data point fills x and y", async () => {
  await open({ points: { x: [[0.2, 0.9, 0.5, 0.7], [1, 2, 3, 4]], y: [[1, 0], [0, 1]] } });
  assert.deepEqual([view.field("data point").parentElement.hidden, typed("data point")], [false, ["0"]]);
  view.fill("data point", "1");
  assert.deepEqual(typed("x", "y"), ["1, 2, 3, 4", "0, 1"]);
});

test("a page by itself has no form", async () => {
  await open({ standalone: true });
  assert.equal(view.find("details").hidden, true);
});

test("a page by itself says at once that a value lies between rows", async () => {
  await open({ standalone: true });
  view.type("1.234");
  assert.match(view.message, /^Python is not here; numbers marked ≈/);
});

// ---- what cannot be drawn ----

const WIDE = { sizes: [4, 17, 2], sentence: /^A network with 4, 17, 2 neurons is too large to draw/ };
const DEEP = { sizes: Array(9).fill(2), sentence: /is too large to draw: there is room for 8 layers of at most 16 neurons\.$/ };

for (const [what, change, sentence] of [
  ["too wide", { sizes: WIDE.sizes }, WIDE.sentence],
  ["too deep", { sizes: DEEP.sizes }, DEEP.sentence],
  ["of another version", { version: 3 }, /^The network has version 3, and this page reads version 2\.$/],
]) {
  test(`a network ${what} leaves the last good picture and one sentence, and a good one takes it away`, () => {
    view.drag(1.2);
    view.letGo();
    model.arrive({ network: { ...lecture.network, id: "other", ...change } });
    draw();
    assert.match(view.message, sentence);
    assert.deepEqual([view.chosen, view.shown("parameter")], ["w43[3]", "1.20"]);
    model.arrive({ network: lecture.network });
    draw();
    assert.equal(view.message, "");
  });
}

for (const [what, change] of [
  ["with other columns", { moving: [0, 1, 2] }],
  ["of another network", { network: "other" }],
  ["of another version", { version: 9 }],
  ["without its gaps", { gaps: undefined }],
  ["whose start is no row", { start: -1 }],
  ["with a start beyond its rows", { start: 500 }],
]) {
  test(`a sweep ${what} leaves the last good picture and one sentence`, () => {
    view.drag(1.2);
    view.letGo();
    const before = view.root.querySelector(".bp-answer").textContent;
    model.arrive({ sweeps: { "w43[3]": { ...lecture.sweeps["w43[3]"], ...change } } });
    draw();
    assert.match(view.message, /^The table of w43\[3\] .*; the picture stays as it was\.$/);
    assert.equal(view.root.querySelector(".bp-answer").textContent.replace(view.message, ""), before);
  });
}
