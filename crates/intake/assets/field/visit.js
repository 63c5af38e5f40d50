// The visit form: today's households, what became of each, and the interview.

import * as account from './account.js';
import * as clock from './clock.js';
import { all, one, stay } from './device.js';
import { fill, h, toast } from './dom.js';
import { language, say } from './language.js';
import { forgetPeople, refreshKit } from './kit.js';
import { listPage, placePage } from './list_page.js';
import * as outbox from './outbox.js';
import { Refusal } from './server.js';
import { applyPrint } from './settings.js';
import { outboxPage, showState, warn } from './status.js';

const main = document.getElementById('content');
const pill = document.getElementById('state');

/** Addresses after the `#`, and the pages they lead to. */
const PAGES = {
  '': listPage,
  interview,
  elsewhere: placePage,
  outbox: outboxPage,
  settings: async () => (await import('./settings_page.js')).settingsPage(),
};

async function interview(id) {
  const [draft, { interviewPage }] = await Promise.all([one('drafts', id), import('./interview_page.js')]);
  return draft ? interviewPage(draft) : listPage();
}

/** What the first page needs comes first; the rest is here before anybody has knocked at a door. */
function fetchTheRest() {
  import('./interview_page.js').catch(() => {});
  import('./settings_page.js').catch(() => {});
}

let turn = 0;
/** How far down each page was left, so that one comes back to the same door. */
const places = new Map();

/** Shows the page of the address. What takes longer than the next tap is not shown. */
export async function show() {
  const [name, argument] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const mine = (turn += 1);
  const before = document.body.dataset.page;
  const next = name || 'list';
  try {
    const page = await (PAGES[name] ?? listPage)(argument);
    if (mine !== turn) return;
    const door = main.contains(document.activeElement) && document.activeElement.closest('[data-case]')?.dataset.case;
    if (before) places.set(before, scrollY);
    document.body.dataset.page = next;
    fill(main, page);
    scrollTo(0, next === before || next === 'list' ? places.get(next) ?? 0 : 0);
    if (before && next !== before) main.focus({ preventScroll: true });
    else if (door) stayAt(door);
    document.title = `${main.querySelector('h1')?.textContent ?? say('visits')} – 满意 manyi`;
  } catch (error) {
    fill(main, h('section', { class: 'card trouble', role: 'alert' }, h('h1', {}, say('device_trouble')), h('p', {}, say('device_trouble_text')), h('p', { class: 'hint' }, String(error))));
  }
}

/** The keyboard stays at the door where it was, or goes on to the next. */
function stayAt(door) {
  const doors = [...main.querySelectorAll('[data-case]')];
  const open = doors.find((one) => one.dataset.case === door && !one.classList.contains('done')) ?? doors.find((one) => !one.classList.contains('done'));
  open?.querySelector('button')?.focus({ preventScroll: true });
}

/** Somebody is filling in a field of the list, which must not go from under their hands. */
function isFillingIn() {
  return main.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');
}

function showHead() {
  document.getElementById('heading').textContent = say('visits');
  document.getElementById('skip').textContent = say('skip');
  document.getElementById('to-settings').setAttribute('aria-label', say('settings'));
}

async function bringUpToDate() {
  try {
    await Promise.all([account.meet(), refreshKit()]);
    forgetPeople().catch(() => {});
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) warn('storage', say('storage_refused'));
  }
}

/** The page is cached whole, so that it opens without a network; the worker touches nothing that is sent. */
async function install() {
  if (!('serviceWorker' in navigator)) {
    warn('browser', say('no_offline'));
    return;
  }
  const had = navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(new URL('visit/worker.js', document.baseURI), { scope: new URL('visit', document.baseURI).pathname });
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (had) toast(say('new_version'), { text: say('reload'), run: () => location.reload(), milliseconds: 60_000 });
  });
}

async function start() {
  applyPrint();
  showHead();
  addEventListener('hashchange', show);
  outbox.listen(async () => {
    await showState(pill);
    if (['outbox', 'list'].includes(document.body.dataset.page) && !isFillingIn()) await show();
  });
  // What takes longest begins first.
  const upToDate = bringUpToDate();
  await Promise.all([account.recall(), clock.recall()]);
  await all('drafts').catch(() => warn('storage', say('storage_refused')));
  await show();
  await upToDate;
  await show();
  fetchTheRest();
  outbox.start();
  await showState(pill);
  install().catch(() => warn('browser', say('no_offline')));
  if (!(await stay())) document.body.dataset.fleeting = language();
}

start();
