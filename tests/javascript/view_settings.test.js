import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { ViewSettings } from "../../lecture_lib/widgets/explorer/view_settings.js";
import { FakeModel } from "./fake_model.js";

const STATE = { detail: 4, presenter: false, same_scale: false, spread: [], question: {} };
const QUESTION = { kind: "zero", votes: [], revealed: false };

let model, settings, changes;

function open(change = {}) {
  model = new FakeModel({ ...STATE, ...change });
  changes = 0;
  settings = new ViewSettings(model, { save: () => model.save_changes() }, () => changes++);
}

beforeEach(() => open());

test("a setting that is set is the model's, is saved once and heard once", () => {
  settings.set("detail", 2);
  assert.deepEqual([settings.detail, model.get("detail"), model.saves.length, changes], [2, 2, 1, 1]);
});

for (const [name, value] of Object.entries({ detail: 1, presenter: true, same_scale: true, spread: [0, 1], question: QUESTION })) {
  test(`${name} from Python is heard, and not saved back`, () => {
    model.arrive({ [name]: value });
    assert.deepEqual([changes, model.saves.length], [1, 0]);
  });
}

for (const [question, isThere, asking] of [
  [{}, false, false],
  [QUESTION, true, true],
  [{ ...QUESTION, revealed: true }, true, false],
]) {
  test(`${JSON.stringify(question)} is ${isThere ? "a" : "no"} question, and ${asking ? "waits" : "does not wait"} for its answer`, () => {
    open({ question });
    assert.deepEqual([settings.question !== null, settings.asking], [isThere, asking]);
  });
}

test("a spread counts only where all parameters share one axis, and only once it is there", () => {
  const spreads = [[false, [-1, 2]], [true, []], [true, [-1, 2]]].map(([same_scale, spread]) => {
    open({ same_scale, spread });
    return settings.spread;
  });
  assert.deepEqual(spreads, [null, null, [-1, 2]]);
});

test("disposed settings listen to nothing", () => {
  settings.dispose();
  assert.equal(model.listenerCount, 0);
});
