/** The learning-rate lab, as the browser gets it. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { above } from "../../lecture_lib/widgets/shared/contours.js";
import { linear, logarithmic, short } from "../../lecture_lib/widgets/shared/axes.js";
import { regimeOf } from "../../lecture_lib/widgets/learning_rate/on_parabola.js";
import { PACE } from "../../lecture_lib/widgets/shared/play.js";
import { LabTables } from "../../lecture_lib/widgets/learning_rate/rate_tables.js";
import { FakeModel } from "./fake_model.js";
import { widgetState } from "./fixtures.js";
import { draw, observers, openPage, openSimple, waitingFrames } from "./page.js";

let model, tables;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
  load("rates");
});

function load(name) {
  const { state } = widgetState(name);
  model = new FakeModel(state);
  tables = new LabTables(state.tables);
}

const open = () => openSimple("rates", model);
const words = (view) => view.find(".bp-sentence").textContent;
const sliders = (view) => [...view.root.querySelectorAll("input[type=range]")];

function go(values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  draw();
}

function key(slider, name) {
  slider.dispatchEvent(new window.KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  draw();
}

/** The signed areas of a path's polygons, summed. */
function areaOf(path) {
  const polygons = path.split("M").filter(Boolean).map((part) => part.replace("Z", "").split("L").map((pair) => pair.split(" ").map(Number)));
  return polygons.reduce((sum, points) => sum + Math.abs(points.reduce((twice, [x, y], n) => {
    const [u, v] = points[(n + 1) % points.length];
    return twice + x * v - u * y;
  }, 0)) / 2, 0);
}

// the numbers

test("the walk on the parabola is Python's, whatever the bytes' offset", () => {
  const { factor, w, costs } = tables.walk(1, 1.6);
  assert.ok(Math.abs(factor + 0.6) < 1e-6);
  assert.equal(w.length, 21);
  w.forEach((value, n) => assert.ok(Math.abs(value - (-0.6) ** n) < 1e-6));
  assert.ok(Math.abs(costs[2] - 0.36 ** 2 / 2) < 1e-6);
});

test("each rate has a run of its own, from the same start", () => {
  const starts = tables.rates.map((eta) => tables.run(eta).costs[0]);
  const ends = tables.rates.map((eta) => tables.run(eta).costs.at(-1));
  assert.equal(new Set(starts).size, 1);
  assert.equal(new Set(ends.slice(0, tables.rates.indexOf(50))).size, 10); // the larger ones are saturated, and alike
  assert.equal(tables.best, tables.rates[ends.indexOf(Math.min(...ends))]);
});

test("the plane has both classes where the network has learned them", () => {
  load("rates-6000");
  const learned = tables.plane(2, 40);
  assert.equal(learned.length, 21 * 21);
  assert.ok(Math.min(...learned) < 40 && Math.max(...learned) > 215);
  const { X, classes } = tables.points;
  X.forEach(([x, y], k) => {
    const value = learned[Math.round(20 * y) * 21 + Math.round(20 * x)];
    assert.equal(value > 127.5 ? 0 : 1, classes[k], `point ${k + 1}`);
  });
});

test("a step of one point goes along the arrow of the point drawn", () => {
  const { single, arrows } = tables.ways(2, 20);
  for (const n of [0, 7, 29]) {
    const arrow = arrows(n)[tables.draws[n]];
    assert.ok(Math.abs(single[n + 1].x - single[n].x - arrow.x) < 1e-3);
    assert.ok(Math.abs(single[n + 1].y - single[n].y - arrow.y) < 1e-3);
  }
});

test("tables of another version are told, not drawn", async () => {
  const view = await open();
  const before = words(view);
  model.arrive({ tables: { ...model.get("tables"), version: 99 } });
  draw();
  assert.match(view.message, /version 99, and this lab reads version 1/);
  assert.equal(words(view), before);
});

// how it is drawn

test("the part of a slope above its middle is half of it", () => {
  const cells = 4;
  const values = Array.from({ length: 25 }, (_, place) => place % 5);
  assert.ok(Math.abs(areaOf(above(values, cells, 2, (i, j) => [j, i])) - 8) < 1e-9);
  assert.ok(Math.abs(areaOf(above(values, cells, 2.5, (i, j) => [j, i])) - 6) < 1e-9);
});

test("above everything there is nothing, and below everything the whole square", () => {
  const values = new Array(9).fill(1);
  assert.equal(above(values, 2, 2, (i, j) => [j, i]), "");
  assert.equal(areaOf(above(values, 2, 0, (i, j) => [j, i])), 4);
});

