/** Buttons that stay pressed, each with a key. */

import { html, setAttributes } from "./dom.js";

/** @param {string} name @param {string} key @param {() => void} onClick */
export function toggle(name, key, onClick) {
  const attributes = { type: "button", "aria-keyshortcuts": key, title: `${name} (key ${key})` };
  const button = html("button", attributes, name);
  button.addEventListener("click", onClick);
  return button;
}

export function press(button, isPressed) {
  setAttributes(button, { "aria-pressed": isPressed });
}

/** The key of an event where it stands alone and is not typed into something, otherwise "". @param {any} event @returns {string} */
export function keyOf(event) {
  const isTyped = event.target.matches("input:not([type=range], [type=checkbox]), textarea, select");
  return isTyped || event.ctrlKey || event.metaKey || event.altKey ? "" : event.key.toLowerCase();
}
