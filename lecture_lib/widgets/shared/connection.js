/** A widget's line to Python: what is saved, what is asked, and the sentence where nothing comes back. No DOM. */

import { uniqueId } from "./dom.js";

export const PATIENCE = 4000; // ms of silence after which Python is said not to answer

const GONE = "Python has gone; what is here can still be moved. Run the cell again to have all of it.";

export class Connection {
  #model;
  #onChange;
  #clock = 0;
  #silence = ""; // the sentence for what did not come
  #gone = false;
  #unknown = false; // to Python: it came out of a saved notebook
  #request = null;
  #events = { comm_live_update: () => this.#disconnected(), "msg:custom": (reply) => this.#replied(reply) };

  /** @param {() => void} onChange  called when there is another sentence */
  constructor(model, onChange) {
    this.#model = model;
    this.#onChange = onChange;
    for (const [name, handler] of Object.entries(this.#events)) model.on(name, handler);
    this.#findOut();
  }

  dispose() {
    for (const [name, handler] of Object.entries(this.#events)) this.#model.off(name, handler);
    clearTimeout(this.#clock);
    clearTimeout(this.#request?.clock);
  }

  /** Whether there is no Python, and never will be: a page by itself. */
  get standalone() {
    return Boolean(this.#model.get("standalone"));
  }

  /** Whether this widget's Python is not there any more, although there may be another. */
  get lost() {
    return this.#gone || this.#unknown || this.#model.widget_manager?.kernel === null; // JupyterLab's, where none runs
  }

  /** The sentence for what did not come, "" while it still may. */
  get silence() {
    return this.#silence;
  }

  /** That the kernel has gone, "" while it is there. */
  get farewell() {
    return this.#gone ? GONE : "";
  }

  /** Python's state has come, so it is there, and nobody waits any longer. */
  heard() {
    this.#gone = false;
    this.expectNothing();
  }

  /** Python hears of the model's values; one that has gone hears nothing, and trying is an error. */
  save() {
    if (!this.lost) this.#model.save_changes();
  }

  /** Something is to come by itself. consequence: what it means if it does not, as the rest of a sentence. */
  expect(consequence) {
    this.expectNothing();
    if (this.standalone || this.lost) this.#silence = this.#sentence(consequence);
    else this.#clock = setTimeout(() => this.#missed(consequence), PATIENCE);
  }

  expectNothing() {
    clearTimeout(this.#clock);
    this.#silence = "";
  }

  /** Ask for what Python answers: onReply gets "" or a sentence, its own or that of the silence. */
  request(content, consequence, onReply) {
    clearTimeout(this.#request?.clock);
    const onSilence = () => onReply(this.#sentence(consequence));
    if (this.lost) return onSilence();
    const id = uniqueId();
    this.#request = { id, onReply, onSilence, clock: setTimeout(onSilence, PATIENCE) };
    this.#model.send({ id, ...content });
  }

  /** A reply to what was asked last; one that comes late still counts. */
  #replied(reply) {
    if (reply.id === undefined || reply.id !== this.#request?.id) return;
    const { clock, onReply } = this.#request;
    clearTimeout(clock);
    this.#request = null;
    onReply(reply.sentence);
  }

  async #findOut() {
    const id = this.#model.get("_own_id");
    const whole = id && (await this.#model.widget_manager.get_model(id).catch(() => null));
    this.#unknown = whole?.comm_live === false;
  }

  /** The kernel ended, or was started anew: either way it does not know this widget any more. */
  #disconnected() {
    this.#gone = true;
    clearTimeout(this.#request?.clock);
    this.#request?.onSilence();
    this.#request = null;
    this.#onChange();
  }

  /** Whether the page knows a kernel, as JupyterLab's does, that works on something. */
  get #isBusy() {
    return this.#model.widget_manager?.kernel?.status === "busy";
  }

  #missed(consequence) {
    this.#silence = this.#sentence(consequence);
    this.#onChange();
  }

  #sentence(consequence) {
    if (this.lost) return `Run its cell again: Python does not know this widget any more${consequence}`;
    return `Python ${this.standalone ? "is not here" : this.#isBusy ? "is busy" : "does not answer"}${consequence}`;
  }
}
