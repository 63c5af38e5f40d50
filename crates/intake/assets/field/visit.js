// The visit form: today's households, what became of each, and the interview.

import * as account from './account.js';
import * as clock from './clock.js';
import { all, one, stay } from './device.js';
import { fill, h, toast } from './dom.js';
import { interviewPage } from './interview_page.js';
import { language, say } from './language.js';
import { forgetPeople, refreshKit } from './kit.js';
import { listPage, placePage } from './list_page.js';
import * as outbox from './outbox.js';
import { Refusal } from './server.js';
import { applyPrint } from './settings.js';
import { settingsPage } from './settings_page.js';
import { outboxPage, showState, warn } from './status.js';

const main = document.getElementById('content');
const pill = document.getElementById('state');

/** Addresses after the `#`, and the pages they lead to. */
const PAGES = {
  '': listPage,
  interview: (id) => interview(id),
  elsewhere: placePage,
  outbox: outboxPage,
  settings: settingsPage,
};

async function interview(id) {
  const draft = await one('drafts', id);
  return draft ? interviewPage(draft) : listPage();
}

let turn = 0;

/** Shows the page of the address. What takes longer than the next tap is not shown. */
export async function show() {
  const [name, argument] = location.hash.slice(1).split('/').map(decodeURIComponent);
  const mine = (turn += 1);
  document.body.dataset.page = name || 'list';
  try {
    const page = await (PAGES[name] ?? listPage)(argument);
    if (mine !== turn) return;
    fill(main, page);
    document.title = `${main.querySelector('h1')?.textContent ?? say('visits')} – 满意 manyi`;
  } catch (error) {
    fill(main, h('section', { class: 'card trouble', role: 'alert' }, h('h1', {}, say('device_trouble')), h('p', {}, say('device_trouble_text')), h('p', { class: 'hint' }, String(error))));
  }
}

function showHead() {
  document.getElementById('heading').textContent = say('visits');
  document.getElementById('skip').textContent = say('skip');
  document.getElementById('to-settings').setAttribute('aria-label', say('settings'));
}

async function bringUpToDate() {
  try {
    await account.meet();
    await refreshKit();
    await forgetPeople();
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
    if (['outbox', 'list'].includes(document.body.dataset.page)) await show();
  });
  await Promise.all([account.recall(), clock.recall()]);
  await all('drafts').catch(() => warn('storage', say('storage_refused')));
  await show();
  await bringUpToDate();
  await show();
  outbox.start();
  await showState(pill);
  install().catch(() => warn('browser', say('no_offline')));
  if (!(await stay())) document.body.dataset.fleeting = language();
}

start();
