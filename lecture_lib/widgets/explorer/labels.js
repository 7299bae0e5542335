/** Where a label can stand beside a neuron without covering anything. */

import { clamp } from "../shared/numbers.js";
import { pointAlong } from "../shared/geometry.js";

/** @typedef {{left: number, right: number, top: number, bottom: number}} Box */

/**
 * @typedef {Object} Spot  a place to try, the best first
 * @property {"left" | "middle" | "right"} align  which part of the label is at x
 * @property {number} x
 * @property {number} y
 */

/**
 * @typedef {Object} Obstacles
 * @property {{x: number, y: number, radius: number}[]} circles
 * @property {Box[]} boxes
 * @property {{x1: number, y1: number, x2: number, y2: number}[]} lines
 */

const FREE = 4; // a badness below this covers nothing

function boxAt(spot, width, height, room) {
  const shift = { left: 0, middle: width / 2, right: width }[spot.align];
  const left = clamp(spot.x - shift, 0, Math.max(0, room - width));
  return { left, right: left + width, top: spot.y - height / 2, bottom: spot.y + height / 2 };
}

function coversCircle(box, { x, y, radius }) {
  return Math.hypot(clamp(x, box.left, box.right) - x, clamp(y, box.top, box.bottom) - y) < radius;
}

function coversBox(box, other) {
  return box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;
}

function coversLine(box, line) {
  return Array.from({ length: 26 }, (_, step) => pointAlong(line, step / 25)).some(
    ({ x, y }) => x > box.left - 3 && x < box.right + 3 && y > box.top - 3 && y < box.bottom + 3,
  );
}

/** @param {Box} box @param {Obstacles} obstacles */
function badness(box, { circles, boxes, lines }) {
  const covered = (things, covers) => things.filter((thing) => covers(box, thing)).length;
  return 10 * covered(circles, coversCircle) + 10 * covered(boxes, coversBox) + 4 * covered(lines, coversLine);
}

/**
 * The best spot for a label of this size; earlier spots win where they are equally free.
 * @param {Spot[]} spots @param {Obstacles} obstacles
 * @returns {{box: Box, free: boolean}}
 */
export function placeLabel(spots, width, height, room, obstacles) {
  const tried = spots.map((spot) => {
    const box = boxAt(spot, width, height, room);
    return { box, bad: badness(box, obstacles) };
  });
  const best = tried.reduce((found, candidate) => (candidate.bad < found.bad ? candidate : found));
  return { box: best.box, free: best.bad < FREE };
}
