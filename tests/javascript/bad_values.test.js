/** A bad value of any widget, made by hand or by another version: the last picture stays, and a sentence says why. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { FakeModel, modelOf } from "./fake_model.js";
import { fixture, widgetState } from "./fixtures.js";
import { draw, openPage, openSimple } from "./page.js";

const MODELS = {
  explorer: () => modelOf(fixture("lecture")),
  live: () => new FakeModel(widgetState("live-25").state),
  player: () => new FakeModel({ ...widgetState("player").state, at: "z[3]" }),
  overfitting: () => new FakeModel(widgetState("overfitting").state),
  rates: () => new FakeModel(widgetState("rates").state),
  steps: () => new FakeModel(widgetState("steps").state),
  progress: () => new FakeModel({ n_iter: 2000, step: 500, words: "step 500 of 2,000, Cost 0.125" }),
};

const BAD = {
  explorer: {
    network: [null, "w43[3]", {}, { version: 2, id: "other" }, { version: 2, id: "other", sizes: 3 }],
    sweeps: [{ "w43[3]": null }, { "w43[3]": {} }, { "w43[3]": 7 }, { w: {} }],
    chosen: [null, 7, {}, { parameter: "w99[9]", value: 1 }, { parameter: "w43[3]" }, { parameter: "w43[3]", value: "x" }],
  },
  live: { sweep: [null, 7, {}, { version: 99 }, { version: 2 }], indices: [null, {}, { l: 9, j: 1, k: 1 }, { l: 3, j: 1 }, { l: 3, j: 9, k: 1 }], equation: [null, {}] },
  player: { sweep: [null, {}, { version: 99 }, { version: 2 }], at: ["z[9]", null, 7], neuron: [null, "x", 1.5], source: [null, {}] },
  overfitting: {
    tables: [null, {}, { version: 99 }, { version: 1 }],
    knob: ["eta", null],
    l2: [0.5, "0", null],
    start: [0, 7],
    record: [-1, 41, 1.5],
  },
  rates: {
    tables: [null, {}, { version: 99 }, { version: 1 }],
    part: ["curve", null],
    curvature: [3],
    parabola_eta: [1.61],
    eta: [3, "x"],
    record: [-1, 41, null],
    pair: [0, 9],
    step: ["8", 1000],
  },
  steps: { study: [null, {}, { hs: [] }], chosen: [-1, 161, "x", null] },
  progress: { n_iter: [null, "many"], step: ["x", 0.5, null] },
};

let model, view;

async function open(widget) {
  openPage();
  model = MODELS[widget]();
  view = await openSimple(widget, model);
  draw();
}

/** All that is seen and heard, but for the message. */
function picture() {
  const copy = view.root.cloneNode(true);
  copy.querySelector(".bp-message").remove();
  const fields = [...view.root.querySelectorAll("input, select, progress")].map(({ value, checked }) => [value, checked]);
  return [copy.innerHTML, fields];
}

function comes(values) {
  model.arrive(values);
  draw();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

for (const [widget, names] of Object.entries(BAD)) {
  for (const [name, values] of Object.entries(names)) {
    for (const value of values) {
      test(`${name} = ${JSON.stringify(value)} leaves the last picture of ${widget} and one sentence, until a good one comes`, async () => {
        await open(widget);
        const [before, good] = [picture(), model.get(name)];
        comes({ [name]: value });
        assert.match(view.message, /^.{20,}\.$/);
        assert.deepEqual(picture(), before);
        comes({ [name]: good });
        assert.equal(view.message, "");
        assert.deepEqual(picture(), before);
      });
    }
  }
}

for (const widget of Object.keys(MODELS)) {
  test(`a sentence from Python stands in the area of ${widget}, as text, and goes`, async () => {
    await open(widget);
    comes({ message: "<b>chosen</b>: expected something else." });
    assert.deepEqual([view.message, view.find(".bp-message").childElementCount], ["<b>chosen</b>: expected something else.", 0]);
    comes({ message: "" });
    assert.equal(view.message, "");
  });

  test(`a view of ${widget} that ends leaves nothing behind`, async () => {
    await open(widget);
    view.close();
    assert.equal(document.body.textContent, "");
  });
}
