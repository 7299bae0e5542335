/** What the diagram's lines and rings mean. */

import { html, setAttributes, svg } from "./dom.js";

/** @param {string} ring what a neuron's ring shows */
export function legend(ring) {
  const entry = (...children) => html("span", {}, ...children);
  const picture = (...shapes) => svg("svg", { viewBox: "0 0 28 12", "aria-hidden": "true" }, ...shapes);
  const line = (kind) => svg("line", { class: `bp-edge reached ${kind}`, x1: 0, x2: 28, y1: 6, y2: 6, "stroke-width": 2 });
  const arc = (kind, dashes) => {
    const turned = { pathLength: 100, "stroke-dasharray": dashes, transform: "rotate(-90 18 6)" };
    return svg("circle", { class: kind, cx: 18, cy: 6, r: 6, "stroke-width": 3, ...turned });
  };
  const tick = svg("line", { class: "bp-tick", x1: 20.3, y1: 9.2, x2: 22.6, y2: 13, "stroke-width": 1.5 });
  const negative = line("negative");
  setAttributes(negative, { "stroke-dasharray": "5 3" });
  const neuron = svg("g", { class: "bp-neuron reached" });
  neuron.append(arc("bp-track", "none"), arc("bp-fill", "40 100"), arc("bp-change", "0 40 20 100"), tick);
  return html(
    "p",
    { class: "bp-legend", "aria-hidden": "true" },
    entry(picture(line("positive")), "positive"),
    entry(picture(negative), "negative"),
    entry("width ", html("i", {}, "|w|")),
    entry(picture(neuron), ring),
  );
}
