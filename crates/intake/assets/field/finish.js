// A finished interview: one response out of which the record of the visit, the index and the ledger of
// issues come.

import { dayOf, instant, now } from './clock.js';
import { done, noteItem, unlessOver } from './interview.js';
import { issuesOf } from './issue.js';
import * as outbox from './outbox.js';

/** The response as it is sent. */
export function responseOf(interview, form, completion, ended = now()) {
  const some = (list) => (list.length > 0 ? list : undefined);
  return {
    id: interview.id,
    round: interview.round,
    form_version: interview.form.version,
    unit: interview.unit,
    mode: interview.mode,
    interviewed_on: dayOf(interview.started_at),
    started_at: instant(interview.started_at),
    ended_at: instant(Math.max(ended, interview.started_at)),
    respondent: interview.case ?? undefined,
    ...interview.design,
    answers: interview.answers,
    not_asked: some(form.notAsked()),
    completion: interview.case ? completion : undefined,
    issues: some(issuesOf(form)),
    position: interview.position ?? undefined,
    photos: some(interview.photos.map((photo) => ({ id: photo.id, consent: true }))),
  };
}

/** Puts a finished interview into the outbox, with its note and photos, and lets go of the draft. */
export async function finish(interview, form, completion) {
  const response = responseOf(interview, form, completion);
  const about = { about: interview.label, case: interview.case, round: interview.round };
  const tells = { mode: interview.mode, round: interview.round, case: interview.case, outcome: completion, at: response.ended_at };
  const items = [outbox.item('response', interview.id, JSON.stringify(response), { ...about, tells })];
  for (const photo of interview.photos) {
    items.push(outbox.item('photo', photo.id, photo.picture, { ...about, response: interview.id }));
  }
  if (interview.case && interview.note.trim()) items.push(noteItem(interview, interview.note.trim(), about));
  for (const item of items) item.by = interview.by || item.by;
  await outbox.put(items, ['drafts', 'cases'], (store, keepItems) => unlessOver(store, interview, () => {
    keepItems();
    store('drafts').delete(interview.id);
    if (interview.case) done(store, interview, completion === 'complete' ? 'complete' : 'partial');
  }));
}
