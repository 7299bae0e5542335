/** The inset of a network with two inputs: the regions that it makes of the plane, and the data points. */

import { svg } from "../shared/dom.js";
import { Axes, linear } from "../shared/axes.js";
import { bandsOf, marker } from "../shared/plane.js";
import { Unreadable } from "../shared/unreadable.js";

const SIDE = 150; // pixels at scale 1

export class RegionsInset {
  #axes = new Axes("which output is larger where, deeper where surer");
  #about;
  #drawn = null; // the bytes and the row

  constructor() {
    this.element = this.#axes.element;
    this.element.classList.add("bp-regions");
  }

  /** @param {{square: number[], X: number[][], classes: number[], cells: number}} about @param {number[]} x the point that the network is shown for */
  layOut(about, x, scale) {
    const [left, bottom, right, top] = about.square;
    const axes = this.#axes;
    this.#about = about;
    this.#drawn = null;
    axes.layoutSquare(SIDE * scale, linear(left, right, 2), linear(bottom, top, 2), scale);
    const here = svg("circle", { class: "bp-here", cx: axes.x(x[0]), cy: axes.y(x[1]), r: 8 * scale });
    axes.notes.replaceChildren(here, ...about.X.map(([first, second], k) => marker(about.classes[k], axes.x(first), axes.y(second), 3.6 * scale)));
  }

  /** @param {import("../shared/sweep.js").Reading} reading */
  draw({ sweep, value }) {
    const { cells, square } = this.#about;
    const size = (cells + 1) ** 2;
    const row = sweep.nearestRow(value);
    if (this.#drawn?.regions === sweep.regions && this.#drawn.row === row) return;
    this.#drawn = { regions: sweep.regions, row };
    this.#axes.marks.replaceChildren(...bandsOf(this.#axes, square, sweep.regions.subarray(row * size, (row + 1) * size), cells));
  }
}

/** What the inset shows, or null where the network has no plane. */
export function checkedRegions(about) {
  if (about.cells === undefined) return null;
  const { cells, square, X, classes } = about;
  const points = Array.isArray(X) && Array.isArray(classes) && X.length === classes.length && X.every((point) => point.length === 2);
  const numbers = points && [cells, ...square, ...X.flat()].every(Number.isFinite) && square.length === 4;
  if (!numbers) throw new Unreadable("The regions cannot be read, so they are not shown.");
  return about;
}
