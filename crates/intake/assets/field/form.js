// A questionnaire on the screen, for a visit or a call: all questions on one page, or one at a time.
//
// Every option costs the same one tap, nothing is chosen beforehand, and "don't know" is always there.

import { button, fill, h } from './dom.js';
import { issuePanel } from './issue.js';
import { named, say } from './language.js';

/**
 * Shows a form. `interview` holds the answers and is changed in place; `changed` is told of it. With `keys`,
 * the options say which key chooses them.
 */
export class Form {
  constructor({ questionnaire, interview, mode, oneByOne, keys, changed }) {
    Object.assign(this, { questionnaire, interview, mode, oneByOne, keys, changed });
    this.scales = new Map(questionnaire.scales.map((scale) => [scale.code, scale]));
    this.cards = questionnaire.questions.map((question) => new Card(this, question));
    this.place = 0;
    this.element = h('div', { class: 'questions' }, this.cards.map((card) => card.element), oneByOne && this.steps());
    this.refresh();
  }

  /** Whether a question is asked after the answers so far. */
  isAsked(question) {
    const rule = question.relevant;
    return !rule || rule.any_of.includes(this.interview.answers[rule.question]);
  }

  asked() {
    return this.questionnaire.questions.filter((question) => this.isAsked(question));
  }

  /** Questions with options that have no answer yet. */
  unanswered() {
    return this.asked().filter((question) => question.scale && !(question.code in this.interview.answers));
  }

  /** How many of the questions with options are answered, and how many there are. */
  progress() {
    const scaled = this.asked().filter((question) => question.scale);
    return { done: scaled.length - this.unanswered().length, all: scaled.length };
  }

  /** Codes of questions that a rule left out. */
  notAsked() {
    return this.questionnaire.questions.filter((question) => !this.isAsked(question)).map((question) => question.code);
  }

  /** Takes an answer, or takes it back. */
  answer(question, value) {
    const { answers, issues } = this.interview;
    if (value === null || value === '') delete answers[question.code];
    else answers[question.code] = value;
    if (!this.option(question)?.negative) delete issues[question.code];
    for (const other of this.questionnaire.questions) {
      if (!this.isAsked(other)) {
        delete answers[other.code];
        delete issues[other.code];
      }
    }
    this.refresh();
    this.changed();
  }

  /** The option that was chosen. */
  option(question) {
    const scale = this.scales.get(question.scale);
    return scale?.options.find((option) => option.code === this.interview.answers[question.code]);
  }

  refresh() {
    const asked = this.asked();
    this.place = Math.min(this.place, asked.length - 1);
    this.cards.forEach((card) => {
      const number = asked.indexOf(card.question);
      card.element.hidden = number < 0 || (this.oneByOne && number !== this.place);
      card.element.classList.toggle('current', this.mode === 'phone' && number === this.place);
      card.refresh(number + 1);
    });
    this.back?.toggleAttribute('disabled', this.place === 0);
    this.forth?.toggleAttribute('disabled', this.isLast());
    this.moved?.(this.place === 0, this.isLast());
  }

  /** The question that is being asked. */
  current() {
    return this.asked()[this.place];
  }

  isLast() {
    return this.place >= this.asked().length - 1;
  }

  /** Chooses the n-th opinion of the current question, counted from one. */
  chooseOpinion(n) {
    this.choose(opinionsOf(this.scales.get(this.current().scale))[n - 1]);
  }

  /** Chooses the option of a kind. */
  chooseKind(kind) {
    this.choose(this.scales.get(this.current().scale)?.options.find((option) => option.kind === kind));
  }

  choose(option) {
    if (!option) return;
    const question = this.current();
    this.cards.find((card) => card.question === question).check(option);
    this.answer(question, option.code);
  }

  /** Goes so many questions on. */
  step(by) {
    const question = this.asked()[this.place + by];
    if (question) this.goTo(question);
  }

