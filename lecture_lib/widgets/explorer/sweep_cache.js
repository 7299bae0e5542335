/** The tables of one network that came from Python, so that none is asked for twice. No DOM. */

import { checkNetwork, Table } from "../shared/table.js";
import { troubleOf } from "../shared/unreadable.js";

export class SweepCache {
  #tables = new Map();

  /** @param {import("../shared/table.js").NetworkState} network  a TableError says why it cannot be drawn */
  constructor(network) {
    checkNetwork(network);
    this.network = network;
  }

  /** Keep what came; returns the sentence for what cannot be read, "" if there is none. */
  keep(messages) {
    const troubles = Object.entries(messages ?? {}).map(([plain, message]) => troubleOf(() => this.#keepOne(plain, message)));
    return troubles.find(Boolean) ?? "";
  }

  /** @returns {Table | undefined} */
  find(plain) {
    return this.#tables.get(plain);
  }

  #keepOne(plain, message) {
    const table = new Table(plain, message, this.network);
    if (!this.find(plain)?.equals(table)) this.#tables.set(plain, table); // what came before is drawn already
  }
}
