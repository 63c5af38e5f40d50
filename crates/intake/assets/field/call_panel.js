// The left side of the desk: whom to call, for how long the number is there, what was tried before, and
// what became of it. An outcome is one tap or one key away.

import { askForTime } from './calendar.js';
import { now } from './clock.js';
import { change } from './device.js';
import { button, h, toast } from './dom.js';
import { keyFor, keyOn } from './keys.js';
import { named, say, timeOfDay, when } from './language.js';

/** Outcomes of a call that have a button of their own, where the office uses these codes, and their keys. */
const AT_HAND = [['3.13', 'w'], ['3.12', 'z'], ['3.16', 'g'], ['2.11', 'j'], ['4.32', 'k']];
const APPOINTMENT_KEY = 'y';
/** When the time is nearly up, it is said louder. */
const NEARLY_UP = 5 * 60_000;
const TYPING_PAUSE = 300;

/** A number as people read it: 138 0000 0001. */
export function grouped(number) {
  const digits = number.replace(/^(\+|00)86/, '').replace(/\D/g, '');
  if (/^1\d{10}$/.test(digits)) return digits.replace(/(\d{3})(\d{4})(\d{4})/, '$1 $2 $3');
  const area = /^0(10|2\d)/.test(digits) ? 3 : 4;
  if (/^0\d{9,11}$/.test(digits)) return `${digits.slice(0, area)} ${digits.slice(area).replace(/(\d{4})$/, ' $1')}`.replace('  ', ' ');
  return number;
}

function dialled(number) {
  return `tel:${number.replace(/[^+\d]/g, '')}`;
}

/** Puts a text onto the clipboard. Pages without a safe origin lack the short way. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = h('textarea', { class: 'unseen', 'aria-hidden': 'true' });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  toast(say('copied'));
}

/** Names of outcomes by code. */
function nameIn(codes) {
  return (code) => named(codes.find((outcome) => outcome.code === code)?.label) || code;
}

/** The outcome for an appointment, as the office has it. */
export function appointmentOf(codes) {
  return codes.find((outcome) => outcome.next?.appointment !== undefined);
}

/** The panel of a case in hand. `does` holds what is done with it. */
export class CallPanel {
  constructor({ household, round, codes, does }) {
    Object.assign(this, { household, round, codes, does });
    this.keys = {};
    this.note = h('textarea', { id: 'note', rows: '1', maxlength: '500' });
    this.note.value = household.note ?? '';
    this.note.addEventListener('input', () => this.noteChanged());
    this.held = h('span', { class: 'held', role: 'timer' });
    this.tick();
    const clock = setInterval(() => (this.held.isConnected ? this.tick() : clearInterval(clock)), 1000);
  }

  /** The card of the case, then that of outcomes. */
  parts(outcomes) {
    return h('div', { class: 'call-panel' }, this.line(), h('section', { class: 'card what', 'aria-label': say('what_became') }, outcomes,
      h('div', { class: 'note' }, h('label', { for: 'note' }, say('note_for_next')), this.note)));
  }

  line() {
    const { household } = this;
    const { name, address } = household.contact;
    const place = (household.place ?? []).map(named).join(' ');
    return h('section', { class: 'card line', 'data-case': household.case },
      h('div', { class: 'line-head' }, h('h1', { tabindex: '-1' }, say('call_of', { who: household.case })), this.held),
      this.number(),
      h('dl', { class: 'particulars' }, row(say('who'), name), row(say('place'), place), row(say('address'), address)),
      household.appointment_at && h('p', { class: 'appointment' }, say('appointment_at', { at: when(household.appointment_at) })),
      household.added_by_hand && h('p', { class: 'hint' }, say('added_by_hand')),
      h('div', { class: 'row before' }, this.history(), this.does.giveBack && this.giveBack()));
  }

