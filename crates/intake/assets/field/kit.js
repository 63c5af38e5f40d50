// What is taken along: rounds, questionnaires, outcome codes, and the households of the day.
//
// Names and numbers stay on the device only as long as the household is in hand.

import * as account from './account.js';
import { dayOf, now } from './clock.js';
import { all, cache, change, keep, one } from './device.js';
import { caseName, formName } from './interview.js';
import * as outbox from './outbox.js';
import { ask } from './server.js';

/** Brings rounds, questionnaires and outcome codes up to date. */
export async function refreshKit() {
  const [{ rounds }, { questionnaires }, rules] = await Promise.all([
    ask('GET', 'rounds'), ask('GET', 'questionnaires'), ask('GET', 'outcomes'),
  ]);
  await cache(['kept', 'forms'], (store) => {
    store('kept').put({ name: 'rounds', value: rounds });
    store('kept').put({ name: 'outcomes', value: rules.outcomes });
    // Older versions stay: an interview may have begun with one.
    for (const form of questionnaires) store('forms').put({ name: formName(form.code, form.version), value: form });
  });
}

/** Rounds that run today and are asked in a way. */
export async function openRounds(mode) {
  const rounds = (await one('kept', 'rounds'))?.value;
  if (!rounds) return null; // not known yet, which is not the same as none
  const today = dayOf(now());
  return rounds.filter((round) => round.modes.includes(mode) && round.opens <= today && today <= round.closes);
}

export async function roundOf(code) {
  return ((await one('kept', 'rounds'))?.value ?? []).find((round) => round.code === code);
}

/** Outcome codes with their names. */
export async function outcomes() {
  return (await one('kept', 'outcomes'))?.value ?? [];
}

/** Takes cases of a round, and keeps them. Asking again gives the same. */
export async function takeCases(round, mode, count) {
  // What the server has not seen when it answers may have arrived when the answer does.
  const sentMeanwhile = await all('outbox');
  const { cases } = await ask('POST', 'contacts/next', {
    body: JSON.stringify({ round, mode, count }), token: account.formToken(),
  });
  const by = account.person().name;
  const [before, drafts, outboxNow, receipts] = await Promise.all([all('cases'), all('drafts'), all('outbox'), all('receipts')]);
  const held = receipts.filter((receipt) => receipt.outcome === 'held');
  const known = new Map(before.map((household) => [household.name, household]));
  const inHand = new Set(cases.map((household) => caseName(round, household.case)));
  // A call that the server did not take has to be made good now; a household that is not in hand can't be.
  const isOnItsWay = (item) => mode !== 'phone' || item.state === 'waiting';
  const waiting = [...sentMeanwhile, ...outboxNow].filter(isOnItsWay);
  const onItsWay = new Set([...waiting, ...held].map((item) => caseName(item.round, item.case)));
  const begun = new Set(drafts.map((draft) => caseName(draft.round, draft.case)));
  await change(['cases'], (store) => {
    for (const household of cases) {
      const name = caseName(round, household.case);
      const done = onItsWay.has(name) ? known.get(name)?.done : undefined;
      const note = known.get(name)?.note;
      if (!done || mode !== 'phone') store('cases').put({ ...household, name, round, mode, by, done, note });
    }
    for (const household of before) {
      const gone = household.by === by && household.round === round && household.mode === mode
        && !household.done && !inHand.has(household.name) && !begun.has(household.name);
      if (gone) store('cases').delete(household.name);
    }
  });
  outbox.changed();
  return cases.length;
}

/** The households in hand of whoever is signed in. */
export async function households(mode) {
  const by = account.person()?.name;
  return (await all('cases')).filter((household) => household.by === by && household.mode === mode);
}

/** Gives one back untried. */
export async function giveBack(household) {
  await ask('POST', 'contacts/release', {
    body: JSON.stringify({ round: household.round, case: household.case }), token: account.formToken(),
  });
  await change(['cases'], (store) => store('cases').delete(household.name));
  outbox.changed();
}

/**
 * Forgets who people are when they are no longer in hand, and those of others who worked here; all of them
 * when the server lets nobody in any more: the device may have been lost.
 */
export async function forgetPeople({ signedOut = false } = {}) {
  const [cases, drafts] = await Promise.all([all('cases'), all('drafts')]);
  const begun = new Set(drafts.map((draft) => caseName(draft.round, draft.case)));
  const by = account.person()?.name;
  const today = dayOf(now());
  const over = (household) => (signedOut && !household.done) || (household.done
    ? dayOf(household.done.at) < today
    : Date.parse(household.held_until) < now() || (by !== undefined && household.by !== by));
  const gone = cases.filter((household) => over(household) && !begun.has(household.name));
  // The number goes when the time is up, also in the middle of an interview, which goes on without it.
  const nameless = cases.filter((household) => over(household) && begun.has(household.name) && household.mode === 'phone');
  if (gone.length + nameless.length === 0) return;
  await change(['cases'], (store) => {
    for (const { name } of gone) store('cases').delete(name);
    for (const household of nameless) store('cases').put({ ...household, contact: {}, attempts: [], notes: [] });
  });
}

/** Units where somebody may be visited who is on no list: those without units below them. */
export async function places() {
  const kept = (await one('kept', 'places'))?.value;
  try {
    const { units } = await ask('GET', 'units');
    const parents = new Set(units.map((unit) => unit.parent));
    const value = units.filter((unit) => !parents.has(unit.code)).map(({ code, name, parent }) => (
      { code, name, above: units.find((unit) => unit.code === parent)?.name }));
    await keep('kept', { name: 'places', value });
    return value;
  } catch (refusal) {
    if (kept) return kept;
    throw refusal;
  }
}
