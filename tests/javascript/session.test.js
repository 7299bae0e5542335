import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Session } from "../../lecture_lib/widgets/explorer/session.js";
import { BURST } from "../../lecture_lib/widgets/shared/gesture.js";
import { PATIENCE } from "../../lecture_lib/widgets/shared/connection.js";
import { modelOf } from "./fake_model.js";
import { fixture } from "./fixtures.js";

let lecture, model, session;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  lecture = fixture("lecture");
  model = modelOf(lecture);
  session = new Session(model);
});

const shown = () => [session.sweep.parameter.plain, session.value];
const start = (plain) => lecture.network.parameters.find(([name]) => name === plain)[1];

function gesture(...values) {
  for (const value of values) session.move(value);
  session.commit();
}

test("a gesture is one save, of its last value", () => {
  gesture(0.5, 1.0, 1.2);
  assert.deepEqual(model.saves, [{ parameter: "w43[3]", value: 1.2 }]);
});

test("while a gesture lasts the model has the value and Python has not", () => {
  session.move(1.2);
  assert.deepEqual([model.get("chosen").value, model.saves.length], [1.2, 0]);
});

test("a gesture is one step to undo and to redo", () => {
  gesture(0.5, 1.0, 1.2);
  session.undo();
  assert.deepEqual(shown(), ["w43[3]", start("w43[3]")]);
  session.redo();
  assert.deepEqual(shown(), ["w43[3]", 1.2]);
});

test("undo tells Python", () => {
  gesture(1.2);
  session.undo();
  assert.equal(model.saves.at(-1).value, start("w43[3]"));
});

test("a new gesture cuts off what was undone", () => {
  gesture(1.2);
  session.undo();
  gesture(2.0);
  assert.equal(session.canRedo, false);
});

test("a burst of keys is one save and one step", () => {
  for (const value of [0.1, 0.2, 0.3]) {
    session.move(value);
    session.commitSoon();
    mock.timers.tick(BURST - 1);
  }
  assert.equal(model.saves.length, 0);
  mock.timers.tick(1);
  assert.deepEqual([model.saves.length, session.settled], [1, 2]);
});

test("undo in the middle of a burst takes back the burst", () => {
  session.move(0.1);
  session.commitSoon();
  session.undo();
  assert.deepEqual([shown()[1], session.canRedo], [start("w43[3]"), true]);
});

test("another parameter is shown when its sweep comes, with one save", () => {
  session.choose("b2[4]");
  assert.deepEqual([shown()[0], session.waiting, model.saves.length], ["w43[3]", true, 1]);
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  assert.deepEqual([shown(), session.waiting], [["b2[4]", start("b2[4]")], false]);
});

test("a sweep that came once is kept, and its parameter shown at once", () => {
  session.choose("b2[4]");
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  session.choose("w43[3]");
  assert.deepEqual([shown()[0], session.waiting], ["w43[3]", false]);
});

test("choosing another parameter is one step to undo", () => {
  gesture(1.2);
  session.choose("b2[4]");
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  session.undo();
  assert.deepEqual(shown(), ["w43[3]", 1.2]);
});

test("an unknown parameter is not asked for", () => {
  session.choose("w99[9]");
  assert.deepEqual([shown()[0], model.saves.length], ["w43[3]", 0]);
});

test("what Python chooses is shown, is a step to undo, and is not saved back", () => {
  model.arrive({ chosen: { parameter: "w43[3]", value: 2.0 } });
  assert.deepEqual([shown()[1], session.canUndo, model.saves.length], [2.0, true, 0]);
});

test("an echo of an older point in the middle of a gesture changes nothing", () => {
  session.move(1.2);
  model.arrive({ chosen: { parameter: "w43[3]", value: 0.5 } });
  assert.equal(session.value, 1.2);
  session.commit();
  assert.deepEqual([model.get("chosen").value, model.saves.at(-1).value], [1.2, 1.2]);
});

test("after some time without a sweep the session says that Python does not answer", () => {
  session.choose("b2[4]");
  mock.timers.tick(PATIENCE - 1);
  assert.equal(session.message, "");
  mock.timers.tick(1);
  assert.match(session.message, /Python does not answer.*b₂\^\[4\].*still shows w₄₃\^\[3\]/);
});

test("a kernel that ends in mid-drag is told at once, and the drag goes on", () => {
  session.move(1.0);
  model.tell("comm_live_update");
  session.move(1.2);
  assert.match(session.message, /Python has gone/);
  session.commit();
  assert.deepEqual([shown(), session.message.includes("Python has gone")], [["w43[3]", 1.2], true]);
});

test("a sweep from a new kernel takes the sentence away", () => {
  model.tell("comm_live_update");
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  assert.equal(session.message, "");
});

test("a sweep that comes late is shown, and the sentence goes", () => {
  session.choose("b2[4]");
  mock.timers.tick(PATIENCE);
  model.arrive({ sweeps: { "b2[4]": lecture.sweeps["b2[4]"] } });
  assert.deepEqual([shown()[0], session.message], ["b2[4]", ""]);
});

test("what is shown can still be moved while a sweep does not come", () => {
  session.choose("b2[4]");
  mock.timers.tick(PATIENCE);
  gesture(1.2);
  assert.deepEqual([shown(), session.message], [["w43[3]", 1.2], ""]);
});

