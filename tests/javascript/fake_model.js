/** A model as a widget sees it, with counters; Python is whoever calls arrive(). */

export class FakeModel {
  #values;
  #listeners = new Map();
  saves = [];

  constructor(values) {
    this.#values = { message: "", ...values };
  }

  get(name) {
    return this.#values[name];
  }

  set(name, value) {
    if (JSON.stringify(this.#values[name]) === JSON.stringify(value)) return;
    this.#values[name] = value;
    this.#emit(name);
  }

  save_changes() {
    this.saves.push(structuredClone(this.#values.chosen));
  }

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((other) => other !== listener));
  }

  /** Values that come from Python in one message: all are there before the first event tells of them. */
  arrive(values) {
    Object.assign(this.#values, values);
    for (const name of Object.keys(values)) this.#emit(name);
  }

  get listenerCount() {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.length, 0);
  }

  #emit(name) {
    for (const listener of this.#listeners.get(`change:${name}`) ?? []) listener();
  }
}

/** The model of a widget that has just been made. */
export function modelOf({ state, tables }, parameter = "w43[3]") {
  const [, value] = state.network.parameters.find(([plain]) => plain === parameter);
  return new FakeModel({ ...state, tables: { [parameter]: tables[parameter] }, chosen: { parameter, value } });
}
