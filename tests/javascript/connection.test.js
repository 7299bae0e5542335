import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Connection, PATIENCE } from "../../lecture_lib/widgets/shared/connection.js";
import { FakeModel } from "./fake_model.js";

let model, connection, changes, replies;

function open(state = {}) {
  model = new FakeModel({ standalone: false, chosen: 1, ...state });
  changes = 0;
  replies = [];
  connection = new Connection(model, () => changes++);
}

const ask = (kind = "build") => connection.request({ kind }, ", so it stays.", (sentence) => replies.push(sentence));

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  open();
});

test("what does not come is told after some time, and heard", () => {
  connection.expect("; all is well.");
  mock.timers.tick(PATIENCE - 1);
  assert.deepEqual([connection.silence, changes], ["", 0]);
  mock.timers.tick(1);
  assert.deepEqual([connection.silence, changes], ["Python does not answer; all is well.", 1]);
});

test("a kernel that works on something is said to be busy, and one that has gone is not", () => {
  const kernel = { status: "busy" };
  Object.assign(model.widget_manager, { kernel });
  connection.expect("; all is well.");
  mock.timers.tick(PATIENCE);
  assert.equal(connection.silence, "Python is busy; all is well.");
  model.tell("comm_live_update");
  ask();
  assert.deepEqual(replies, ["Run its cell again: Python does not know this widget any more, so it stays."]);
  Object.assign(model.widget_manager, { kernel: { status: "idle" } });
  open();
  ask();
  mock.timers.tick(PATIENCE);
  assert.deepEqual(replies, ["Python does not answer, so it stays."]);
});

test("who expects nothing any more is told nothing", () => {
  connection.expect("; all is well.");
  connection.expectNothing();
  mock.timers.tick(PATIENCE);
  assert.equal(connection.silence, "");
});

test("the time begins anew with what is expected next", () => {
  connection.expect("; first.");
  mock.timers.tick(PATIENCE - 1);
  connection.expect("; second.");
  mock.timers.tick(PATIENCE - 1);
  assert.equal(connection.silence, "");
  mock.timers.tick(1);
  assert.equal(connection.silence, "Python does not answer; second.");
});

test("a page by itself says at once that Python is not here", () => {
  open({ standalone: true });
  connection.expect("; all is well.");
  assert.equal(connection.silence, "Python is not here; all is well.");
});

test("a kernel that has gone is told at once, is saved nothing for, and nothing is expected of it", () => {
  model.tell("comm_live_update");
  connection.save();
  connection.expect("; all is well.");
  assert.match(connection.farewell, /^Python has gone/);
  assert.deepEqual([changes, model.saves.length, connection.silence], [1, 0, "Run its cell again: Python does not know this widget any more; all is well."]);
});

test("a widget that came out of a saved notebook is saved nothing for, and what is expected of Python needs its cell", async () => {
  open({ _own_id: "one" });
  for (const [whole, words] of [
    [{ comm_live: false }, "Run its cell again: Python does not know this widget any more; all is well."],
    [{ comm_live: true }, ""],
  ]) {
    model.widget_manager = { get_model: async (id) => id === "one" && whole };
    connection = new Connection(model, () => changes++);
    await new Promise((done) => setImmediate(done)); // the answer is there
    connection.expect("; all is well.");
    connection.save();
    assert.deepEqual([connection.silence, connection.lost, connection.farewell], [words, !whole.comm_live, ""]);
  }
  assert.equal(model.saves.length, 1);
});

test("a kernel that is heard of again is there", () => {
  model.tell("comm_live_update");
  connection.heard();
  connection.save();
  assert.deepEqual([connection.farewell, model.saves.length], ["", 1]);
});

for (const sentence of ["", "x: expected shape (4,), got (2,)."]) {
  test(`a request is sent once, and its reply "${sentence}" is the only word`, () => {
    ask();
    assert.deepEqual(model.sent.map(({ kind }) => kind), ["build"]);
    model.reply(sentence);
    mock.timers.tick(PATIENCE);
    assert.deepEqual(replies, [sentence]);
  });
}

test("each request has a name of its own, and only the last one's reply counts", () => {
  ask();
  ask();
  const [first, second] = model.sent;
  model.reply("to the first", first);
  model.reply("to the second", second);
  assert.deepEqual(replies, ["to the second"]);
});

test("a reply to somebody else is nobody's here", () => {
  model.tell("msg:custom", { sentence: "no" });
  ask();
  for (const other of [{ id: "another", sentence: "no" }, { sentence: "no" }, {}]) model.tell("msg:custom", other);
  assert.deepEqual(replies, []);
});

test("a reply that does not come is told after some time, and one that comes late still counts", () => {
  ask();
  mock.timers.tick(PATIENCE - 1);
  assert.deepEqual(replies, []);
  mock.timers.tick(1);
  model.reply("x: no.");
  assert.deepEqual(replies, ["Python does not answer, so it stays.", "x: no."]);
});

test("a kernel that has gone is asked for nothing, and that is told at once", () => {
  model.tell("comm_live_update");
  ask();
  assert.deepEqual([model.sent, replies], [[], ["Run its cell again: Python does not know this widget any more, so it stays."]]);
});

test("a kernel that goes while it is asked is told at once, and once", () => {
  ask();
  model.tell("comm_live_update");
  mock.timers.tick(PATIENCE);
  assert.deepEqual(replies, ["Run its cell again: Python does not know this widget any more, so it stays."]);
});

test("a disposed connection listens to nothing and waits for nothing", () => {
  connection.expect("; all is well.");
  ask();
  connection.dispose();
  mock.timers.tick(PATIENCE);
  assert.deepEqual([model.listenerCount, connection.silence, replies], [0, "", []]);
});
