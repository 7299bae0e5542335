/** The explorer's inset of a network with two inputs. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FakeModel, modelOf } from "./fake_model.js";
import { fixture, widgetState } from "./fixtures.js";
import { draw, openPage, openSimple } from "./page.js";

let model;

beforeEach(() => {
  openPage();
  model = new FakeModel(widgetState("regions").state);
});

const bands = (view) => [...view.root.querySelectorAll(".bp-regions path[class^=bp-side]")].map((path) => path.getAttribute("d"));

test("the regions follow the slider, and come back with it", async () => {
  const view = await openSimple("explorer", model);
  const start = model.get("chosen").value;
  const before = bands(view);
  assert.equal(before.length, 5);
  view.drag(4);
  const pushed = bands(view);
  assert.notDeepEqual(pushed, before);
  view.drag(start);
  assert.deepEqual(bands(view), before);
});

test("every data point has its mark, and the one that is shown a ring around it", async () => {
  const view = await openSimple("explorer", model);
  const { X } = model.get("regions");
  const marks = [".bp-point.first", ".bp-point.second", ".bp-here"].map((mark) => view.root.querySelectorAll(`.bp-regions ${mark}`));
  assert.deepEqual(marks.map(({ length }) => length), [5, 5, 1]);
  assert.deepEqual(model.get("network").x, X[0]);
  const [[first], , [here]] = marks;
  assert.deepEqual(["cx", "cy"].map((name) => here.getAttribute(name)), ["cx", "cy"].map((name) => first.getAttribute(name)));
});

test("of a network with more inputs there is none", async () => {
  const view = await openSimple("explorer", modelOf(fixture("lecture")));
  assert.equal(view.find(".bp-regions"), null);
});

test("regions that cannot be read are told of, and the rest is shown", async () => {
  model.set("regions", { ...model.get("regions"), X: [["<img>", 1]] });
  const view = await openSimple("explorer", model);
  draw();
  assert.match(view.message, /The regions cannot be read/);
  assert.equal(view.shown("cost").startsWith("0."), true);
  assert.equal(view.root.querySelector("img"), null);
});
