/** Questions for a class: what is right is what Python's numbers say. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { kindsOf, questionOf } from "../../lecture_lib/widgets/explorer/questions.js";
import { verdict } from "../../lecture_lib/widgets/shared/question.js";
import { changedRows, fixture, sweepOf } from "./fixtures.js";

const textOf = (words) => words.map((word) => (typeof word === "string" ? word : (word.key ?? `${word.letter}${word.j}${word.k ?? ""}[${word.layer}]`))).join("");
const asked = (kind, name, plain) => questionOf(kind, sweepOf(name, plain));
const verdictOf = (kind, name, plain, votes) => textOf(verdict(asked(kind, name, plain), votes));
const PARAMETERS = [
  ["lecture", "w43[3]"], ["lecture", "b2[4]"], ["lecture", "w51[4]"], ["lecture", "w12[2]"], ["lecture", "w21[5]"],
  ["tanh", "w12[2]"], ["tanh", "b1[3]"], ["softmax", "w12[3]"], ["softmax", "b2[2]"], ["wide", "w16,16[2]"], ["valley", "w11[2]"],
];

for (const [name, plain] of PARAMETERS) {
  test(`up or down: for ${plain} of ${name} the right option is Python's`, () => {
    const { options, right, target } = asked("direction", name, plain);
    const { actual } = fixture(name).expected.find((point) => point.parameter === plain && point.value === target);
    assert.deepEqual(right.map((letter) => textOf(options["ABCD".indexOf(letter)])), [actual > 0 ? "C goes up" : "C goes down"]);
  });
}

for (const [name, plain] of PARAMETERS.filter(([name, plain]) => plain.startsWith("w") && name !== "tanh")) {
  test(`the largest slope: for ${plain} of ${name} the right option is Python's`, () => {
    const { options, right } = asked("largest", name, plain);
    const { gradient } = fixture(name);
    const names = options.map(([weight]) => weight.plain);
    const largest = names.reduce((best, other) => (Math.abs(gradient[other]) > Math.abs(gradient[best]) ? other : best));
    assert.deepEqual(right, ["ABC"[names.indexOf(largest)]]);
  });
}

for (const [name, plain] of PARAMETERS.filter(([name]) => name !== "valley" && name !== "wide")) {
  test(`what changes: for ${plain} of ${name} the right options are those that change in Python`, () => {
    const question = asked("changes", name, plain);
    if (question === null) return assert.ok(["tanh"].includes(name), `${plain} of ${name} has no such question`);
    const [before, after] = fixture(name).expected.filter(({ parameter }) => parameter === plain);
    const numberAt = ({ a, delta, cost }, word) => (word === "C" ? cost : { a, δ: delta }[word.letter][word.layer][word.j - 1]);
    const changed = question.options.map(([word]) => Math.abs(numberAt(before, word) - numberAt(after, word)) > 1e-9);
    assert.deepEqual(question.right, [..."ABCD"].filter((_, index) => changed[index]));
  });
}

test("what changes is asked with the options that the layer has", () => {
  const options = [["w43[3]"], ["w12[2]"], ["w21[5]"]].map(([plain]) => asked("changes", "lecture", plain).options.map(textOf));
  assert.deepEqual(options, [["a2[3]", "a1[4]", "δ1[2]", "C"], ["a2[2]", "a1[3]", "C"], ["a1[5]", "δ1[4]", "C"]]);
});

test("in front of a softmax every output changes, and the reason says why", () => {
  assert.deepEqual(asked("changes", "softmax", "w12[3]").right, ["A", "B", "C"]);
  assert.match(verdictOf("changes", "softmax", "w12[3]", []), /The softmax divides by the sum of all outputs, so each of them changes\./);
});

test("without a softmax no reason speaks of one", () => {
  const said = ["w43[3]", "w21[5]", "b2[4]"].map((plain) => verdictOf("changes", "lecture", plain, []));
  assert.doesNotMatch(said.join(), /softmax/);
});

test("the letters of a verdict are keys, and C is the cost", () => {
  const words = verdict(asked("direction", "valley", "w11[2]"), ["C"]);
  assert.deepEqual(words.slice(0, 5), ["You said ", { key: "C" }, "; the answer is ", { key: "A" }, ". "]);
});

test("where the slope at the start and the change of C disagree, the verdict follows C and says why", () => {
  const { actual, slope } = { actual: 0.2, slope: -0.3 };
  assert.deepEqual(asked("direction", "valley", "w11[2]").right, ["A"]);
  assert.equal(
    verdictOf("direction", "valley", "w11[2]", ["B"]),
    `You said B; the answer is A. As w11[2] rises, C goes up: +${actual.toFixed(4)}. ` +
      `The slope at the start, \u2212${-slope.toFixed(3)}00, is negative, but C turns on the way: a slope speaks for small steps only.`,
  );
});

test("where they agree, C follows the slope", () => {
  assert.match(verdictOf("direction", "lecture", "w43[3]", ["A"]), /^A is right\. .* is positive, and C follows it\.$/);
});

test("a weight that carries nothing leaves C as it is", () => {
  assert.equal(verdictOf("direction", "valley", "w12[2]", ["C"]), "C is right. As w12[2] rises, C stays as it is. Its slope is 0 everywhere.");
});

test("with a = 0 the derivative is 0, whatever δ is", () => {
  const { right, options } = asked("zero", "lecture", "w43[3]");
  assert.deepEqual([right, options.map(textOf)], [["A"], ["0", "the same as now", "δ4[3]"]]);
});

test("a question with two right answers is not asked", () => {
  assert.equal(asked("zero", "valley", "w12[2]"), null);
});

test("where C stays as it is, nobody is asked what changes", () => {
  const message = fixture("tanh").sweeps["w12[2]"];
  const still = sweepOf("tanh", "w12[2]", { rows: changedRows(message, (_, column) => column + 1) }); // each row is the same
  assert.deepEqual([questionOf("changes", still), asked("changes", "tanh", "w12[2]") === null], [null, false]);
});

test("a weight has all kinds of question, a bias those about pushing it", () => {
  const kinds = ["w43[3]", "b2[4]"].map((plain) => kindsOf(sweepOf("lecture", plain)));
  assert.deepEqual(kinds, [["direction", "largest", "changes", "zero"], ["direction", "changes"]]);
});

test("every question has at least one right option and no option twice", () => {
  for (const [name, plain] of PARAMETERS) {
    for (const kind of kindsOf(sweepOf(name, plain))) {
      const { options, right } = asked(kind, name, plain);
      assert.equal(new Set(options.map(textOf)).size, options.length, `${kind} of ${plain}`);
      assert.ok(right.length > 0, `${kind} of ${plain} has no right option`);
    }
  }
});

for (const [votes, beginning] of [
  [[], "The answer is B and C and D. "],
  [["D", "B", "C"], "B and C and D is right. "],
  [["B"], "You said B; the answer is B and C and D. "],
  [["A", "B", "C", "D"], "You said A and B and C and D; the answer is B and C and D. "],
]) {
  test(`of several right letters, ${votes.join(", ") || "no vote"} is told as it is`, () => {
    assert.ok(verdictOf("changes", "lecture", "w43[3]", votes).startsWith(beginning), verdictOf("changes", "lecture", "w43[3]", votes));
  });
}
