/** The depth lab, as the browser draws it from Python's tables. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, openPage, openSimple } from "./page.js";
import { DepthTables } from "../../lecture_lib/widgets/depth_lab/depth_tables.js";
import { factorText, fateOf } from "../../lecture_lib/widgets/depth_lab/fate.js";

beforeEach(openPage);

async function open(change = {}) {
  const { state } = widgetState("depth_lab");
  const model = new FakeModel({ ...state, ...change });
  const view = await openSimple("depth_lab", model);
  draw();
  return { model, view, tables: new DepthTables(state.tables) };
}

const slider = (view, label) => view.root.querySelector(`input[aria-label="${label}"]`);
const button = (view, text) => [...view.root.querySelectorAll("button")].find(({ textContent }) => textContent === text);
const numeral = (text) => Number(text.replace("\u2212", "-"));

function press(view, element) {
  element.dispatchEvent(new window.Event("click"));
  draw();
}

function drag(element, row) {
  element.value = String(row);
  element.dispatchEvent(new window.Event("input"));
  draw();
}

const SETTINGS = [
  { activation: "sigmoid", depth: 50, scale: 0.5 },
  { activation: "tanh", depth: 12, scale: 2 },
  { activation: "relu", depth: 3, scale: 0.05 },
];

for (const setting of SETTINGS) {
  test(`the readout of ${setting.depth} layers of ${setting.activation} is the step that the tables have`, async () => {
    for (const normalised of [false, true]) {
      const { view, tables } = await open({ ...setting, normalised, layer: 2 });
      const { delta, bound, activation } = tables.lines({ ...setting, normalised });
      assert.ok(Math.abs(numeral(view.shown("factor")) - 10 ** (delta[1] - delta[2])) < 5.1e-4);
      assert.ok(Math.abs(numeral(view.shown("most")) - 10 ** (bound[1] - bound[2])) < 5.1e-4);
      assert.ok(numeral(view.shown("factor")) <= numeral(view.shown("most")) + 1e-3);
      assert.ok(Math.abs(numeral(view.shown("spread")) / 10 ** activation[1] - 1) < 0.06);
    }
  });
}

test("the line of δ has a corner for each layer, and the one of the mend is there when it is switched on", async () => {
  const { view, model } = await open();
  const corners = (kind) => view.find(`.bp-panel:first-child .bp-plot .bp-length.${kind}`)?.getAttribute("d").split("L").length;
  assert.equal(corners("delta"), 49);
  assert.equal(corners("normalised"), undefined);
  assert.equal(view.find("[data-line=normalised]").hidden, true);
  press(view, button(view, "Normalised"));
  assert.equal(corners("normalised"), 49);
  assert.equal(view.find("[data-line=normalised]").hidden, false);
  assert.equal(model.get("normalised"), true);
});

test("a drag saves nothing; letting go saves once, and it is said", async () => {
  const { view, model, tables } = await open();
  const depth = slider(view, "Depth");
  drag(depth, 3);
  drag(depth, 5);
  assert.equal(model.get("depth"), tables.depths[5]);
  assert.deepEqual(model.saves, []);
  depth.dispatchEvent(new window.Event("change"));
  assert.equal(model.saves.length, 1);
  assert.match(view.find("[aria-live]").textContent, new RegExp(`^${tables.depths[5]} layers of sigmoid`));
});

test("in a network that is less deep the chosen layer is the last there is", async () => {
  const { view } = await open({ depth: 5, layer: 40 });
  assert.match(view.find(".bp-readout").textContent, /^layer 5 is the last/);
});

test("where the outputs are saturated there is no δ to go back, and nothing is asked of its fate", async () => {
  const { view } = await open({ activation: "relu", depth: 50, scale: 2 });
  assert.match(view.find(".bp-sentence").textContent, /does not even set out/);
  press(view, button(view, "Predict first"));
  assert.match(view.find(".bp-question").textContent, /normalised/);
});

test("two layers have nothing to go back through", async () => {
  const { view } = await open({ depth: 2 });
  assert.match(view.find(".bp-sentence").textContent, /no hidden layer/);
});

test("while a question waits nothing of the answer is to be seen or heard", async () => {
  const { view, tables } = await open();
  press(view, button(view, "Predict first"));
  const { measured } = tables.reach({ activation: "sigmoid", depth: 50, scale: 0.5, normalised: false });
  const seen = [view.find(".bp-sentence"), view.find("[aria-live]"), view.find(".bp-ask")].map(({ textContent }) => textContent).join(" ");
  assert.ok(view.root.classList.contains("asking"));
  assert.ok(!seen.includes(factorText(measured)), seen);
  assert.ok(button(view, "Normalised").disabled);
});

test("the right option is the fate of δ in the tables, with and without the mend", async () => {
  const { view, model, tables } = await open();
  for (const normalised of [false, true]) {
    if (!normalised) press(view, button(view, "Predict first"));
    else press(view, button(view, "Another question"));
    const fate = fateOf(tables.reach({ activation: "sigmoid", depth: 50, scale: 0.5, normalised }).measured);
    const option = [...view.root.querySelectorAll(".bp-options button")].find(({ textContent }) => textContent.includes(fate));
    press(view, option);
    press(view, button(view, "Reveal"));
    assert.match(view.find(".bp-sentence").textContent, new RegExp(`^${option.value} is right`));
    assert.equal(model.get("normalised"), normalised);
  }
});

test("a wrong vote is told what is right, and another network asks anew", async () => {
  const { view, model } = await open({ question: { kind: "fate", votes: ["B"], revealed: true } });
  assert.match(view.find(".bp-sentence").textContent, /^You said B; the answer is A/);
  drag(slider(view, "Scale of the weights"), 8);
  assert.deepEqual(model.get("question"), { kind: "fate", votes: [], revealed: false });
});

test("a bound above 1 is asked about where δ shrinks all the same", async () => {
  const { view } = await open({ scale: 2, question: { kind: "bound", votes: [], revealed: false } });
  assert.match(view.find(".bp-question").textContent, /By its bound/);
  press(view, button(view, "Reveal"));
  assert.match(view.find(".bp-sentence").textContent, /proves nothing/);
});

test("keys do what the buttons do, but for the mend while a question waits", async () => {
  const { view, model } = await open();
  const key = (name) => {
    slider(view, "Depth").dispatchEvent(new window.KeyboardEvent("bp-key", { key: name, bubbles: true, cancelable: true }));
    draw();
  };
  key("m");
  assert.equal(model.get("normalised"), true);
  key("q");
  assert.equal(model.get("normalised"), false);
  key("m");
  assert.equal(model.get("normalised"), false);
  key("a");
  assert.deepEqual(model.get("question").votes, ["A"]);
  key("r");
  assert.equal(model.get("question").revealed, true);
});

test("numbers that are incomplete are refused in a sentence", async () => {
  const { state } = widgetState("depth_lab");
  const { view } = await open({ tables: { ...state.tables, depths: [2, 3] } });
  assert.match(view.find(".bp-message").textContent, /incomplete/);
});

test("a factor is written so that no zero is passed off for a small number", () => {
  assert.deepEqual([0.5, -1, -24.3, 6.2, -Infinity].map(factorText), ["3.2 times", "0.1 times", "10⁻²⁴ times", "10⁶ times", "0 times"]);
  assert.deepEqual([-3.1, 0, 3.1, -Infinity].map(fateOf), ["vanishes", "arrives", "explodes", "vanishes"]);
});
