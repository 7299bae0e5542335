/** Levels of detail, questions, the presenter's size, the common scale and the state as Python, as a view shows them. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeModel, modelOf } from "./fake_model.js";
import { fixture } from "./fixtures.js";
import { draw, openPage, openWidget } from "./page.js";

const LEVELS = ["C", "slope", "factors", "check"];

let lecture, model;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  openPage();
  lecture = fixture("lecture");
  model = modelOf(lecture);
});

async function openOne() {
  const { views } = await openWidget(model);
  return views[0];
}

async function openAsking(...keys) {
  const view = await openOne();
  view.slider.focus();
  for (const key of ["q", ...keys]) view.key(key);
  return view;
}

const pressed = (view) => [...view.root.querySelectorAll("[aria-pressed=true]")].map(({ textContent }) => textContent);
const start = () => lecture.network.parameters.find(([plain]) => plain === "w43[3]")[1];
const question = () => model.get("question");
const heard = (view) => view.find("[aria-live]").textContent;
const summarised = (view) => document.getElementById(view.root.getAttribute("aria-describedby")).textContent;
const said = (view) => view.find(".bp-sentence").textContent;

// ---- levels ----

for (const [level, name] of LEVELS.map((name, index) => [index + 1, name])) {
  test(`level ${level} comes by its key and by its button, and is kept in the model`, async () => {
    model.set("detail", level === 4 ? 1 : 4);
    const view = await openOne();
    view.key(String(level));
    const byKey = [model.get("detail"), view.root.getAttribute("data-detail"), pressed(view)];
    view.key(level === 1 ? "2" : "1");
    view.pressButton(name);
    const byButton = [model.get("detail"), view.root.getAttribute("data-detail"), pressed(view)];
    assert.deepEqual([byKey, byButton], [[level, String(level), [name]], [level, String(level), [name]]]);
  });
}

test("a level is the same in two views", async () => {
  const { views } = await openWidget(model, 2);
  views[0].key("2");
  assert.deepEqual(views.map((view) => view.root.getAttribute("data-detail")), ["2", "2"]);
});

test("a level chosen is saved", async () => {
  const view = await openOne();
  view.key("3");
  assert.equal(model.saves.length, 1);
});

test("0 and 5 are no levels", async () => {
  const view = await openOne();
  for (const key of ["0", "5"]) view.key(key);
  assert.equal(model.get("detail"), 4);
});

for (const selector of ["input.bp-box", "textarea"]) {
  test(`a digit or letter typed into ${selector} is no key`, async () => {
    const view = await openOne();
    view.find(selector).focus();
    for (const key of ["1", "q", "p", "s"]) view.key(key);
    assert.deepEqual([model.get("detail"), model.get("presenter"), model.saves.length], [4, false, 0]);
  });
}

test("with Ctrl, Alt or the command key a letter is the browser's", async () => {
  const view = await openOne();
  for (const held of ["ctrlKey", "altKey", "metaKey"]) for (const key of ["1", "p", "s", "q"]) view.key(key, { [held]: true });
  assert.equal(model.saves.length, 0);
});

test("what is said keeps to the level that is shown", async () => {
  model.set("detail", 1);
  const view = await openOne();
  view.slider.focus();
  view.drag(1.2);
  view.letGo();
  assert.match(heard(view), /^C changed by \+0\.\d+\.$/);
  view.key("4");
  assert.match(summarised(view), /, predicted \+0\.\d+\./);
});

test("back at the start, the slope is said where it is shown", async () => {
  const view = await openOne();
  view.slider.focus();
  const said = [1, 2].map((detail) => {
    model.set("detail", detail);
    view.drag(1.2);
    view.letGo();
    view.key("z", { ctrlKey: true });
    return heard(view);
  });
  assert.deepEqual(said.map((text) => /^That is its start\.( Slope of C: 0\.\d+\.)?$/.exec(text)[1] !== undefined), [false, true]);
});

// ---- presenter ----

test("the presenter's switch shows fewer digits than a desk has", async () => {
  const view = await openOne();
  const digits = (text) => text.replace(/^[^.]*\./, "").replace(/^0*/, "").length;
  const shown = () => ["derivative", "finite-difference", "actual"].map((quantity) => digits(view.shown(quantity)));
  view.drag(1.2);
  const desk = shown();
  view.key("p");
  const hall = shown();
  assert.ok(desk.every((count, place) => count >= 3 && hall[place] >= 2 && hall[place] < count), `${desk} and ${hall}`);
});

