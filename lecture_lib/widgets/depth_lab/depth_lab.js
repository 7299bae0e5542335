/** The depth lab: δ on its way back through networks of every depth, with its bound, and the same normalised. */

import { focusedIn, heard, hearKeys, html, setAttributes, setText, svg, uniqueId } from "../shared/dom.js";
import { Ask, EXPECT } from "../shared/ask.js";
import { Axes, dot, linear, short, Stops, superscript } from "../shared/axes.js";
import { Gesture } from "../shared/gesture.js";
import { fixed } from "../shared/numbers.js";
import { typesetWords } from "../shared/notation.js";
import { RowSlider } from "../shared/slider.js";
import { keyOf, press, toggle } from "../shared/switches.js";
import { View, widgetOf } from "../shared/view.js";
import { among } from "../shared/unreadable.js";
import { AboutNetwork } from "./about_network.js";
import { DepthTables } from "./depth_tables.js";
import { factorText, fateOf } from "./fate.js";

const PLACE = ["activation", "depth", "scale", "layer", "normalised"];
const HEIGHT = 236; // of a plot, at scale 1
const LEAST = 4; // powers of ten that an axis shows at least
const MOST = [-30, 12]; // and the last ones that it shows; what is beyond leaves the picture
const KEY = [["delta", "δ"], ["bound", "its bound"], ["normalised", "δ normalised"], ["activation", "spread of a"]];

class DepthView extends View {
  #tables = null;
  #layout = "";
  #said = "";
  #asked = "";
  #gesture = new Gesture(() => this.#settle());
  #asker = new AboutNetwork(this.model, (values) => this.#keep(values));

