// What the server has not confirmed yet. It is deleted here only when the server says that it has it.
//
// Everything is sent by PUT under an id made on this device, so sending twice does no harm: a lost
// answer, two tabs, a page closed in the middle all end in the same.

import * as account from './account.js';
import { instant, now } from './clock.js';
import { all, change, keep } from './device.js';
import { Refusal, ask } from './server.js';

/** Waits between tries: doubled each time, with some chance in it so that phones don't come all at once. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 5 * 60_000;
const PHOTO_PATIENCE = 120_000;
/** After so many failures in a row the rest waits too. */
const FAILURES_MAX = 3;
/** Longest wait for what has to be sent before the next case is taken. */
const HURRY = 10_000;
/** How often a page that is looked at tries by itself. */
const ROUTINE = 60_000;
/** For how long "did mine arrive?" can be answered on the device. */
const RECEIPTS_KEPT = 30 * 24 * 3_600_000;
const PLACES_KEPT = 24 * 3_600_000;

const PATHS = {
  response: (item) => `responses/${item.id}`,
  attempt: (item) => `attempts/${item.id}`,
  note: (item) => `notes/${item.id}`,
  photo: (item) => `photos/${item.id}?response=${item.response}`,
};

const listeners = new Set();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('manyi-outbox') : null;
let failures = 0;
let timer = null;
let hindered = null;
let running = false;
/** Something came while a run was under way. */
let again = false;
/** What the last run ended in: `idle`, `sending`, `offline`, `signed_out`, `not_allowed`. */
let state = 'idle';

/** Is called whenever something changed, here or in another tab. */
export function listen(listener) {
  listeners.add(listener);
}

function tell(others = true) {
  for (const listener of listeners) listener();
  if (others) channel?.postMessage('changed');
}

if (channel) {
  channel.onmessage = () => {
    tell(false);
    again = running;
  };
}

/** The code of what the last run was refused for. */
export function obstacle() {
  return hindered;
}

/** How the last run ended. */
export function condition() {
  return state;
}

/** An item on its way: what it is, for whom it is kept, whose work it is. */
export function item(kind, id, body, about) {
  return { id, kind, body, by: account.person()?.name ?? '', made_at: instant(), state: 'waiting', tries: 0, not_before: 0, ...about };
}

/**
 * Keeps items, together with whatever else must happen with them or not at all: `work` gets the stores, and
 * calls what keeps the items.
 */
export async function put(items, stores = [], work = (_, keepItems) => keepItems()) {
  await change(['outbox', ...stores], (store) => {
    work(store, () => { for (const one of items) store('outbox').put(one); });
  });
  tell();
  const waits = Math.max(0, ...items.map((one) => one.not_before - Date.now()));
  setTimeout(flush, waits);
}

/** Somebody else has changed what waits here. */
export function changed() {
  tell();
}

/** What counts goes before what explains it, and that before what is large. */
const ORDER = ['response', 'attempt', 'note', 'photo'];

/** Everything that waits or has a problem, in the order in which it is sent: by kind, and oldest first. */
export async function items() {
  const found = await all('outbox');
  const rank = (one) => ORDER.indexOf(one.kind);
  return found.sort((a, b) => rank(a) - rank(b) || a.made_at.localeCompare(b.made_at));
}

/** What the server has, newest first. */
export async function receipts() {
  const found = await all('receipts');
  return found.sort((a, b) => b.received_at.localeCompare(a.received_at));
}

/** Sends what waits. Tabs take turns: one of them sends for all. */
export async function flush() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    do {
      again = false;
      if (navigator.locks) await navigator.locks.request('manyi-outbox', { ifAvailable: true }, (lock) => (lock ? run() : undefined));
      else await run();
    } while (again && failures === 0);
  } finally {
    running = false;
  }
}

/** As [`flush`], because somebody asked for it: what failed before is tried at once. */
export async function flushNow() {
  failures = 0;
  return flush();
}

/**
 * Sends at once what could still be taken back, and waits until nothing of a kind is on its way. Gives
 * whether that came to be.
 */
