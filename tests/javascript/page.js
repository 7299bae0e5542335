/** A page without a browser: enough of one for the widget, with frames drawn when a test says so. */

import { JSDOM } from "jsdom";
import { urlOf } from "./fixtures.js";

let frames = new Map();
let nextFrame = 1;
export const observers = new Set();

class FakeResizeObserver {
  constructor(callback) {
    this.callback = callback;
  }

  observe() {
    observers.add(this);
  }

  disconnect() {
    observers.delete(this);
  }
}

/** A fresh page; the globals that the widget uses are its own. */
export function openPage() {
  const { window } = new JSDOM("<!doctype html><body></body>");
  frames = new Map();
  observers.clear();
  Object.assign(globalThis, {
    window,
    document: window.document,
    DOMParser: window.DOMParser,
    Event: window.Event,
    KeyboardEvent: window.KeyboardEvent,
    getComputedStyle: window.getComputedStyle.bind(window),
    ResizeObserver: FakeResizeObserver,
    requestAnimationFrame: (callback) => frames.set(nextFrame, callback) && nextFrame++,
    cancelAnimationFrame: (id) => frames.delete(id),
  });
}

/** Draw what waits for the next frame. */
export function draw() {
  const due = [...frames.values()];
  frames.clear();
  for (const callback of due) callback();
}

export function waitingFrames() {
  return frames.size;
}

/** An assembled widget for one model, and as many views of it as asked for. */
export async function openWidget(model, views = 1, name = "explorer") {
  const { default: factory } = await import(urlOf(name));
  const widget = factory();
  const forget = widget.initialize({ model });
  const opened = Array.from({ length: views }, () => openView(widget, model));
  return { views: opened, close: () => [...opened.map((view) => view.close), forget].forEach((step) => step?.()) };
}

/** One view of a widget whose views share nothing. */
export async function openSimple(name, model) {
  const { views: [view] } = await openWidget(model, 1, name);
  return view;
}

function openView(widget, model) {
  const el = document.body.appendChild(document.createElement("div"));
  const close = widget.render({ model, el });
  return new View(el.firstElementChild, close);
}

/** A view as a student uses it. */
class View {
  constructor(root, close) {
    this.root = root;
    this.close = close;
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  get slider() {
    return this.find("input[type=range]");
  }

  get box() {
    return this.find("input.bp-box");
  }

  get message() {
    return this.find(".bp-message").textContent;
  }

  get chosen() {
    return this.find("[aria-current=true]").getAttribute("data-parameter");
  }

  shown(quantity) {
    return this.find(`[data-quantity="${quantity}"]`).textContent;
  }

  click(selector) {
    this.find(selector).dispatchEvent(new window.MouseEvent("click", { bubbles: true }));
    draw();
  }

  choose(plain) {
    this.click(`[data-parameter="${plain}"]`);
  }

  press(selector, key, options = {}) {
    this.find(selector).dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
    draw();
  }

  /** A key on whatever has the focus in this view, or on its slider. */
  key(key, options = {}) {
    const focused = this.root.contains(document.activeElement) ? document.activeElement : this.slider;
    focused.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
    draw();
  }

  button(name) {
    const button = [...this.root.querySelectorAll("button")].find(({ textContent }) => textContent === name);
    if (!button) throw new Error(`no button says ${name}`);
    return button;
  }

  pressButton(name) {
    this.button(name).dispatchEvent(new window.MouseEvent("click", { bubbles: true }));
    draw();
  }

  /** The field beside this label. */
  field(label) {
    const found = [...this.root.querySelectorAll("label")].find(({ textContent }) => textContent.startsWith(label));
    return found.querySelector("input, select");
  }

  fill(label, text) {
    const field = this.field(label);
    field.value = text;
    field.dispatchEvent(new window.Event("change", { bubbles: true }));
    draw();
  }

  drag(value) {
    this.slider.value = String(value);
    this.slider.dispatchEvent(new window.Event("input", { bubbles: true }));
    draw();
  }

  letGo() {
    this.slider.dispatchEvent(new window.Event("change", { bubbles: true }));
    draw();
  }

  type(text) {
    this.box.value = text;
    this.box.dispatchEvent(new window.Event("input", { bubbles: true }));
    this.box.dispatchEvent(new window.Event("change", { bubbles: true }));
    draw();
  }
}
