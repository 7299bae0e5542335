/** What is typed is read as it was meant, and what could be meant in two ways is not read at all. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { numberIn, numbersIn, wholeNumbersIn } from "../../lecture_lib/widgets/shared/typed.js";

for (const [text, number] of [
  ["2", 2],
  ["\u22122", -2],
  ["-0.303", -0.303],
  ["+1.5", 1.5],
  ["0,3", 0.3],
  [" 0.3\u00a0", 0.3],
  [",5", 0.5],
  [".5", 0.5],
  ["3.", 3],
  ["1/3", 1 / 3],
  ["\u22121 / 3", -1 / 3],
  ["0,5/2", 0.25],
  ["1e-4", 1e-4],
  ["1E2", 100],
  ["0/5", 0],
]) {
  test(`"${text}" is ${number}`, () => assert.equal(numberIn(text), number));
}

for (const text of ["", " ", "-", "\u2212", "two", "1.2.3", "1,2,3", "1.000,5", "1 2", "0x10", "1e999", "Infinity", "NaN", "1/0", "0/0", "1/2/3", "/3", "3/", "--1", "1e"]) {
  test(`"${text}" is no number`, () => assert.equal(numberIn(text), NaN));
}

for (const [text, numbers] of [
  ["0,2; 0,9; 0,5; 0,7", [0.2, 0.9, 0.5, 0.7]],
  ["0,2;0,9", [0.2, 0.9]],
  ["0.2, 0.9", [0.2, 0.9]],
  ["0.2,0.9,1", [0.2, 0.9, 1]],
  ["0,2 0,9", [0.2, 0.9]],
  ["0,2 , 0,9", [0.2, 0.9]],
  ["0.2\n\u22120.9\t1/3", [0.2, -0.9, 1 / 3]],
  ["1/3, 2 / 3", [1 / 3, 2 / 3]],
  ["0,5", [0.5]],
  ["1, 0", [1, 0]],
  ["1, 0,", [1, 0]],
  ["", []],
  [" ; ", []],
]) {
  test(`"${text}" is a list of ${numbers.length}`, () => assert.deepEqual(numbersIn(text), numbers));
}

test("commas that could be either are not guessed at", () => {
  assert.deepEqual([numbersIn("0,2,0,9"), numbersIn("1,0,0"), numbersIn("0.1, two, 3")], [[NaN], [NaN], [0.1, NaN, 3]]);
});

test("among whole numbers every comma parts", () => {
  assert.deepEqual([wholeNumbersIn("4,3, 4; 5 2"), wholeNumbersIn("4, 3.5, -1, x")], [[4, 3, 4, 5, 2], [4, NaN, NaN, NaN]]);
});
