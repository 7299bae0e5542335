/** Points in the order in which gestures ended; a new one cuts off what was undone. No DOM. */

/** @typedef {{parameter: string, value: number}} Point */

export class UndoHistory {
  #points = [];
  #place = -1;

  /** @param {Point} point */
  add(point) {
    if (this.present && samePoint(this.present, point)) return;
    this.#points.splice(++this.#place, Infinity, { ...point });
  }

  /** @returns {Point | undefined} */
  get present() {
    return this.#points[this.#place];
  }

  get canUndo() {
    return this.#place > 0;
  }

  get canRedo() {
    return this.#place < this.#points.length - 1;
  }

  undo() {
    if (this.canUndo) this.#place--;
    return this.present;
  }

  redo() {
    if (this.canRedo) this.#place++;
    return this.present;
  }
}

function samePoint(one, other) {
  return one.parameter === other.parameter && one.value === other.value;
}
