/** The sweeps of one network that came from Python, so that none is asked for twice. No DOM. */

import { checkNetwork, Sweep } from "../shared/sweep.js";
import { troubleOf } from "../shared/unreadable.js";

export class SweepCache {
  #sweeps = new Map();

  /** @param {import("../shared/sweep.js").NetworkState} network  a SweepError says why it cannot be drawn */
  constructor(network) {
    checkNetwork(network);
    this.network = network;
  }

  /** Keep what came; returns the sentence for what cannot be read, "" if there is none. */
  keep(messages) {
    const troubles = Object.entries(messages ?? {}).map(([plain, message]) => troubleOf(() => this.#keepOne(plain, message)));
    return troubles.find(Boolean) ?? "";
  }

  /** @returns {import("../shared/sweep.js").Sweep | undefined} */
  find(plain) {
    return this.#sweeps.get(plain);
  }

  #keepOne(plain, message) {
    const sweep = new Sweep(message, { network: this.network, parameter: plain, needs: (parameter) => needsOf(this.network, parameter) });
    if (!this.find(plain)?.equals(sweep)) this.#sweeps.set(plain, sweep); // what came before is drawn already
  }
}

/** What an explorer cannot show a sweep without: also δ where the parameter enters, and before. */
function needsOf({ sizes }, { layer }) {
  const last = (name, l) => [name, l, sizes[l - 1]];
  const activations = sizes.map((_, index) => last("a", index + 1));
  return [["C"], ["derivative"], ["difference"], ...activations, ...[layer - 1, layer].filter((l) => l > 1).map((l) => last("delta", l))];
}
