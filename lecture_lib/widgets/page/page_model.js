/** A model without Jupyter: what the widgets of a page, and their tests, speak to. */

/** What a widget's module asks of a model, over a state that stands in the page: nobody else hears of a change. */
export class PageModel {
  #state;
  #listeners = new Map();
  #models;

  constructor(state, models) {
    this.#state = state;
    this.#models = models;
  }

  get(name) {
    return this.#state[name];
  }

  set(name, value) {
    if (JSON.stringify(this.#state[name]) === JSON.stringify(value)) return;
    this.#state[name] = value;
    this.tell(`change:${name}`);
  }

  tell(event, content) {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener(content);
  }

  save_changes() {} // nobody to save for

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((other) => other !== listener));
  }

  widget_manager = { get_model: async (id) => this.#models.get(id) };
}

/** JSON in which bytes are {"base64": text}; they come out as a DataView. */
export function revive(_, value) {
  if (typeof value?.base64 !== "string") return value;
  return new DataView(Uint8Array.from(atob(value.base64), (letter) => letter.charCodeAt(0)).buffer);
}
