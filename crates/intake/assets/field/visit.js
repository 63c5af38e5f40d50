// The visit form: today's households, what became of each, and the interview.

import { show, startDesk } from './desk.js';
import { one } from './device.js';
import { toast } from './dom.js';
import { interviewPage } from './interview_page.js';
import { say } from './language.js';
import { listPage, placePage } from './list_page.js';
import { settingsPage } from './settings_page.js';
import { outboxPage, warn } from './status.js';

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

async function changed() {
  if (['outbox', 'list'].includes(document.body.dataset.page)) await show();
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
install().catch(() => warn('browser', say('no_offline')));
