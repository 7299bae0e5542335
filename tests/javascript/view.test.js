/** What every view has. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { hearKeys } from "../../lecture_lib/widgets/shared/dom.js";
import { View, widgetOf } from "../../lecture_lib/widgets/shared/view.js";
import { Unreadable, among } from "../../lecture_lib/widgets/shared/unreadable.js";
import { FakeModel } from "./fake_model.js";
import { draw, observers, openPage, waitingFrames } from "./page.js";

class Counter extends View {
  draws = [];
  resizes = 0;

  constructor(where, shared) {
    super(where, "bp-counter", "A counter");
    this.shared = shared;
    this.root.append(this.makeHallSwitch());
    this.start(["n", "m"]);
  }

  draw() {
    this.draws.push(this.take(["n"], (n) => among([1, 2, 3], "n", n)));
  }

  resized() {
    this.resizes++;
  }
}

let model, el, view;

beforeEach(() => {
  openPage();
  model = new FakeModel({ n: 1, m: 1 });
  el = document.body.appendChild(document.createElement("div"));
  view = new Counter({ model, el });
});

function widen(width) {
  Object.defineProperty(view.root, "clientWidth", { value: width, configurable: true });
  for (const observer of observers) observer.callback();
}

test("its root has a role, a name and its class, and stands in the page", () => {
  const { root } = view;
  assert.deepEqual([root.parentElement, root.className, root.getAttribute("role"), root.getAttribute("aria-label")], [el, "bp-widget bp-counter", "group", "A counter"]);
});

function press(element, key, options) {
  const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options });
  element.dispatchEvent(event);
  return event;
}

test("its keys are its own, though the notebook listens before it and after it", () => {
  const heard = [];
  for (const capture of [true, false]) document.addEventListener("keydown", ({ key }) => heard.push(key), capture);
  hearKeys(view.root, ({ key, ctrlKey, target }) => heard.push(["widget", key, ctrlKey, target]));
  press(view.message, "d", { ctrlKey: true });
  press(document.body, "a");
  assert.deepEqual(heard, [["widget", "d", true, view.message], "a", "a"]);
});

test("a key that it uses is not the browser's too", () => {
  hearKeys(view.root, (event) => event.key === "ArrowUp" && event.preventDefault());
  assert.deepEqual(["ArrowUp", "Tab"].map((key) => press(view.root, key).defaultPrevented), [true, false]);
});

test("wherever it is pressed, the focus is in it", () => {
  view.message.dispatchEvent(new window.MouseEvent("pointerdown", { bubbles: true }));
  assert.equal(document.activeElement, view.root);
});

test("a button that the browser does not focus is focused, unless its press has moved the focus", () => {
  const [button, other] = ["button", "button"].map((tag) => view.root.appendChild(document.createElement(tag)));
  const click = () => {
    button.dispatchEvent(new window.MouseEvent("pointerdown", { bubbles: true }));
    button.dispatchEvent(new window.MouseEvent("click", { bubbles: true }));
    return document.activeElement;
  };
  assert.equal(click(), button);
  document.activeElement.blur();
  button.addEventListener("click", () => other.focus());
  assert.equal(click(), other);
});

test("Escape gives the focus to what holds the widget", () => {
  const cell = document.body.appendChild(document.createElement("div"));
  cell.tabIndex = 0;
  cell.append(el);
  view.root.focus();
  press(view.root, "Escape");
  assert.equal(document.activeElement, cell);
});

for (const [what, end] of [["disabled", (button) => (button.disabled = true)], ["taken away", (button) => button.remove()]]) {
  test(`a button that is ${what} hands the focus on to the slider`, () => {
    const [button, slider] = ["button", "input"].map((tag) => view.root.appendChild(document.createElement(tag)));
    slider.type = "range";
    button.focus();
    view.draw = () => end(button);
    view.drawSoon();
    draw();
    assert.equal(document.activeElement, slider);
  });
}

test("a drawing leaves the focus where it is, within and without", () => {
  const inside = view.root.appendChild(document.createElement("button"));
  const outside = document.body.appendChild(document.createElement("button"));
  for (const button of [inside, outside]) {
    button.focus();
    view.drawSoon();
    draw();
    assert.equal(document.activeElement, button);
  }
});

test("at its end its keys are the page's", () => {
  let heard = 0;
  view.dispose();
  el.append(view.root);
  document.addEventListener("keydown", () => heard++);
  press(view.root, "a");
  assert.equal(heard, 1);
});

test("it is drawn at once, and once in a frame however much has changed", () => {
  model.arrive({ n: 2, m: 2 });
  model.arrive({ n: 3 });
  assert.deepEqual([view.draws, waitingFrames()], [[1], 1]);
  draw();
  assert.deepEqual([view.draws, waitingFrames()], [[1, 3], 0]);
});

test("another width is told once, and drawn with the next frame", () => {
  widen(500);
  widen(500);
  assert.deepEqual([view.resizes, view.draws.length, waitingFrames()], [1, 1, 1]);
  draw();
  assert.equal(view.draws.length, 2);
});

test("its scale is that of the style sheets, or 1", () => {
  assert.equal(view.scale, 1);
  view.root.style.setProperty("--s", "1.5");
  assert.equal(view.scale, 1.5);
});

test("what cannot be read is told before what Python says, and what was made last stays", () => {
  model.arrive({ n: 7, message: "from Python." });
  draw();
  assert.deepEqual([view.draws, view.message.textContent], [[1, 1], "n: there is no 7 here; the picture stays as it was."]);
  model.arrive({ n: 2 });
  draw();
  assert.deepEqual([view.draws.at(-1), view.message.textContent], [2, "from Python."]);
});

test("what is made of values is made anew only for others", () => {
  let made = 0;
  const take = () => view.take(["n", "m"], (n, m) => [++made, n, m]);
  assert.deepEqual([take(), take()], [[1, 1, 1], [1, 1, 1]]);
  model.set("m", 2);
  assert.deepEqual([take(), take()], [[2, 1, 2], [2, 1, 2]]);
});

for (const [error, told] of [
  [new Unreadable("a sentence."), "a sentence."],
  [new TypeError("x is undefined"), "What came cannot be read; the picture stays as it was."],
  [new RangeError("byte length"), "What came cannot be read; the picture stays as it was."],
]) {
  test(`where reading ends in a ${error.constructor.name} it is told in words`, () => {
    assert.equal(view.take(["m"], () => { throw error; }), undefined);
    view.drawSoon();
    draw();
    assert.equal(view.message.textContent, told);
  });
}

test("an error of another kind is a fault of ours, and is thrown", () => {
  assert.throws(() => view.take(["m"], () => { throw new ReferenceError("typo"); }), /typo/);
});

test("what is moved and not yet saved stays, whatever comes meanwhile; once saved, it is Python's to change", () => {
  let saves = 0;
  model.save_changes = () => saves++;
  view.move({ n: 2 });
  model.arrive({ n: 1, m: 5 });
  assert.deepEqual([model.get("n"), model.get("m"), saves], [2, 5, 0]);
  view.save();
  model.arrive({ n: 3 });
  assert.deepEqual([model.get("n"), saves], [3, 1]);
});

test("at its end nothing listens, observes or waits, the page is empty, and all that was to be done is done", () => {
  const [other, ends] = [new FakeModel({ k: 1 }), []];
  view.hear(other, ["change:k", "change:j"], () => {});
  view.atEnd(() => ends.push("first"));
  view.atEnd(() => ends.push("second"));
  view.drawSoon();
  view.dispose();
  view.dispose();
  assert.deepEqual([model.listenerCount, other.listenerCount, observers.size, waitingFrames(), el.childElementCount, ends], [0, 0, 0, 0, 0, ["first", "second"]]);
});

test("a widget makes for each model what its views share, and ends it", () => {
  const ended = [];
  class Shared {
    constructor(of) {
      this.of = of;
    }

    dispose() {
      ended.push(this.of);
    }
  }
  const [first, second] = [widgetOf(Counter, Shared)(), widgetOf(Counter)()];
  const forget = first.initialize({ model });
  const close = first.render({ model, el });
  assert.equal(el.childElementCount, 2);
  close();
  forget();
  assert.deepEqual([ended, el.childElementCount, second.initialize({ model })], [[model], 1, undefined]);
});

// ---- for a hall ----

function hall() {
  const [button, said] = view.root.querySelector(".bp-hall").children;
  return { isLarge: view.root.classList.contains("presenter"), pressed: button.getAttribute("aria-pressed"), said: said.textContent, button };
}

test("the switch makes the widget large, lays it out anew and is saved", async () => {
  hall().button.click();
  await draw();
  assert.deepEqual([hall().isLarge, hall().pressed, view.resizes, model.get("presenter"), model.saves.length], [true, "true", 1, true, 1]);
  hall().button.click();
  await draw();
  assert.deepEqual([hall().isLarge, hall().pressed, view.resizes, model.get("presenter")], [false, "false", 2, false]);
});

test("the key P does the same and says so, but not while it is typed", async () => {
  const box = view.root.appendChild(document.createElement("input"));
  press(box, "p");
  press(view.root, "p", { ctrlKey: true });
  await draw();
  assert.deepEqual([hall().isLarge, hall().said], [false, ""]);
  press(view.root, "P");
  await draw();
  assert.deepEqual([hall().isLarge, hall().said], [true, "Presenter: on"]);
});

test("Python makes it large too", async () => {
  model.arrive({ presenter: true });
  await draw();
  assert.equal(hall().isLarge, true);
});