test("a cell cut at a corner is a triangle, or all but one", () => {
  const area = (values) => areaOf(above(values, 1, 1, (i, j) => [10 * j, 10 * i]));
  assert.ok(Math.abs(area([2, 0, 0, 0]) - 12.5) < 1e-9);
  assert.ok(Math.abs(area([0, 2, 2, 2]) - 87.5) < 1e-9);
});

test("scales put their ends at 0 and 1", () => {
  assert.deepEqual([-2, 0, 2].map(linear(-2, 2).share), [0, 0.5, 1]);
  assert.deepEqual([1e-4, 1e-2, 1].map((value) => Number(logarithmic(1e-4, 1).share(value).toFixed(9))), [0, 0.5, 1]);
  assert.deepEqual(logarithmic(1e-3, 1).ticks.map(({ text }) => text), ["10⁻³", "10⁻²", "10⁻¹", "1"]);
});

test("a cost of 0 has a place far below a logarithmic axis", () => {
  const share = logarithmic(1e-4, 1).share(0);
  assert.ok(share < -5 && Number.isFinite(share));
});

test("numbers are short", () => {
  assert.deepEqual([0, 0.0314, -2, 2.4e-6, 123456].map(short), ["0", "0.031", "−2", "2·10⁻⁶", "1·10⁵"]);
});

test("the four regimes of a factor, and the limit", () => {
  assert.deepEqual([0.9, 0, -0.6, -1, -1.2].map((factor) => regimeOf(factor).name), ["slow", "best", "overshoots", "limit", "diverges"]);
});

// what is said

test("the sentence names the factor and the regime", async () => {
  const view = await open();
  assert.match(words(view), /With η = 1.6 each step multiplies w by 1\s−\sηλ\s=\s−0.60: it overshoots/);
  go({ parabola_eta: 1 });
  assert.match(words(view), /one step arrives/);
  go({ curvature: 2 });
  assert.match(words(view), /−1.00: it jumps from side to side/);
  go({ parabola_eta: 1.05 });
  assert.match(words(view), /It diverges/);
});

test("saturation, plateau and success are told apart", async () => {
  load("rates-6000");
  const view = await open();
  go({ part: "points", eta: 100, record: 40 });
  assert.match(words(view), /5 of 10 points lie on their side. Saturated: .*σ′\(z\[4\]\) at most 2·10⁻⁶/);
  go({ eta: 0.05 });
  assert.match(words(view), /plateau at ¼/);
  go({ eta: 2 });
  assert.match(words(view), /10 of 10 points lie on their side. It has learned them/);
});

test("a thumb at the left end, and the ring of its focus, leave the lowest label free", async () => {
  const view = await open();
  for (const [part, count] of [["points", 2], ["surface", 2]]) {
    go({ part, record: 0, step: 0 });
    const figures = [...view.root.querySelectorAll(".bp-figure")].filter((figure) => figure.querySelector("input"));
    const free = figures.map((figure) => {
      const ends = [...figure.querySelectorAll(".bp-tick-label[text-anchor=end]")].map((label) => Number(label.getAttribute("x")));
      return ends.length > 0 && Math.max(...ends) < parseFloat(figure.querySelector("input").style.left);
    });
    assert.deepEqual(free, Array(count).fill(true), part);
  }
});

test("the menu names parameters as Python does", async () => {
  const view = await open();
  go({ part: "surface" });
  assert.deepEqual([...view.find("select").options].map(({ text }) => text), tables.pairs.map((pair) => pair.join(" and ")));
});

test("where chance decides how a run ends, none is said to have learned", async () => {
  const view = await open("rates-6000");
  const { points, ...others } = model.get("tables");
  const good = new DataView(new Float32Array(points.costs.byteLength / 4).fill(0.001).buffer);
  const all = new DataView(new Uint8Array(points.right.byteLength).fill(10).buffer);
  model.arrive({ tables: { ...others, points: { ...points, costs: good, right: all } }, part: "points", record: 40 });
  for (const [eta, said] of [[2, /has learned/], [5, /chance/], [20, /chance/]]) {
    go({ eta });
    assert.match(words(view), said);
  }
});

test("a run that has ended says when", async () => {
  const view = await open();
  const { points, ...others } = model.get("tables");
  model.arrive({ tables: { ...others, points: { ...points, ended: points.ended.map(() => 10) } }, part: "points", record: 40 });
  draw();
  assert.match(words(view), /beyond all numbers by step 10. This run has diverged/);
  go({ record: 1 });
  assert.doesNotMatch(words(view), /diverged/);
});

