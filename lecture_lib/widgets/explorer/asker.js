/** The explorer's part in a question: its kinds are about the chosen parameter. */

import { kindsOf, questionOf } from "./questions.js";

/** @param {import("./session.js").Session} session @returns {import("../shared/ask.js").Asker} */
export function askerOf(session) {
  const { settings } = session;
  return {
    get state() {
      return session.sweep && settings.question;
    },
    get kinds() {
      return kindsOf(session.sweep);
    },
    get about() {
      return session.sweep.parameter.plain;
    },
    get presenter() {
      return settings.presenter;
    },
    questionOf: (kind) => questionOf(kind, session.sweep, settings.presenter ? "hall" : "desk"),
    keep: (state) => settings.set("question", state),
    clear: () => session.reset(),
    goTo(target) {
      session.move(target);
      session.commit();
    },
  };
}