test("in a hall both factors have fewer digits than at a desk", async () => {
  const view = await openOne();
  const decimals = () => ["a", "delta"].map((name) => view.find(`math .${name} > mn`).textContent.split(".")[1].length);
  const desk = decimals();
  view.key("p");
  assert.deepEqual([desk, decimals()], [[3, 4], [2, 3]]);
});

test("the presenter's size is a class of the root, the same in two views, and goes again", async () => {
  const { views } = await openWidget(model, 2);
  const isLarge = () => views.map((view) => view.root.classList.contains("presenter"));
  views[0].pressButton("Presenter");
  const on = isLarge();
  views[1].key("p");
  assert.deepEqual([on, isLarge(), model.get("presenter")], [[true, true], [false, false], false]);
});

// ---- questions ----

test("a question begins at the start, with the slider's value taken back", async () => {
  const view = await openOne();
  view.drag(2);
  view.letGo();
  view.pressButton("Predict first");
  assert.deepEqual([model.get("chosen").value, question()], [start(), { kind: "direction", votes: [], revealed: false }]);
});

test("asking, the focus goes from what is hidden to the question, and back to the slider when it is revealed", async () => {
  const view = await openAsking();
  const asking = document.activeElement;
  view.key("r");
  assert.deepEqual([asking.className, document.activeElement], ["bp-question", view.slider]);
});

test("who asks from the diagram stays there", async () => {
  const view = await openOne();
  view.find("[aria-current=true]").focus();
  view.key("q");
  assert.equal(document.activeElement.getAttribute("data-parameter"), "w43[3]");
});

test("a letter votes, another letter changes the vote, and the same takes it back", async () => {
  const view = await openAsking();
  const votes = ["a", "b", "b"].map((letter) => {
    view.key(letter);
    return question().votes;
  });
  assert.deepEqual(votes, [["A"], ["B"], []]);
});

test("where several may be right, letters add up in their order", async () => {
  const view = await openAsking("n", "n");
  assert.equal(question().kind, "changes");
  for (const letter of ["d", "b", "c", "b"]) view.key(letter);
  assert.deepEqual([question().votes, pressed(view).filter((text) => /^[A-D]/.test(text)).length], [["C", "D"], 2]);
});

test("a letter without an option is no vote", async () => {
  const view = await openAsking();
  view.key("d");
  assert.deepEqual(question().votes, []);
});

test("votes by button are seen in every view", async () => {
  const { views } = await openWidget(model, 2);
  views[0].key("q");
  views[1].find(".bp-options button").click();
  draw();
  assert.deepEqual(views.map((view) => view.find(".bp-options [aria-pressed=true] kbd").textContent), ["A", "A"]);
});

test("revealed by its key, C is pushed and the verdict stands where the sentence was", async () => {
  const view = await openAsking("a", "r");
  assert.deepEqual([question().revealed, model.get("chosen").value], [true, 0.7]);
  assert.match(said(view), /^A is right\. As w43\[3\] rises, C goes up: \+0\.\d+\./);
  assert.equal(heard(view), said(view).replace("w43[3]", "w 4 3, layer 3"));
});

test("the button reveals as well", async () => {
  const view = await openAsking("b");
  view.pressButton("Reveal");
  assert.match(said(view), /^You said B; the answer is A\./);
  assert.deepEqual([...view.root.querySelectorAll(".bp-sentence kbd")].map(({ textContent }) => textContent), ["B", "A"]);
});

