// What whoever sits here did today, for themselves: calls, interviews, and who expects to be called. It is
// counted from what this device sent; nobody is compared with anybody.

import * as account from './account.js';
import { dayOf, now } from './clock.js';
import { h } from './dom.js';
import { named, say, timeOfDay, when } from './language.js';
import * as outbox from './outbox.js';

const APPOINTMENTS_SHOWN = 6;

/** Every call of mine that this device knows of, oldest first. */
async function calls() {
  const [waiting, sent] = await Promise.all([outbox.items(), outbox.receipts()]);
  const mine = account.person()?.name;
  return [...waiting, ...sent]
    .filter((one) => one.tells?.mode === 'phone' && one.by === mine)
    .map((one) => one.tells)
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** Appointments that nobody here has called since, the next first. */
function agreedIn(made) {
  const latest = new Map(made.map((call) => [`${call.round} ${call.case}`, call]));
  return [...latest.values()].filter((call) => call.appointment).sort((a, b) => a.appointment.localeCompare(b.appointment));
}

/** The tally at the side. */
export async function myDay(codes) {
  const made = await calls();
  const today = made.filter((call) => dayOf(Date.parse(call.at)) === dayOf(now()));
  const count = (outcome) => today.filter((call) => call.outcome === outcome).length;
  const tile = (what, name, n) => h('div', {}, h('dt', {}, name), h('dd', { 'data-tally': what }, String(n)));
  return h('aside', { class: 'card my-day', 'aria-labelledby': 'my-day' },
    h('h2', { id: 'my-day' }, say('my_day')),
    h('dl', { class: 'tally' }, tile('calls', say('calls_made'), today.length), tile('complete', say('interviews_done'), count('complete')), tile('partial', say('interviews_partial'), count('partial'))),
    outcomeList(today, codes),
    h('h3', {}, say('appointments_next')),
    appointmentList(agreedIn(made)),
    h('p', { class: 'hint' }, say('my_day_hint')));
}

function outcomeList(today, codes) {
  const rows = codes.map((code) => [code, today.filter((call) => call.outcome === code.code).length]).filter(([, n]) => n > 0);
  return rows.length > 0 && h('ul', { class: 'outcome-list' }, rows.map(([code, n]) => h('li', {}, h('span', {}, named(code.label)), h('span', {}, String(n)))));
}

function appointmentList(agreed) {
  if (agreed.length === 0) return h('p', { class: 'empty' }, say('appointments_none'));
  const isDue = (call) => Date.parse(call.appointment) <= now();
  const isToday = (call) => dayOf(Date.parse(call.appointment)) === dayOf(now());
  return h('ul', { class: 'appointments' }, agreed.slice(0, APPOINTMENTS_SHOWN).map((call) => h('li', { class: isDue(call) ? 'due' : '' },
    h('strong', {}, isToday(call) ? timeOfDay(call.appointment) : when(call.appointment)), ' ', call.case, isDue(call) && h('span', {}, ' ', say('due_now')))));
}
