/** What Python wrote for these tests: the assembled widget, and networks with their sweeps, numbers and all. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Sweep } from "../../lecture_lib/widgets/shared/sweep.js";

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
 * followed: the sweeps with every quantity; expected: Python's own numbers at some points; gradient: ∂C by each parameter
 * at the start.
 */
export function fixture(name) {
  const known = widgetState(name);
  return { ...known, network: known.state.network };
}

/** A sweep of a network, of which something may be changed before it is read. */
export function sweepOf(name, plain, change = {}, needs = []) {
  const { network, sweeps } = fixture(name);
  return new Sweep({ ...sweeps[plain], ...change }, { network, parameter: plain, needs: () => needs });
}

/** Bytes of a message without their last ones, or with a few more. */
export function resized(view, bytes) {
  const copy = new Uint8Array(view.byteLength + bytes);
  copy.set(new Uint8Array(view.buffer, view.byteOffset, Math.min(view.byteLength, copy.length)));
  return new DataView(copy.buffer);
}

/** Rows in which each number is what change makes of it, from the number and its column. */
export function changedRows({ rows, moving }, change) {
  const numbers = new Float32Array(resized(rows, 0).buffer);
  return new DataView(numbers.map((number, place) => change(number, moving[place % moving.length])).buffer);
}

/** The state of a widget that Python made, and what Python knows of its network. */
export function widgetState(name) {
  const revive = (_, value) => (typeof value?.base64 === "string" ? viewOf(value.base64) : value);
  return JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"), revive);
}
