/** What Python wrote for these tests: the assembled widget, and networks with their sweeps, numbers and all. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.EXPLORER_FIXTURES;
if (!folder) throw new Error("run these tests with pytest tests/unit/test_javascript.py, which writes what they read");

/** The assembled module of a widget. */
export function urlOf(widget) {
  return pathToFileURL(join(folder, `${widget}.mjs`)).href;
}

/** Bytes as they come through a comm: a DataView that does not begin at the beginning of its buffer. */
function viewOf(base64) {
  const bytes = Buffer.from(base64, "base64");
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  return new DataView(shifted.buffer, 3, bytes.length);
}

/**
 * An explorer's state, and sweeps of its network; called anew for each test, so that none sees what another did.
 * expected: Python's own numbers at some points; gradient: ∂C by each parameter at the start.
 */
export function fixture(name) {
  const { state, sweeps, expected, gradient } = widgetState(name);
  return { state, network: state.network, sweeps, expected, gradient };
}

/** The state of a widget that Python made, and what Python knows of its network. */
export function widgetState(name) {
  const revive = (_, value) => (typeof value?.base64 === "string" ? viewOf(value.base64) : value);
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"), revive);
}
