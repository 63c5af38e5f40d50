// One interview: what is said first, the questions, and what may be added. Kept at every tap.

import * as clock from './clock.js';
import { newId, one } from './device.js';
import { button, h, offerFile, toast } from './dom.js';
import { finish, itemsOf } from './finish.js';
import { Form } from './form.js';
import { caseName, keepDraft, questionnaireOf, record, throwAway, UNDO_SECONDS } from './interview.js';
import { named, say, timeOfDay, when } from './language.js';
import * as outbox from './outbox.js';
import { pressed } from './photo.js';
import { setting } from './settings.js';
import { warn } from './status.js';

/** Typing is kept after a short pause, taps at once. */
const TYPING_PAUSE = 400;
/** … and while somebody types on, this often. */
const TYPING_MOST = 800;
/** AAPOR's code of a refusal. */
const REFUSAL = '2.11';
/** Longest wait for the phone to say where it is. */
const POSITION_PATIENCE = 20_000;

/** The page of this tab that works on an interview. */
let alone = null;

/** The page of an interview that has begun. */
export async function interviewPage(interview) {
  const questionnaire = await questionnaireOf(interview);
  if (!questionnaire) return h('section', { class: 'card' }, h('h1', {}, interview.label), h('p', {}, say('form_missing')), h('a', { href: '#', class: 'button' }, say('back')));
  const page = new InterviewPage(interview, questionnaire);
  page.holdAlone();
  return page.parts();
}

/** An interview on the screen. What a visit and a call do differently, stands in methods of their own. */
export class InterviewPage {
  constructor(interview, questionnaire, { keys = false } = {}) {
    Object.assign(this, { interview, questionnaire });
    this.kept = h('span', { class: 'kept', role: 'status' });
    this.count = h('span', { class: 'answered-count' });
    this.trouble = h('div', { class: 'finish-trouble', role: 'alert', tabindex: '-1' });
    this.form = new Form({ questionnaire, interview, mode: interview.mode, oneByOne: setting('layout') === 'one', keys, changed: () => this.changed() });
    this.showCount();
    // Only what is new: another tab may have gone further than this one.
    const keepRest = () => this.unkept && this.keepNow();
    addEventListener('pagehide', keepRest, { once: true });
    addEventListener('leavepage', ({ detail }) => detail.push(keepRest()), { once: true });
  }

  /** One tab at a time works on an interview: opening it in another takes it over from this one. */
  holdAlone() {
    const left = new Promise((release) => { addEventListener('leavepage', release, { once: true }); });
    alone = this;
    navigator.locks?.request(`manyi-draft-${this.interview.id}`, { steal: true }, () => left).catch(() => {
      if (alone !== this) return; // this tab has built the page anew
      this.finished = true; // what this tab has is older from now on
      toast(say('taken_over'));
      this.leave();
    });
  }

  parts() {
    const { interview, questionnaire, form } = this;
    this.around();
    return [
      h('section', { class: 'card head' },
        h('a', { href: '#', class: 'back' }, say('back')),
        h('h1', {}, interview.label),
        h('p', { class: 'hint' }, named(questionnaire.title), ' · ', say('version', { n: questionnaire.version }), ' · ', when(interview.started_at)),
        this.first),
      form.element,
      this.last,
      this.trouble,
      this.legal(),
      h('div', { class: 'bar-below' }, this.count, this.kept, button(say('finish'), () => this.tryToFinish(), { id: 'finish' })),
    ];
  }

  /** What is said before the first question and after the last. One at a time, each has its time. */
  around() {
    const { interview, questionnaire, form } = this;
    this.first = h('div', {},
      questionnaire.opening && h('p', { class: 'read-out' }, named(questionnaire.opening)),
      interview.case && h('div', { class: 'actions' }, button(say('declines'), () => this.decline(), { class: 'quiet', id: 'declines' })));
    this.last = h('div', { class: 'last' },
      questionnaire.closing && h('section', { class: 'card' }, h('p', { class: 'read-out' }, named(questionnaire.closing))),
      this.extras());
    if (!form.oneByOne) return;
    form.moved = (isFirst, isLast) => {
      this.first.hidden = !isFirst;
      this.last.hidden = !isLast;
    };
    form.refresh();
  }

  /** They would rather not: a refusal, and nothing of the interview is left. */
  async decline() {
    const household = await one('cases', caseName(this.interview.round, this.interview.case));
    if (!household) return this.leave();
    this.finished = true;
    const undo = await record(household, { outcome: REFUSAL, mode: this.interview.mode, note: this.interview.note, draft: this.interview });
    toast(say('recorded', { who: this.interview.label, what: say('declines') }), { text: say('undo'), run: undo, milliseconds: UNDO_SECONDS * 1000 - 500 });
    this.leave();
  }

  legal() {
    const { legal } = this.questionnaire;
    return legal && h('p', { class: 'legal hint' }, say('legal', { no: legal.form_no, by: legal.issuing_authority, approval: legal.approval_no, until: legal.valid_until }));
  }

  extras() {
    const { interview } = this;
    const note = h('textarea', { id: 'note', rows: '2', maxlength: '500' });
    note.value = interview.note;
    note.addEventListener('input', () => { interview.note = note.value; this.changed(); });
    return h('details', { class: 'card extras' }, h('summary', {}, say('extras')),
      interview.case && [h('label', { for: 'note' }, say('note_for_next')), note],
      this.photos(), this.position());
  }

