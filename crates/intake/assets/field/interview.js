// An interview as a draft, and what else may become of a knock or a call. A draft is kept at every tap, so
// that a crash, a call or an empty battery costs nothing.

import * as account from './account.js';
import { instant, now } from './clock.js';
import { change, forget, newId, one } from './device.js';
import * as outbox from './outbox.js';

/** Name under which a published questionnaire is kept. */
export function formName(code, version) {
  return `${code} ${version}`;
}

/** Begins an interview by a round's form, of a case or of somebody who is on no list. */
export function begin({ round, mode, unit, household }) {
  return {
    id: newId(),
    by: account.person()?.name ?? '',
    round: round.code,
    form: { code: round.questionnaire, version: round.version },
    mode,
    unit: household?.unit ?? unit,
    case: household?.case ?? null,
    design: household ? { stratum: household.stratum, psu: household.psu ?? undefined, weight: household.weight } : {},
    label: household ? labelOf(household) : unit,
    started_at: now(),
    answers: {},
    issues: {},
    note: '',
    photos: [],
    position: null,
  };
}

/** What tells people on this device which household it was. Numbers are forgotten when a call is over. */
export function labelOf(household) {
  if (household.mode === 'phone') return household.case;
  return household.contact.address ?? household.contact.name ?? household.contact.phone ?? household.case;
}

/** Keeps an interview as it is now, unless another tab has brought the call to its end. */
export function keepDraft(interview) {
  interview.kept_at = now();
  const draft = { ...interview };
  return change(['drafts', 'cases'], (store) => unlessOver(store, interview, () => store('drafts').put(draft)));
}

/** A call is over for all tabs at once. A visit is not: what a second tab says is sent, and found to differ. */
export function unlessOver(store, interview, work) {
  if (interview.mode === 'phone') unlessDone(store, interview, work);
  else work();
}

/** Does something about a case unless it is done: only one of two tabs, and of two taps, comes through. */
function unlessDone(store, { round, case: number }, work) {
  store('cases').get(caseName(round, number)).onsuccess = ({ target }) => {
    if (target.result?.done) return;
    try {
      work();
    } catch {
      // Whoever waits for the change learns that it failed.
      target.transaction.abort();
    }
  };
}

/** The interview that was begun with a household, if one was. */
export function draftOf(drafts, round, household) {
  return drafts.find((draft) => draft.round === round && draft.case === household.case && draft.by === account.person()?.name);
}

export function throwAway(interview) {
  return forget('drafts', interview.id);
}

/** The questionnaire by which an interview was begun: also one that was replaced since. */
export async function questionnaireOf(interview) {
  return (await one('forms', formName(interview.form.code, interview.form.version)))?.value;
}

/** A note for whoever comes or calls next. */
export function noteItem({ round, case: number }, text, about) {
  const id = newId();
  return outbox.item('note', id, JSON.stringify({ id, round, case: number, text }), about);
}

/** Seconds in which an outcome that was tapped by mistake can be taken back. */
export const UNDO_SECONDS = 6;

/**
 * Records what became of a knock or a call, once. Gives a way to take it back, which tells whether it came
 * in time. An interview that was begun ends with it, or rests until they are called again.
 */
export async function record(household, { outcome, mode, appointment, note, draft, rests }) {
  const id = newId();
  const attempt = {
    id, round: household.round, case: household.case, unit: household.unit, mode,
    at: instant(), outcome, appointment_at: appointment,
  };
  const tells = { mode, round: household.round, case: household.case, outcome, at: attempt.at, appointment };
  const about = { about: labelOf(household), case: household.case, round: household.round, not_before: Date.now() + UNDO_SECONDS * 1000 };
  const items = [outbox.item('attempt', id, JSON.stringify(attempt), { ...about, tells })];
  if (note?.trim()) items.push(noteItem(household, note.trim(), about));
  await outbox.put(items, ['drafts', 'cases'], (store, keepItems) => unlessDone(store, household, () => {
    keepItems();
    done(store, household, outcome, appointment);
    if (draft && rests) store('drafts').put({ ...draft, rests });
    else if (draft) store('drafts').delete(draft.id);
  }));
  return () => takeBack(items, household, draft);
}

async function takeBack(items, household, draft) {
  let taken = false;
  await change(['outbox', 'drafts', 'cases'], (store) => {
    store('outbox').get(items[0].id).onsuccess = ({ target }) => {
      if (!target.result) return;
      taken = true;
      for (const item of items) store('outbox').delete(item.id);
      store('cases').put(household);
      if (draft) store('drafts').put(draft);
    };
  });
  outbox.changed();
  return taken;
}

/** Marks a household as done on this device. Who was called is forgotten at once. */
export function done(store, { round, case: number }, outcome, appointment) {
  const name = caseName(round, number);
  const cases = store('cases');
  cases.get(name).onsuccess = ({ target }) => {
    if (!target.result) return;
    const { mode, by, unit } = target.result;
    const left = mode === 'phone' ? { name, round, case: number, mode, by, unit } : target.result;
    cases.put({ ...left, done: { outcome, appointment, at: now() } });
  };
}

/** Name under which a case is kept. */
export function caseName(round, number) {
  return `${round} ${number}`;
}
