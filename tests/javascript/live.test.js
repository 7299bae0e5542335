/** The live equation, as the browser gets it. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, openPage, openSimple } from "./page.js";

let known;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
});

async function open(name, followed = null) {
  const { state, known: fromPython } = widgetState(name);
  known = fromPython;
  const model = new FakeModel(state);
  model.widget_manager = { get_model: async () => followed };
  const view = await openSimple("live", model);
  await Promise.resolve();
  draw();
  return { model, view };
}

function choose(view, place, value) {
  const menu = view.root.querySelectorAll("select")[place];
  menu.value = String(value);
  menu.dispatchEvent(new window.Event("change", { bubbles: true }));
  draw();
}

const textOf = (view) => [...view.root.querySelectorAll("math")].map((math) => math.textContent).join("");
const numberOf = (text) => Number(text.replace("\u2212", "-"));

function assertShows(view, quantity, expected) {
  const text = view.shown(quantity);
  const unit = 10 ** -text.split(".")[1].length;
  assert.ok(Math.abs(numberOf(text) - expected) <= 0.501 * unit, `${quantity} ${text}, Python ${expected}`);
}

test("the equation shows Python's numbers", async () => {
  const { view } = await open("live-25");
  assertShows(view, "delta-3-j", known.delta[3][3]);
  assertShows(view, "a-2-k", known.a[2][2]);
  assertShows(view, "dw-3-j-k", known.dw[3][3][2]);
});

test("the symbols carry the chosen indices", async () => {
  const { view } = await open("live-25");
  assert.match(textOf(view), /w43\[3\]/);
  choose(view, 1, 2);
  assert.match(textOf(view), /w23\[3\]/);
  assertShows(view, "dw-3-j-k", known.dw[3][1][2]);
});

test("two-digit indices are parted by a comma", async () => {
  const { view } = await open("live-wide");
  assert.match(textOf(view), /w12,3\[2\]/);
});

test("another layer brings its own shape and keeps the indices that exist", async () => {
  const { model, view } = await open("live-25");
  choose(view, 0, 5);
  assert.deepEqual(model.get("indices"), { l: 5, j: 2, k: 3 });
  assertShows(view, "dw-5-j-k", known.dw[5][1][2]);
});

test("a choice is saved once", async () => {
  const { model, view } = await open("live-25");
  choose(view, 2, 1);
  assert.equal(model.saves.length, 1);
});

test("menus offer what exists", async () => {
  const { view } = await open("live-25");
  const offered = [...view.root.querySelectorAll("select")].map((menu) => [...menu.options].map((option) => option.value));
  assert.deepEqual(offered, [["2", "3", "4", "5"], ["1", "2", "3", "4"], ["1", "2", "3"]]);
});

test("an equation of vectors shows all of them", async () => {
  const { view } = await open("live-23");
  [1, 2, 3, 4].forEach((j) => assertShows(view, `delta-3-${j}`, known.delta[3][j - 1]));
});

test("a batch is walked through point by point", async () => {
  const { view } = await open("live-13");
  const before = view.shown("C");
  choose(view, 0, 2);
  assert.notEqual(view.shown("C"), before);
});

/** The explorer that "live-25-follows" follows, at a value of w43[3]. */
function explorer(value, change = {}) {
  const { state } = widgetState("explorer-followed");
  return new FakeModel({ ...state, chosen: { parameter: "w43[3]", value }, ...change });
}

/** A sweep of another parameter with all that an equation may show. */
const another = (plain) => ({ [plain]: widgetState("lecture").followed[plain] });

test("a dragged explorer is followed without a word to Python", async () => {
  const { parameter, value } = { parameter: "w43[3]", value: -0.30317 };
  const followed = explorer(value);
  const { model, view } = await open("live-25-follows", followed);
  const before = view.shown("dw-3-j-k");
  followed.set("chosen", { parameter, value: 2 });
  draw();
  assert.notEqual(view.shown("dw-3-j-k"), before);
  assert.equal(model.saves.length, 0);
});

