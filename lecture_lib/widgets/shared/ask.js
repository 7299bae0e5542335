/** Predict, then reveal: a question in place of the plot, a vote by letter, and one key that shows the answer. */

import { heard, html, setAttributes, setText, uniqueId } from "./dom.js";
import { symbolInWords } from "./notation.js";
import { Clock } from "./clock.js";
import { verdict } from "./question.js";

/** Words with their symbols typeset. @param {import("./question.js").Word[]} words */
export function typeset(words) {
  return words.flatMap((word) => {
    if (typeof word === "string") return withLetters(word);
    return "key" in word ? html("kbd", {}, word.key) : symbolInWords({ k: null, ...word });
  });
}

/** C and w stand in italics, as in an equation. */
function withLetters(text) {
  return text.split(/\b([Cw])\b/).map((part, place) => (place % 2 ? html("i", { class: "bp-letter" }, part) : part));
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

/** What one said and the answer; or what a hall said, which may be more than one thing. */
export function told(question, votes, presenter) {
  const isTally = votes.length > 0 && (presenter || new Set(votes).size < votes.length || (!question.several && votes.length > 1));
  return [...typeset(verdict(question, isTally ? [] : votes)), ...(isTally ? [" ", tally(question, votes)] : [])];
}

/**
 * What is asked about, and where the question before the class is kept.
 * @typedef {Object} Subject
 * @property {{kind: string, votes: string[], revealed: boolean} | null} question
 * @property {boolean} presenter  whether there is a hall
 * @property {string} name  of what is asked about
 * @property {string[]} kinds  of question that it has
 * @property {(kind: string) => Question | null} questionOf
 * @property {(question: Object) => void} keep  {} for none
 * @property {() => void} begin  go back to where a question begins
 * @property {(target: any) => void} show  what the answer is seen at
 * @typedef {import("./question.js").Question} Question
 */

export class Ask {
  #subject;
  #drawn = ""; // what is drawn now, so that a click does not lose the button it is on
  #answers = html("span", { id: uniqueId(), hidden: "" }); // heard with the question: a group is described by its label alone
  #text = html("p", { class: "bp-question", role: "group", tabindex: -1, "aria-describedby": this.#answers.id });
  #options = html("div", { class: "bp-options", role: "group", "aria-label": "Your answer" });
  #reveal = html("button", { type: "button", class: "bp-main", "aria-keyshortcuts": "R" }, "Reveal");
  #other = html("button", { type: "button", "aria-keyshortcuts": "N" }, "Another question");
  #back = html("button", { type: "button", title: "Take the last vote back (Ctrl+Z)" }, "Take back");
  #count = html("span", { class: "bp-quiet", role: "status" }); // of a hall's votes: for what, nobody sees before the answer
  #clock = new Clock();

  /** @param {Subject} subject */
  constructor(subject) {
    this.#subject = subject;
    this.#reveal.addEventListener("click", () => this.reveal());
    this.#other.addEventListener("click", () => this.next());
    this.#back.addEventListener("click", () => this.takeBack());
    const controls = html("div", { class: "bp-ask-controls" }, this.#reveal, this.#other, this.#back, this.#clock.element, this.#count, this.#clock.over);
    const keys = html("p", { class: "bp-quiet" }, "Keys: the letters vote, ", html("kbd", {}, "R"), " reveals, ", html("kbd", {}, "N"), " asks another, afterwards too.");
    this.element = html("div", { class: "bp-ask" }, this.#text, this.#answers, this.#options, controls, keys);
  }

  /** The present question; a kind that its subject does not have becomes the first that it has. */
  get question() {
    const { question, kinds } = this.#subject;
    return question && (this.#subject.questionOf(question.kind) ?? this.#subject.questionOf(kinds[0]));
  }

  /** Whether a question waits for its answer, which nothing may give away. */
  get waits() {
    return this.#subject.question !== null && !this.#subject.question.revealed;
  }

  /** The open question and its options, to be heard. */
  get words() {
    return `${heard(this.#text)} ${this.#answers.textContent}`;
  }

  /** The verdict on the revealed question. */
  get verdict() {
    return told(this.question, this.#subject.question.votes, this.#subject.presenter);
  }

  focus() {
    this.#text.focus({ preventScroll: true });
  }

  begin() {
    this.#ask(this.#subject.kinds[0]);
  }

  end() {
    this.#subject.keep({});
  }

  /** The next kind of question about the same. */
  next() {
    const { kinds } = this.#subject;
    this.#ask(kinds[(kinds.indexOf(this.question.kind) + 1) % kinds.length]);
  }

  #ask(kind) {
    this.#subject.begin();
    this.#subject.keep({ kind, votes: [], revealed: false });
  }

  /** Before a hall each letter counts one more hand; at a desk it is chosen, or no longer. */
  vote(letter) {
    const { question, presenter } = this.#subject;
    const { votes } = question;
    if (presenter) return this.#subject.keep({ ...question, votes: [...votes, letter] });
    const without = votes.filter((vote) => vote !== letter);
    const others = this.question.several ? without : [];
    this.#subject.keep({
      ...question,
      votes: votes.includes(letter) ? without : [...others, letter].sort(),
    });
  }

  /** The last vote of a hall. */
  takeBack() {
    const { question, presenter } = this.#subject;
    if (presenter) this.#subject.keep({ ...question, votes: question.votes.slice(0, -1) });
  }

  reveal() {
    const { target } = this.question;
    this.#subject.keep({ ...this.#subject.question, revealed: true });
    if (target !== undefined) this.#subject.show(target);
  }

  /** Whether the key was one of ours. */
  key(letter) {
    if (letter !== "n" && !this.waits) return false; // revealed, there is only another question
    const place = "abcd".indexOf(letter);
    if (place >= 0 && place < this.question.options.length) this.vote("ABCD"[place]);
    else if (letter === "r") this.reveal();
    else if (letter === "n") this.next();
    else if (letter === "t" && this.#subject.presenter) this.#clock.press();
    else return false;
    return true;
  }

  draw() {
    const { question, presenter } = this.#subject;
    this.element.hidden = !this.waits;
    if (!this.waits) return this.#clock.stop();
    const { kind, text, options } = this.question;
    const now = `${this.#subject.name} ${kind}`;
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
      else button.setAttribute("aria-pressed", String(question.votes.includes(button.value)));
    }
    this.#back.hidden = this.#clock.element.hidden = !presenter;
    this.#back.disabled = question.votes.length === 0;
    const { length } = question.votes;
    setText(this.#count, presenter && length > 0 ? `${length} ${length === 1 ? "vote" : "votes"}` : "");
  }

  #button(letter, option) {
    const attributes = { type: "button", value: letter, "aria-keyshortcuts": letter };
    const button = html("button", attributes, html("kbd", {}, letter), " ", html("span", {}, ...typeset(option)));
    button.addEventListener("click", () => this.vote(letter));
    return button;
  }
}
