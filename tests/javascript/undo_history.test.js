import assert from "node:assert/strict";
import { test } from "node:test";
import { UndoHistory } from "../../lecture_lib/widgets/explorer/undo_history.js";

const historyOf = (...values) => {
  const history = new UndoHistory();
  for (const value of values) history.add({ parameter: "w43[3]", value });
  return history;
};

test("an undo history that has not begun has nothing to undo", () => {
  const history = historyOf();
  assert.deepEqual([history.undo(), history.redo(), history.canUndo, history.canRedo], [undefined, undefined, false, false]);
});

test("the same point twice is one step", () => {
  const history = historyOf(1, 2, 2);
  assert.equal(history.undo().value, 1);
});

test("the same value of another parameter is another step", () => {
  const history = historyOf(1);
  history.add({ parameter: "b1[2]", value: 1 });
  assert.equal(history.undo().parameter, "w43[3]");
});

test("what is undone can be done again until a new point comes", () => {
  const history = historyOf(1, 2, 3);
  history.undo();
  assert.equal(history.canRedo, true);
  history.add({ parameter: "w43[3]", value: 4 });
  assert.deepEqual([history.canRedo, history.undo().value, history.redo().value], [false, 2, 4]);
});

test("the first point cannot be undone, nor the last one redone", () => {
  const history = historyOf(1, 2);
  assert.deepEqual([history.redo().value, history.undo().value, history.undo().value], [2, 1, 1]);
});

test("a point that is changed after it was added stays as it was", () => {
  const history = new UndoHistory();
  const point = { parameter: "w43[3]", value: 1 };
  history.add(point);
  point.value = 2;
  assert.equal(history.present.value, 1);
});