test("while the explorer asks a question no number answers it", async () => {
  const followed = explorer(-0.30317);
  const { view } = await open("live-25-follows", followed);
  const before = textOf(view);
  followed.set("question", { kind: "largest", votes: [], revealed: false });
  draw();
  assert.deepEqual([view.shown("dw-3-j-k"), view.shown("delta-3-j")], ["?", "?"]);
  followed.set("question", { kind: "largest", votes: ["A"], revealed: true });
  draw();
  assert.equal(textOf(view), before);
});

test("while the player keeps a step's numbers back no number tells them", async () => {
  const player = new FakeModel(widgetState("player").state);
  const { view } = await open("live-25-follows", player);
  const before = textOf(view);
  player.set("predict", true);
  draw();
  assert.doesNotMatch(textOf(view), /\d\.\d/);
  player.set("revealed", true);
  draw();
  assert.equal(textOf(view), before);
});

test("an equation that follows nobody waits as well", async () => {
  const { model, view } = await open("live-25");
  const before = textOf(view);
  const player = new FakeModel({ ...widgetState("player").state, predict: true });
  assert.equal(player.get("network").id, model.get("equation").network);
  const asks = await openSimple("player", player);
  draw();
  assert.equal(view.shown("dw-3-j-k"), "?");
  player.set("revealed", true);
  draw();
  draw();
  assert.equal(textOf(view), before);
  player.set("revealed", false);
  draw();
  draw();
  assert.equal(view.shown("dw-3-j-k"), "?");
  asks.close();
  draw();
  assert.equal(textOf(view), before);
});

test("between two rows the numbers say that they are interpolated", async () => {
  const followed = explorer(1.234);
  const { view } = await open("live-25-follows", followed);
  assert.match(view.shown("dw-3-j-k"), /^≈/);
});

test("another parameter of the explorer moves the indices at once", async () => {
  const followed = explorer(1);
  const { model, view } = await open("live-25-follows", followed);
  followed.set("chosen", { parameter: "w12[2]", value: 1 });
  draw();
  assert.deepEqual(model.get("indices"), { l: 2, j: 1, k: 2 });
  assert.match(textOf(view), /w12\[2\]/);
});

test("a followed explorer's numbers are Python's, for the parameter that it sends next as well", async () => {
  const followed = explorer(1);
  const { view } = await open("live-25-follows", followed);
  const pushed = (plain) => widgetState("lecture").expected.find(({ parameter, value }) => parameter === plain && value === 1);
  assertShows(view, "dw-3-j-k", pushed("w43[3]").dw[3][3][2]);
  followed.arrive({ chosen: { parameter: "w12[2]", value: 1 }, sweeps: another("w12[2]") });
  draw();
  assertShows(view, "dw-2-j-k", pushed("w12[2]").dw[2][0][1]);
});

test("a second view of the equation follows as well, and moves its indices no second time", async () => {
  const followed = explorer(1);
  const { model, view } = await open("live-25-follows", followed);
  choose(view, 1, 2);
  const second = await openSimple("live", model);
  await Promise.resolve();
  draw();
  assert.equal(second.shown("dw-3-j-k"), view.shown("dw-3-j-k"));
  assert.deepEqual(model.get("indices"), { l: 3, j: 2, k: 3 });
});

test("an equation that is shown after the explorer went on begins there", async () => {
  const { model } = await open("live-25-follows", explorer(1, { chosen: { parameter: "w12[2]", value: 1 }, sweeps: another("w12[2]") }));
  assert.deepEqual(model.get("indices"), { l: 2, j: 1, k: 2 });
});

test("until the numbers of another network are here, the last picture stays", async () => {
  const followed = explorer(1);
  const { model, view } = await open("live-25-follows", followed);
  const before = textOf(view);
  model.arrive({ equation: { ...model.get("equation"), network: "other", templates: {} }, indices: { l: 9, j: 9, k: 9 } });
  draw();
  assert.equal(textOf(view), before);
});

