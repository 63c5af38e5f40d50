// Today's households by village: who, what was tried before, what is done; an outcome is one tap away.

import * as account from './account.js';
import { all } from './device.js';
import { button, h, toast } from './dom.js';
import { begin, draftOf, keepDraft, record, throwAway, UNDO_SECONDS } from './interview.js';
import { giveBack, households, openRounds, outcomes, places, takeCases } from './kit.js';
import { named, say, when } from './language.js';
import { keepSetting, setting } from './settings.js';
import { notForYou, refusalWords } from './status.js';
import { appointmentPicker } from './appointment.js';

/** Outcomes of a knock that have a button of their own, where the office uses these codes. */
const AT_HAND = ['2.20', '2.11', '4.61'];
const APPOINTMENT = '2.25';
const COUNTS = [10, 20, 40, 60, 80];

/** Households whose other outcomes are shown. */
const opened = new Set();

/** The page of the day. */
export async function listPage() {
  const [list, drafts, rounds, codes] = await Promise.all([households('visit'), all('drafts'), openRounds('visit'), outcomes()]);
  if (account.person() && !account.may('cases:work')) return notForYou(say('visits'));
  const done = list.filter((household) => household.done).length;
  const strays = drafts.filter((draft) => draft.mode === 'visit' && draft.by === account.person()?.name && !list.some((one) => one.round === draft.round && one.case === draft.case));
  return [
    h('section', { class: 'card today' },
      h('h1', {}, say('today')),
      h('p', { class: 'hint' }, account.person()?.display_name ?? say('not_signed_in')),
      list.length > 0 && h('p', { class: 'count' }, say('today_count', { all: list.length, done })),
      list.length > 0 && h('progress', { max: list.length, value: done, 'aria-label': say('today_count', { all: list.length, done }) }),
      rounds?.length === 0 && h('p', { class: 'empty' }, say('no_round')),
      rounds?.length > 0 && takeForm(rounds, list)),
    strays.length > 0 && h('section', { class: 'card' }, h('h2', {}, say('begun')), h('ul', { class: 'plain-list' }, strays.map(strayRow))),
    grouped(list).map(([place, some]) => villageSection(place, some, drafts, codes)),
  ];
}

function strayRow(draft) {
  return h('li', { class: 'row' }, h('a', { class: 'button', href: `#interview/${draft.id}` }, say('go_on'), ' ', draft.label),
    button(say('throw_away'), async () => { await throwAway(draft); dispatchEvent(new HashChangeEvent('hashchange')); }, { class: 'quiet' }));
}

function takeForm(rounds, list) {
  const kept = setting('round');
  const round = h('select', { id: 'round' }, rounds.map((one) => h('option', { value: one.code, selected: one.code === kept }, named(one.name))));
  const count = h('select', { id: 'count' }, COUNTS.map((n) => h('option', { value: n, selected: String(n) === (setting('count') ?? '20') }, say('households', { n }))));
  const take = button(list.length > 0 ? say('take_more') : say('take'), async () => {
    keepSetting('round', round.value);
    keepSetting('count', count.value);
    take.disabled = true;
    await taken(round.value, Number(count.value));
    take.disabled = false;
  });
  const chosen = () => rounds.find((one) => one.code === round.value);
  return h('div', { class: 'take' },
    rounds.length > 1 ? h('label', { for: 'round' }, say('round')) : null,
    rounds.length > 1 ? round : h('p', { class: 'round' }, named(rounds[0].name)),
    h('div', { class: 'row' }, h('label', { for: 'count', class: 'unseen' }, say('how_many')), count, take),
    h('a', { class: 'elsewhere', href: '#elsewhere', onclick: () => keepSetting('round', chosen().code) }, say('elsewhere')));
}

async function taken(round, count) {
  try {
    const n = await takeCases(round, 'visit', count);
    toast(n > 0 ? say('taken', { n }) : say('taken_none'));
    dispatchEvent(new HashChangeEvent('hashchange'));
  } catch (refusal) {
    toast(refusalWords(refusal));
  }
}

/** By village, in the order of the list. */
function grouped(list) {
  const groups = new Map();
  for (const household of list) {
    const key = household.unit;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(household);
  }
  return [...groups.entries()];
}

function villageSection(unit, list, drafts, codes) {
  const done = list.filter((household) => household.done).length;
  const [near, ...above] = [...(list[0].place ?? [])].reverse();
  const order = (household) => (household.done ? 2 : household.appointment_at ? 0 : 1);
  const sorted = [...list].sort((a, b) => order(a) - order(b) || (a.appointment_at ?? '').localeCompare(b.appointment_at ?? ''));
  return h('section', { class: 'village' },
    h('h2', {}, near ? named(near) : unit, ' ', h('span', { class: 'hint' }, above.reverse().map(named).join(' '), ' ', say('done_of', { done, all: list.length }))),
    h('ul', { class: 'households' }, sorted.map((household) => householdCard(household, draftOf(drafts, household.round, household), codes))));
}

