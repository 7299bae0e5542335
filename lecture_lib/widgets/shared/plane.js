/** The plane of a network with two inputs: a colour for each class, deeper where the network is surer, and the data points. */

import { svg } from "./dom.js";
import { above } from "./contours.js";

const BANDS = [-0.8, -0.4, 0, 0.4, 0.8]; // of a_1 − a_2: how sure the network is of a class

/**
 * @param {import("./axes.js").Axes} axes laid out @param {number[]} square left, bottom, right, top
 * @param {ArrayLike<number>} values from 0 to 255, (cells + 1)² corners, row by row from the bottom
 */
export function bandsOf(axes, [left, bottom, right, top], values, cells) {
  /** @returns {[number, number]} */
  const place = (i, j) => [axes.x(left + ((right - left) * j) / cells), axes.y(bottom + ((top - bottom) * i) / cells)];
  const { box } = axes;
  return [
    svg("rect", { class: "bp-side-0", x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }),
    ...BANDS.map((level, index) => svg("path", { class: `bp-side-${index + 1}`, d: above(values, cells, 127.5 * (1 + level), place) })),
  ];
}

/** A ring for class 1, a cross for class 2. */
export function marker(kind, x, y, r) {
  if (kind === 0) return svg("circle", { class: "bp-point first", cx: x, cy: y, r });
  return svg("path", { class: "bp-point second", d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}` });
}