test("another network's equation is shown with its numbers, whichever comes first", async () => {
  for (const order of [["equation", "sweeps"], ["sweeps", "equation"]]) {
    const followed = explorer(1);
    const { model, view } = await open("live-25-follows", followed);
    const { "w43[3]": message } = followed.get("sweeps");
    const arrive = {
      equation: () => model.arrive({ equation: { ...model.get("equation"), network: "other" }, indices: { l: 4, j: 5, k: 4 } }),
      sweeps: () => followed.arrive({ sweeps: { "w43[3]": { ...message, network: "other" } } }),
    };
    for (const part of order) {
      arrive[part]();
      draw();
    }
    assert.match(textOf(view), /w54\[4\]/);
    assert.equal(view.message, "");
  }
});

test("a network of which the equation does not speak moves none of its numbers", async () => {
  const followed = explorer(1);
  const { view } = await open("live-25-follows", followed);
  const before = textOf(view);
  const { "w43[3]": message } = followed.get("sweeps");
  followed.arrive({ sweeps: { "w43[3]": { ...message, network: "other" } }, chosen: { parameter: "w43[3]", value: 3 } });
  mock.timers.tick(4000);
  draw();
  assert.deepEqual([textOf(view), view.message], [before, ""]);
});

test("a sweep without what the equation shows leaves the last picture and a sentence", async () => {
  const followed = explorer(1);
  const { view } = await open("live-25-follows", followed);
  const before = textOf(view);
  followed.arrive({ sweeps: { "w43[3]": widgetState("lecture").sweeps["w43[3]"] } });
  draw();
  assert.deepEqual([textOf(view), view.message], [before, "The table of this equation is incomplete; the picture stays as it was."]);
});

test("a followed widget that is not here is told in a sentence", async () => {
  const { state } = widgetState("live-25-follows");
  const model = new FakeModel(state);
  model.widget_manager = { get_model: () => Promise.reject(new Error("no such model")) };
  const view = await openSimple("live", model);
  await new Promise(setImmediate);
  draw();
  assert.equal(view.message, "The widget that this equation follows is not here.");
});

test("if Python does not send the new numbers, a sentence says whose numbers these are", async () => {
  const followed = explorer(1);
  const { view } = await open("live-25-follows", followed);
  followed.set("chosen", { parameter: "w12[2]", value: 1 });
  mock.timers.tick(4000);
  draw();
  assert.match(view.message, /still the numbers for w₄₃\^\[3\]/);
});

test("numbers that come late take the sentence away", async () => {
  const followed = explorer(1);
  const { view } = await open("live-25-follows", followed);
  followed.set("chosen", { parameter: "w12[2]", value: 1 });
  mock.timers.tick(4000);
  followed.arrive({ sweeps: another("w12[2]") });
  draw();
  assert.equal(view.message, "");
});

test("a player's step is followed", async () => {
  const { state } = widgetState("live-23");
  const followed = new FakeModel({ at: "delta[3]", neuron: 1 });
  const model = new FakeModel({ ...state, follows: "IPY_MODEL_x" });
  model.widget_manager = { get_model: async () => followed };
  await openSimple("live", model);
  await Promise.resolve();
  followed.set("at", "delta[2]");
  draw();
  assert.equal(model.get("indices").l, 2);
});

test("broken numbers leave the equation as it was and say so", async () => {
  const { model, view } = await open("live-25");
  const before = textOf(view);
  model.arrive({ sweep: { ...model.get("sweep"), rows: new DataView(new ArrayBuffer(8)) } });
  draw();
  assert.match(view.message, /incomplete/);
  assert.equal(textOf(view), before);
});

test("a view that is closed listens no more", async () => {
  const followed = explorer(1);
  const { model, view } = await open("live-25-follows", followed);
  view.close();
  assert.equal(model.listenerCount + followed.listenerCount, 0);
  assert.equal(document.querySelector(".bp-live"), null);
});
