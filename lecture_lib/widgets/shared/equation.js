/** An equation from Python, whose hooks are indices and numbers: \class{i-jk}{0} and \class{q-delta-3-j}{0}. */

import { html, mathLine, parseMath, setAttributes, setText } from "./dom.js";
import { decimalsOf } from "./decimals.js";
import { MINUS, fixed } from "./numbers.js";

export class Equation {
  #indexHooks = [];
  #hooks = [];
  /** Wide matrices scroll in it, so that it can be reached by the keyboard. */
  element = html("div", { class: "bp-row", tabindex: "0", role: "group", "aria-label": "equation" });

  /** @param {string} template MathML */
  show(template) {
    const math = parseMath(template);
    const hooks = (prefix) => {
      const holders = [...math.querySelectorAll(`[class^="${prefix}"]`)];
      return holders.map((holder) => ({ holder, element: holder.firstElementChild, name: holder.getAttribute("class").slice(2) }));
    };
    this.#indexHooks = hooks("i-");
    this.#hooks = hooks("q-").map((hook) => ({ ...hook, path: hook.name.split("-") }));
    for (const { element, name } of this.#hooks) setAttributes(element, { "data-quantity": name });
    this.element.replaceChildren(...brokenAt(math));
  }

  /**
   * Other indices: other names in the symbols, other columns for the numbers.
   * @param {import("./sweep.js").Sweep} sweep
   */
  choose(indices, sweep) {
    for (const { element, name } of this.#indexHooks) {
      const chosen = [...name].map((letter) => indices[letter]);
      setText(element, chosen.join(Math.max(...chosen) > 9 ? "," : ""));
    }
    for (const hook of this.#hooks) {
      const [name, layer] = hook.path;
      Object.assign(hook, sweep.find(hook.path, indices), { digits: decimalsOf(sweep, name, layer) });
      hook.holder.classList.toggle("bp-moves", hook.moves && sweep.parameter !== null);
    }
  }

  /**
   * Write the numbers; of those that isHidden names, not even the width is given away.
   * @param {import("./sweep.js").Reading} reading @param {(path: string[]) => boolean} [isHidden]
   */
  draw(reading, isHidden = () => false) {
    for (const { element, column, digits, flips, path } of this.#hooks) {
      const text = (reading.exact ? "" : "≈") + fixed(reading.number(column), digits);
      setText(element, isHidden(path) ? "?" : text);
      setRoom(element, flips && !text.includes(MINUS));
    }
  }
}

/** The paths of all numbers in a template, each at the last value of its indices. @returns {import("./sweep.js").Path[]} */
export function lastPathsOf(template, last) {
  const hooks = template.matchAll(/class="q-([\w-]+)"/g);
  return Array.from(hooks, ([, name]) => name.split("-").map((part, place) => (place < 2 ? part : (last[part] ?? part))));
}

/** Where a number's sign may come and go, room for it stays, so that nothing jumps; between brackets it would be a hole. */
export function setRoom(element, isLeft) {
  const isBracketed = element.parentElement.previousElementSibling?.textContent === "(";
  element.classList.toggle("bp-room", isLeft && !isBracketed);
}

const BREAKS = ["=", "+", "\u2212", "\u2192"];

/** An equation that breaks where it must. @param {Element} math */
export function terms(math) {
  return html("span", { class: "bp-terms" }, ...brokenAt(math));
}

/** Pieces that a narrow page can set below each other: browsers do not break a line of MathML by themselves. */
function brokenAt(math) {
  const pieces = [];
  for (const node of [...math.querySelector("mrow").childNodes]) {
    const begins = node.localName === "mo" && BREAKS.includes(node.textContent);
    if (begins) setAttributes(node, { form: "infix" });
    if (begins || pieces.length === 0) pieces.push([]);
    pieces[pieces.length - 1].push(node);
  }
  return pieces.map((nodes) => mathLine(...nodes));
}
