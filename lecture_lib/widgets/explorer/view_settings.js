/** How the explorer is shown: the same in every view, and kept with the widget's state. No DOM. */

const NAMES = ["detail", "presenter", "same_scale", "spread", "question"];

export class ViewSettings {
  #model;
  #connection;
  #onChange;

  /** @param {import("../shared/connection.js").Connection} connection @param {() => void} onChange */
  constructor(model, connection, onChange) {
    this.#model = model;
    this.#connection = connection;
    this.#onChange = onChange;
    for (const name of NAMES) model.on(`change:${name}`, onChange);
  }

  dispose() {
    for (const name of NAMES) this.#model.off(`change:${name}`, this.#onChange);
  }

  /** 1: C, 2: and its slope, 3: and the slope's two factors, 4: and the finite difference, the prediction and its gap. */
  get detail() {
    return this.#model.get("detail");
  }

  get presenter() {
    return this.#model.get("presenter");
  }

  /** How much of it there is to see: the size for a hall has no room for the last level. */
  get shown() {
    return this.presenter ? Math.min(this.detail, 3) : this.detail;
  }

  /** @returns {{kind: string, votes: string[], revealed: boolean} | null} the question before the class */
  get question() {
    const question = this.#model.get("question");
    return question?.kind && Array.isArray(question.votes) ? question : null;
  }

  /** Whether a question waits for its answer, which nothing may give away. */
  get asking() {
    return this.question !== null && !this.question.revealed;
  }

  /** Whether all parameters share one cost axis. */
  get sameScale() {
    return this.#model.get("same_scale");
  }

  /** The least and the largest ΔC on the cost axis, null for those of the parameter shown. */
  get spread() {
    const spread = this.#model.get("spread");
    return this.sameScale && spread.length === 2 ? spread : null;
  }

  /** Whether the common axis is wanted, and its ends are not here. */
  get waitsForSpread() {
    return this.sameScale && this.#model.get("spread").length !== 2;
  }

  /** @param {"detail" | "presenter" | "same_scale" | "question"} name */
  set(name, value) {
    this.#model.set(name, value);
    this.#connection.save();
  }
}