test("a value between rows is told to be so when Python does not answer", () => {
  gesture(1.234);
  mock.timers.tick(PATIENCE);
  assert.match(session.message, /Python does not answer.*≈/);
});

test("on a row nobody waits for Python", () => {
  gesture(1.2);
  mock.timers.tick(PATIENCE);
  assert.equal(session.message, "");
});

test("Python's row makes a typed value exact", () => {
  gesture(1.234);
  assert.equal(session.sweep.at(session.value).exact, false);
  model.arrive({ sweeps: { "w43[3]": fixture("typed").sweeps["w43[3]"] } });
  assert.equal(session.sweep.at(session.value).exact, true);
});

test("a broken sweep leaves the picture and says so", () => {
  gesture(1.2);
  model.arrive({ sweeps: { "w43[3]": { ...lecture.sweeps["w43[3]"], version: 7 } } });
  assert.deepEqual(shown(), ["w43[3]", 1.2]);
  assert.match(session.message, /version 7/);
});

test("a good sweep after a broken one takes the sentence away", () => {
  model.arrive({ sweeps: { "w43[3]": { ...lecture.sweeps["w43[3]"], version: 7 } } });
  model.arrive({ sweeps: { "w43[3]": { ...lecture.sweeps["w43[3]"] } } });
  assert.equal(session.message, "");
});

test("a refused gesture goes back to where it began", () => {
  gesture(1.2);
  session.move(3.0);
  session.refuse("no");
  assert.deepEqual([shown()[1], session.message, model.get("chosen").value], [1.2, "no", 1.2]);
});

for (const [text, reason] of [["abc", /needs a number/], ["", /needs a number/], ["Infinity", /needs a number/], ["9", /goes from −4 to 4/]]) {
  test(`the typed text "${text}" is objected to, with the value that stays`, () => {
    gesture(1.2);
    assert.match(session.objection(text), reason);
    assert.match(session.objection(text), /stays at 1\.20\./);
  });
}

test("a number within the sweep is not objected to", () => {
  assert.equal(session.objection("-1.5"), undefined);
});

test("a message from Python is shown", () => {
  model.arrive({ message: "value: expected a finite number." });
  assert.equal(session.message, "value: expected a finite number.");
});

for (const order of [["network", "sweeps", "chosen"], ["chosen", "sweeps", "network"]]) {
  test(`with another network everything begins anew, told in the order ${order.join(", ")}`, () => {
    gesture(1.2);
    const { network, sweeps } = fixture("wide");
    const values = { network, sweeps: { "w12[3]": sweeps["w12[3]"] }, chosen: { parameter: "w12[3]", value: 0.5 } };
    model.arrive(Object.fromEntries(order.map((name) => [name, values[name]])));
    assert.deepEqual([shown(), session.canUndo, session.message], [["w12[3]", 0.5], false, ""]);
  });
}

test("a network of another version leaves the picture and says so", () => {
  model.arrive({ network: { ...lecture.network, id: "new", version: 3 } });
  assert.deepEqual(shown(), ["w43[3]", start("w43[3]")]);
  assert.match(session.message, /version 3.*version 2/);
});

test("a disposed session listens to nothing and waits for nothing", () => {
  session.choose("b2[4]");
  session.dispose();
  mock.timers.tick(PATIENCE);
  assert.deepEqual([model.listenerCount, session.message], [0, ""]);
});

// ---- half a state ----

const wide = () => {
  const { network, sweeps } = fixture("wide");
  return { network, sweeps: { "w12[3]": sweeps["w12[3]"] }, chosen: { parameter: "w12[3]", value: 0.5 } };
};

for (const halves of [["network", "chosen"], ["network"], ["chosen"], ["sweeps"], ["sweeps", "chosen"], ["network", "sweeps"]]) {
  test(`${halves.join(" and ")} of another network leave the last picture, and it is complete when the rest comes`, () => {
    const all = wide();
    gesture(1.2);
    const half = Object.fromEntries(halves.map((name) => [name, all[name]]));
    const rest = Object.fromEntries(Object.keys(all).filter((name) => !halves.includes(name)).map((name) => [name, all[name]]));
    model.arrive(half);
    assert.deepEqual([shown(), session.network.id], [["w43[3]", 1.2], lecture.network.id]);
    model.arrive(rest);
    assert.deepEqual([shown(), session.network.id, session.canUndo, session.message], [["w12[3]", 0.5], all.network.id, false, ""]);
  });
}

test("a network whose sweeps do not come leaves the last picture, and one sentence says so", () => {
  gesture(1.2);
  model.arrive({ network: wide().network, sweeps: {}, chosen: wide().chosen });
  mock.timers.tick(PATIENCE);
  assert.deepEqual(shown(), ["w43[3]", 1.2]);
  assert.match(session.message, /^Python does not answer, so the numbers for w₁₂\^\[3\] are not here; the picture still shows w₄₃\^\[3\]\.$/);
});

test("what is shown can still be moved while half of another network is here", () => {
  model.arrive({ network: wide().network, sweeps: {} });
  session.move(1.2);
  assert.deepEqual([shown(), session.message], [["w43[3]", 1.2], ""]);
});
