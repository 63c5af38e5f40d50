// One call at a time: the next case as the rules of the queue give it, its number, what is read out, and
// what became of it. What is shown follows from what the device keeps, so that loading the page anew, or
// in a second tab, shows the same call and books nothing twice.

import * as account from './account.js';
import { CallInterview } from './call_interview.js';
import { CallPanel } from './call_panel.js';
import { now } from './clock.js';
import { show } from './desk.js';
import { all, change, one } from './device.js';
import { button, h, toast } from './dom.js';
import { begin, caseName, formName, questionnaireOf, record, UNDO_SECONDS } from './interview.js';
import { forgetPeople, giveBack, households, openRounds, outcomes, roundOf, takeCases } from './kit.js';
import { helpShown, keyFor, keyOn, keysOn, toggleHelp, useKeys } from './keys.js';
import { named, say, when } from './language.js';
import { myDay } from './my_day.js';
import * as outbox from './outbox.js';
import { keepSetting, setting } from './settings.js';
import { notForYou, refusalWords, warn } from './status.js';

/** A second tap on what was there before must not press what has come in its place. */
const SETTLING = 350;

/** What is on the screen: its mark, its draft, and what to say where nobody is to be called. */
let shownMark = '';
let interview = null;
let message = '';
let undo = null;
let asking = false;

/** The case in hand and the interview that was begun with it, where there are such. */
async function inHand() {
  const [list, drafts] = await Promise.all([households('phone'), all('drafts')]);
  const mine = drafts.filter((draft) => draft.mode === 'phone' && draft.by === account.person()?.name);
  const of = (draft) => list.find((household) => household.name === caseName(draft.round, draft.case));
  const begun = mine.find((draft) => !draft.rests && !of(draft)?.done);
  if (begun) return { household: of(begun) ?? nameless(begun), draft: begun };
  const household = list.find((each) => !each.done && Date.parse(each.held_until) > now());
  return { household, draft: household && mine.find((draft) => of(draft) === household) };
}

/** A case that is in hand no more; what was answered is still there. */
function nameless({ round, case: number, unit }) {
  return { name: caseName(round, number), round, case: number, unit, mode: 'phone', contact: {}, held_until: new Date(0).toISOString() };
}

function stageOf({ household, draft }) {
  if (!household) return 'idle';
  return draft && !draft.rests ? 'interview' : 'call';
}

/** What decides about the page; while it stays, the page stays, with whoever types in it. */
function markOf(hand) {
  return JSON.stringify([stageOf(hand), hand.household?.name, hand.household?.held_until, hand.household?.contact.phone, hand.draft?.id, account.person()?.name]);
}

/** The page of the desk. */
export async function callPage() {
  if (account.person() && !account.may('cases:work')) return notForYou(say('calls'));
  const [hand, codes] = await Promise.all([inHand(), outcomes()]);
  shownMark = markOf(hand);
  interview = null;
  const stage = stageOf(hand);
  const parts = await { idle, call, interview: interviewStage }[stage](hand, codes);
  return [h('div', { class: `cockpit ${stage}` }, parts.sides, await myDay(codes)), parts.foot];
}

/** Something changed, here or in another tab. */
export async function callsChanged() {
  if (document.body.dataset.page === 'outbox') return show();
  if (document.body.dataset.page !== 'list') return undefined;
  if (markOf(await inHand()) !== shownMark) return show();
  document.querySelector('.my-day')?.replaceWith(await myDay(await outcomes()));
  return undefined;
}

/** Another tab may have gone further with the same interview. */
export async function lookedAtAgain() {
  const kept = interview && await one('drafts', interview.interview.id);
  if (kept && kept.kept_at > (interview.interview.kept_at ?? 0)) await show();
}

/** The keyboard goes to what comes next, unless somebody has put it elsewhere. */
export function callShown() {
  if (document.body.dataset.page !== 'list') return useKeys({});
  const question = document.querySelector('.question.current');
  if (question) question.scrollIntoView({ block: 'nearest' });
  else scrollTo(0, 0);
  if (document.activeElement.matches('body, #content')) (question ?? document.querySelector('#next, .cockpit.call h1'))?.focus({ preventScroll: true });
  return undefined;
}

