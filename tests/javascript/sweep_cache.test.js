import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { SweepCache } from "../../lecture_lib/widgets/explorer/sweep_cache.js";
import { fixture } from "./fixtures.js";

let lecture, cache;

beforeEach(() => {
  lecture = fixture("lecture");
  cache = new SweepCache(lecture.network);
});

const keep = (plain, change = {}) => cache.keep({ [plain]: { ...lecture.sweeps[plain], ...change } });

test("a sweep that came is found by its parameter, and no other", () => {
  assert.equal(keep("b2[4]"), "");
  assert.deepEqual([cache.find("b2[4]").parameter.plain, cache.find("w43[3]")], ["b2[4]", undefined]);
});

test("what came before stays when others come", () => {
  keep("b2[4]");
  keep("w43[3]");
  assert.equal(cache.find("b2[4]").parameter.plain, "b2[4]");
});

test("the same sweep again is the one that is drawn already", () => {
  keep("b2[4]");
  const first = cache.find("b2[4]");
  keep("b2[4]");
  assert.equal(cache.find("b2[4]"), first);
});

test("a sweep with another row takes the place of the one before", () => {
  keep("w43[3]");
  cache.keep({ "w43[3]": fixture("typed").sweeps["w43[3]"] });
  assert.equal(cache.find("w43[3]").at(1.234).exact, true);
});

test("what cannot be read is a sentence, and what was there stays", () => {
  keep("b2[4]");
  const first = cache.find("b2[4]");
  assert.match(keep("b2[4]", { version: 7 }), /version 7/);
  assert.equal(cache.find("b2[4]"), first);
});

test("of several sweeps the good ones are kept, and the first bad one is told", () => {
  const { "w43[3]": good, "b2[4]": other } = lecture.sweeps;
  assert.match(cache.keep({ "b2[4]": { ...other, version: 7 }, "w43[3]": good }), /b2\[4\] has version 7/);
  assert.equal(cache.find("w43[3]").parameter.plain, "w43[3]");
});

test("a network that cannot be drawn has no cache", () => {
  assert.throws(() => new SweepCache({ ...lecture.network, version: 3 }), /version 3.*version 2/);
});
