/** The learning-rate lab's pictures, measured. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../page.js";
import { all, axesOf, colour, isInside, number, openDrawn, pointsOf } from "./measure.js";

async function openAt(values) {
  const opened = await openDrawn("rates", "lab");
  for (const [name, value] of Object.entries(values)) opened.model.set(name, value);
  draw();
  return opened;
}

function near(actual, expected, tolerance, what = "") {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not ${expected}`);
}

const places = (path, at) => pointsOf(path).map(([x, y]) => [at.x(x), at.y(y)]);
const plots = (view) => all(view.root, ".bp-pair .bp-plot");

for (const [curvature, eta] of [[0.5, 3], [1, 1.6], [2, 0.2]]) {
  test(`with λ = ${curvature} and η = ${eta} the walk goes by the rule, along the parabola`, async () => {
    const { view } = await openAt({ part: "parabola", curvature, parabola_eta: eta });
    const [bowl, costs] = plots(view);
    const w = Array.from({ length: 21 }, (_, n) => n).reduce((way, n) => (n === 0 ? [1] : [...way, way[n - 1] - eta * curvature * way[n - 1]]), []);
    const C = w.map((value) => (curvature * value ** 2) / 2);
    const at = axesOf(bowl);
    for (const [x, y] of places(bowl.querySelector(".bp-curve"), at)) near(y, (curvature * x ** 2) / 2, 0.02);
    places(bowl.querySelector(".bp-way"), at).forEach(([x, y], n) => {
      near(x, w[n], 0.01, `w of step ${n}`);
      near(y, C[n], 0.01, `C of step ${n}`);
    });
    all(bowl, ".bp-dot.way").forEach((dot, n) => near(at.x(number(dot, "cx")), w[n], 0.01));
    const logs = axesOf(costs, { logarithmic: ["y"] });
    places(costs.querySelector(".bp-cost-line"), logs).forEach(([x, y], n) => {
      near(x, n, 0.05);
      near(y, Math.log10(C[n]), 0.05, `log C of step ${n}`);
    });
  });
}

test("marks between the stretches of the strip stand at 1/λ and 2/λ", async () => {
  const { view } = await openAt({ part: "parabola", curvature: 2, parabola_eta: 0.2 });
  const strip = view.find(".bp-plot");
  const at = axesOf(strip);
  const words = Object.fromEntries(all(strip, ".bp-zone").map((text) => [text.textContent, at.x(number(text, "x"))]));
  near(words["1/λ"], 0.5, 1e-6);
  near(words["2/λ"], 1, 1e-6);
  assert.ok(words["2/λ"] < words.diverges);
});

test("points of the first class are rings, those of the second crosses, in their places and their colours", async () => {
  const { view, known } = await openAt({ part: "points", eta: 2, record: 40 });
  const plane = plots(view)[1];
  const at = axesOf(plane);
  const marks = all(plane, ".bp-point");
  assert.equal(marks.length, known.points.length);
  known.points.forEach(([x, y, kind], k) => {
    const mark = marks[k];
    assert.equal(mark.localName, kind === 0 ? "circle" : "path");
    const [px, py] = kind === 0 ? [number(mark, "cx"), number(mark, "cy")] : pointsOf(mark).slice(0, 2).reduce(([a, b], [c, d]) => [(a + c) / 2, (b + d) / 2]);
    near(at.x(px), x, 1e-6, `point ${k + 1}`);
    near(at.y(py), y, 1e-6, `point ${k + 1}`);
    assert.equal(colour(mark), kind === 0 ? "var(--negative)" : "var(--positive)");
  });
});

test("a place has the colour of the class whose output is larger there", async () => {
  const { view, known } = await openAt({ part: "points", eta: 2, record: 40 });
  const plane = plots(view)[1];
  const at = axesOf(plane);
  const rect = plane.querySelector("[class^=bp-side-]");
  const pixel = (value, scale, from, to) => from + ((value - scale(from)) / (scale(to) - scale(from))) * (to - from);
  const [left, right] = [number(rect, "x"), number(rect, "x") + number(rect, "width")];
  const [top, bottom] = [number(rect, "y"), number(rect, "y") + number(rect, "height")];
  let told = 0;
  for (const [x, y, first, second] of known.plane) {
    if (Math.abs(first - second) < 0.05) continue; // between the grid's places the border is a straight line
    const [px, py] = [pixel(x, at.x, left, right), pixel(y, at.y, top, bottom)];
    const top_most = all(plane, "[class^=bp-side-]").filter((shape) => shape.localName === "rect" || isInside(shape, px, py)).at(-1);
    assert.match(colour(top_most, "fill"), first > second ? /var\(--negative\)/ : /var\(--positive\)/, `${x}, ${y}`);
    told += 1;
  }
  assert.ok(told > 20);
});

test("both ways over the surface are those of gradient descent, with all points and with one", async () => {
  const { view, known } = await openAt({ part: "surface", eta: 2, pair: 1, step: 30 });
  ["whole", "single"].forEach((kind, n) => {
    const map = plots(view)[n];
    const at = axesOf(map);
    const way = places(map.querySelector(`.bp-way.${kind}`), at);
    assert.equal(way.length, 31);
    way.forEach(([x, y], step) => {
      near(x, known[kind][step][0], 0.02, `${kind} ${step}`);
      near(y, known[kind][step][1], 0.02, `${kind} ${step}`);
    });
    const rose = (step) => step > 0 && known[kind][step][2] > known[kind][step - 1][2];
    const dots = all(map, ".bp-dot.way").map((dot) => [at.x(number(dot, "cx")), at.y(number(dot, "cy")), dot.classList.contains("up")]);
    for (const [x, y, up] of dots) {
      const steps = known[kind].map((place, step) => [Math.hypot(place[0] - x, place[1] - y), step]).sort(([one], [other]) => one - other);
      const near_by = steps.filter(([distance]) => distance < steps[0][0] + 0.03).map(([, step]) => rose(step));
      assert.ok(near_by.includes(up));
    }
  });
});

test("the key under the maps names each kind of line and of dot as the maps draw it", async () => {
  const { view, known } = await openAt({ part: "surface", eta: 2, pair: 1, step: 30 });
  const shapes = Object.fromEntries(all(view.root, ".bp-legend > span").map((entry) => [entry.textContent, entry.querySelector("svg").firstChild.getAttribute("class")]));
  assert.match(shapes["all points"], /\bwhole$/);
  assert.match(shapes["one point"], /\bsingle$/);
  assert.deepEqual([shapes["Cost fell"], shapes["Cost rose"], shapes.start, shapes["found in part 2"]], ["bp-dot way", "bp-dot way up", "bp-dot start", "bp-found"]);
  const [whole] = plots(view);
  const at = axesOf(whole);
  const start = whole.querySelector(".bp-dot.start");
  [at.x(number(start, "cx")), at.y(number(start, "cy"))].forEach((place, axis) => near(place, known.whole[0][axis], 0.02));
});

test("the cost's lines over the steps are those of both ways", async () => {
  const { view, known } = await openAt({ part: "surface", eta: 2, pair: 1, step: 3 });
  const plot = all(view.root, ".bp-plot").at(-1);
  const at = axesOf(plot, { logarithmic: ["y"] });
  for (const kind of ["whole", "single"]) {
    places(plot.querySelector(`.bp-cost-line.${kind}`), at).forEach(([x, y], n) => {
      near(x, n, 0.05);
      near(y, Math.log10(known[kind][n][2]), 0.02, `${kind} ${n}`);
    });
  }
});

/** Where an arrow begins, and its tip, in the units of the axes. */
function arrowOf(path, at) {
  const [from, to] = places(path, at);
  return { from, to, drawn: [to[0] - from[0], to[1] - from[1]] };
}

