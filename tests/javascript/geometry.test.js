import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeBetween, geometryOf, itemAfterKey, itemAt } from "../../lecture_lib/widgets/shared/geometry.js";
import { placeLabel } from "../../lecture_lib/widgets/explorer/labels.js";

const SIZES = [4, 3, 4, 5, 2];

/** Items as the diagram has them, without their elements. */
function itemsOf(sizes, geometry) {
  const neurons = sizes.flatMap((size, index) =>
    Array.from({ length: size }, (_, place) => {
      const [layer, j] = [index + 1, place + 1];
      return { kind: "neuron", layer, j, ...geometry.neuron(layer, j) };
    }),
  );
  const edges = neurons.flatMap((to) =>
    neurons
      .filter((from) => from.layer === to.layer - 1)
      .map((from) => ({ kind: "edge", layer: to.layer, j: to.j, k: from.j, line: edgeBetween(from, to, geometry.radius) })),
  );
  return [...edges, ...neurons];
}

const nameOf = (item) => item && `${item.kind} ${item.layer} ${item.j}${item.kind === "edge" ? ` ${item.k}` : ""}`;

for (const [sizes, width] of [[SIZES, 560], [SIZES, 340], [[16, 16, 16], 560], [[1, 1], 560]]) {
  test(`no two neurons of ${sizes} touch, and all are inside, at ${width} pixels`, () => {
    const geometry = geometryOf(sizes, width, 1);
    const neurons = itemsOf(sizes, geometry).filter((item) => item.kind === "neuron");
    for (const one of neurons) {
      assert.ok(one.x >= geometry.radius && one.x <= width - geometry.radius, `${nameOf(one)} at x = ${one.x}`);
      assert.ok(one.y >= geometry.radius && one.y <= geometry.height - geometry.radius, `${nameOf(one)} at y = ${one.y}`);
      for (const other of neurons) {
        const distance = Math.hypot(one.x - other.x, one.y - other.y);
        assert.ok(one === other || distance > 2 * geometry.radius, `${nameOf(one)} to ${nameOf(other)}: ${distance}`);
      }
    }
  });
}

test("a point beside an edge finds it, in a neuron the neuron, far away nothing", () => {
  const geometry = geometryOf(SIZES, 560, 1);
  const items = itemsOf(SIZES, geometry);
  const { x1, y1, x2, y2 } = items.find((item) => nameOf(item) === "edge 2 1 1").line;
  const neuron = geometry.neuron(3, 4);
  const found = [
    itemAt(items, geometry, 0.6 * x1 + 0.4 * x2, 0.6 * y1 + 0.4 * y2 - 5),
    itemAt(items, geometry, neuron.x + 3, neuron.y),
    itemAt(items, geometry, 2, 2),
  ];
  assert.deepEqual(found.map(nameOf), ["edge 2 1 1", "neuron 3 4", null]);
});

test("keys walk neuron, edge, neuron, and within a layer", () => {
  const items = itemsOf(SIZES, geometryOf(SIZES, 560, 1));
  const walk = (from, ...keys) => {
    const path = [items.find((item) => nameOf(item) === from)];
    for (const key of keys) path.push(itemAfterKey(items, path.at(-1), key));
    return path.map(nameOf);
  };
  assert.deepEqual(walk("neuron 2 2", "ArrowRight", "ArrowRight"), ["neuron 2 2", "edge 3 2 2", "neuron 3 2"]);
  assert.deepEqual(walk("edge 3 4 3", "ArrowLeft", "ArrowUp"), ["edge 3 4 3", "neuron 2 3", "neuron 2 2"]);
  assert.deepEqual(walk("edge 3 4 3", "Home", "End"), ["edge 3 4 3", "edge 3 1 1", "edge 3 4 3"]);
});

test("at the rim of the network a key leads nowhere", () => {
  const items = itemsOf(SIZES, geometryOf(SIZES, 560, 1));
  const [first, last] = ["neuron 1 1", "neuron 5 2"].map((name) => items.find((item) => nameOf(item) === name));
  assert.deepEqual([itemAfterKey(items, first, "ArrowLeft"), itemAfterKey(items, last, "ArrowRight")], [undefined, undefined]);
});

const FREE = { circles: [], boxes: [], lines: [] };
const SPOTS = [
  { align: "middle", x: 100, y: 20 },
  { align: "middle", x: 100, y: 80 },
];

test("a label takes the first spot if nothing is in its way", () => {
  assert.deepEqual(placeLabel(SPOTS, 40, 20, 200, FREE), { box: { left: 80, right: 120, top: 10, bottom: 30 }, free: true });
});

for (const [kind, obstacle] of Object.entries({
  circles: { x: 100, y: 35, radius: 10 },
  boxes: { left: 110, right: 130, top: 0, bottom: 12 },
  lines: { x1: 0, y1: 0, x2: 200, y2: 40 },
})) {
  test(`a label moves out of the way of ${kind}`, () => {
    assert.equal(placeLabel(SPOTS, 40, 20, 200, { ...FREE, [kind]: [obstacle] }).box.top, 70);
  });
}

test("a label with no free spot says so", () => {
  assert.equal(placeLabel(SPOTS, 40, 20, 200, { ...FREE, boxes: [{ left: 0, right: 200, top: 0, bottom: 100 }] }).free, false);
});

test("a label stays inside the picture", () => {
  const { box } = placeLabel([{ align: "middle", x: 190, y: 20 }], 40, 20, 200, FREE);
  assert.deepEqual([box.left, box.right], [160, 200]);
});