test("steps that raised Cost are counted, and drawn as rings", async () => {
  const view = await open();
  go({ part: "surface", eta: 20, pair: 1, step: 30 });
  const rises = (way) => way.filter(({ cost }, n) => n > 0 && cost > way[n - 1].cost).length;
  const { whole, single } = tables.ways(1, 20);
  assert.ok(rises(single) > rises(whole));
  assert.match(words(view), new RegExp(`all points in each step, ${rises(whole)} of 30 .* one point in each step, ${rises(single)} of 30 did`));
  const [left, right] = [...view.root.querySelectorAll(".bp-pair .bp-panel")];
  assert.equal(left.querySelectorAll(".way.up").length, rises(whole));
  assert.equal(right.querySelectorAll(".way.up").length, rises(single));
});

test("a rate with which all points together raise Cost is too large, in words and on the axis", async () => {
  const view = await open();
  const rises = (eta) => tables.ways(1, eta).whole.some(({ cost }, n, way) => n > 0 && cost > way[n - 1].cost);
  const large = tables.rates.filter(rises);
  assert.ok(large.length > 0 && large.length < tables.rates.length && large.at(-1) === tables.rates.at(-1));
  go({ part: "surface", eta: large.at(-1), pair: 1, step: 30 });
  assert.match(words(view), /Cost, now [^:]*: η is too large/);
  const mark = view.root.querySelector(".bp-panel .bp-mark-line");
  const [slider] = sliders(view);
  const [left, width] = ["left", "width"].map((side) => parseFloat(slider.style[side]));
  const share = (Number(mark.getAttribute("x1")) - left - 12) / (width - 24);
  const rate = 10 ** (Number(slider.min) + share * (slider.max - slider.min));
  assert.ok(rate < large[0] && rate > Math.max(...tables.rates.filter((eta) => eta < large[0])));
  go({ eta: 1 });
  assert.doesNotMatch(words(view), /too large/);
});

// play

const play = (view) => [...view.root.querySelectorAll(".bp-play")].at(-1);

function passes(rows) {
  for (let row = 0; row < rows; row++) mock.timers.tick(PACE);
  draw();
}

test("play runs from the start to the end, shows each step, and tells Python once", async () => {
  const view = await open();
  go({ part: "points", record: 40 });
  play(view).click();
  draw();
  assert.deepEqual([model.get("record"), play(view).textContent], [0, "Pause"]);
  passes(3);
  assert.deepEqual([model.get("record"), Number(sliders(view).at(-1).value), model.saves.length], [3, 3, 0]);
  passes(50);
  assert.deepEqual([model.get("record"), play(view).textContent, model.saves.length], [40, "Play", 1]);
});

test("play begins where one is, pauses, and gives way to a hand on the slider", async () => {
  const view = await open();
  go({ part: "surface", step: 8 });
  play(view).click();
  passes(2);
  play(view).click();
  passes(5);
  assert.deepEqual([model.get("step"), play(view).textContent, model.saves.length], [10, "Play", 1]);
  play(view).click();
  passes(1);
  key(sliders(view).at(-1), "ArrowRight");
  passes(5);
  assert.deepEqual([model.get("step"), play(view).textContent], [12, "Play"]);
});

test("another part, or the end of the view, ends what is played", async () => {
  const view = await open();
  go({ part: "points", record: 0 });
  play(view).click();
  passes(1);
  go({ part: "surface", step: 0 });
  passes(5);
  assert.deepEqual([model.get("record"), model.get("step")], [1, 0]);
  play(view).click();
  passes(1);
  view.root.remove();
  passes(5);
  assert.equal(model.get("step"), 1);
});

test("where a way has left the picture, that is said", async () => {
  const view = await open();
  go({ part: "surface", eta: 200, pair: 1, step: 30 });
  assert.match(view.root.textContent, /now outside the picture/);
  go({ eta: 1 });
  assert.doesNotMatch(view.root.textContent, /now outside the picture/);
});

test("each point has its grey arrow, and at the last step none", async () => {
  const view = await open();
  go({ part: "surface", eta: 50, step: 3 });
  assert.equal(view.root.querySelectorAll(".bp-arrow.other").length, 10);
  assert.equal(view.root.querySelectorAll(".bp-arrow.next").length, 2);
  go({ step: 30 });
  assert.equal(view.root.querySelectorAll(".bp-arrow").length, 0);
});

test("the plane and its readout follow the step", async () => {
  load("rates-6000");
  const view = await open();
  go({ part: "points", eta: 2, record: 0 });
  const before = [...view.root.querySelectorAll("[class^=bp-side-]")].map((path) => path.getAttribute("d")).join();
  assert.match(view.shown("right"), /5 of 10/);
  go({ record: 40 });
  assert.notEqual([...view.root.querySelectorAll("[class^=bp-side-]")].map((path) => path.getAttribute("d")).join(), before);
  assert.equal(view.shown("right"), "10 of 10");
  assert.equal(view.root.querySelectorAll(".bp-point").length, 10);
});