test("the sentence comes back when the questions end", async () => {
  const view = await openAsking("r", "q");
  assert.deepEqual([question(), said(view).startsWith("Layers 1 and 2 come before")], [{}, true]);
});

test("kinds of question follow each other, before and after an answer", async () => {
  const view = await openAsking();
  const kinds = ["n", "n", "r", "n", "n"].map((key) => {
    view.key(key);
    return question().kind;
  });
  assert.deepEqual(kinds, ["largest", "changes", "changes", "zero", "direction"]);
});

test("after the answer letters are no votes, and nothing is revealed again", async () => {
  const view = await openAsking("a", "r");
  view.drag(2);
  for (const key of ["b", "r"]) view.key(key);
  assert.deepEqual([question().votes, model.get("chosen").value], [["A"], 2]);
});

test("each question is heard once with its options: as it takes the focus, or else said", async () => {
  const view = await openAsking();
  const { activeElement } = document;
  assert.match(activeElement.textContent, /What does C do\?$/);
  assert.match(document.getElementById(activeElement.getAttribute("aria-describedby")).textContent, /^A C goes up; B C goes down; C C stays as it is\.$/);
  assert.equal(heard(view), "");
  view.key("n");
  assert.match(heard(view), /^Of these weights.*\? A w 4 1, layer 3; B /);
});

test("a question is said in the view that has the focus alone", async () => {
  const { views } = await openWidget(model, 2);
  views[0].button("Predict first").focus();
  views[0].pressButton("Predict first");
  assert.deepEqual(views.map((view) => /What does C do/.test(heard(view))), [true, false]);
});

for (const [key, words] of Object.entries({ 2: "Show C, slope: on", s: "Same scale: on", p: "Presenter: on" })) {
  test(`the key ${key} says what it did`, async () => {
    const view = await openOne();
    view.slider.focus();
    view.key(key);
    assert.equal(heard(view), words);
  });
}

test("a vote says what it did", async () => {
  const view = await openAsking("a");
  const given = heard(view);
  view.key("a");
  assert.deepEqual([given, heard(view)], ["A C goes up: on", "A C goes up: off"]);
});

// before a hall each letter counts a hand

const tallied = (view) => [...view.root.querySelectorAll(".bp-tally > span")].map((one) => [one.textContent, one.className, one.querySelector(".bp-bar").style.width]);
const counted = (view) => view.find(".bp-ask-controls [role=status]").textContent;

async function openHall(...keys) {
  model.set("presenter", true);
  return openAsking(...keys);
}

test("before a hall each letter adds a vote, and nobody sees for what until the answer is there", async () => {
  const view = await openHall("a", "a", "b", "a");
  assert.deepEqual([question().votes, counted(view)], [["A", "A", "B", "A"], "4 votes"]);
  assert.deepEqual([tallied(view), view.root.querySelectorAll(".bp-options [aria-pressed]").length], [[], 0]);
  view.key("r");
  assert.match(said(view), /^The answer is A\. As w43\[3\] rises/);
  assert.deepEqual(tallied(view), [["A  3; ", "right", "6em"], ["B  1; ", "", "2em"], ["C  0; ", "", "0em"]]);
});

test("the last vote can be taken back, by its button and by key", async () => {
  const view = await openHall("a", "b", "c");
  view.pressButton("Take back");
  assert.deepEqual([question().votes, counted(view)], [["A", "B"], "2 votes"]);
  view.key("z", { ctrlKey: true });
  assert.deepEqual([question().votes, counted(view)], [["A"], "1 vote"]);
  view.key("z", { ctrlKey: true });
  assert.deepEqual([question().votes, counted(view), view.button("Take back").disabled], [[], "", true]);
  assert.equal(model.get("chosen").value, start());
});