test("arrows are −η∇C of each point, from where the walk is; the green one is the step that is taken", async () => {
  const { view, known } = await openAt({ part: "surface", eta: 2, pair: 1, step: 3 });
  const [whole, single] = plots(view);
  const at = axesOf(single);
  const others = all(single, ".bp-arrow.other").map((path) => (path.getAttribute("d") ? arrowOf(path, at) : null));
  assert.equal(others.length, 10);
  others.forEach((arrow, k) => {
    const expected = known.arrows[k];
    if (arrow === null) return near(Math.hypot(...expected), 0, 0.02); // too short to be drawn
    arrow.drawn.forEach((length, axis) => near(length, expected[axis], 0.02, `arrow ${k + 1}`));
    arrow.from.forEach((place, axis) => near(place, known.single[3][axis], 0.02));
    assert.equal(colour(single.querySelector(".bp-arrow.other")), "var(--quiet)");
    return undefined;
  });
  for (const [map, kind] of [[whole, "whole"], [single, "single"]]) {
    const [next] = all(map, ".bp-arrow.next");
    const { from, to } = arrowOf(next, axesOf(map));
    from.forEach((place, axis) => near(place, known[kind][3][axis], 0.02, kind));
    to.forEach((place, axis) => near(place, known[kind][4][axis], 0.02, kind));
    assert.equal(colour(next), "var(--accent)");
  }
});

test("the surface is darker where Cost is higher", async () => {
  const { view, known } = await openAt({ part: "surface", eta: 2, pair: 1, step: 3 });
  const [map] = plots(view);
  const at = axesOf(map);
  const rect = map.querySelector("clipPath rect");
  const span = (name, size, scale) => {
    const [from, to] = [number(rect, name), number(rect, name) + number(rect, size)];
    return (value) => from + ((value - scale(from)) / (scale(to) - scale(from))) * (to - from);
  };
  const [px, py] = [span("x", "width", at.x), span("y", "height", at.y)];
  const bands = all(map, "[class^=bp-height-]");
  const share = (band) => Number.parseFloat(colour(band, "--share"));
  assert.ok(bands.every((band, level) => level === 0 || share(band) > share(bands[level - 1])));
  const logs = known.surface.map(([, , cost]) => Math.log10(cost));
  known.surface.forEach(([x, y], n) => {
    known.surface.forEach(([u, v], m) => {
      const level = (a, b) => bands.filter((band) => isInside(band, px(a), py(b))).length;
      if (logs[n] > logs[m] + 0.25 * (Math.max(...logs) - Math.min(...logs))) assert.ok(level(x, y) > level(u, v), `${x}, ${y} against ${u}, ${v}`);
    });
  });
});
