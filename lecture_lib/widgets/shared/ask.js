/** Predict, then reveal: a question in place of the plot, a vote by letter, and one key that shows the answer. */

import { Clock } from "./clock.js";
import { heard, html, setAttributes, setText, uniqueId } from "./dom.js";
import { symbolInWords } from "./notation.js";
import { verdict } from "./question.js";

/**
 * @typedef {{kind: string, votes: string[], revealed: boolean}} State
 * @typedef {Object} Asker  who asks
 * @property {State | null} state  of the question before the class
 * @property {string[]} kinds  of question that there are now
 * @property {string} about  what they are about now
 * @property {boolean} presenter  whether the votes are those of a hall
 * @property {(kind: string) => import("./question.js").Question | null} questionOf
 * @property {(state: State | {}) => void} keep  {} where there is no question any more
 * @property {() => void} clear  before a question, what would answer it
 * @property {(target: any) => void} goTo  where the answer is to be seen
 */

/** Words with their symbols typeset. @param {import("./question.js").Word[]} words */
export function typeset(words) {
  return words.flatMap((word) => {
    if (typeof word === "string") return withLetters(word);
    return "key" in word ? html("kbd", {}, word.key) : symbolInWords({ k: null, ...word });
  });
}

/** C, w and λ stand in italics, as in an equation. */
function withLetters(text) {
  return text.split(/(\b[Cw]\b|λ)/).map((part, place) => (place % 2 ? html("i", { class: "bp-letter" }, part) : part));
}

/** How many voted for which letter, as bars. @param {import("./question.js").Question} question @param {string[]} votes */
function tally({ options, right }, votes) {
  const counts = options.map((_, index) => votes.filter((vote) => vote === "ABCD"[index]).length);
  const most = Math.max(...counts, 1);
  return html("span", { class: "bp-tally" }, ...counts.map((count, index) => {
    const bar = html("span", { class: "bp-bar", "aria-hidden": "true" });
    bar.style.width = `${(6 * count) / most}em`;
    const letter = "ABCD"[index];
    return html("span", { class: right.includes(letter) ? "right" : "" }, html("kbd", {}, letter), " ", bar, ` ${count}`, html("span", { class: "bp-unseen" }, "; "));
  }));
}

export const EXPECT = "What do you expect? Vote by letter; the answer comes when it is revealed.";

export class Ask {
  #asker;
  #drawn = ""; // what is drawn now, so that a click does not lose the button it is on
  #answers = html("span", { id: uniqueId(), hidden: "" }); // heard with the question: a group is described by its label alone
  #text = html("p", { class: "bp-question", role: "group", tabindex: -1, "aria-describedby": this.#answers.id });
  #options = html("div", { class: "bp-options", role: "group", "aria-label": "Your answer" });
  #reveal = html("button", { type: "button", class: "bp-main", "aria-keyshortcuts": "R" }, "Reveal");
  #other = html("button", { type: "button", "aria-keyshortcuts": "N" }, "Another question");
  #back = html("button", { type: "button", title: "Take the last vote back (Ctrl+Z)" }, "Take back");
  #count = html("span", { class: "bp-quiet", role: "status" }); // of a hall's votes: for what, nobody sees before the answer
  #clock = new Clock();

