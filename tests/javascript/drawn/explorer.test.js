/** The explorer's picture, measured, in states that are not symmetric. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, axesOf, colour, edgesOf, lineOf, neuronsOf, number, numeral, openDrawn, pointsOf } from "./measure.js";

const STATES = ["weight", "flipped", "bias", "output", "tanh", "softmax"];

function near(actual, expected, tolerance, what = "") {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual} is not ${expected}`);
}

/** A text is the number to its last digit. */
function says(text, expected, what = "") {
  near(numeral(text), expected, 0.501 * 10 ** -(text.split(".")[1]?.length ?? 0), what);
}

for (const name of STATES) {
  const check = (words, body) => test(`${name}: ${words}`, async () => body(await openDrawn("explorer", name)));
  const isReached = ({ reached }, layer, j) => reached.some(([l, i]) => l === layer && i === j);

  // the diagram

  check("each weight is a line between its neurons: dashed and of the other colour if negative, as wide as it is large", ({ view, known }) => {
    const edges = edgesOf(view);
    assert.deepEqual(Object.keys(edges).sort(), known.weights.map(([l, j, k]) => `${l} ${j} ${k}`).sort());
    for (const [layer, j, k, weight] of known.weights) {
      const isChosen = layer === known.layer && j === known.j && k === known.k;
      const own = edges[`${layer} ${j} ${k}`];
      assert.equal(own.closest("[role=option]").getAttribute("data-parameter"), `w${j}${k}[${layer}]`);
      const line = isChosen ? edgesOf(view, ".bp-chosen-edge")[`${layer} ${j} ${k}`] : own;
      const full = isChosen || isReached(known, layer - 1, k) ? "" : "-calm";
      assert.equal(colour(line), `var(--${weight < 0 ? "negative" : "positive"}${full})`, `w${j}${k}[${layer}] = ${weight}`);
      assert.equal(line.getAttribute("stroke-dasharray") === "none", weight >= 0);
      near(number(line, "stroke-width"), 0.7 + 0.7 * Math.min(Math.abs(weight), 6), 0.006);
    }
  });

  check("what was chosen is marked", ({ view, known }) => {
    const [chosen] = all(view.root, "[aria-current=true]");
    assert.equal(chosen.getAttribute("data-parameter"), known.name);
    const halo = view.find(".bp-halo");
    if (known.k === null) {
      const { x, y } = neuronsOf(view)[`${known.layer} ${known.j}`];
      near(number(halo, "x1"), x, 0.1);
      near(number(halo, "y1"), y, 0.1);
    } else assert.deepEqual(lineOf(halo), lineOf(edgesOf(view)[`${known.layer} ${known.j} ${known.k}`]));
  });

  check("neurons that a change reaches are told from those that it does not", ({ view, known }) => {
    for (const [label, { option, words }] of Object.entries(neuronsOf(view))) {
      const [layer, j] = label.split(" ").map(Number);
      const isFactor = layer === known.layer - 1 && j === known.k;
      const isInk = isReached(known, layer, j) || isFactor;
      assert.equal(colour(option.querySelector(".bp-fill")), isInk ? "var(--ink)" : "var(--calm)", label);
      assert.equal(colour(words.querySelector(".bp-value"), "fill"), isInk ? "var(--ink)" : "var(--quiet)", label);
      assert.equal(colour(option.querySelector(".bp-tick")), isReached(known, layer, j) ? "var(--ink)" : "none", label);
    }
  });

  check("each ring holds its activation, its change in green, and its tick points to the start", ({ view, known }) => {
    const neurons = neuronsOf(view);
    known.activations.forEach(([layer, j, now], index) => {
      const [, , before] = known.before[index];
      const { option, words, x, y } = neurons[`${layer} ${j}`];
      says(words.querySelector(".bp-value").textContent, now, `neuron ${j} of layer ${layer}`);
      const angles = (part) => {
        const ring = option.querySelector(part);
        const [, from, length] = ring.getAttribute("stroke-dasharray").split(" ").map(Number);
        const [beginX, beginY, rx, ry, , , isClockwise] = ring.getAttribute("d").match(/-?[\d.]+/g).map(Number);
        near(beginX, x, 1e-9, "the ring begins above or below its middle");
        near(Math.abs(beginY - y), rx, 1e-9, "and is round about it");
        assert.deepEqual([rx, isClockwise], [ry, 1]);
        const top = (share) => share / 1000 + (beginY < y ? 0 : 0.5); // in turns from the top, clockwise
        return [top(from), top(from + length)];
      };
      const share = (a) => (known.signed ? a / 2 : a);
      const whole = known.signed ? 1 : 0; // a signed ring begins at the bottom
      const same = before * now > 0;
      const kept = same ? [before, now].reduce((one, other) => (Math.abs(other) < Math.abs(one) ? other : one)) : 0;
      const sorted = (...values) => values.map((a) => share(a)).sort((one, other) => one - other);
      angles(".bp-fill").forEach((angle, n) => near(angle - whole, sorted(0, kept)[n], 1e-5, `filling of ${layer} ${j}`));
      angles(".bp-change").forEach((angle, n) => near(angle - whole, sorted(before, now)[n], 1e-5, `change of ${layer} ${j}`));
      assert.equal(colour(option.querySelector(".bp-change")), "var(--accent)");
      assert.equal(option.querySelector(".bp-change").classList.contains("less"), Math.abs(now) < Math.abs(before));
      const [x1, y1, x2, y2] = lineOf(option.querySelector(".bp-tick"));
      const turns = Math.atan2((x1 + x2) / 2 - x, y - (y1 + y2) / 2) / (2 * Math.PI);
      near(Math.cos(2 * Math.PI * (turns - share(before))), 1, 1e-6, `tick of ${layer} ${j}`);
    });
  });

  check("under a neuron that changes stands by how much, under the others nothing", ({ view, known }) => {
    const neurons = neuronsOf(view);
    known.activations.forEach(([layer, j, now], index) => {
      const text = neurons[`${layer} ${j}`].words.querySelector(".bp-note").textContent;
      if (!isReached(known, layer, j)) assert.equal(text, "");
      else says(text, now - known.before[index][2], `neuron ${j} of layer ${layer}`);
    });
  });

  check("brackets say which layers can change and which cannot, and by how much at most", ({ view, known }) => {
    const neurons = neuronsOf(view);
    const layers = [...new Set(known.activations.map(([layer]) => layer))];
    const columns = layers.map((layer) => neurons[`${layer} 1`].x);
    const texts = Object.fromEntries(all(view.root, ".bp-network text").map((text) => [text.textContent, text]));
    const reached = (layer) => known.reached.some(([l]) => l === layer);
    for (const [words, on] of [["cannot change", false], ["can change", true]]) {
      const bracket = all(view.root, ".bp-bracket").find((path) => path.classList.contains("on") === on);
      const [left, right] = bracket.getAttribute("d").match(/^M(\S+) .*H([-\d.]+)/).slice(1).map(Number);
      assert.deepEqual(columns.map((x) => x > left && x < right), layers.map((layer) => reached(layer) === on), words);
      assert.ok(number(texts[words], "x") >= left && number(texts[words], "x") <= right, words);
    }
    for (const layer of layers) {
      const caption = all(view.root, ".bp-largest").find((text) => Math.abs(number(text, "x") - columns[layer - 1]) < 1e-6).textContent;
      const changes = known.activations.map(([l, , a], index) => (l === layer ? Math.abs(a - known.before[index][2]) : 0));
      if (reached(layer)) says(caption.split("≤ ")[1], Math.max(...changes), `layer ${layer}`);
      else assert.equal(caption, "Δa = 0");
    }
  });

  check("both factors stand at their neurons", ({ view, known }) => {
    const factor = known.k === null ? 1 : known.before.find(([layer, j]) => layer === known.layer - 1 && j === known.k)[2];
    const [a, delta] = [view.find(".bp-label:not(.on):not(.bp-tip)"), view.find(".bp-label.on")];
    const close = (label, layer, j) => {
      const { x, y } = neuronsOf(view)[`${layer} ${j}`];
      assert.ok(Math.hypot(Number.parseFloat(label.style.left) - x, Number.parseFloat(label.style.top) - y) < 60, label.textContent);
    };
    close(delta, known.layer, known.j);
    assert.match(delta.textContent, new RegExp(`^δ.*${known.j}`));
    if (delta.textContent.includes("=")) says(delta.textContent.split("=")[1], known.delta);
    assert.equal(a.hidden, known.k === null);
    if (known.k === null) return;
    close(a, known.layer - 1, known.k);
    if (a.textContent.includes("=")) says(a.textContent.split("=")[1], factor);
  });

  // the plot

  check("the curve is the cost at each value", ({ view, known }) => {
    const plot = view.find(".bp-plot:not(.bp-regions *)");
    const at = axesOf(plot);
    const curve = pointsOf(plot.querySelector(".bp-curve")).map(([x, y]) => [at.x(x), at.y(y)]);
    const costs = known.curve.map(([, cost]) => cost);
    const tolerance = 0.003 * (Math.max(...costs) - Math.min(...costs)) + 1e-6;
    for (const [value, cost] of known.curve) {
      const [, drawn] = curve.reduce((best, point) => (Math.abs(point[0] - value) < Math.abs(best[0] - value) ? point : best));
      near(drawn, cost, tolerance, `C at ${value}`);
    }
  });

  check("the tangent has the slope of the cost, and touches it at the dot", ({ view, known }) => {
    const plot = view.find(".bp-plot:not(.bp-regions *)");
    const at = axesOf(plot);
    const [x1, y1, x2, y2] = lineOf(plot.querySelector(".bp-tangent"));
    near((at.y(y2) - at.y(y1)) / (at.x(x2) - at.x(x1)), known.slope, 1e-5 + 1e-4 * Math.abs(known.slope), "slope");
    const dot = plot.querySelector(".bp-present");
    for (const [x, y] of [[(x1 + x2) / 2, (y1 + y2) / 2], [number(dot, "cx"), number(dot, "cy")]]) {
      near(at.x(x), known.value, 1e-6);
      near(at.y(y), known.cost, 1e-6);
    }
  });

  check("the dotted line is the tangent at the start, and the start's dot lies on the curve", ({ view, known }) => {
    const plot = view.find(".bp-plot:not(.bp-regions *)");
    const at = axesOf(plot);
    const [x1, y1, x2, y2] = lineOf(plot.querySelector(".bp-start-tangent"));
    near((at.y(y2) - at.y(y1)) / (at.x(x2) - at.x(x1)), known.slopeBefore, 1e-5 + 1e-4 * Math.abs(known.slopeBefore));
    const dot = plot.querySelector(".bp-start");
    near(at.x(number(dot, "cx")), known.start, 1e-6);
    near(at.y(number(dot, "cy")), known.costBefore, 1e-6);
  });

  check("the ring is what the start's slope foretells, and the bar leads from the cost to it", ({ view, known }) => {
    const plot = view.find(".bp-plot:not(.bp-regions *)");
    const at = axesOf(plot);
    const [low, high] = [...all(plot, "clipPath rect")].map((rect) => [number(rect, "y") + number(rect, "height"), number(rect, "y")])[0].map(at.y);
    const foretold = known.costBefore + known.slopeBefore * (known.value - known.start);
    const [x1, y1, x2, y2] = lineOf(plot.querySelector(".bp-gap"));
    near(at.x(x1), known.value, 1e-6);
    near(at.x(x2), known.value, 1e-6);
    near(at.y(y1), known.cost, 1e-6);
    near(at.y(y2), Math.min(high, Math.max(low, foretold)), 1e-5);
    const [, begin, radius = 0] = plot.querySelector(".bp-predicted").getAttribute("d").match(/^M\S+ (\S+?)(?:a(\S+)|h)/);
    near(Number(begin) + Number(radius), y2, 1e-6); // a ring begins at its top, an arrowhead at its rim
  });

  check("the inset shows the gap on the side of the start on which the thumb is", ({ view, known }) => {
    const inset = view.find(".bp-gap-inset");
    const logs = known.gaps.map((pair) => pair.map(Math.log10));
    const share = (values) => (value) => (value - Math.min(...values)) / (Math.max(...values) - Math.min(...values));
    const [across, up] = [0, 1].map((axis) => share(logs.map((pair) => pair[axis])));
    const place = ([push, gap]) => [5 + 82 * across(push), 49 - 44 * up(gap)];
    const drawn = pointsOf(inset.querySelector(".bp-curve"));
    assert.equal(drawn.length, logs.length);
    logs.forEach((pair, n) => place(pair).forEach((pixel, axis) => near(drawn[n][axis], pixel, 0.4, `point ${n}`)));
    const gap = Math.abs(known.cost - known.costBefore - known.slopeBefore * (known.value - known.start));
    const dot = inset.querySelector(".bp-present");
    const expected = place([Math.log10(Math.abs(known.value - known.start)), Math.log10(gap)]);
    near(number(dot, "cx"), expected[0], 0.4);
    near(number(dot, "cy"), expected[1], 0.4);
  });

  // what is written

  check("the numbers beside the picture and in the equations are those of the network", ({ view, known }) => {
    const factor = known.k === null ? 1 : known.before.find(([layer, j]) => layer === known.layer - 1 && j === known.k)[2];
    const change = known.cost - known.costBefore;
    const foretold = known.slopeBefore * (known.value - known.start);
    says(view.shown("cost"), known.cost, "C");
    says(view.shown("parameter"), known.value, "parameter");
    says(view.find(".bp-slope").textContent.replace("slope ", ""), known.slope, "slope");
    says(view.shown("derivative"), known.slope, "derivative");
    says(view.shown("finite-difference"), known.pushed, "finite difference");
    says(view.shown("actual"), change, "actual");
    says(view.shown("predicted"), foretold, "predicted");
    says(view.find(".bp-readout tr:last-child td").textContent, change - foretold, "gap");
    says(view.find("math .delta > mn").textContent, known.delta, "δ");
    if (known.k !== null) says(view.find("math .a > mn").textContent, factor, "a");
  });
}