  constructor(where) {
    super(where, "bp-depth bp-lab bp-asks", "Depth lab");
    this.#build();
    this.atEnd(() => this.#gesture.cancel());
    hearKeys(this.root, (event) => this.#keys(event));
    this.start([...PLACE, "tables", "question"]);
  }

  // ---- built once ----

  #build() {
    const summary = uniqueId();
    this.ask = new Ask(this.#asker);
    this.sentence = html("p", { class: "bp-sentence", id: summary });
    this.live = html("p", { class: "bp-unseen", "aria-live": "polite" });
    setAttributes(this.root, { "aria-describedby": summary });
    this.controls = { depth: this.#makeControl("Depth", "depth"), scale: this.#makeControl("Scale of the weights", "scale") };
    const rows = html("div", { class: "bp-controls" }, ...Object.values(this.controls).map(({ row }) => row));
    this.root.append(this.#makeBar(), this.message, rows, this.sentence, this.ask.element, this.#makeAnswer(), this.live);
  }

  #makeBar() {
    this.activations = html("div", { class: "bp-choice", role: "group", "aria-label": "Activation" });
    this.mend = toggle("Normalised", "M", () => this.#choose({ normalised: !this.model.get("normalised") }));
    this.asking = toggle("Predict first", "Q", () => (this.#asker.state ? this.ask.end() : this.ask.begin()));
    this.next = html("button", { type: "button", "aria-keyshortcuts": "N", title: "Another question (key N)" }, "Another question");
    this.next.addEventListener("click", () => this.ask.next());
    return html("div", { class: "bp-tabs" }, this.activations, html("div", { class: "bp-modes" }, this.mend, this.asking, this.next, this.makeHallSwitch()));
  }

  #makeControl(label, name) {
    const slider = new RowSlider({ ...this.#gestures, onMove: (place) => this.#set({ [name]: this.#tables[`${name}s`][Math.round(place)] }) });
    const value = html("span", { "data-quantity": name });
    return { label, slider, value, row: html("label", { class: "bp-setting" }, html("span", {}, value), slider.element) };
  }

  #makeAnswer() {
    this.layerSlider = new RowSlider({ ...this.#gestures, onMove: (layer) => this.#set({ layer: Math.round(layer) }) });
    this.byLayer = new Axes("length of δ by layer, and what bounds it", this.layerSlider.element);
    this.byScale = new Axes("δ in layer 2 over δ in layer L, against the scale");
    this.byLayer.svg.addEventListener("click", (event) => this.#pick(event));
    this.readout = html("p", { class: "bp-readout" });
    this.keys = KEY.map(([kind, words]) => {
      const line = svg("path", { class: `bp-length ${kind}`, d: "M0 6H28" });
      return html("span", { "data-line": kind }, svg("svg", { viewBox: "0 0 28 12" }, line), words);
    });
    this.byLayer.element.append(html("p", { class: "bp-legend", "aria-hidden": "true" }, ...this.keys), this.readout);
    this.answer = html("div", { class: "bp-answer bp-pair bp-uneven" }, this.byLayer.element, this.byScale.element);
    return this.answer;
  }

  get #gestures() {
    return { onEnd: () => this.#gesture.end(), onKey: () => this.#gesture.endSoon() };
  }

  // ---- gestures ----

  #set(values) {
    this.#gesture.begin();
    const { state } = this.#asker;
    const isOther = state && !("layer" in values) && (state.votes.length > 0 || state.revealed);
    this.move(isOther ? { ...values, question: { ...state, votes: [], revealed: false } } : values); // another network, another question
  }

  #choose(values) {
    this.#set(values);
    this.#gesture.end();
  }

  #keep(values) {
    this.move(values);
    this.save();
  }

  #settle() {
    this.save();
    if (this.#tables && !this.ask.asking) setText(this.live, `${this.#words()} ${heard(this.readout)}`);
  }

  #pick({ clientX }) {
    const { left, width } = this.byLayer.svg.getBoundingClientRect();
    const { box } = this.byLayer;
    const share = ((clientX - left) * (this.byLayer.width / width) - box.left) / (box.right - box.left);
    const { depth } = this.#place;
    this.#choose({ layer: Math.min(depth, Math.max(2, Math.round(2 + share * (depth - 2)))) });
  }

  #keys(event) {
    const key = keyOf(event);
    if (key === "m" && !this.ask.asking) this.mend.click();
    else if (key === "q") this.asking.click();
    else if (!(key && this.#asker.state && this.ask.key(key))) return;
    event.preventDefault();
  }

  // ---- where the model is ----

  /**
   * The chosen network and layer, or those that were there last.
   * @returns {{activation: string, depth: number, scale: number, layer: number, normalised: boolean}}
   */
  get #place() {
    const { choices } = this.#tables;
    /** @type {any} */
    const place = Object.fromEntries(PLACE.map((name) => [name, this.take([name], (value) => among(choices[name], name, value))]));
    return { ...place, layer: Math.min(place.layer, place.depth) };
  }

  // ---- drawing ----

  resized() {
    this.#layout = "";
  }

  draw() {
    const tables = this.take(["tables"], (message) => new DepthTables(message));
    if (!tables) return;
    if (tables !== this.#tables) this.#show(tables);
    const place = this.#place;
    this.#asker.see(tables, place);
    this.#drawControls(place);
    this.#drawManner();
    this.#layOut(place);
    this.#drawLengths(place);
    this.#drawReach(place);
    this.#drawReadout(place);
    this.#drawSentence();
  }

  #show(tables) {
    this.#tables = tables;
    this.#layout = "";
    for (const [name, { slider, label }] of Object.entries(this.controls)) {
      slider.show(new Stops(tables[`${name}s`].map((_, row) => row)), label);
    }
    this.activations.replaceChildren(...tables.activations.map((activation) => {
      const button = html("button", { type: "button", "data-activation": activation }, activation);
      button.addEventListener("click", () => this.#choose({ activation }));
      return button;
    }));
  }

  #drawControls({ activation, depth, scale, normalised }) {
    const texts = { depth: `L = ${depth} layers`, scale: `weights ${scaleText(scale, this.#tables.rules)} · N(0, 1)` };
    const rows = { depth: this.#tables.depths.indexOf(depth), scale: this.#tables.scales.indexOf(scale) };
    for (const [name, { slider, value }] of Object.entries(this.controls)) {
      setText(value, texts[name]);
      slider.draw(rows[name], texts[name]);
    }
    for (const button of this.activations.children) press(button, button.getAttribute("data-activation") === activation);
    press(this.mend, normalised);
  }

  /** Whether a question waits for its answer, which nothing may give away. */
  #drawManner() {
    const { asking: waits } = this.ask;
    const wasWaiting = this.root.classList.contains("asking");
    this.ask.draw();
    press(this.asking, this.#asker.state !== null);
    this.next.hidden = !this.#asker.state?.revealed; // while it is open, the question has one of its own
    this.mend.disabled = waits;
    this.root.classList.toggle("asking", waits);
    const focused = this.root.contains(focusedIn(this.root)) ? focusedIn(this.root) : null;
    if (waits && focused && this.ask.words !== this.#asked) setText(this.live, (this.#asked = this.ask.words));
    if (!waits) this.#asked = "";
    if (waits && focused && this.answer.contains(focused)) this.ask.focus();
    if (!waits && wasWaiting && focused) {
      if (this.ask.element.contains(focused)) this.layerSlider.element.focus({ preventScroll: true });
      if (this.#asker.state) setText(this.live, heard(html("p", {}, ...this.ask.verdict)));
    }
  }

  #layOut({ activation, depth }) {
    const layout = `${activation} ${depth} ${this.scale}`;
    if (layout === this.#layout) return;
    this.#layout = layout;
    const lengths = this.#tables.scales.flatMap((scale) => {
      const { delta } = this.#tables.lines({ activation, depth, scale, normalised: false });
      return [...delta, ...this.#tables.lines({ activation, depth, scale, normalised: true }).delta].filter(Number.isFinite);
    });
    const up = powers(Math.max(MOST[0], Math.min(...lengths)), Math.min(MOST[1], Math.max(...lengths)));
    const last = Math.max(depth, 3);
    this.layerSlider.show(new Stops(Array.from({ length: depth - 1 }, (_, place) => place + 2)), "Layer");
    const layers = linear(2, last, Math.min(6, last - 2));
    const height = HEIGHT * this.scale * this.close;
    this.byLayer.layout(height, layers, up, this.scale);
    const { scales, rules } = this.#tables;
    const [low, high] = [Math.log10(scales[0]), Math.log10(scales.at(-1))];
    const ticks = [0.1, 0.5, 2].filter((scale) => scale >= scales[0] && scale <= scales.at(-1)).map((value) => ({ value: Math.log10(value), text: String(value) }));
    this.byScale.layout(height - 16 * this.scale, { share: (log) => (log - low) / (high - low), ticks }, up, this.scale);
    const { top, bottom } = this.byScale.box;
    this.byScale.notes.replaceChildren(...Object.entries(rules).flatMap(([name, scale], place) => {
      const x = this.byScale.x(Math.log10(scale));
      const side = place === 0 ? { x: x - 4 * this.scale, "text-anchor": "end" } : { x: x + 4 * this.scale };
      const text = svg("text", { class: "bp-zone", y: bottom - 8 * this.scale, ...side }, name);
      return [svg("line", { class: "bp-mark-line", x1: x, x2: x, y1: top, y2: bottom }), text];
    }));
  }

  /** A line through the layers where there is something. */
  #line(kind, values) {
    const points = [...values].map((y, place) => ({ x: place + 1, y })).filter(({ x, y }) => x > 1 && Number.isFinite(y));
    return svg("path", { class: `bp-length ${kind}`, d: this.byLayer.path(points) });
  }

  #drawLengths(place) {
    const plain = this.#tables.lines({ ...place, normalised: false });
    const mended = this.#tables.lines({ ...place, normalised: true });
    const shown = place.normalised ? mended : plain;
    const x = this.byLayer.x(place.layer);
    const { top, bottom } = this.byLayer.box;
    const y = shown.delta[place.layer - 1];
    this.byLayer.marks.replaceChildren(
      this.#line("activation", shown.activation),
      this.#line("bound", plain.bound),
      this.#line("delta", plain.delta),
      ...(place.normalised ? [this.#line("normalised", mended.delta)] : []),
      svg("line", { class: "bp-here", x1: x, x2: x, y1: top, y2: bottom }),
      ...(Number.isFinite(y) ? [dot(this.byLayer, { x: place.layer, y }, 5 * this.scale, place.normalised ? "normalised" : "delta")] : []),
    );
    for (const entry of this.keys) entry.hidden = entry.dataset.line === "normalised" && !place.normalised;
    this.layerSlider.draw(place.layer, `layer ${place.layer}`);
  }

  #drawReach(place) {
    const { scales } = this.#tables;
    const reach = (scale, normalised) => ({ x: Math.log10(scale), y: this.#tables.reach({ ...place, scale, normalised }).measured });
    const curve = (kind, normalised) => {
      const points = scales.map((scale) => reach(scale, normalised)).filter(({ y }) => Number.isFinite(y));
      const here = reach(place.scale, normalised);
      const path = svg("path", { class: `bp-length ${kind}`, d: this.byScale.path(points) });
      return [path, ...(Number.isFinite(here.y) ? [dot(this.byScale, here, 5 * this.scale, kind)] : [])];
    };
    this.byScale.marks.replaceChildren(...curve("delta", false), ...(place.normalised ? curve("normalised", true) : []));
  }

  #drawReadout(place) {
    const { layer, depth, normalised } = place;
    const { delta, bound, activation } = this.#tables.lines(place);
    const entry = (text, quantity, value) => html("span", {}, ...typesetWords(text), html("b", { "data-quantity": quantity }, value));
    const spread = entry(`spread of a in layer ${layer}: `, "spread", short(10 ** activation[layer - 1]));
    if (layer === depth) return this.readout.replaceChildren(html("span", {}, `layer ${layer} is the last: there δ begins.`), spread);
    const step = (lengths) => 10 ** (lengths[layer - 1] - lengths[layer]);
    const [factor, most] = [step(delta), step(bound)];
    this.readout.replaceChildren(
      entry(`from layer ${layer + 1} to ${layer}${normalised ? ", normalised" : ""}: factor `, "factor", Number.isFinite(factor) ? fixed(factor, 3) : "none"),
      entry("at most ", "most", fixed(most, 3)),
      spread,
    );
  }

  #drawSentence() {
    const { state } = this.#asker;
    const words = this.ask.asking ? EXPECT : this.#words();
    const said = `${JSON.stringify(state)} ${words}`;
    if (said === this.#said) return;
    this.#said = said;
    this.sentence.replaceChildren(...(state?.revealed ? this.ask.verdict : typesetWords(words)));
  }

  /** What there is to see, in two sentences or three. */
  #words() {
    const place = this.#place;
    const { activation, depth, scale } = place;
    const { measured, allowed } = this.#tables.reach({ ...place, normalised: false });
    const network = `${depth} layers of ${activation}, weights ${scaleText(scale, this.#tables.rules)} · N(0, 1): `;
    if (depth === 2) return `${network}there is no hidden layer, and nothing to go back through.`;
    const mended = this.#tables.reach({ ...place, normalised: true }).measured;
    const mend = place.normalised ? ` Normalised, with the same weights, it is ${factorText(mended)} as long.` : "";
    if (Number.isNaN(measured)) return `${network}δ does not even set out, since the outputs are saturated and their σ′ is 0.${mend}`;
    const arrives = `in layer 2, δ is ${factorText(measured)} as long as in layer ${depth}. It ${fateOf(measured)}.`;
    const proof = allowed < 0 ? "so it cannot grow" : "which proves nothing";
    return `${network}${arrives} By its bound it could be ${factorText(allowed)} as long, ${proof}.${mend}`;
  }
}

/** The scale as a number, and by its rule where it follows one. */
function scaleText(scale, rules) {
  const [rule] = Object.entries(rules).find(([, value]) => value === scale) ?? [];
  return `${fixed(scale, 2)}${rule ? ` (${rule})` : ""}`;
}

/** An axis whose values are powers of ten already. @returns {import("../shared/axes.js").Scale} */
function powers(low, high) {
  const from = Math.floor(low);
  const to = Math.max(Math.ceil(high), from + LEAST);
  const every = [1, 2, 5, 10, 20, 50].find((step) => (to - from) / step <= 7);
  const first = Math.ceil(from / every) * every;
  const count = Math.floor((to - first) / every) + 1;
  const ticks = Array.from({ length: count }, (_, place) => first + place * every);
  return { share: (log) => (log - from) / (to - from), ticks: ticks.map((value) => ({ value, text: value === 0 ? "1" : `10${superscript(value)}` })) };
}

export default widgetOf(DepthView);
