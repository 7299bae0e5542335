/** The player's picture, measured step by step. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../page.js";
import { all, colour, edgesOf, neuronsOf, numeral, openDrawn } from "./measure.js";

const STEPS = "a[1] z[2] a[2] z[3] a[3] z[4] a[4] z[5] a[5] C delta[5] delta[4] delta[3] delta[2] grad[2] grad[3] grad[4] grad[5] update".split(" ");
const SIZES = [4, 3, 4, 5, 2];

async function openAt(at, others = {}) {
  const opened = await openDrawn("player", "player");
  for (const [name, value] of Object.entries({ ...others, at })) opened.model.set(name, value);
  draw();
  return opened;
}

function says(text, expected, what = "") {
  const unit = 10 ** -text.split(".")[1].length;
  assert.ok(Math.abs(numeral(text) - expected) <= 0.501 * unit, `${what} ${text} is not ${expected}`);
}

const has = (name, at) => STEPS.indexOf(name) <= STEPS.indexOf(at);

for (const at of ["z[3]", "a[4]", "C", "delta[5]", "delta[3]", "delta[2]", "grad[4]"]) {
  test(`at ${at} each neuron shows its own activation, z or δ, as far as it is known`, async () => {
    const { view, known } = await openAt(at);
    const neurons = neuronsOf(view);
    const numbers = (rows) => Object.fromEntries(rows.map(([layer, j, value]) => [`${layer} ${j}`, value]));
    const [a, z, delta] = [known.activations, known.z, known.deltas].map(numbers);
    for (const [label, { words }] of Object.entries(neurons)) {
      const layer = label.split(" ")[0];
      const [value, note] = [".bp-value", ".bp-note"].map((part) => words.querySelector(part).textContent);
      if (has(`a[${layer}]`, at)) says(value, a[label], `a of ${label}`);
      else assert.equal(value, "");
      if (layer !== "1" && has(`delta[${layer}]`, at)) {
        const [letter, text] = note.split(" ");
        assert.equal(letter, "δ");
        if (text.includes("·")) assert.ok(Math.abs(delta[label]) < 0.0006);
        else says(text, delta[label], `δ of ${label}`);
      } else if (layer !== "1" && has(`z[${layer}]`, at) && !has(`a[${layer}]`, at)) says(note.replace("z ", ""), z[label]);
      else assert.equal(note, "");
    }
  });
}

for (const [at, { neuron, source = 1 }, isRead] of [
  ["z[3]", { neuron: 4 }, ([layer, j]) => layer === 3 && j === 4],
  ["delta[2]", { neuron: 2 }, ([layer, , k]) => layer === 3 && k === 2],
  ["delta[4]", { neuron: 3 }, ([layer, , k]) => layer === 5 && k === 3],
  ["grad[4]", { neuron: 5, source: 3 }, ([layer, j, k]) => layer === 4 && j === 5 && k === 3],
]) {
  test(`at ${at} the weights that neuron ${neuron} is reckoned from are in full colour, negative ones in theirs`, async () => {
    const { view, known } = await openAt(at, { neuron, source });
    const edges = edgesOf(view);
    assert.equal(Object.keys(edges).length, known.weights.length);
    for (const [layer, j, k, weight] of known.weights) {
      const label = `${layer} ${j} ${k}`;
      const line = edges[label];
      const sign = weight < 0 ? "negative" : "positive";
      assert.equal(colour(line), `var(--${sign}${isRead([layer, j, k]) ? "" : "-calm"})`, label);
      assert.equal(line.getAttribute("stroke-dasharray") === "none", weight >= 0, label);
    }
  });
}

/** The body of the board: numbers by row and column, and which are lit; and what stands above, beside and below. */
function boardOf(view) {
  const cells = (row) => all(row, "td").map((cell) => ({ text: cell.textContent, lit: cell.classList.contains("lit") }));
  return {
    body: all(view.root, ".bp-board tbody tr").map(cells),
    top: all(view.root, ".bp-board thead tr").slice(1).map(cells),
    foot: all(view.root, ".bp-board tfoot tr").map(cells),
  };
}

const rowsOf = (numbers, layer, columns) => {
  const of = numbers.filter(([l]) => l === layer).map((entry) => entry.at(-1));
  return Array.from({ length: of.length / columns }, (_, row) => of.slice(row * columns, (row + 1) * columns));
};
const vectorOf = (numbers, layer) => numbers.filter(([l]) => l === layer).map((entry) => entry.at(-1));

for (const [at, layer, { neuron }] of [["z[3]", 3, { neuron: 4 }], ["z[4]", 4, { neuron: 2 }]]) {
  test(`at ${at} the board is W^[${layer}] with a above, z beside, and row ${neuron} lit`, async () => {
    const { view, known } = await openAt(at, { neuron });
    const columns = SIZES[layer - 2];
    const { body, top } = boardOf(view);
    rowsOf(known.weights, layer, columns).forEach((row, j) => row.forEach((w, k) => says(body[j][k].text, w, `w${j + 1}${k + 1}`)));
    vectorOf(known.activations, layer - 1).forEach((a, k) => says(top[0][k].text, a, `a${k + 1}`));
    vectorOf(known.z, layer).forEach((z, j) => says(body[j].at(-1).text, z, `z${j + 1}`));
    body.forEach((row, j) => row.forEach(({ lit }) => assert.equal(lit, j + 1 === neuron)));
  });
}

for (const [at, layer, { neuron }] of [["delta[2]", 2, { neuron: 3 }], ["delta[3]", 3, { neuron: 1 }]]) {
  test(`at ${at} the board is W^[${layer + 1}] with δ^[${layer + 1}] beside and δ^[${layer}] below, and column ${neuron} lit`, async () => {
    const { view, known } = await openAt(at, { neuron });
    const columns = SIZES[layer - 1];
    const { body, foot } = boardOf(view);
    rowsOf(known.weights, layer + 1, columns).forEach((row, j) => row.forEach((w, k) => says(body[j][k].text, w, `w${j + 1}${k + 1}`)));
    vectorOf(known.deltas, layer + 1).forEach((delta, j) => says(body[j].at(-1).text, delta, `δ${j + 1}`));
    vectorOf(known.deltas, layer).forEach((delta, k) => says(foot.at(-1)[k].text, delta, `δ${k + 1}`));
    body.forEach((row) => row.slice(0, columns).forEach(({ lit }, k) => assert.equal(lit, k + 1 === neuron)));
  });
}

test("at grad[4] the board is what pushing each weight gives, its entry lit", async () => {
  const { view, known } = await openAt("grad[4]", { neuron: 5, source: 3 });
  const { body } = boardOf(view);
  rowsOf(known.slopes, 4, 4).forEach((row, j) => row.forEach((slope, k) => says(body[j][k].text, slope, `∂C/∂w${j + 1}${k + 1}`)));
  body.forEach((row, j) => row.slice(0, 4).forEach(({ lit }, k) => assert.equal(lit, j === 4 && k === 2)));
});