test("at a desk there is neither a count nor a clock, and undoing takes no vote back", async () => {
  const view = await openAsking("a");
  view.key("z", { ctrlKey: true });
  view.key("t");
  assert.deepEqual([question().votes, counted(view)], [["A"], ""]);
  assert.deepEqual([view.button("Take back").hidden, view.find(".bp-clock").hidden, view.find(".bp-clock").textContent], [true, true, "Clock 0:30"]);
});

test("what a hall said stays a tally at a desk", async () => {
  const view = await openHall("a", "b", "r");
  view.key("p");
  assert.equal(tallied(view).length, 3);
});

test("the clock counts down, says that time is up, and begins anew with another question", async () => {
  const view = await openHall();
  const clock = view.find(".bp-clock");
  const over = () => view.find(".bp-ask-controls [role=status]:last-child").textContent;
  const seconds = (count) => {
    for (let second = 0; second < count; second++) mock.timers.tick(1000);
  };
  view.key("t");
  seconds(4);
  assert.deepEqual([clock.textContent, over()], ["Clock 0:26", ""]);
  seconds(30);
  assert.deepEqual([clock.textContent, over()], ["Clock 0:00", "Time is up."]);
  view.key("n");
  assert.deepEqual([clock.textContent, over()], ["Clock 0:30", ""]);
  clock.click();
  seconds(3);
  clock.click();
  seconds(3);
  assert.equal(clock.textContent, "Clock 0:30");
  clock.click();
  view.key("r");
  seconds(3);
  assert.equal(clock.textContent, "Clock 0:30");
});

test("every letter has a button that does the same", async () => {
  const view = await openAsking();
  const keys = () => {
    const buttons = [...view.root.querySelectorAll("button[aria-keyshortcuts]")].filter((button) => !button.closest("[hidden]"));
    return buttons.map((button) => button.getAttribute("aria-keyshortcuts")).sort().join("");
  };
  assert.equal(keys(), "1234ABCNPQRS");
  view.key("r");
  assert.equal(keys(), "1234NPQS"); // Another question, which follows an answer too
  view.key("p");
  view.key("q");
  view.key("q");
  assert.equal(keys(), "123ABCNPQRST");
});

test("a bias is asked what a bias can be asked", async () => {
  model.arrive({ sweeps: { ...model.get("sweeps"), "b2[4]": lecture.sweeps["b2[4]"] } });
  const view = await openAsking("n");
  view.choose("b2[4]");
  const shown = view.find(".bp-question").textContent;
  view.key("n");
  assert.match(shown, /^b2\[4\] (rises|falls) from/);
  assert.equal(question().kind, "changes");
});

test("another parameter after an answer is another question", async () => {
  model.arrive({ sweeps: { ...model.get("sweeps"), "w51[4]": lecture.sweeps["w51[4]"] } });
  const view = await openAsking("a", "r");
  view.choose("w51[4]");
  assert.deepEqual(question(), { kind: "direction", votes: [], revealed: false });
});

/** What a screen reader can find: texts and names that no style sheet hides. */
function spokenOf(view) {
  const names = [...view.root.querySelectorAll("[role=option]")].map((option) => option.getAttribute("aria-label"));
  return [heard(view), said(view), summarised(view), view.slider.getAttribute("aria-valuetext"), ...names].join("\n");
}

test("asking, nothing that is heard tells of a change, a slope or what stays", async () => {
  const view = await openOne();
  view.slider.focus();
  view.drag(1.2);
  view.letGo();
  view.key("q");
  assert.doesNotMatch(spokenOf(view), /changed by|predicted|[Ss]lope|unchanged|can change|feels|the answer is|is right/);
  view.key("r");
  assert.match(spokenOf(view), /goes up[^]*unchanged/);
});

test("asking, all weights and neurons look alike: nothing is greyed", async () => {
  const view = await openAsking();
  const greyed = () => [...view.root.querySelectorAll(".bp-network [role=option]:not(.reached)")].length;
  const asking = greyed();
  view.key("r");
  assert.deepEqual([asking, greyed() > 0], [0, true]);
});

