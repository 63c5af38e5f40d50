// The telephone desk: one call at a time, with what is read out and what became of it.

import { callPage, callShown, callsChanged, lookedAtAgain } from './call_page.js';
import { startDesk } from './desk.js';
import { say } from './language.js';
import { settingsPage } from './settings_page.js';
import { outboxPage } from './status.js';

/** Addresses after the `#`, and the pages they lead to. */
const PAGES = {
  '': callPage,
  outbox: outboxPage,
  settings: () => settingsPage({ keys: true }),
};

addEventListener('focus', lookedAtAgain);
document.addEventListener('visibilitychange', lookedAtAgain);

// Numbers of somebody who was here before are not shown, not even for a moment.
await startDesk({ heading: () => say('calls'), pages: PAGES, changed: callsChanged, shown: callShown, waits: true });
