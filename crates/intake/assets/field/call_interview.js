// An interview on the telephone: what is read out, the questions, and what to do when they hang up.

import { button, h } from './dom.js';
import { InterviewPage } from './interview_page.js';
import { keyFor, keyOn, keysOn } from './keys.js';
import { named, say } from './language.js';

/** What the form of an interview and the outcomes beside it look like during a call. */
export class CallInterview extends InterviewPage {
  constructor(interview, questionnaire, does) {
    super(interview, questionnaire, { keys: keysOn() });
    this.does = does;
    this.breaking = h('div', { class: 'breaking', hidden: true });
  }

  /** The script in the middle. */
  script() {
    const { questionnaire, form } = this;
    return h('div', { class: 'script' },
      h('section', { class: 'card script-head' }, h('h2', {}, named(questionnaire.title)),
        questionnaire.opening && h('details', {}, h('summary', {}, say('opening_words')), h('p', { class: 'read-out' }, named(questionnaire.opening)))),
      form.element,
      questionnaire.closing && h('section', { class: 'card' }, h('p', { class: 'hint' }, say('closing_words')), h('p', { class: 'read-out' }, named(questionnaire.closing))),
      this.trouble, this.legal());
  }

  /** What stands at the foot of the page. */
  foot(help) {
    return h('div', { class: 'bar-below' }, this.count, this.kept, help, button(say('finish'), () => this.tryToFinish(), { id: 'finish' }));
  }

  keyTable() {
    const { form } = this;
    const opinions = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [String(n), () => this.chooseNth(n)]));
    return {
      ...opinions,
      n: () => form.chooseKind('dont_know'),
      r: () => form.chooseKind('refused'),
      ArrowDown: () => form.step(1),
      ArrowUp: () => form.step(-1),
      Enter: () => this.goOn(),
      b: () => this.breakOff(),
    };
  }

  /** To the next question; from a bad answer by way of what is behind it, which is easily passed over. */
  goOn() {
    const { form } = this;
    const panel = form.element.querySelector('.question.current .issue');
    if (panel && !panel.dataset.seen) {
      panel.dataset.seen = 'yes';
      panel.scrollIntoView({ block: 'center' });
      // Not the words: Enter would be one of them.
      (panel.querySelector('.chip input') ?? panel).focus({ preventScroll: true });
    } else if (form.isLast()) {
      this.tryToFinish();
    } else {
      form.step(1);
    }
  }

  /** Within the panel of a bad answer, numbers choose reasons; elsewhere, options. */
  chooseNth(n) {
    const reasons = document.activeElement?.closest('.issue')?.querySelectorAll('.chip input');
    if (!reasons) this.form.chooseOpinion(n);
    else reasons[n - 1]?.click();
  }

  /** The button for when they won't go on, and what it opens. */
  ending() {
    return [button([h('span', {}, say('break_off')), keyOn('b')], () => this.breakOff(), { class: 'quiet', id: 'break-off', 'aria-expanded': 'false', ...keyFor('b') }), this.breaking];
  }

  /** They hang up or won't go on: what they said counts, if they said something. */
  breakOff() {
    const { done } = this.form.progress();
    this.breaking.hidden = false;
    document.getElementById('break-off').setAttribute('aria-expanded', 'true');
    this.breaking.replaceChildren(
      done > 0 ? button(say('send_answered', { n: done }), () => this.finish('partial'), { id: 'send-answered' }) : '',
      button(say('refuse_without'), () => this.does.refuse(), { class: 'quiet', id: 'refuse-without' }),
      button(say('go_on_now'), () => { this.breaking.hidden = true; this.form.goTo(this.form.current()); }, { class: 'quiet' }));
    this.breaking.querySelector('button').focus();
  }

  leave() {
    this.does.over();
  }
}