// ---- Nobody in hand

async function idle() {
  const rounds = (await openRounds('phone')) ?? [];
  useKeys({ x: next, u: takeBack, '?': toggled });
  return {
    sides: h('section', { class: 'card next-case' },
      h('h1', {}, say('calls')),
      h('p', { class: 'hint' }, account.person()?.display_name ?? say('not_signed_in')),
      rounds.length === 0 ? h('p', { class: 'empty' }, say('no_round_calls')) : nextForm(rounds),
      h('p', { class: 'message', role: 'status' }, message)),
    foot: h('div', { class: 'bar-below' }, help([['X', say('next_case')], ['U', say('undo')]])),
  };
}

function nextForm(rounds) {
  const round = h('select', { id: 'round' }, rounds.map((each) => h('option', { value: each.code, selected: each.code === setting('round') }, named(each.name))));
  round.addEventListener('change', () => keepSetting('round', round.value));
  const shownAt = Date.now();
  const press = () => { if (Date.now() - shownAt > SETTLING) next(); };
  return h('div', { class: 'take' },
    rounds.length > 1 ? [h('label', { for: 'round' }, say('round')), round] : h('p', { class: 'round' }, named(rounds[0].name)),
    button([say('next_case'), keyOn('x')], press, { id: 'next', ...keyFor('x') }),
    h('p', { class: 'hint' }, say('next_hint')));
}

/** Takes the next case. What was recorded last is sent first: until then it would be the next again. */
async function next() {
  if (asking) return;
  const pressed = document.getElementById('next');
  if (!pressed) return;
  asking = true;
  pressed.disabled = true;
  try {
    message = await taken();
  } finally {
    asking = false;
  }
  await show();
}

/** Gives why there is no next case, or nothing. */
async function taken() {
  const rounds = (await openRounds('phone')) ?? [];
  const round = rounds.find((each) => each.code === setting('round')) ?? rounds[0];
  const mine = account.person()?.name;
  try {
    dropUndo();
    if (!(await outbox.hurry((item) => item.by === mine && item.kind !== 'photo'))) return say('next_needs_network');
    const n = await takeCases(round.code, 'phone', 1);
    return n > 0 ? '' : say('next_none');
  } catch (refusal) {
    return refusalWords(refusal);
  }
}

// ---- A number to call

async function call({ household, draft }, codes) {
  const round = await roundOf(household.round);
  const questionnaire = round && (await one('forms', formName(round.questionnaire, round.version)))?.value;
  const panel = new CallPanel({ household, round, codes, does: {
    settle: (code, appointment) => settle(household, code, { appointment, draft, rests: Boolean(draft) && appointment !== undefined }),
    giveBack: () => back(household),
    expired: () => expired(),
  } });
  const start = () => startInterview(round, household, draft);
  const outcomesShown = panel.outcomes();
  const parts = panel.parts(outcomesShown);
  useKeys({ ...panel.keys, Enter: start, '?': toggled });
  return {
    sides: [parts, h('div', { class: 'script' }, h('section', { class: 'card opening' },
      h('h2', {}, named(questionnaire?.title) || say('form_missing')),
      questionnaire?.opening && [h('p', { class: 'hint' }, say('opening_words')), h('p', { class: 'read-out' }, named(questionnaire.opening))],
      questionnaire && button([draft ? say('go_on_call') : say('start_call'), keyOn('↵')], start, { id: 'start', ...keyFor('Enter') })),
    questionnaire && outline(questionnaire))],
    foot: h('div', { class: 'bar-below' }, help([['D', say('dial')], ['C', say('copy')], ['↵', say('start_call')], ['W Z G J K Y', say('what_became')]])),
  };
}

/** What is to come, at a glance. */
function outline({ questions }) {
  return h('section', { class: 'card outline' }, h('h2', {}, say('questions_to_come', { n: questions.length })),
    h('ol', {}, questions.map((question) => h('li', {}, named(question.text)))));
}