test("asking, a value that Python sets shows nothing of what it does", async () => {
  const view = await openAsking();
  const words = () => [...view.root.querySelectorAll(".bp-words > g")].map(({ textContent }) => textContent).join(" ");
  const before = [words(), spokenOf(view)];
  model.arrive({ chosen: { parameter: "w43[3]", value: 3 } });
  draw();
  assert.deepEqual([words(), spokenOf(view)], before);
});

test("asking, nothing is undone by keys", async () => {
  const view = await openOne();
  view.slider.focus();
  view.drag(2);
  view.letGo();
  view.key("q");
  view.key("z", { ctrlKey: true });
  assert.equal(model.get("chosen").value, start());
});

test("before the first sweep nothing can be asked or copied", async () => {
  model = new FakeModel({ ...lecture.state, sweeps: {} });
  const view = await openOne();
  view.key("q");
  assert.deepEqual(["Predict first", "Copy as Python"].map((name) => view.button(name).disabled), [true, true]);
  assert.deepEqual([view.slider.disabled, view.box.disabled], [true, true]);
});

// ---- same scale ----

function axisOf(view) {
  const ticks = [...view.root.querySelectorAll(".bp-plot .bp-tick-label[text-anchor=end]")];
  const costs = ticks.map(({ textContent }) => Number(textContent));
  const heights = ticks.map((tick) => Number(tick.getAttribute("y")));
  const unit = (heights.at(-1) - heights[0]) / (costs.at(-1) - costs[0]); // pixels for one unit of C
  const clip = view.find("clipPath rect");
  return -Number(clip.getAttribute("height")) / unit;
}

test("on the common scale the axis holds the spread of all parameters, and a tenth more on either side", async () => {
  model.set("spread", [-0.3, 0.7]);
  const view = await openOne();
  const own = axisOf(view);
  view.key("s");
  assert.equal(model.get("same_scale"), true);
  assert.ok(Math.abs(axisOf(view) - 1.2) < 0.01, `${axisOf(view)}`);
  view.pressButton("Same scale");
  assert.deepEqual([model.get("same_scale"), axisOf(view)], [false, own]);
});

test("the axis waits for the spread, and takes it when it comes", async () => {
  const view = await openOne();
  const own = axisOf(view);
  view.key("s");
  const waiting = axisOf(view);
  model.arrive({ spread: [-0.3, 0.7] });
  draw();
  assert.deepEqual([waiting === own, axisOf(view) > 1], [true, true]);
});

// ---- the state as Python ----

test("the state as Python is one line with the network, the point, the parameter, its value and the level", async () => {
  model.set("detail", 3);
  const view = await openOne();
  view.drag(1.2);
  view.letGo();
  view.pressButton("Copy as Python");
  const line = view.find("textarea").value;
  assert.equal(line.includes("\n"), false);
  assert.match(line, /^net = Network\(\(4, 3, 4, 5, 2\), rng=1459, scale=1\.5\); Explorer\(net, \[0\.2, 0\.9, 0\.5, 0\.7\], \[1, 0\], "w43\[3\]", value=1\.2, detail=3\)$/);
});

test("the start is copied with all its digits", async () => {
  const view = await openOne();
  view.pressButton("Copy as Python");
  assert.ok(view.find("textarea").value.includes(`value=${start()},`));
});

test("where the clipboard is closed the line stands in its box, which goes when the state has changed", async () => {
  const view = await openOne();
  view.pressButton("Copy as Python");
  await Promise.resolve();
  const shown = [view.find("textarea").hidden, view.find(".bp-modes [role=status]").textContent];
  view.drag(2);
  assert.deepEqual([shown, view.find("textarea").hidden, view.find(".bp-modes [role=status]").textContent], [[false, "copy it from the box"], true, ""]);
});
