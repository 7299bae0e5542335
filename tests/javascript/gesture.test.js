import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { BURST, Gesture } from "../../lecture_lib/widgets/shared/gesture.js";

let ends, gesture;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  ends = 0;
  gesture = new Gesture(() => ends++);
});

test("a gesture ends once, however often it moved and is ended", () => {
  gesture.begin();
  gesture.begin();
  gesture.end();
  gesture.end();
  assert.deepEqual([ends, gesture.lasts], [1, false]);
});

test("what has not begun does not end", () => {
  gesture.end();
  assert.equal(ends, 0);
});

test("a burst of keys ends some time after the last of them", () => {
  for (let key = 0; key < 3; key++) {
    gesture.begin();
    gesture.endSoon();
    mock.timers.tick(BURST - 1);
  }
  assert.deepEqual([ends, gesture.lasts], [0, true]);
  mock.timers.tick(1);
  assert.deepEqual([ends, gesture.lasts], [1, false]);
});

test("a burst that is ended by hand does not end again by itself", () => {
  gesture.begin();
  gesture.endSoon();
  gesture.end();
  gesture.begin();
  mock.timers.tick(BURST);
  assert.deepEqual([ends, gesture.lasts], [1, true]);
});

test("a cancelled gesture is over, and nobody is told", () => {
  gesture.begin();
  gesture.endSoon();
  gesture.cancel();
  mock.timers.tick(BURST);
  assert.deepEqual([ends, gesture.lasts], [0, false]);
});
