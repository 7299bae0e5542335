/** How far a training run is. Python is busy meanwhile and hears nothing, so that the button interrupts its kernel. */

import { html, keepKeys, setText } from "../shared/dom.js";

function render({ model, el }) {
  const bar = html("progress", { "aria-label": "Training" });
  const words = html("span");
  const root = html("div", { class: "bp-widget bp-progress" }, bar, words, ...stopButton(model.widget_manager?.kernel));
  const draw = () => {
    bar.max = model.get("n_iter");
    bar.value = model.get("step");
    setText(words, model.get("words"));
  };
  keepKeys(root);
  el.append(root);
  model.on("change:words", draw);
  draw();
  return () => model.off("change:words", draw);
}

/** Where the page has no kernel to interrupt (it is not JupyterLab's), the page's own way to interrupt remains. */
function stopButton(kernel) {
  if (!kernel) return [];
  const button = html("button", { type: "button", title: "Training ends here; the network keeps what it has learned" }, "Stop");
  button.addEventListener("click", () => {
    button.disabled = true;
    kernel.interrupt();
  });
  return [button];
}

export default { render };
