/** Print whole pictures as the browser draws them, {name: SVG}: what is seen of each shape, one shape a line. */

import { draw } from "../page.js";
import { colour, openDrawn } from "./measure.js";

const GIVEN = /^(x|y|r|cx|cy|d|dx|dy|x1|x2|y1|y2|width|height|viewBox|transform|pathLength|text-anchor|fill|stroke-.*)$/;
const STYLED = ["fill", "stroke", "stroke-opacity", "text-anchor"];

function rounded(text) {
  return text.replace(/-?\d+\.\d+(e-\d+)?/g, (digits) => String(Number(Number(digits).toFixed(1))));
}

/** A colour of the light theme in place of its name. */
function resolved(element, value) {
  return value.replace(/var\((--[\w-]+)\)/g, (_, name) => colour(element.closest(".bp-widget"), name).trim() || "inherit");
}

function attributesOf(element) {
  const given = [...element.attributes].filter(({ name, value }) => GIVEN.test(name) && value !== "none");
  const seen = element.localName === "text" ? STYLED.filter((name) => name !== "stroke") : STYLED; // what lies behind letters
  const styled = seen.map((name) => [name, colour(element, name)]).filter(([, value]) => value);
  const all = new Map([...given.map(({ name, value }) => [name, rounded(value)]), ...styled.map(([name, value]) => [name, resolved(element, value)])]);
  return [...all].map(([name, value]) => ` ${name}="${value}"`).join("");
}

function shapesOf(element) {
  const { display, visibility } = getComputedStyle(element);
  if (element.localName === "defs" || display === "none" || visibility === "hidden") return [];
  if (element.localName === "g") return [...element.children].flatMap(shapesOf); // how shapes are grouped is not seen
  if (element.localName !== "text") return [`<${element.localName}${attributesOf(element)}/>`];
  return element.textContent ? [`<text${attributesOf(element)}>${element.textContent}</text>`] : [];
}

function pictureOf(svg) {
  const shapes = [...svg.children].flatMap(shapesOf);
  return `<svg xmlns="http://www.w3.org/2000/svg"${attributesOf(svg)}>\n${shapes.join("\n")}\n</svg>\n`;
}

async function viewOf(widget, state, values = {}) {
  const { view, model } = await openDrawn(widget, state);
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  draw();
  return view;
}

const pictures = {};
for (const state of ["tanh", "softmax"]) {
  const view = await viewOf("explorer", state);
  for (const [part, selector] of Object.entries({ network: ".bp-network", plot: ".bp-plot:not(.bp-regions *)", gap: ".bp-gap-inset svg" })) {
    pictures[`explorer-${part}-${state}`] = pictureOf(view.find(selector));
  }
}
pictures["player-delta-3"] = pictureOf((await viewOf("player", "player", { at: "delta[3]", neuron: 2 })).find(".bp-network"));
const lab = await viewOf("rates", "lab", { part: "parabola", curvature: 2, parabola_eta: 0.2 });
pictures["lab-parabola"] = pictureOf(lab.find(".bp-pair svg"));
process.stdout.write(JSON.stringify(pictures));
