/** How far a training run is. Python is busy meanwhile and hears nothing, so that the button interrupts its kernel. */

import { handOn, html, setText } from "../shared/dom.js";
import { View, widgetOf } from "../shared/view.js";
import { Unreadable } from "../shared/unreadable.js";

class ProgressView extends View {
  #bar = html("progress", { "aria-label": "Training" });
  #words = html("span");

  constructor(where) {
    super(where, "bp-progress", "Progress of the training");
    this.root.prepend(this.#bar, this.#words, ...stopButton(this.model.widget_manager?.kernel, this.root));
    this.start(["n_iter", "step", "words"]);
  }

  draw() {
    const [most, step] = this.take(["n_iter", "step"], (...counts) => counts.map(counted)) ?? [1, 0];
    this.#bar.max = most;
    this.#bar.value = step;
    setText(this.#words, this.take(["words"], String));
  }
}

function counted(number) {
  if (!Number.isInteger(number)) throw new Unreadable(`A number of steps is expected, and ${JSON.stringify(number)} came.`);
  return number;
}

/** Where the page has no kernel to interrupt (it is not JupyterLab's), the page's own way to interrupt remains. */
function stopButton(kernel, root) {
  if (!kernel) return [];
  const button = html("button", { type: "button", title: "Training ends here; the network keeps what it has learned" }, "Stop");
  button.addEventListener("click", () => {
    button.disabled = true;
    handOn(root);
    kernel.interrupt();
  });
  return [button];
}

export default widgetOf(ProgressView);