async function startInterview(round, household, draft) {
  const begun = draft ? { ...draft, rests: undefined } : begin({ round, mode: 'phone', household });
  begun.note = household.note ?? begun.note;
  begun.kept_at = now();
  const isSame = (other) => other.round === begun.round && other.case === begun.case && other.id !== begun.id;
  // Two tabs, or two taps: one interview.
  await change(['drafts'], (store) => {
    store('drafts').getAll().onsuccess = ({ target }) => {
      if (!target.result.some(isSame)) store('drafts').put(begun);
    };
  }).catch(() => warn('storage', say('storage_refused')));
  outbox.changed();
  await show();
}

// ---- An interview

async function interviewStage({ household, draft }, codes) {
  const [round, questionnaire] = await Promise.all([roundOf(household.round), questionnaireOf(draft)]);
  if (!questionnaire) return { sides: h('section', { class: 'card' }, h('h1', {}, household.case), h('p', {}, say('form_missing'))), foot: null };
  const refusal = codes.find((outcome) => outcome.code === '2.12') ?? codes.find((outcome) => outcome.group === 'refusal');
  interview = new CallInterview(draft, questionnaire, {
    over: () => show(),
    refuse: () => settle(household, refusal?.code, { draft }),
  });
  const panel = new CallPanel({ household: { ...household, note: household.note ?? draft.note }, round, codes, does: {
    settle: (code, appointment) => settle(household, code, { appointment, draft, rests: true }),
    noted: (text) => { draft.note = text; interview.changed(); },
    expired: () => expired(),
  } });
  const parts = panel.parts(h('div', { class: 'call-outcomes during' }, interview.ending(), panel.appointment()));
  useKeys({ ...panel.keys, ...interview.keyTable(), '?': toggled });
  return {
    sides: [parts, interview.script()],
    foot: interview.foot(help([['1–5', say('key_opinion')], ['N', say('key_dont_know')], ['R', say('key_refused')], ['↑ ↓', say('key_move')], ['↵', say('key_enter')], ['B', say('break_off')], ['Esc', say('key_escape')]])),
  };
}

// ---- What became of it

async function settle(household, outcome, { appointment, draft, rests } = {}) {
  const note = document.getElementById('note')?.value ?? household.note ?? '';
  try {
    const kept = { ...household, note };
    const what = named((await outcomes()).find(({ code }) => code === outcome)?.label) || outcome;
    const run = await record(kept, { outcome, mode: 'phone', appointment, note, draft, rests });
    offerUndo(run, appointment ? say('recorded_appointment', { who: household.case, at: when(appointment) }) : say('recorded', { who: household.case, what }));
    warn('storage', '');
  } catch {
    warn('storage', say('storage_refused'));
    return;
  }
  message = '';
  await show();
}

function offerUndo(run, text) {
  dropUndo();
  const milliseconds = UNDO_SECONDS * 1000 - 500;
  const line = toast(text, { text: [say('undo'), keyOn('u')], run: takeBack, milliseconds });
  undo = { run, line, timer: setTimeout(dropUndo, milliseconds) };
}

function dropUndo() {
  clearTimeout(undo?.timer);
  undo?.line.remove();
  undo = null;
}

async function takeBack() {
  const { run } = undo ?? {};
  dropUndo();
  if (run && !(await run())) toast(say('too_late'));
}

async function back(household) {
  try {
    await giveBack(household);
    message = '';
    await show();
  } catch (refusal) {
    toast(refusalWords(refusal));
  }
}

/** The time is up: the number goes from the screen and from the device, and an interview goes on. */
async function expired() {
  if (interview?.unkept) await interview.keepNow();
  message = say('held_over');
  await forgetPeople();
  outbox.changed();
}

// ---- Keys

function toggled() {
  toggleHelp();
  for (const line of document.querySelectorAll('.key-help')) line.hidden = !helpShown();
}

/** The keys that do something here. */
function help(keys) {
  if (!keysOn()) return null;
  const list = h('p', { class: 'key-help', hidden: !helpShown() }, keys.map(([key, text]) => h('span', {}, h('kbd', {}, key), ' ', text)));
  const toggle = button('?', toggled, { class: 'quiet help-toggle', 'aria-label': say('key_help'), ...keyFor('?') });
  return h('div', { class: 'keys' }, list, toggle);
}
