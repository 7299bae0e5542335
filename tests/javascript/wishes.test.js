/** The wishes, as the browser draws them. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, openPage, openSimple } from "./page.js";

beforeEach(openPage);

async function open(change = {}) {
  const { state } = widgetState("wishes");
  const model = new FakeModel({ ...state, ...change });
  const view = await openSimple("wishes", model);
  draw();
  return { model, view, table: state.table, sizes: state.network.sizes };
}

const number = (text) => Number(text.replace("\u2212", "-"));
const slidersOf = (view) => [...view.root.querySelectorAll("input[type=range]")];
const notesOf = (view) => [...view.root.querySelectorAll("text.bp-note")].map((note) => note.textContent).filter(Boolean).map(number);
const fallsOf = (view) => [...view.root.querySelectorAll(".bp-network .bp-wish")].map((arrow) => {
  const [, from, to] = /M[-\d.]+ ([-\d.]+)V([-\d.]+)/.exec(arrow.getAttribute("d")) ?? [0, 0, 0];
  return Number(to) - Number(from);
});

function drag(slider, place) {
  slider.value = String(place);
  slider.dispatchEvent(new window.Event("input"));
  draw();
}

/** δ of all neurons from layer 2 on, for the places of the targets. */
function deltasAt({ targets, delta }, [first, second]) {
  return delta.flatMap((layer) => layer?.[first * targets[1].length + second] ?? []);
}

test("for dragged targets it shows Python's wishes, as numbers and as arrows up where z should grow", async () => {
  const { view, table } = await open();
  const [first, second] = slidersOf(view);
  for (const places of [[20, 0], [3, 0], [3, 17]]) {
    drag(first, places[0]);
    drag(second, places[1]);
    const deltas = deltasAt(table, places);
    notesOf(view).forEach((wish, index) => assert.ok(Math.abs(wish + deltas[index]) < 5.1e-4, `${wish} for ${deltas[index]}`));
    const largest = Math.max(...table.delta.flatMap((layer) => (layer ?? []).flat().map(Math.abs)));
    fallsOf(view).forEach((fall, index) => {
      const expected = (deltas[index] / largest) * 30;
      assert.ok(Math.abs(fall - (Math.abs(expected) < 0.5 ? 0 : expected)) < 1e-6, `${fall} for ${expected}`);
    });
    assert.equal(number(view.shown("cost")).toFixed(4), table.cost[places[0] * 21 + places[1]].toFixed(4));
  }
});

test("a drag saves nothing; letting go saves once and says it once", async () => {
  const { model, view } = await open();
  const [slider] = slidersOf(view);
  drag(slider, 5);
  drag(slider, 6);
  assert.deepEqual(model.saves, []);
  assert.equal(view.find(".bp-wishes > .bp-unseen").textContent, "");
  slider.dispatchEvent(new window.Event("change"));
  assert.equal(model.saves.length, 1);
  assert.match(view.find(".bp-wishes > .bp-unseen").textContent, /^C = 0\.\d+\. Neuron 1, layer 5: δ = /);
});

test("a neuron that is chosen is put into words", async () => {
  const { model, view, table } = await open();
  const option = [...view.root.querySelectorAll("[role=option]")].find((one) => one.getAttribute("aria-label")?.startsWith("neuron 4, layer 4,"));
  option.dispatchEvent(new window.MouseEvent("click", { bubbles: true, detail: 0 }));
  draw();
  assert.deepEqual(model.get("neuron"), [4, 4]);
  const delta = table.delta[4][20 * 21][3];
  assert.ok(view.find(".bp-sentence").textContent.includes(`its z should be ${delta < 0 ? "larger" : "smaller"}`));
});

test("names of neurons tell their wishes when a drag has ended", async () => {
  const { view, table } = await open();
  const labels = [...view.root.querySelectorAll("[role=option]")].map((one) => one.getAttribute("aria-label"));
  const wish = -table.delta[2][20 * 21][0];
  assert.ok(labels.includes(`neuron 1, layer 2, wish ${wish > 0 ? "+" : "\u2212"}${Math.abs(wish).toFixed(3)}`));
});

test("numbers that are incomplete, or of another network, leave the last picture and are told", async () => {
  const { model, view, table } = await open();
  const before = notesOf(view);
  for (const bad of [{}, { ...table, cost: [1] }, { ...table, delta: [null, null, [[1]]] }, null]) {
    model.set("table", bad);
    draw();
    assert.deepEqual(notesOf(view), before);
    assert.notEqual(view.find(".bp-message").textContent, "");
  }
});

test("places that are not there leave the last picture and are told", async () => {
  const { model, view } = await open();
  const before = notesOf(view);
  for (const at of [[99, 0], [0], "no"]) {
    model.set("at", at);
    draw();
    assert.deepEqual(notesOf(view), before);
    assert.notEqual(view.find(".bp-message").textContent, "");
  }
});
