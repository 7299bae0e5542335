/** A page's model with counters; Python is whoever calls arrive(). */

import { PageModel } from "../../lecture_lib/widgets/page/page_model.js";

export class FakeModel extends PageModel {
  #values;
  #listening = [];
  saves = [];
  sent = [];

  constructor(values) {
    const all = { message: "", ...values };
    super(all, new Map());
    this.#values = all;
  }

  save_changes() {
    this.saves.push(structuredClone(this.#values.chosen));
  }

  send(content) {
    this.sent.push(structuredClone(content));
  }

  /** Python's answer to what was asked last: "" or a sentence. */
  reply(sentence, { id } = this.sent.at(-1)) {
    this.tell("msg:custom", { id, sentence });
  }

  on(event, listener) {
    super.on(event, listener);
    this.#listening.push(listener);
  }

  off(event, listener) {
    super.off(event, listener);
    this.#listening.splice(this.#listening.indexOf(listener), 1);
  }

  /** Values that come from Python in one message: all are there before the first event tells of them. */
  arrive(values) {
    Object.assign(this.#values, values);
    for (const name of Object.keys(values)) this.tell(`change:${name}`);
  }

  get listenerCount() {
    return this.#listening.length;
  }
}

/** The model of a widget that has just been made. */
export function modelOf({ state, sweeps }, parameter = "w43[3]") {
  const [, value] = state.network.parameters.find(([plain]) => plain === parameter);
  return new FakeModel({ ...state, sweeps: { [parameter]: sweeps[parameter] }, chosen: { parameter, value } });
}