export async function hurry(isMeant) {
  const onItsWay = async () => (await items()).filter((one) => one.state === 'waiting' && isMeant(one));
  const early = await onItsWay();
  await change(['outbox'], (store) => {
    // One that was taken back meanwhile must not come back.
    for (const { id } of early) {
      store('outbox').get(id).onsuccess = ({ target }) => {
        if (target.result) store('outbox').put({ ...target.result, not_before: 0 });
      };
    }
  });
  const end = Date.now() + HURRY;
  while ((await onItsWay()).length > 0) {
    await flushNow();
    if (failures > 0 || Date.now() > end) return false;
    // Another tab may be at it.
    if ((await onItsWay()).length > 0) await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return true;
}

async function run() {
  clearTimeout(timer);
  const waiting = (await items().catch(() => [])).filter((one) => one.state === 'waiting');
  try {
    become('sending');
    await account.meet();
    const mine = waiting.filter((one) => one.by === account.person().name);
    const postponed = await sendAll(mine.filter(isDue));
    failures = postponed > 0 ? failures + 1 : 0;
    become(postponed > 0 ? 'offline' : 'idle');
    await forgetOldReceipts();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    failures += 1;
    hindered = refusal.code;
    become(refusal.passes ? 'offline' : refusal.status === 401 ? 'signed_out' : 'not_allowed');
  }
  const left = (await items().catch(() => [])).some((one) => one.state === 'waiting');
  if (left) timer = setTimeout(flush, failures === 0 ? ROUTINE / 6 : wait(failures));
}

function become(next) {
  if (state === next) return;
  state = next;
  tell(false);
}

function wait(tries) {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
  return longest * (0.5 + Math.random() / 2);
}

/** Whether one may be tried by now. A clock that was set back must not keep it waiting. */
function isDue({ not_before: from }) {
  return from <= Date.now() || from > Date.now() + LONGEST_WAIT;
}

/** Sends one after another. One that the server fails at doesn't stand in the way of the others. */
async function sendAll(due) {
  let postponed = 0;
  for (const one of due) {
    postponed += (await send(one)) ? 0 : 1;
    if (postponed >= FAILURES_MAX) break; // it is not about this or that one
  }
  return postponed;
}

function optionsOf({ kind, body }) {
  return kind === 'photo' ? { body, type: 'image/jpeg', patience: PHOTO_PATIENCE } : { body };
}

/** Sends one, and says whether that is settled. Throws where the others would fare no better. */
async function send(one) {
  try {
    const told = await ask('PUT', PATHS[one.kind](one), { ...optionsOf(one), token: account.formToken() });
    await confirm(one, told);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.concernsAccount) throw refusal;
    if (refusal.passes) {
      await keep('outbox', { ...one, tries: one.tries + 1, not_before: Date.now() + wait(one.tries + 1) });
      return false;
    }
    await refuse(one, refusal);
  }
  return true;
}

/** Sends some that the device could not keep, under the name of whoever recorded them. Gives the first receipt, or nothing. */
export async function sendDirectly([first, ...others]) {
  try {
    await account.meet();
    if (account.person().name !== first.by) return null;
    const put = (one) => ask('PUT', PATHS[one.kind](one), { ...optionsOf(one), token: account.formToken() });
    const told = await put(first);
    for (const one of others) await put(one).catch(() => {}); // the answers are there, which is what counts
    return told;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return null;
  }
}

async function confirm(one, told) {
  const receipt = { case: one.case, round: one.round, id: one.id, kind: one.kind, by: one.by, about: one.about, tells: one.tells, outcome: told.outcome, received_at: told.received_at ?? instant() };
  await change(['outbox', 'receipts'], (store) => {
    store('outbox').delete(one.id);
    store('receipts').put(receipt);
  });
  tell();
}

/** It stays, with the reason: nothing that somebody said is thrown away by a program. */
async function refuse(one, { code, detail, errors }) {
  await keep('outbox', { ...one, state: 'problem', tries: one.tries + 1, problem: { code, detail, errors, at: instant() } });
  tell();
}

/** Lets one with a problem go again. */
export async function retry(one) {
  await keep('outbox', { ...one, state: 'waiting', problem: undefined });
  tell();
  return flushNow();
}

/** Receipts go after a month; where it was is told by them for a day only. */
async function forgetOldReceipts() {
  const age = (one) => now() - Date.parse(one.received_at);
  const kept = await all('receipts');
  const old = kept.filter((one) => age(one) > RECEIPTS_KEPT);
  const told = kept.filter((one) => age(one) > PLACES_KEPT && age(one) <= RECEIPTS_KEPT && one.about !== (one.case ?? ''));
  if (old.length + told.length === 0) return;
  await change(['receipts'], (store) => {
    for (const one of old) store('receipts').delete(one.id);
    for (const one of told) store('receipts').put({ ...one, about: one.case ?? '' });
  });
}

/** Everything that is not confirmed, as text for a file: photos as Base64. */
export async function exported() {
  const plain = await Promise.all((await items()).map(async (one) => {
    if (one.kind !== 'photo') return { ...one, body: JSON.parse(one.body) };
    // Browsers have been seen to lose pictures that they keep; the rest is to be saved all the same.
    const bytes = await one.body.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => null);
    return { ...one, body: bytes && btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
  }));
  return JSON.stringify({ program: 'manyi', exported_at: instant(), items: plain }, null, 1);
}

/** Tries whenever there is reason to hope. */
export function start() {
  addEventListener('online', flushNow);
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') flushNow(); });
  setInterval(() => { if (document.visibilityState === 'visible') flush(); }, ROUTINE);
  flush();
}