  number() {
    const { phone } = this.household.contact;
    if (!phone) return h('p', { class: 'empty' }, say('no_number'));
    const dial = h('a', { class: 'button dial', href: dialled(phone), ...keyFor('d') }, say('dial'), keyOn('d'));
    const copied = () => copy(phone.replace(/[^+\d]/g, ''));
    Object.assign(this.keys, { d: () => dial.click(), c: copied });
    return h('div', { class: 'number-box' }, h('p', { class: 'telephone', id: 'number', translate: 'no' }, grouped(phone)),
      h('div', { class: 'row' }, dial, button([say('copy'), keyOn('c')], copied, { class: 'quiet', ...keyFor('c') })));
  }

  history() {
    const { attempts = [], notes = [] } = this.household;
    if (attempts.length + notes.length === 0) return h('p', { class: 'hint' }, say('first_attempt'));
    const nameOf = nameIn(this.codes);
    return h('ul', { class: 'history', 'aria-label': say('before') },
      attempts.map((attempt) => h('li', {}, when(attempt.at), ' ', nameOf(attempt.outcome))),
      notes.map((note) => h('li', { class: 'note' }, when(note.written_at), ' ', note.text)));
  }

  /** Outcomes of a call that led to no interview. */
  outcomes() {
    const { codes, does } = this;
    const known = AT_HAND.filter(([code]) => codes.some((outcome) => outcome.code === code));
    const nameOf = nameIn(codes);
    const quick = known.map(([code, key]) => {
      this.keys[key] = () => does.settle(code);
      return button([h('span', {}, nameOf(code)), keyOn(key)], () => does.settle(code), { class: 'quiet', 'data-outcome': code, ...keyFor(key) });
    });
    return [h('div', { class: 'call-outcomes' }, quick, this.appointment()), this.others(known)];
  }

  /** The button that opens the calendar, where the office makes appointments. */
  appointment() {
    const outcome = appointmentOf(this.codes);
    if (!outcome) return null;
    const ask = () => askForTime({ until: this.round?.closes, agreed: (at) => this.does.settle(outcome.code, at) });
    this.keys[APPOINTMENT_KEY] = ask;
    return button([h('span', {}, say('agree_on_time')), keyOn(APPOINTMENT_KEY)], ask, { class: 'quiet', id: 'appointment', 'aria-haspopup': 'dialog', ...keyFor(APPOINTMENT_KEY) });
  }

  others(known) {
    const without = new Set([...known.map(([code]) => code), appointmentOf(this.codes)?.code]);
    const others = this.codes.filter(({ code, group }) => !without.has(code) && !['complete', 'partial'].includes(group));
    const select = h('select', { id: 'other-outcome' }, h('option', { value: '' }, say('other_outcome')), others.map((outcome) => h('option', { value: outcome.code }, named(outcome.label))));
    return h('div', { class: 'row' }, h('label', { for: select.id, class: 'unseen' }, say('other_outcome')), select,
      button(say('record'), () => select.value && this.does.settle(select.value), { class: 'quiet', id: 'record-other' }));
  }

  giveBack() {
    return button(say('give_back_call'), () => this.does.giveBack(), { class: 'link', id: 'give-back' });
  }

  noteChanged() {
    const { household } = this;
    household.note = this.note.value;
    this.does.noted?.(this.note.value);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => keepNote(household), TYPING_PAUSE);
  }

  /** Counts down to the end of the hold, and says when it has come. */
  tick() {
    const left = Date.parse(this.household.held_until) - now();
    if (left <= 0) {
      this.held.textContent = say('held_over');
      if (this.household.contact.phone) this.does.expired();
      return;
    }
    const minutes = Math.floor(left / 60_000);
    const time = `${minutes}:${String(Math.floor(left / 1000) % 60).padStart(2, '0')}`;
    this.held.classList.toggle('nearly-up', left < NEARLY_UP);
    this.held.title = say('held_until', { at: timeOfDay(this.household.held_until) });
    this.held.replaceChildren(say('held_for'), ' ', h('strong', {}, time));
  }
}

function row(name, value) {
  return value && h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

/** What was typed so far, so that it is there again after the page was loaded anew. */
function keepNote({ name, note }) {
  return change(['cases'], (store) => {
    store('cases').get(name).onsuccess = ({ target }) => {
      if (target.result && !target.result.done) store('cases').put({ ...target.result, note });
    };
  }).catch(() => {});
}