  photos() {
    const { interview } = this;
    const consent = h('input', { type: 'checkbox', id: 'consent' });
    consent.checked = interview.photos.length > 0;
    const file = h('input', { type: 'file', id: 'photo', accept: 'image/*', capture: 'environment', disabled: !consent.checked });
    const list = h('ul', { class: 'photos' });
    const showList = () => list.replaceChildren(...interview.photos.map((photo) => h('li', { class: 'row' },
      h('span', {}, say('photo_size', { n: Math.round(photo.picture.size / 1024) })),
      button(say('remove'), () => { interview.photos = interview.photos.filter((one) => one !== photo); showList(); this.changed(); }, { class: 'quiet' }))));
    consent.addEventListener('change', () => {
      file.disabled = !consent.checked;
      if (!consent.checked) interview.photos = [];
      showList();
      this.changed();
    });
    file.addEventListener('change', async () => {
      const [picture] = file.files;
      file.value = '';
      if (!picture || interview.photos.length >= 3) return;
      try {
        interview.photos.push({ id: newId(), picture: await pressed(picture) });
        showList();
        this.changed();
      } catch {
        toast(say('no_picture'));
      }
    });
    showList();
    return h('div', { class: 'photo' }, h('label', { class: 'check' }, consent, h('span', {}, say('photo_consent'))),
      h('label', { for: 'photo' }, say('photo')), file, list);
  }

  position() {
    const { interview } = this;
    const told = h('span', { class: 'hint', role: 'status' });
    const tick = h('input', { type: 'checkbox', id: 'position' });
    tick.checked = interview.position !== null;
    const showPlace = () => { told.textContent = interview.position ? say('position_found', { n: Math.round(interview.position.accuracy) }) : ''; };
    tick.addEventListener('change', () => {
      interview.position = null;
      this.changed();
      showPlace();
      if (!tick.checked) return;
      told.textContent = say('position_searching');
      const found = ({ coords: { latitude, longitude, accuracy } }) => {
        if (!tick.checked) return;
        interview.position = { latitude, longitude, accuracy: Math.min(accuracy, 100_000) };
        showPlace();
        this.changed();
      };
      const failed = () => { tick.checked = false; told.textContent = say('position_failed'); };
      navigator.geolocation.getCurrentPosition(found, failed, { enableHighAccuracy: true, timeout: POSITION_PATIENCE });
    });
    showPlace();
    return h('div', {}, h('label', { class: 'check' }, tick, h('span', {}, say('position'))), told);
  }

  changed() {
    this.showCount();
    if (!this.unkept) this.since = performance.now();
    this.unkept = true;
    this.kept.textContent = say('keeping');
    clearTimeout(this.timer);
    const typing = document.activeElement?.tagName === 'TEXTAREA';
    const left = Math.max(0, this.since + TYPING_MOST - performance.now());
    this.timer = setTimeout(() => this.keepNow(), typing ? Math.min(TYPING_PAUSE, left) : 0);
  }

  async keepNow() {
    clearTimeout(this.timer);
    if (this.finished) return;
    this.unkept = false;
    try {
      await keepDraft(this.interview);
      // What was typed meanwhile is kept by the next turn.
      if (!this.unkept) this.kept.textContent = say('kept', { at: timeOfDay(clock.now()) });
      warn('storage', '');
    } catch {
      this.kept.textContent = say('not_kept');
      warn('storage', say('storage_refused'));
    }
  }

  showCount() {
    this.count.textContent = say('answered', this.form.progress());
  }

  tryToFinish() {
    const missing = this.form.unanswered();
    if (missing.length === 0) return this.finish('complete');
    const { done } = this.form.progress();
    this.trouble.replaceChildren(h('h2', {}, say('unanswered', { n: missing.length })),
      h('ul', {}, missing.slice(0, 10).map((question) => h('li', {}, button(`${this.form.asked().indexOf(question) + 1}. ${named(question.text)}`, () => this.form.goTo(question), { class: 'link' })))),
      h('div', { class: 'actions' },
        button(say('answer_them'), () => this.form.goTo(missing[0])),
        done > 0 && button(say('send_partial'), () => this.finish('partial'), { class: 'quiet', id: 'send-partial' })));
    this.trouble.scrollIntoView({ block: 'center' });
    this.trouble.focus({ preventScroll: true });
  }

  async finish(completion) {
    clearTimeout(this.timer);
    this.finished = true;
    try {
      await finish(this.interview, this.form, completion);
      warn('storage', '');
      toast(say('finished', { who: this.interview.label }));
      this.leave();
    } catch (error) {
      this.finished = false;
      this.offerRescue(completion, error);
    }
  }

  /** Where somebody goes when the interview is over. */
  leave() {
    location.replace('#'); // going back does not lead to what is over
  }

  /** The device refused to keep it: it stays on the screen, and can go straight to the server or into a file. */
  offerRescue(completion, error) {
    const items = itemsOf(this.interview, this.form, completion);
    const [{ body }] = items;
    this.trouble.replaceChildren(h('h2', {}, say('storage_refused')), h('p', { class: 'hint' }, String(error)),
      h('div', { class: 'actions' },
        button(say('try_again'), () => this.finish(completion)),
        button(say('send_directly'), async () => {
          const told = await outbox.sendDirectly(items);
          if (!told) return toast(say('not_sent'));
          this.finished = true;
          await throwAway(this.interview).catch(() => {});
          toast(say('receipt', { id: told.id.slice(0, 8), at: when(told.received_at) }));
          this.leave();
        }, { id: 'send-directly' }),
        button(say('export_file'), () => offerFile(`manyi-${this.interview.id}.json`, 'application/json', body), { class: 'quiet' })));
    this.trouble.focus();
  }
}
