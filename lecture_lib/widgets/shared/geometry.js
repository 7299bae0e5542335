/** Where the diagram's neurons and edges stand, in CSS pixels, for the width there is. */

import { clamp } from "./numbers.js";

/**
 * @typedef {Object} Geometry
 * @property {number} width
 * @property {number} height
 * @property {number} scale  1 at the usual size
 * @property {number} radius  of a neuron
 * @property {number} gap  from one layer to the next
 * @property {boolean} tight  no room for words between layers
 * @property {number} textSize  of the numbers in neurons
 * @property {(layer: number, j: number) => {x: number, y: number}} neuron
 */

const NEURONS_WITH_FULL_PITCH = 6;

/** @param {number[]} sizes @param {number} close  how close together neurons stand, 1 where there is room @returns {Geometry} */
export function geometryOf(sizes, width, scale, close = 1) {
  const most = Math.max(...sizes);
  const tight = width < (sizes.length * 80 + 40) * scale;
  const pitch = clamp((62 * close * NEURONS_WITH_FULL_PITCH) / most, 44, (tight ? 57 : 62) * close) * scale;
  const radius = (pitch < 57.5 * scale ? 15 : 18) * scale;
  const left = radius + 8 * scale;
  const right = radius + (tight ? 8 : 46) * scale;
  const gap = (width - left - right) / Math.max(1, sizes.length - 1);
  const top = 24 * scale;
  const middle = top + (most * pitch) / 2 - 7 * scale;
  return {
    width,
    height: top + most * pitch + 36 * scale,
    scale,
    radius,
    gap,
    tight,
    textSize: (radius < 18 * scale ? 10 : 11.5) * scale,
    neuron: (layer, j) => ({
      x: left + (layer - 1) * gap,
      y: middle + (j - (sizes[layer - 1] + 1) / 2) * pitch,
    }),
  };
}

/** The line of an edge between the rims of its two neurons. */
export function edgeBetween(from, to, radius) {
  const share = (radius + 1) / Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [share * (to.x - from.x), share * (to.y - from.y)];
  return { x1: from.x + dx, y1: from.y + dy, x2: to.x - dx, y2: to.y - dy };
}

/** How far along a line its point nearest to (x, y) lies, from 0 to 1. */
export function shareAlong({ x1, y1, x2, y2 }, x, y) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  return clamp(((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy), 0, 1);
}

export function pointAlong({ x1, y1, x2, y2 }, share) {
  return { x: x1 + share * (x2 - x1), y: y1 + share * (y2 - y1) };
}

/** The neuron under (x, y), else the nearest edge: nobody has to hit a thin line. aim: how many times as far counts. */
export function itemAt(items, geometry, x, y, aim = 1) {
  const near = 4 * aim * geometry.scale;
  const neuron = items.find((item) => item.kind === "neuron" && Math.hypot(x - item.x, y - item.y) < geometry.radius + near);
  if (neuron) return neuron;
  let nearest = null;
  let least = 9 * aim * geometry.scale;
  for (const edge of items.filter((item) => item.kind === "edge")) {
    const point = pointAlong(edge.line, shareAlong(edge.line, x, y));
    const distance = Math.hypot(x - point.x, y - point.y);
    if (distance < least) [nearest, least] = [edge, distance];
  }
  return nearest;
}

/** Where an arrow key leads: ←/→ neuron, edge, neuron; ↑/↓, Home and End within the layer. */
export function itemAfterKey(items, item, key) {
  if (key === "ArrowLeft") return item.kind === "edge" ? neuronIn(items, item.layer - 1, item.k) : edgeFrom(items, item, -1);
  if (key === "ArrowRight") return item.kind === "edge" ? neuronIn(items, item.layer, item.j) : edgeFrom(items, item, 1);
  const row = items.filter((other) => other.kind === item.kind && other.layer === item.layer);
  const place = row.indexOf(item);
  return { ArrowUp: row[place - 1], ArrowDown: row[place + 1], Home: row[0], End: row[row.length - 1] }[key];
}

function neuronIn(items, layer, j) {
  return items.find((item) => item.kind === "neuron" && item.layer === layer && item.j === j);
}

/** The straightest edge out of a neuron, to the layer after it or before it. */
function edgeFrom(items, neuron, direction) {
  const others = items.filter((item) => item.kind === "neuron" && item.layer === neuron.layer + direction);
  if (others.length === 0) return undefined;
  const distance = (other) => Math.abs(other.y - neuron.y);
  const other = others.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
  const [from, to] = direction > 0 ? [neuron, other] : [other, neuron];
  return items.find((item) => item.kind === "edge" && item.layer === to.layer && item.j === to.j && item.k === from.j);
}

/** A circle that begins at a point and runs clockwise, with its middle r below it, or above it where r is negative. */
export function circlePath(x, y, r) {
  const size = Math.abs(r);
  return `M${x} ${y}a${size} ${size} 0 1 1 0 ${2 * r}a${size} ${size} 0 1 1 0 ${-2 * r}`;
}