function householdCard(household, draft, codes) {
  const { contact, attempts = [], notes = [], done } = household;
  const nameOf = (code) => named(codes.find((outcome) => outcome.code === code)?.label) || code;
  const who = [contact.name, contact.phone && h('a', { href: `tel:${contact.phone.replace(/[^+\d]/g, '')}` }, contact.phone)].filter(Boolean);
  return h('li', { class: done ? 'card household done' : 'card household', 'data-case': household.case, 'data-round': household.round },
    h('p', { class: 'where' }, contact.address ?? contact.name ?? household.case),
    who.length > 0 && h('p', { class: 'who' }, who[0], who[1] && [' · ', who[1]]),
    household.appointment_at && !done && h('p', { class: 'appointment' }, say('appointment_at', { at: when(household.appointment_at) })),
    household.added_by_hand && h('p', { class: 'hint' }, say('added_by_hand')),
    (attempts.length > 0 || notes.length > 0) && h('ul', { class: 'history' },
      attempts.map((attempt) => h('li', {}, when(attempt.at), ' ', nameOf(attempt.outcome))),
      notes.map((note) => h('li', { class: 'note' }, when(note.written_at), ' ', note.text))),
    done ? h('p', { class: 'state' }, doneWords(done, nameOf)) : householdActions(household, draft, codes));
}

function doneWords({ outcome, appointment }, nameOf) {
  if (outcome === 'complete') return say('done_complete');
  if (outcome === 'partial') return say('done_partial');
  return appointment ? say('done_appointment', { at: when(appointment) }) : nameOf(outcome);
}

function householdActions(household, draft, codes) {
  const label = draft ? say('go_on') : say('start');
  const start = button(label, async () => {
    start.disabled = true; // a second tap would begin a second interview
    location.hash = `interview/${(draft ?? await fresh(household)).id}`;
  });
  const quick = AT_HAND.map((code) => codes.find((outcome) => outcome.code === code)).filter(Boolean)
    .map((outcome) => button(named(outcome.label), () => settle(household, outcome.code), { class: 'quiet', 'data-outcome': outcome.code }));
  const more = h('div', { class: 'more', hidden: !opened.has(household.name) }, moreActions(household, codes));
  const toggle = button(say('more'), () => {
    more.hidden = !more.hidden;
    if (more.hidden) opened.delete(household.name);
    else opened.add(household.name);
    toggle.setAttribute('aria-expanded', String(!more.hidden));
  }, { class: 'quiet', 'aria-expanded': String(opened.has(household.name)) });
  return h('div', {}, h('div', { class: 'outcomes' }, start, toggle, quick), more);
}

function moreActions(household, codes) {
  const others = codes.filter(({ code, group }) => !AT_HAND.includes(code) && code !== APPOINTMENT && !['complete', 'partial'].includes(group));
  const other = h('select', { id: `o-${household.case}` }, h('option', { value: '' }, say('other_outcome')), others.map((outcome) => h('option', { value: outcome.code }, named(outcome.label))));
  const note = h('input', { id: `n-${household.case}`, maxlength: '500', autocomplete: 'off' });
  return [
    appointmentPicker(household.case, (at) => settle(household, APPOINTMENT, { appointment: at, note: note.value })),
    h('div', { class: 'row' }, h('label', { for: other.id, class: 'unseen' }, say('other_outcome')), other,
      button(say('record'), () => other.value && settle(household, other.value, { note: note.value }), { class: 'quiet' })),
    h('label', { for: note.id }, say('note_for_next')), note,
    button(say('give_back'), () => back(household), { class: 'quiet' }),
  ];
}

async function fresh(household) {
  const round = (await openRounds('visit'))?.find((one) => one.code === household.round);
  if (!round) {
    toast(say('no_round'));
    throw new Error('the round does not run today');
  }
  const interview = begin({ round, mode: 'visit', household });
  await keepDraft(interview);
  return interview;
}

async function settle(household, outcome, { appointment, note } = {}) {
  opened.delete(household.name);
  const undo = await record(household, { outcome, mode: 'visit', appointment, note });
  const what = named((await outcomes()).find(({ code }) => code === outcome)?.label) || outcome;
  toast(say('recorded', { who: household.contact.address ?? household.case, what }), { text: say('undo'), run: undo, milliseconds: UNDO_SECONDS * 1000 - 500 });
}

async function back(household) {
  try {
    await giveBack(household);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } catch (refusal) {
    toast(refusalWords(refusal));
  }
}

/** Somebody who is on no list: only the place is chosen. */
export async function placePage() {
  const rounds = (await openRounds('visit')) ?? [];
  const round = rounds.find((one) => one.code === setting('round')) ?? rounds[0];
  if (!round) return h('section', { class: 'card' }, h('h1', {}, say('elsewhere')), h('p', {}, say('no_round')));
  const list = await places().catch(() => []);
  const search = h('input', { id: 'place', type: 'search', autocomplete: 'off' });
  const found = h('ul', { class: 'plain-list' });
  const showFound = () => {
    const wanted = search.value.trim();
    const fits = list.filter((unit) => `${named(unit.name)}${named(unit.above)}${unit.code}`.includes(wanted)).slice(0, 30);
    found.replaceChildren(...fits.map((unit) => h('li', {}, button(`${named(unit.above)} ${named(unit.name)}`, () => startAt(round, unit), { class: 'quiet' }))));
  };
  search.addEventListener('input', showFound);
  showFound();
  return h('section', { class: 'card' }, h('a', { href: '#', class: 'back' }, say('back')), h('h1', {}, say('elsewhere')),
    h('p', { class: 'hint' }, say('elsewhere_hint')), h('label', { for: 'place' }, say('where')), search,
    list.length === 0 ? h('p', { class: 'empty' }, say('places_need_network')) : found);
}

async function startAt(round, unit) {
  const interview = begin({ round, mode: 'visit', unit: unit.code });
  interview.label = named(unit.name);
  await keepDraft(interview);
  location.hash = `interview/${interview.id}`;
}

