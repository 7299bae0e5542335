import assert from "node:assert/strict";
import { test } from "node:test";
import { heard, html } from "../../lecture_lib/widgets/shared/dom.js";
import { biasName, namesHeard, parseParameter, printed, spoken, symbolInWords, weightName } from "../../lecture_lib/widgets/shared/notation.js";
import { fixture } from "./fixtures.js";
import { openPage } from "./page.js";

test("every name that Python gives is read, and written the same", () => {
  for (const name of ["lecture", "wide"]) {
    for (const [plain] of fixture(name).network.parameters) {
      const { layer, j, k } = parseParameter(plain);
      assert.equal(k === null ? biasName(layer, j) : weightName(layer, j, k), plain);
    }
  }
});

test("two indices above nine are told apart by a comma", () => {
  const { j, k, layer } = parseParameter("w10,3[2]");
  assert.deepEqual([j, k, layer], [10, 3, 2]);
});

test("an ambiguous name is refused", () => {
  assert.throws(() => parseParameter("w123[2]"), /w123\[2\]/);
});

test("a weight is spoken index by index", () => {
  assert.equal(spoken(parseParameter("w43[3]")), "w 4 3, layer 3");
});

test("a factor is spoken as a weight is", () => {
  assert.equal(spoken({ letter: "δ", layer: 3, j: 4, k: null }), "delta 4, layer 3");
});

for (const [sentence, words] of [
  ["w₄₃^[3] needs a number; it stays at 0.1.", "w 4 3, layer 3 needs a number; it stays at 0.1."],
  ["w10,3[2] is not here, b₄^[3] is.", "w 10 3, layer 2 is not here, b 4, layer 3 is."],
  ["the numbers for w₁₀,₃^[2]", "the numbers for w 10 3, layer 2"],
  ["W^[3] and w123[2] are no weights.", "W^[3] and w123[2] are no weights."],
]) {
  test(`what is printed as ${sentence} is heard by its names`, () => {
    openPage();
    const shown = html("p", {}, ...namesHeard(sentence));
    assert.deepEqual([shown.textContent, heard(shown)], [sentence, words]);
  });
}

test("a symbol in a sentence is heard as the name of the same weight", () => {
  openPage();
  assert.equal(heard(html("p", {}, "push ", symbolInWords(parseParameter("w43[3]")), ".")), "push w 4 3, layer 3.");
});

test("a bias is printed with its layer in brackets", () => {
  assert.equal(printed(parseParameter("b4[3]")), "b₄^[3]");
});