  /** @param {Asker} asker */
  constructor(asker) {
    this.#asker = asker;
    this.#reveal.addEventListener("click", () => this.reveal());
    this.#other.addEventListener("click", () => this.next());
    this.#back.addEventListener("click", () => this.takeBack());
    const controls = html("div", { class: "bp-ask-controls" }, this.#reveal, this.#other, this.#back, this.#clock.element, this.#count, this.#clock.over);
    const keys = html("p", { class: "bp-quiet" }, "Keys: the letters vote, ", html("kbd", {}, "R"), " reveals, ", html("kbd", {}, "N"), " asks another, afterwards too.");
    this.element = html("div", { class: "bp-ask" }, this.#text, this.#answers, this.#options, controls, keys);
  }

  /** Whether a question waits for its answer, which nothing may give away. */
  get asking() {
    return this.#asker.state !== null && !this.#asker.state.revealed;
  }

  /** The question before the class; a kind that there is not becomes the first that there is. */
  get question() {
    const { state, kinds } = this.#asker;
    return state && (this.#asker.questionOf(state.kind) ?? this.#asker.questionOf(kinds[0]));
  }

  /** The open question and its options, to be heard. */
  get words() {
    return `${heard(this.#text)} ${this.#answers.textContent}`;
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  begin() {
    this.#begin(this.#asker.kinds[0]);
  }

  end() {
    this.#asker.keep({});
  }

  /** The next kind of question about the same. */
  next() {
    const { kinds } = this.#asker;
    this.#begin(kinds[(kinds.indexOf(this.question.kind) + 1) % kinds.length]);
  }

  #begin(kind) {
    this.#asker.clear();
    this.#asker.keep({ kind, votes: [], revealed: false });
  }

  /** Before a hall each letter counts one more hand; at a desk it is chosen, or no longer. */
  vote(letter) {
    const { state, presenter } = this.#asker;
    const { votes } = state;
    if (presenter) return this.#asker.keep({ ...state, votes: [...votes, letter] });
    const without = votes.filter((vote) => vote !== letter);
    const others = this.question.several ? without : [];
    this.#asker.keep({ ...state, votes: votes.includes(letter) ? without : [...others, letter].sort() });
  }

  /** The last vote of a hall. */
  takeBack() {
    const { state, presenter } = this.#asker;
    if (presenter) this.#asker.keep({ ...state, votes: state.votes.slice(0, -1) });
  }

  reveal() {
    const { target } = this.question;
    this.#asker.keep({ ...this.#asker.state, revealed: true });
    if (target !== undefined) this.#asker.goTo(target);
  }

  /** Whether the key was one of ours. */
  key(letter) {
    if (letter !== "n" && !this.asking) return false; // revealed, there is only another question
    const place = "abcd".indexOf(letter);
    if (place >= 0 && place < this.question.options.length) this.vote("ABCD"[place]);
    else if (letter === "r") this.reveal();
    else if (letter === "n") this.next();
    else if (letter === "t" && this.#asker.presenter) this.#clock.press();
    else return false;
    return true;
  }

  /** What one said and the answer; or what a hall said, which may be more than one thing. @returns {(Node | string)[]} */
  get verdict() {
    const { question } = this;
    const { presenter, state: { votes } } = this.#asker;
    const isTally = votes.length > 0 && (presenter || new Set(votes).size < votes.length || (!question.several && votes.length > 1));
    return [...typeset(verdict(question, isTally ? [] : votes)), ...(isTally ? [" ", tally(question, votes)] : [])];
  }

  draw() {
    this.element.hidden = !this.asking;
    if (!this.asking) return this.#clock.stop();
    const { about, presenter, state } = this.#asker;
    const { kind, text, options } = this.question;
    const now = `${about} ${kind}`;
    if (now !== this.#drawn) {
      this.#drawn = now;
      this.#clock.stop();
      this.#text.replaceChildren(...typeset(text));
      setAttributes(this.#text, { "aria-label": heard(this.#text) });
      this.#options.replaceChildren(...options.map((option, index) => this.#button("ABCD"[index], option)));
      setText(this.#answers, `${[...this.#options.children].map(heard).join("; ")}.`);
    }
    for (const button of this.#options.querySelectorAll("button")) {
      if (presenter) button.removeAttribute("aria-pressed");
      else button.setAttribute("aria-pressed", String(state.votes.includes(button.value)));
    }
    this.#back.hidden = this.#clock.element.hidden = !presenter;
    this.#back.disabled = state.votes.length === 0;
    const { length } = state.votes;
    setText(this.#count, presenter && length > 0 ? `${length} ${length === 1 ? "vote" : "votes"}` : "");
  }

  #button(letter, option) {
    const attributes = { type: "button", value: letter, "aria-keyshortcuts": letter };
    const button = html("button", attributes, html("kbd", {}, letter), " ", html("span", {}, ...typeset(option)));
    button.addEventListener("click", () => this.vote(letter));
    return button;
  }
}