test("no number is drawn that is not one", async () => {
  const view = await open();
  for (const part of ["parabola", "points", "surface"]) {
    for (const eta of tables.rates) go({ part, eta, parabola_eta: tables.parabolaRates.at(-1), curvature: 2 });
    assert.doesNotMatch(view.root.outerHTML, /NaN|Infinity|undefined/);
  }
});

// gestures

test("a press on a part shows it and saves", async () => {
  const view = await open();
  view.click('[data-part="points"]');
  assert.equal(model.get("part"), "points");
  assert.deepEqual([...view.root.querySelectorAll("[data-part]")].map((tab) => tab.getAttribute("aria-pressed")), ["false", "true", "false"]);
  assert.equal(model.saves.length, 1);
});

test("dragging sets the rate and saves at its end", async () => {
  const view = await open();
  view.drag(0.62);
  assert.equal(model.get("parabola_eta"), 0.6);
  assert.equal(model.saves.length, 0);
  view.letGo();
  assert.equal(model.saves.length, 1);
});

test("on a logarithmic axis arrows go from rate to rate", async () => {
  const view = await open();
  go({ part: "points", eta: 1 });
  key(sliders(view)[0], "ArrowRight");
  assert.equal(model.get("eta"), 2);
  key(sliders(view)[0], "End");
  assert.equal(model.get("eta"), 200);
  assert.match(sliders(view)[0].getAttribute("aria-valuetext"), /η = 200/);
  assert.ok(Math.abs(Number(sliders(view)[0].value) - Math.log10(200)) < 1e-9);
});

test("a burst of keys is one message to Python", async () => {
  const view = await open();
  go({ part: "points", record: 5 });
  for (let n = 0; n < 4; n += 1) key(sliders(view)[1], "ArrowRight");
  assert.equal(model.get("record"), 9);
  assert.equal(model.saves.length, 0);
  mock.timers.tick(500);
  assert.equal(model.saves.length, 1);
});

test("the view in use speaks once a gesture ends, and the other is silent", async () => {
  const [view, other] = [await open(), await open()];
  const spoken = ({ root }) => root.querySelector("[aria-live]").textContent;
  view.drag(2.2);
  assert.equal(spoken(view), "");
  view.letGo();
  assert.match(spoken(view), /It diverges/);
  assert.equal(spoken(other), "");
});

test("two views show the same", async () => {
  const [view, other] = [await open(), await open()];
  view.drag(2.2);
  assert.equal(words(other), words(view));
  assert.equal(other.slider.value, view.slider.value);
});

test("the pair is chosen in a native list", async () => {
  const view = await open();
  go({ part: "surface" });
  const list = view.find("select");
  assert.equal(list.options.length, 3);
  list.selectedIndex = 1;
  list.dispatchEvent(new window.Event("change", { bubbles: true }));
  draw();
  assert.equal(model.get("pair"), 2);
  assert.equal(model.saves.length, 1);
  assert.match(view.root.textContent, /the other 21 parameters stay as η = 0.2 left them/);
});

test("each pair has its own surface, axes and sentence", async () => {
  const view = await open();
  const surface = () => [...view.root.querySelectorAll("[class^=bp-height-]")].map((path) => path.getAttribute("d")).join();
  go({ part: "surface", eta: 20, pair: 1 });
  const [before, sentence] = [surface(), words(view)];
  go({ pair: 3 });
  assert.notEqual(surface(), before);
  assert.notEqual(words(view), sentence);
  assert.deepEqual([...view.root.querySelectorAll(".bp-axis-name")].map(({ textContent }) => textContent), ["w31[3]", "w32[3]", "w31[3]", "w32[3]"]);
});

test("every control has a name", async () => {
  const view = await open();
  for (const part of ["parabola", "points", "surface"]) {
    go({ part });
    for (const slider of sliders(view)) assert.ok(slider.getAttribute("aria-label") && slider.getAttribute("aria-valuetext"));
    for (const list of view.root.querySelectorAll("select")) assert.ok(list.closest("label").textContent.includes("parameters"));
  }
});

test("a closed view leaves nothing behind", async () => {
  const view = await open();
  view.slider.focus();
  key(view.slider, "ArrowRight");
  view.close();
  assert.equal(model.listenerCount, 0);
  assert.equal(observers.size, 0);
  assert.equal(waitingFrames(), 0);
  mock.timers.tick(500);
  assert.equal(model.saves.length, 0);
});
