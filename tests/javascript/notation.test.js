import assert from "node:assert/strict";
import { test } from "node:test";
import { biasName, parseParameter, printed, spoken, weightName } from "../../lecture_lib/widgets/shared/notation.js";
import { fixture } from "./fixtures.js";

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

test("a bias is printed with its layer in brackets", () => {
  assert.equal(printed(parseParameter("b4[3]")), "b₄^[3]");
});
