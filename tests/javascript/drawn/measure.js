/** A drawn widget, measured: which neuron a shape belongs to, and which value a pixel stands for. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FakeModel } from "../fake_model.js";
import { widgetState } from "../fixtures.js";
import { draw, openPage, openSimple, openWidget } from "../page.js";

/** A view of a widget that Python made, with its style sheet; known: what it has to show. */
export async function openDrawn(widget, name) {
  openPage();
  const style = document.createElement("style");
  style.textContent = readFileSync(join(process.env.EXPLORER_FIXTURES, `${widget}.css`), "utf8");
  document.head.append(style);
  const { state, known } = widgetState(name);
  const model = new FakeModel(state);
  const view = widget === "explorer" ? (await openWidget(model)).views[0] : await openSimple(widget, model);
  draw();
  return { view, model, known };
}

export const all = (root, selector) => [...root.querySelectorAll(selector)];
export const number = (element, name) => Number(element.getAttribute(name));
export const numeral = (text) => Number(text.replace("\u2212", "-").replace("≈", ""));
export const colour = (element, property = "stroke") => getComputedStyle(element).getPropertyValue(property);

/** Places of a path of M and L. */
export function pointsOf(path) {
  return [...path.getAttribute("d").matchAll(/[ML]([-\d.e]+) ([-\d.e]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

export function lineOf(element) {
  return ["x1", "y1", "x2", "y2"].map((name) => number(element, name));
}

/** Whether a place lies in one of the polygons of a path. */
export function isInside(path, x, y) {
  const polygons = path.getAttribute("d").split("M").filter(Boolean).map((part) => part.replace("Z", "").split("L").map((pair) => pair.split(" ").map(Number)));
  return polygons.some((points) => {
    let inside = false;
    points.forEach(([x1, y1], n) => {
      const [x2, y2] = points[(n + 1) % points.length];
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
    });
    return inside;
  });
}

/** {"layer j": {x, y, option, words}}: layers from the left, neurons from the top. */
export function neuronsOf(view) {
  const words = all(view.root, ".bp-words > g");
  const found = all(view.root, "[role=option].bp-neuron").map((option, index) => {
    const disc = option.querySelector(".bp-disc");
    return { x: number(disc, "cx"), y: number(disc, "cy"), option, words: words[index] };
  });
  const columns = [...new Set(found.map(({ x }) => x))].sort((one, other) => one - other);
  return Object.fromEntries(
    columns.flatMap((column, index) => {
      const layer = found.filter(({ x }) => x === column).sort((one, other) => one.y - other.y);
      return layer.map((neuron, place) => [`${index + 1} ${place + 1}`, neuron]);
    }),
  );
}

/** {"layer j k": line}, told by the neurons at its ends. */
export function edgesOf(view, selector = ".bp-edge") {
  const neurons = Object.entries(neuronsOf(view));
  const nearest = (x, y) => {
    const distance = ([, neuron]) => Math.hypot(neuron.x - x, neuron.y - y);
    return neurons.reduce((best, other) => (distance(other) < distance(best) ? other : best))[0];
  };
  const lines = all(view.find(".bp-network"), `line${selector}`);
  return Object.fromEntries(
    lines.map((line) => {
      const [x1, y1, x2, y2] = lineOf(line);
      return [`${nearest(x2, y2)} ${nearest(x1, y1).split(" ")[1]}`, line];
    }),
  );
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function valueOf(text) {
  const power = text.match(/^10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/);
  if (!power) return numeral(text);
  return 10 ** Number([...power[1]].map((sign) => (sign === "⁻" ? "-" : SUPERSCRIPTS.indexOf(sign))).join(""));
}

/** From pixels to values, as the numbers at the axes say; logarithms of values where powers of ten stand there. */
export function axesOf(plot, { logarithmic = [] } = {}) {
  const ticks = all(plot, "text").filter((text) => /^[−\d.⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+$/.test(text.textContent));
  const scale = (anchor, pixel, name) => {
    const places = ticks
      .filter((text) => text.getAttribute("text-anchor") === anchor)
      .map((text) => [pixel(text), logarithmic.includes(name) ? Math.log10(valueOf(text.textContent)) : valueOf(text.textContent)]);
    if (places.length === 0) return null; // an axis without numbers
    const [[from, low], [to, high]] = [places[0], places.at(-1)];
    return (place) => low + ((place - from) / (to - from)) * (high - low);
  };
  return {
    x: scale("middle", (text) => number(text, "x"), "x"),
    y: scale("end", (text) => number(text, "y") - 4, "y"),
  };
}
