// Agreeing on a time to call again: a month to choose a day from, and the half hours of a day. Arrow keys
// go through the days as they do in the calendars of the system.

import { instantOf } from './appointment.js';
import { dayOf, now } from './clock.js';
import { button, fill, h } from './dom.js';
import { language, say } from './language.js';

const DAY = 24 * 3_600_000;
/** How far ahead people agree on a time. */
const DAYS_AHEAD = 30;
const FIRST = 8 * 60 + 30;
const LAST = 20 * 60 + 30;

/** Steps of the keyboard from day to day. */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, PageUp: -28, PageDown: 28 };

/** Days are counted at noon, far from any change of date. */
function noon(day) {
  return Date.parse(`${day}T12:00:00Z`);
}

function later(day, days) {
  return new Date(noon(day) + days * DAY).toISOString().slice(0, 10);
}

function written(day, parts) {
  const tag = language() === 'zh' ? 'zh-CN' : 'en';
  return new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...parts }).format(new Date(noon(day)));
}

function halfHours() {
  const list = [];
  for (let minutes = FIRST; minutes <= LAST; minutes += 30) list.push(minutes);
  return list;
}

function clockTime(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** Opens the calendar. `agreed` gets the instant; after `until`, the last day of the round, nobody is called. */
export function askForTime({ until, agreed }) {
  const calendar = new Calendar(until, agreed);
  document.body.append(calendar.dialog);
  calendar.dialog.addEventListener('close', () => calendar.dialog.remove());
  calendar.dialog.showModal();
  calendar.focusDay();
}

class Calendar {
  constructor(until, agreed) {
    this.agreed = agreed;
    this.first = dayOf(now());
    const last = later(this.first, DAYS_AHEAD);
    this.last = until && until < last ? until : last;
    this.day = this.first;
    this.time = null;
    this.month = h('div', { class: 'month' });
    this.times = h('div', { class: 'times' });
    this.chosen = h('p', { class: 'chosen', role: 'status' });
    this.other = h('input', { id: 'other-time', type: 'time', step: '300' });
    this.other.addEventListener('input', () => this.chooseTime(this.other.value || null));
    this.confirm = button(say('agree'), () => this.agree(), { id: 'agree' });
    this.dialog = this.frame();
    this.show();
  }

  frame() {
    const dialog = h('dialog', { class: 'calendar card', 'aria-labelledby': 'calendar-title' },
      h('h2', { id: 'calendar-title' }, say('call_again')),
      h('div', { class: 'day-and-time' }, this.month,
        h('div', { class: 'time' }, this.times, h('div', { class: 'row' }, h('label', { for: 'other-time' }, say('other_time')), this.other))),
      this.chosen,
      h('div', { class: 'actions' }, this.confirm, button(say('cancel'), () => dialog.close(), { class: 'quiet' })));
    return dialog;
  }

  show() {
    fill(this.month, this.table());
    fill(this.times, this.parts());
    this.showChosen();
  }

  showChosen() {
    const at = this.instant();
    this.confirm.disabled = !at;
    const day = written(this.day, { month: 'long', day: 'numeric', weekday: 'long' });
    this.chosen.textContent = at ? `${day} ${this.time}` : `${day} · ${say('choose_time')}`;
  }

  /** What was chosen, if it is still to come. */
  instant() {
    if (!this.time) return null;
    const at = instantOf(this.day, this.time);
    return Date.parse(at) > now() ? at : null;
  }

  agree() {
    const at = this.instant();
    if (!at) return;
    this.dialog.close();
    this.agreed(at);
  }

  table() {
    const start = `${this.day.slice(0, 8)}01`;
    const monday = later(start, -((new Date(noon(start)).getUTCDay() + 6) % 7));
    const weeks = [];
    for (let week = monday; week.slice(0, 7) <= this.day.slice(0, 7); week = later(week, 7)) weeks.push(week);
    const days = (week) => [0, 1, 2, 3, 4, 5, 6].map((n) => later(week, n));
    const heads = days(monday).map((day) => h('th', { scope: 'col', abbr: written(day, { weekday: 'long' }) }, written(day, { weekday: 'narrow' })));
    const turn = (by, sign, name) => button(sign, () => this.turnTo(by), { class: 'quiet', 'aria-label': name, disabled: !this.otherMonth(by) });
    return [
      h('div', { class: 'month-head' }, turn(-1, '‹', say('month_before')), h('strong', { 'aria-live': 'polite' }, written(this.day, { year: 'numeric', month: 'long' })), turn(1, '›', say('month_after'))),
      h('table', { role: 'grid', 'aria-label': say('day') }, h('thead', {}, h('tr', {}, heads)),
        h('tbody', {}, weeks.map((week) => h('tr', {}, days(week).map((day) => this.cell(day)))))),
    ];
  }

  cell(day) {
    if (day.slice(0, 7) !== this.day.slice(0, 7)) return h('td', {});
    const chosen = day === this.day;
    const number = button(String(Number(day.slice(8))), () => this.chooseDay(day), {
      tabindex: chosen ? '0' : '-1', disabled: day < this.first || day > this.last, class: day === this.first ? 'today' : '',
      'aria-label': written(day, { month: 'long', day: 'numeric', weekday: 'long' }), 'aria-pressed': String(chosen), 'data-day': day,
    });
    number.addEventListener('keydown', (event) => this.walk(event));
    return h('td', { 'aria-selected': String(chosen) }, number);
  }

  walk(event) {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    const day = later(this.day, STEPS[event.key]);
    this.chooseDay(day < this.first ? this.first : day > this.last ? this.last : day);
  }

  chooseDay(day) {
    this.day = day;
    this.show();
    this.focusDay();
  }

  focusDay() {
    this.month.querySelector(`[data-day="${this.day}"]`).focus();
  }

  /** The first day of the month before or after that can be chosen. */
  otherMonth(by) {
    const edge = by < 0 ? later(`${this.day.slice(0, 8)}01`, -1) : later(`${later(`${this.day.slice(0, 8)}28`, 4).slice(0, 8)}01`, 0);
    const inside = by < 0 ? edge >= this.first : edge <= this.last;
    return inside ? edge : null;
  }

  turnTo(by) {
    const day = this.otherMonth(by);
    if (day) this.chooseDay(day);
  }

  parts() {
    const parts = [[say('morning'), 0, 12], [say('afternoon'), 12, 18], [say('evening'), 18, 24]];
    return parts.map(([name, from, to]) => {
      const some = halfHours().filter((minutes) => minutes >= from * 60 && minutes < to * 60);
      return h('div', { role: 'group', 'aria-label': name }, h('p', { class: 'hint' }, name),
        h('div', { class: 'half-hours' }, some.map((minutes) => this.halfHour(clockTime(minutes)))));
    });
  }

  halfHour(time) {
    const past = Date.parse(instantOf(this.day, time)) <= now();
    return button(time, () => this.chooseTime(time), { class: 'quiet', disabled: past, 'aria-pressed': String(time === this.time), 'data-time': time });
  }

  chooseTime(time) {
    this.time = time;
    for (const one of this.times.querySelectorAll('[data-time]')) one.setAttribute('aria-pressed', String(one.dataset.time === time));
    this.showChosen();
  }
}