test("the legend draws each kind of line beside its word, as the diagram draws it", async () => {
  const { view } = await openDrawn("explorer", "weight");
  const entries = all(view.root, ".bp-legend > span");
  const line = (word) => entries.find(({ textContent }) => textContent === word).querySelector("line");
  for (const [word, dashes] of [["positive", false], ["negative", true]]) {
    assert.equal(colour(line(word)), `var(--${word})`);
    assert.equal(/\d/.test(line(word).getAttribute("stroke-dasharray") ?? ""), dashes, word);
  }
  assert.match(entries.at(-1).textContent, /activation; tick: start; green: change/);
  assert.equal(colour(entries.at(-1).querySelector(".bp-change")), "var(--accent)");
});

test("the readout's glyphs are those of the plot: a dot for actual, a ring for predicted, a bar for the gap", async () => {
  const { view } = await openDrawn("explorer", "weight");
  const glyphs = all(view.root, ".bp-readout tr").map((row) => [row.textContent.match(/^\w+/)[0], row.querySelector("svg").lastChild.getAttribute("class")]);
  assert.deepEqual(glyphs, [["actual", "bp-present"], ["predicted", "bp-predicted"], ["gap", "bp-gap"]]);
});

test("the finite difference comes from pushing: it stays when backpropagation is wrong", async () => {
  const { view, known } = await openDrawn("explorer", "doubled");
  says(view.shown("finite-difference"), known.pushed);
  says(view.shown("derivative"), 2 * known.slope);
  const { view: right } = await openDrawn("explorer", "weight");
  near(numeral(right.shown("derivative")), numeral(right.shown("finite-difference")), 1e-4);
});
