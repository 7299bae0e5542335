/** One change of a value, from its first move to its end; a burst of keys is one gesture. No DOM. */

export const BURST = 350; // ms after the last arrow key until the keys before it count as one gesture

export class Gesture {
  #timer = 0;
  #onEnd;

  /** True from the first move to the end. */
  lasts = false;

  /** @param {() => void} onEnd */
  constructor(onEnd) {
    this.#onEnd = onEnd;
  }

  begin() {
    this.lasts = true;
  }

  end() {
    if (!this.lasts) return;
    this.cancel();
    this.#onEnd();
  }

  /** Unless another key comes before. */
  endSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.end(), BURST);
  }

  /** It is over, and nobody is told. */
  cancel() {
    clearTimeout(this.#timer);
    this.lasts = false;
  }
}