  steps() {
    this.back = button(say('previous_question'), () => this.step(-1), { class: 'quiet' });
    this.forth = button(say('next_question'), () => this.step(1));
    return h('div', { class: 'steps' }, this.back, this.forth);
  }

  /** Makes a question the current one. */
  enter(question) {
    const place = this.asked().indexOf(question);
    if (place < 0 || place === this.place) return;
    this.place = place;
    this.refresh();
  }

  /** Brings a question before the eyes, and the keyboard to it. */
  goTo(question) {
    this.enter(question);
    const card = this.cards.find((one) => one.question === question);
    card?.element.scrollIntoView({ block: 'start' });
    card?.element.focus({ preventScroll: true });
  }
}

/** The options that say what somebody thinks; the others say that they don't. */
function opinionsOf(scale) {
  return (scale?.options ?? []).filter((option) => (option.kind ?? 'substantive') === 'substantive');
}

/** Keys of the other options. */
const KEYS = { dont_know: 'N', refused: 'R' };

/** One question. */
class Card {
  constructor(form, question) {
    Object.assign(this, { form, question });
    this.number = h('span', { class: 'number' });
    this.issue = h('div');
    this.element = question.scale ? this.choice() : this.text();
    this.shown = undefined;
    this.element.addEventListener('focusin', () => form.enter(question));
  }

  frame(tag, head, ...body) {
    const { question } = this;
    return h(tag, { class: 'question card', tabindex: '-1', 'data-question': question.code },
      head,
      question.hint && h('p', { class: 'hint' }, say('for_you'), named(question.hint)),
      body);
  }

  choice() {
    const { form, question } = this;
    const scale = form.scales.get(question.scale);
    const opinions = opinionsOf(scale);
    const others = scale.options.filter((option) => !opinions.includes(option));
    const aside = others.length > 0 && h('p', { class: 'aside' }, say('not_read_out'));
    return this.frame('fieldset', h('legend', {}, this.number, ' ', named(question.text)),
      h('div', { class: 'options' }, opinions.map((option, place) => this.option(option, place + 1))),
      aside,
      h('div', { class: 'options others' }, others.map((option) => this.option(option, KEYS[option.kind]))),
      this.issue);
  }

  option(option, key) {
    const { form, question } = this;
    const name = `q-${question.code}`;
    const input = h('input', { type: 'radio', name, value: option.code });
    input.checked = form.interview.answers[question.code] === option.code;
    // A second tap takes the choice back: nobody is held to a slip of the finger.
    let was = input.checked;
    const label = h('label', { class: 'option' }, input, h('span', {}, named(option.label)), form.keys && key && h('kbd', { 'aria-hidden': 'true' }, key));
    label.addEventListener('pointerdown', () => { was = input.checked; });
    input.addEventListener('click', () => {
      if (was && input.checked) {
        input.checked = false;
        was = false;
        form.answer(question, null);
      }
    });
    input.addEventListener('change', () => form.answer(question, option.code));
    return label;
  }

  /** Shows an option as chosen. */
  check(option) {
    for (const input of this.element.querySelectorAll('.options input')) input.checked = input.value === option.code;
  }

  text() {
    const { form, question } = this;
    const field = h('textarea', { id: `q-${question.code}`, rows: '3', maxlength: '2000' });
    field.value = form.interview.answers[question.code] ?? '';
    field.addEventListener('input', () => {
      const text = field.value.trim();
      if (text) form.interview.answers[question.code] = text;
      else delete form.interview.answers[question.code];
      form.changed();
    });
    return this.frame('div', h('label', { for: field.id, class: 'legend' }, this.number, ' ', named(question.text)), field);
  }

  refresh(number) {
    this.number.textContent = `${number}.`;
    const chosen = this.form.option(this.question);
    this.element.classList.toggle('answered', this.question.code in this.form.interview.answers);
    if (chosen === this.shown) return;
    this.shown = chosen;
    fill(this.issue, chosen?.negative && issuePanel(this.form, this.question));
  }
}
