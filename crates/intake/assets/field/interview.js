// An interview as a draft, and what else may become of a knock or a call. A draft is kept at every tap, so
// that a crash, a call or an empty battery costs nothing.

import * as account from './account.js';
import { instant, now } from './clock.js';
import { change, forget, keep, newId, one } from './device.js';
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

/** What tells people on this device which household it was. */
export function labelOf(household) {
  return household.contact.address ?? household.contact.name ?? household.contact.phone ?? household.case;
}

/** Keeps an interview as it is now. */
export function keepDraft(interview) {
  return keep('drafts', { ...interview, kept_at: now() });
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

/** Records what became of a knock or a call. Gives a way to take it back. */
export async function record(household, { outcome, mode, appointment, note }) {
  const id = newId();
  const attempt = {
    id, round: household.round, case: household.case, unit: household.unit, mode,
    at: instant(), outcome, appointment_at: appointment,
  };
  const about = { about: labelOf(household), case: household.case, round: household.round, not_before: Date.now() + UNDO_SECONDS * 1000 };
  const items = [outbox.item('attempt', id, JSON.stringify(attempt), about)];
  if (note?.trim()) items.push(noteItem(household, note.trim(), about));
  await outbox.put(items, ['cases'], (store) => done(store, household, outcome, appointment));
  return async () => {
    await change(['outbox', 'cases'], (store) => {
      for (const item of items) store('outbox').delete(item.id);
      store('cases').put(household);
    });
    outbox.changed();
  };
}

/** Marks a household as done on this device. */
export function done(store, { round, case: number }, outcome, appointment) {
  const name = caseName(round, number);
  const cases = store('cases');
  cases.get(name).onsuccess = ({ target }) => {
    if (target.result) cases.put({ ...target.result, done: { outcome, appointment, at: now() } });
  };
}

/** Name under which a case is kept. */
export function caseName(round, number) {
  return `${round} ${number}`;
}
