/** The network as a diagram: a listbox whose options are its weights (edges) and biases (neurons). */

import { focusedIn, hearKeys, html, mathLine, mathml, setAttributes, setText, svg, uniqueId } from "./dom.js";
import { clamp, fixed } from "./numbers.js";
import { biasName, parameterSymbol, parseParameter, weightName } from "./notation.js";
import { circlePath, edgeBetween, geometryOf, itemAfterKey, itemAt, pointAlong, shareAlong } from "./geometry.js";

/**
 * @typedef {Object} Item  an edge or a neuron
 * @property {"edge" | "neuron"} kind
 * @property {number} layer
 * @property {number} j
 * @property {number | null} k  for an edge, the neuron it comes from
 * @property {string | null} plain  its parameter; null for a neuron without a bias, as those of the input
 * @property {SVGElement} option
 * @property {Object<string, SVGElement>} parts
 * @property {{x1: number, y1: number, x2: number, y2: number}} [line]  of an edge
 * @property {number} [x]  of a neuron
 * @property {number} [y]
 */

const WHOLE_RING = 1000;
const FINGER = 2; // times as far from an edge as a mouse
const HELP = "Left and right follow the connections, up and down move within a layer, Enter chooses.";

export class Diagram {
  #network;
  #onChoose;
  #canChoose;
  #weights;
  #items;
  #byName = new Map();
  #chosen = null;
  #tabStop = null;
  #pointed = null;
  #svg;
  #layers = [];
  #targets;
  #marks = {
    rim: svg("path", { class: "bp-mark" }),
    inside: svg("path", { class: "bp-mark-inside" }),
    halo: svg("line", { class: "bp-halo" }),
    edge: svg("line", { class: "bp-chosen-edge" }),
  };
  #tip = html("div", { class: "bp-label bp-tip", "aria-hidden": "true", hidden: "" });

  /** @type {import("./geometry.js").Geometry} */
  geometry;

  /**
   * @param {import("./sweep.js").NetworkState} network
   * @param {{label: string, onChoose: (plain: string | null, item: Item) => void, canChoose?: (item: Item) => boolean}} options
   *   what can be chosen is, unless canChoose says otherwise, what has a parameter
   */
  constructor(network, { label, onChoose, canChoose = ({ plain }) => plain !== null }) {
    this.#network = network;
    this.#onChoose = onChoose;
    this.#canChoose = canChoose;
    this.#weights = new Map(network.parameters);
    this.#items = [...edgesOf(network.sizes), ...neuronsOf(network.sizes, this.#weights)];
    for (const item of this.#items) {
      item.parts.value?.classList.toggle("output", item.layer === network.sizes.length);
      this.#byName.set(nameOf(item), item);
      setAttributes(item.option, { "aria-disabled": canChoose(item) ? null : "true" });
    }
    this.#layers = network.sizes.map(() => svg("text", { class: "bp-layer" }));
    this.#targets = network.y.map(() => svg("text", { class: "bp-target" }));
    this.#build(label);
    this.#listen();
    this.#moveTabStop(this.#items[0]);
  }

  #build(label) {
    const helpId = uniqueId();
    const of = (kind, part) => this.#items.filter((item) => item.kind === kind).map(part);
    this.background = svg("g", { "aria-hidden": "true" }, ...this.#layers, ...this.#targets);
    this.words = svg("g", { "aria-hidden": "true", class: "bp-words" }, ...of("neuron", (neuron) => neuron.parts.words));
    this.#svg = svg("svg", { class: "bp-network", role: "listbox", "aria-label": label, "aria-describedby": helpId });
    this.#svg.append(
      this.background,
      this.#marks.rim,
      this.#marks.inside,
      svg("g", { role: "presentation" }, ...of("edge", (edge) => edge.option)),
      svg(
        "g",
        { role: "presentation", class: "bp-moving" },
        this.#marks.halo,
        this.#marks.edge,
        svg("g", { role: "presentation" }, ...of("neuron", (neuron) => neuron.option)),
        this.words,
      ),
    );
    this.element = html("div", { class: "bp-diagram" }, this.#svg, this.#tip);
    this.element.append(html("p", { class: "bp-unseen", id: helpId }, HELP));
  }

  // ---- what others ask ----

  /** @returns {readonly Item[]} */
  get items() {
    return this.#items;
  }

  neuron(layer, j) {
    return this.#byName.get(neuronName(layer, j));
  }

  /** The edge or neuron that stands for a parameter. */
  itemOf(parameter) {
    return parameter.k === null ? this.neuron(parameter.layer, parameter.j) : this.#byName.get(parameter.plain);
  }

  weight(plain) {
    return this.#weights.get(plain);
  }

  // ---- what others tell ----

  resize(width, scale, close = 1) {
    if (this.geometry?.width === width && this.geometry.scale === scale) return;
    const geometry = geometryOf(this.#network.sizes, width, scale, close);
    this.geometry = geometry;
    setAttributes(this.#svg, { viewBox: `0 0 ${width} ${geometry.height}`, height: geometry.height });
    this.#svg.style.setProperty("--number", `${geometry.textSize}px`);
    for (const item of this.#items) if (item.kind === "neuron") this.#placeNeuron(item);
    for (const item of this.#items) if (item.kind === "edge") this.#placeEdge(item);
    this.#placeLayers();
    this.#placeTargets();
    if (this.#chosen) this.choose(this.#chosen);
    this.#point(null);
  }

  /** Mark a parameter as chosen and make it the tab stop. It is current: other controls choose too, and a selection pulls a screen reader into the list. */
  choose(parameter) {
    this.#chosen = parameter;
    const chosen = this.itemOf(parameter);
    for (const item of this.#items) {
      setAttributes(item.option, { "aria-current": item === chosen });
      item.option.classList.toggle("chosen", item === chosen);
    }
    const { halo, edge } = this.#marks;
    const line = chosen.line ?? { x1: chosen.x, y1: chosen.y, x2: chosen.x + 0.01, y2: chosen.y };
    setAttributes(halo, line);
    setAttributes(edge, line);
    edge.style.display = chosen.kind === "edge" ? "" : "none";
    if (!this.element.contains(focusedIn(this.element))) this.#moveTabStop(chosen); // else the keys go on from where they are
    this.setWeight(parameter.plain, this.weight(parameter.plain));
  }

  /** Say of each item whether a change reaches it, and which neuron is a factor. */
  reach(isReached, isFactor) {
    for (const item of this.#items) {
      for (const element of [item.option, item.parts.words]) {
        element?.classList.toggle("reached", isReached(item));
        element?.classList.toggle("factor", isFactor(item));
      }
    }
  }

  setWeight(plain, value) {
    this.#weights.set(plain, value);
    const item = this.#byName.get(plain) ?? this.itemOf(parseParameter(plain));
    const isChosen = plain === this.#chosen?.plain;
    if (item.kind === "edge") this.#dress(isChosen ? this.#marks.edge : item.parts.stroke, value);
    if (!isChosen) return;
    const { radius, scale } = this.geometry;
    const width = item.kind === "edge" ? this.#widthOf(value) + 11 * scale : 2 * radius + 13 * scale;
    setAttributes(this.#marks.halo, { "stroke-width": width });
  }

  /** Fill a neuron's ring; the part by which it differs from the start stands out. */
  setActivation(layer, j, activation) {
    const { parts } = this.neuron(layer, j);
    const start = this.#network.a[layer][j - 1];
    const [zero, before, now] = [this.#share(0), this.#share(start), this.#share(activation)];
    const kept = (before - zero) * (now - zero) > 0 ? nearer(zero, before, now) : zero; // as far as both fill the ring
    setAttributes(parts.fill, { "stroke-dasharray": arcBetween(zero, kept) });
    setAttributes(parts.change, { "stroke-dasharray": arcBetween(before, now) });
    parts.change.classList.toggle("less", Math.abs(activation) < Math.abs(start));
    const text = fixed(activation, Math.abs(activation) < 9.995 ? 2 : 1);
    setText(parts.value, text);
    parts.value.classList.toggle("long", text.length > 4);
  }

  /** Empty a neuron's ring: its activation is not known. */
  clear(layer, j) {
    const { parts } = this.neuron(layer, j);
    for (const ring of [parts.fill, parts.change]) setAttributes(ring, { "stroke-dasharray": `0 ${2 * WHOLE_RING}` });
    setText(parts.value, "");
  }

  /** The small text under a neuron. */
  setNote(layer, j, text) {
    setText(this.neuron(layer, j).parts.note, text);
  }

  /** Give every option its accessible name. */
  describe(nameOfItem) {
    for (const item of this.#items) {
      const name = nameOfItem(item);
      if (item.option.getAttribute("aria-label") !== name) item.option.setAttribute("aria-label", name);
    }
  }

  // ---- where things stand ----

  /** Whether activations below 0 fill the left half of the ring, and those above 0 the right. */
  get #signed() {
    return this.#network.gauge[0] < 0;
  }

  #share(activation) {
    const [empty, full] = this.#network.gauge;
    return clamp((activation - empty) / (full - empty), 0, 1);
  }

  #widthOf(weight) {
    return (0.7 + 0.7 * Math.min(Math.abs(weight), 6)) * this.geometry.scale;
  }

  #dress(stroke, weight) {
    const { scale } = this.geometry;
    const dashes = weight < 0 ? `${5 * scale} ${3 * scale}` : "none";
    setAttributes(stroke, { "stroke-width": this.#widthOf(weight).toFixed(2), "stroke-dasharray": dashes });
    stroke.classList.toggle("negative", weight < 0);
  }

  #placeNeuron(neuron) {
    const { scale, radius, textSize, neuron: place } = this.geometry;
    const { x, y } = place(neuron.layer, neuron.j);
    const thickness = 3.6 * scale;
    Object.assign(neuron, { x, y });
    setAttributes(neuron.parts.disc, { cx: x, cy: y, r: radius + 0.5 * scale });
    const r = radius - thickness / 2;
    const ring = circlePath(x, this.#signed ? y + r : y - r, this.#signed ? -r : r); // 0 is at the top in either case
    for (const part of [neuron.parts.track, neuron.parts.fill, neuron.parts.change]) setAttributes(part, { d: ring, "stroke-width": thickness });
    const turns = this.#share(this.#network.a[neuron.layer][neuron.j - 1]) + (this.#signed ? 0.5 : 0);
    const angle = 2 * Math.PI * turns - Math.PI / 2;
    const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
    const [inner, outer] = [radius - thickness - scale, radius + 2.5 * scale];
    const tick = { x1: x + dx * inner, y1: y + dy * inner, x2: x + dx * outer, y2: y + dy * outer };
    setAttributes(neuron.parts.tick, { ...tick, "stroke-width": 1.5 * scale });
    setAttributes(neuron.parts.value, { x, y: y + textSize * 0.35 });
    setAttributes(neuron.parts.note, { x, y: y + radius + textSize * 1.02 });
  }

  #placeEdge(edge) {
    edge.line = edgeBetween(this.neuron(edge.layer - 1, edge.k), this.neuron(edge.layer, edge.j), this.geometry.radius);
    setAttributes(edge.parts.stroke, edge.line);
    this.#dress(edge.parts.stroke, this.weight(edge.plain));
  }

  #placeLayers() {
    const { neuron, scale, tight } = this.geometry;
    this.#layers.forEach((text, index) => {
      setText(text, tight ? String(index + 1) : `layer ${index + 1}`);
      setAttributes(text, { x: neuron(index + 1, 1).x, y: 12 * scale });
    });
  }

  #placeTargets() {
    const { neuron, radius, scale, tight } = this.geometry;
    this.#targets.forEach((text, index) => {
      const { x, y } = neuron(this.#network.sizes.length, index + 1);
      const target = String(Number(this.#network.y[index].toFixed(2))).replace("-", "\u2212");
      const letter = svg("tspan", { class: "bp-letter" }, "y");
      const subscript = svg("tspan", { class: "bp-subscript", dy: "0.25em" }, String(index + 1));
      const parts = [letter, subscript, svg("tspan", { dy: "-0.2em" }, ` = ${target}`)];
      text.replaceChildren(...(tight ? [] : parts));
      setAttributes(text, { x: x + radius + 7 * scale, y: y + 4 * scale });
    });
  }

  // ---- pointer and keyboard ----

  #listen() {
    this.#svg.addEventListener("pointermove", (event) => this.#follow(event));
    this.#svg.addEventListener("pointerleave", () => this.#point(null));
    // a press would focus whatever lies under it; the click below decides instead
    this.#svg.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#svg.addEventListener("click", (event) => this.#click(event));
    hearKeys(this.#svg, (event) => this.#key(event));
    // not on the svg: Chromium makes an SVG element with a focus listener a tab stop of its own
    this.element.addEventListener("focusin", (event) => this.#focused(event.target));
    this.element.addEventListener("focusout", () => this.#point(null));
  }

  #position(event) {
    const box = this.#svg.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** A click goes to the nearest item; one that comes without a place, as from a screen reader, to its target. */
  #itemOfClick(event) {
    const option = event.target.closest("[role=option]");
    if (option && event.detail === 0) return this.#items.find((item) => item.option === option);
    const { x, y } = this.#position(event);
    return itemAt(this.#items, this.geometry, x, y, event.pointerType === "touch" ? FINGER : 1);
  }

  #follow(event) {
    const { x, y } = this.#position(event);
    const item = itemAt(this.#items, this.geometry, x, y);
    this.#svg.classList.toggle("over", Boolean(item && this.#canChoose(item)));
    this.#point(item, { x, y });
  }

  #click(event) {
    const item = this.#itemOfClick(event);
    if (!item) return;
    this.#moveTabStop(item);
    item.option.focus({ preventScroll: true });
    if (this.#canChoose(item)) this.#onChoose(item.plain, item);
    this.#point(null);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = this.#tabStop;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      if (this.#canChoose(item)) this.#onChoose(item.plain, item);
      this.#focused(item.option);
    } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const next = itemAfterKey(this.#items, item, event.key);
      if (!next) return;
      this.#moveTabStop(next);
      next.option.focus({ preventScroll: true });
    }
  }

  #focused(target) {
    const item = this.#items.find((candidate) => candidate.option === target);
    if (!item) return;
    this.#moveTabStop(item);
    if (target.matches(":focus-visible")) this.#point(item);
  }

  #moveTabStop(item) {
    this.#tabStop?.option.setAttribute("tabindex", "-1");
    this.#tabStop = item;
    item.option.setAttribute("tabindex", "0");
  }

  /** Mark the item under the pointer, or with the keyboard's focus (then there is no position), and say its value. */
  #point(item, position = null) {
    this.#pointed?.option.classList.remove("pointed");
    this.#pointed = item;
    const { rim, inside } = this.#marks;
    for (const mark of [rim, inside]) mark.classList.toggle("shown", item !== null);
    this.#tip.hidden = item === null;
    if (item === null) return;
    item.option.classList.add("pointed");
    rim.classList.toggle("strong", position === null);
    if (item.kind === "edge") this.#markEdge(item);
    else this.#markNeuron(item);
    this.#showTip(item, position);
  }

  #markEdge({ line, plain }) {
    const { scale } = this.geometry;
    const width = this.#widthOf(this.weight(plain));
    const path = `M${line.x1} ${line.y1}L${line.x2} ${line.y2}`;
    setAttributes(this.#marks.rim, { d: path, "stroke-width": width + 7 * scale });
    setAttributes(this.#marks.inside, { d: path, "stroke-width": width + 3.5 * scale });
  }

  #markNeuron({ x, y }) {
    const { radius, scale } = this.geometry;
    const r = radius + 5 * scale;
    const circle = circlePath(x, y - r, r);
    setAttributes(this.#marks.rim, { d: circle, "stroke-width": 2 * scale });
    setAttributes(this.#marks.inside, { d: circle, "stroke-width": 0 });
  }

  #showTip(item, position) {
    this.#tip.hidden = item.plain === null && item.layer > 1; // nothing is known of it that its ring does not say
    if (this.#tip.hidden) return;
    const { radius, scale, width } = this.geometry;
    const share = item.line && position ? clamp(shareAlong(item.line, position.x, position.y), 0.2, 0.8) : 0.5;
    const { x, y } = item.line ? pointAlong(item.line, share) : { x: item.x, y: item.y - radius + 4 * scale };
    const name = item.plain
      ? parameterSymbol(parseParameter(item.plain))
      : mathml("msub", {}, mathml("mi", {}, "x"), mathml("mn", {}, String(item.j)));
    const value = item.plain ? this.weight(item.plain) : this.#network.x[item.j - 1];
    this.#tip.replaceChildren(mathLine(name, mathml("mo", {}, "="), mathml("mn", {}, fixed(value, 2))));
    this.#tip.style.left = `${clamp(x, 48 * scale, width - 48 * scale)}px`;
    this.#tip.style.top = `${y - 20 * scale}px`;
  }
}

function nearer(zero, one, other) {
  return Math.abs(one - zero) < Math.abs(other - zero) ? one : other;
}

/** The dashes that leave of a ring what lies between two shares of it. */
function arcBetween(one, other) {
  const [from, to] = [Math.min(one, other), Math.max(one, other)];
  return `0 ${WHOLE_RING * from} ${WHOLE_RING * (to - from)} ${2 * WHOLE_RING}`;
}

function neuronName(layer, j) {
  return `neuron ${layer} ${j}`;
}

function nameOf(item) {
  return item.kind === "edge" ? item.plain : neuronName(item.layer, item.j);
}

function range(count) {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function optionOf(plain, ...shapes) {
  return svg("g", { role: "option", tabindex: "-1", "data-parameter": plain }, ...shapes);
}

/** @returns {Item[]} */
function edgesOf(sizes) {
  return range(sizes.length - 1).flatMap((layerBefore) =>
    range(sizes[layerBefore]).flatMap((j) => range(sizes[layerBefore - 1]).map((k) => edgeItem(layerBefore + 1, j, k))),
  );
}

/** @returns {Item} */
function edgeItem(layer, j, k) {
  const plain = weightName(layer, j, k);
  const stroke = svg("line", { class: "bp-edge" });
  return { kind: "edge", layer, j, k, plain, option: optionOf(plain, stroke), parts: { stroke } };
}

/** @returns {Item[]} */
function neuronsOf(sizes, parameters) {
  return range(sizes.length).flatMap((layer) => range(sizes[layer - 1]).map((j) => neuronItem(layer, j, parameters)));
}

/** @returns {Item} */
function neuronItem(layer, j, parameters) {
  const plain = parameters.has(biasName(layer, j)) ? biasName(layer, j) : null;
  const parts = {
    disc: svg("circle", { class: "bp-disc" }),
    track: svg("path", { class: "bp-track" }), // paths begin where a ring is empty: circles would have to be turned, each a layer to Chromium
    fill: svg("path", { class: "bp-fill", pathLength: WHOLE_RING }),
    change: svg("path", { class: "bp-change", pathLength: WHOLE_RING }),
    tick: svg("line", { class: "bp-tick" }),
    value: svg("text", { class: "bp-value" }),
    note: svg("text", { class: "bp-note" }),
  };
  const option = optionOf(plain, parts.disc, parts.track, parts.fill, parts.change, parts.tick);
  option.classList.add("bp-neuron");
  parts.words = svg("g", { class: "bp-neuron" }, parts.value, parts.note);
  return { kind: "neuron", layer, j, k: null, plain, option, parts };
}
