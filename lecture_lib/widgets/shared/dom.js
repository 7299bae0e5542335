/** Small makers of elements. Text goes in as text nodes, never as markup. */

import { Unreadable } from "./unreadable.js";

/** @typedef {Object<string, string | number | boolean | null | undefined>} Attributes  null and undefined leave an attribute out */

const XML_NAMESPACES = {
  html: "http://www.w3.org/1999/xhtml",
  svg: "http://www.w3.org/2000/svg",
  math: "http://www.w3.org/1998/Math/MathML",
};

/** @returns {any} */
function makerOf(namespace) {
  return (tag, attributes = {}, ...children) => {
    const element = document.createElementNS(namespace, tag);
    setAttributes(element, attributes);
    element.append(...children);
    return element;
  };
}

/** @type {<K extends keyof HTMLElementTagNameMap>(tag: K, attributes?: Attributes, ...children: (Node | string)[]) => HTMLElementTagNameMap[K]} */
export const html = makerOf(XML_NAMESPACES.html);

/** @type {<K extends keyof SVGElementTagNameMap>(tag: K, attributes?: Attributes, ...children: (Node | string)[]) => SVGElementTagNameMap[K]} */
export const svg = makerOf(XML_NAMESPACES.svg);

/** @type {<K extends keyof MathMLElementTagNameMap>(tag: K, attributes?: Attributes, ...children: (Node | string)[]) => MathMLElementTagNameMap[K]} */
export const mathml = makerOf(XML_NAMESPACES.math);

/** Write what differs: an equal attribute would still cost a style. @param {Element} element @param {Attributes} attributes */
export function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    const text = String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Write a text only where it differs: an equal text would still cost a layout. */
export function setText(element, text) {
  const node = element.firstChild;
  if (node?.nodeType !== document.TEXT_NODE || node !== element.lastChild) element.textContent = text;
  else if (node.data !== text) node.data = text; // what stands there is kept: quicker
}

/** The text of an element as a screen reader has it: a part that has a label, by its label. @param {Node} element @returns {string} */
export function heard(element) {
  return Array.from(element.childNodes, (node) => {
    if (node.nodeType === document.TEXT_NODE) return node.textContent;
    return /** @type {Element} */ (node).getAttribute("aria-label") ?? heard(node);
  }).join("");
}

const THUMB = 24; // pixels, as in family.css

/**
 * The thumb's middle runs from one end of an axis to the other, so the slider is wider by one thumb.
 * @param {HTMLElement} slider @param {{left?: number, right?: number, bottom?: number}} axis in pixels @param {number} scale
 */
export function placeOnAxis(slider, { left, right, bottom }, scale) {
  const thumb = THUMB * scale;
  slider.style.left = `${left - thumb / 2}px`;
  slider.style.width = `${right - left + thumb}px`;
  slider.style.top = `${bottom}px`;
}

/** Put MathML nodes on one line. */
export function mathLine(...children) {
  return mathml("math", {}, mathml("mrow", {}, ...children));
}

const MATH = new Set(
  "math mrow mi mn mo mtext mspace mfrac msub msup msubsup munder mover munderover msqrt mroot mtable mtr mtd".split(" "),
);
const MATH_ATTRIBUTES = new Set(["class", "display", "fence", "form", "linethickness", "stretchy", "width"]);
const XMLNS = "http://www.w3.org/2000/xmlns/";

/**
 * MathML that came as a text, which somebody may have written into a saved notebook or a page: it is built anew of what equations
 * are made of, and where there is anything else, nothing is built.
 * @param {string} text @returns {Element}
 */
export function parseMath(text) {
  const { doctype, documentElement } = new DOMParser().parseFromString(text, "application/xml"); // in which nothing runs or loads
  if (doctype || documentElement.localName !== "math") throw notMath();
  return mathLike(documentElement);
}

/** @param {Element} element @returns {Element} */
function mathLike(element) {
  if (element.namespaceURI !== XML_NAMESPACES.math || !MATH.has(element.localName)) throw notMath();
  const given = [...element.attributes].filter(({ namespaceURI }) => namespaceURI !== XMLNS);
  if (!given.every(({ name, value }) => MATH_ATTRIBUTES.has(name) && /^[\w.-]+$/.test(value))) throw notMath();
  const attributes = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  return mathml(/** @type {any} */ (element.localName), attributes, ...[...element.childNodes].map(mathOrText));
}

/** @param {any} node */
function mathOrText(node) {
  if (node.nodeType === document.TEXT_NODE) return node.data;
  if (node.nodeType === document.ELEMENT_NODE) return mathLike(node);
  throw notMath();
}

function notMath() {
  return new Unreadable("What came as an equation is not MathML as it is written here, so it is not shown.");
}

/** An id that no other view has: every widget in a page is a module of its own, so counting would repeat. */
export function uniqueId() {
  return `bp-${Math.random().toString(36).slice(2, 10)}`;
}

const KEY = "bp-key"; // what the elements of a widget hear in place of keydown

/** Hear the keys of an element in a widget. @param {Element} element @param {(event: any) => void} handler */
export function hearKeys(element, handler) {
  element.addEventListener(KEY, handler);
}

/** What has the focus: in the page, or in the shadow tree in which a host may keep the widget. @param {Element} element @returns {any} */
export function focusedIn(element) {
  return /** @type {Document} */ (element.getRootNode()).activeElement ?? null;
}

/**
 * Keep the keys of a widget from its notebook, where D D would delete the cell. Some notebooks listen at the document before any
 * element hears, so a key is taken at the window, before them all, and told to the widget alone, under a name of our own.
 * Whatever is pressed in the widget, the focus is in it then; Escape gives focus and keys back.
 * @param {HTMLElement} root @returns {() => void} what ends it
 */
export function keepKeys(root) {
  setAttributes(root, { tabindex: -1 });
  root.addEventListener("pointerdown", () => root.contains(focusedIn(root)) || root.focus({ preventScroll: true }));
  root.addEventListener("click", ({ target }) => {
    const pressed = /** @type {Element} */ (target).closest("button, input, select, summary");
    if (focusedIn(root) === root) /** @type {HTMLElement} */ (pressed)?.focus({ preventScroll: true }); // not every browser does
  });
  /** @param {KeyboardEvent} event */
  const take = (event) => {
    const target = event.composedPath()[0]; // out of a shadow tree the event has another
    if (!root.contains(/** @type {Node} */ (target))) return;
    event.stopImmediatePropagation();
    if (event.key === "Escape") return giveBack(root);
    const told = new KeyboardEvent(KEY, event);
    target.dispatchEvent(told);
    if (told.defaultPrevented) event.preventDefault();
  };
  window.addEventListener("keydown", take, true);
  return () => window.removeEventListener("keydown", take, true);
}

/** Focus what holds the widget, such as its cell. */
function giveBack(root) {
  root.parentElement.closest("[tabindex]")?.focus({ preventScroll: true });
}

/** Where what had the focus can have it no longer, a slider takes it, or the root. */
export function handOn(root) {
  const focused = focusedIn(root);
  if (root.contains(focused) && !focused.matches(":disabled")) return;
  (root.querySelector("input[type=range]:enabled") ?? root).focus({ preventScroll: true });
}
