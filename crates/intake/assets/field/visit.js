// The visit form: today's households, what became of each, and the interview.

import * as account from './account.js';
import { isFillingIn, show, startDesk } from './desk.js';
import { one } from './device.js';
import { toast } from './dom.js';
import { say } from './language.js';
import { listPage, placePage } from './list_page.js';
import { outboxPage, warn } from './status.js';

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
  const mine = !account.person() || draft?.by === account.person().name;
  if (draft && mine) return interviewPage(draft);
  history.replaceState(null, '', '#'); // it is over: going back leads to the list
  return listPage();
}

/** What the first page needs comes first; the rest is here before anybody has knocked at a door. */
function fetchTheRest() {
  import('./interview_page.js').catch(() => {});
  import('./settings_page.js').catch(() => {});
}

async function changed() {
  if (['outbox', 'list'].includes(document.body.dataset.page) && !isFillingIn()) await show();
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

await startDesk({ heading: () => say('visits'), pages: PAGES, changed });
fetchTheRest();
install().catch(() => warn('browser', say('no_offline')));
