// What both desks share: pages by address, the head, and how a desk starts.

import * as account from './account.js';
import * as clock from './clock.js';
import { all, stay } from './device.js';
import { fill, h } from './dom.js';
import { forgetPeople, refreshKit } from './kit.js';
import { language, say } from './language.js';
import * as outbox from './outbox.js';
import { Refusal } from './server.js';
import { applyPrint } from './settings.js';
import { showState, warn } from './status.js';

const main = document.getElementById('content');
const pill = document.getElementById('state');

let desk = null;
let turn = 0;
/** How far down each page was left, so that one comes back to the same door. */
const places = new Map();

/** What stands after the `#`: the name of a page, and what it is about. */
function addressOf(hash) {
  try {
    return hash.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return [''];
  }
}

/** Pages that keep something are told before another one comes in their place, and waited for. */
async function leavePage() {
  const keeping = [];
  dispatchEvent(new CustomEvent('leavepage', { detail: keeping }));
  await Promise.all(keeping);
}

/** Shows the page of the address. What takes longer than the next tap is not shown. */
export async function show() {
  const [name, argument] = addressOf(location.hash);
  const mine = (turn += 1);
  const before = document.body.dataset.page;
  try {
    await leavePage();
    const page = await desk.pages[Object.hasOwn(desk.pages, name) ? name : ''](argument);
    if (mine !== turn) return;
    // Read before the old page goes: with it, the height of the page and so the place do.
    const asked = addressOf(location.hash)[0] || 'list';
    const place = asked === before || asked === 'list' ? places.get(asked) ?? 0 : 0;
    const door = main.contains(document.activeElement) && document.activeElement.closest('.household')?.dataset.case;
    // A page may have found that what it was asked for is over, and changed the address.
    const next = addressOf(location.hash)[0] || 'list';
    document.body.dataset.page = next;
    fill(main, page);
    scrollTo(0, place);
    if (before && next !== before) main.focus({ preventScroll: true });
    else if (door) stayAt(door);
    desk.shown?.();
  } catch (error) {
    fill(main, deviceTrouble(error));
  }
  document.title = `${main.querySelector('h1')?.textContent ?? desk.heading()} – 满意 manyi`;
}

function deviceTrouble(error) {
  return h('section', { class: 'card trouble', role: 'alert' }, h('h1', {}, say('device_trouble')),
    h('p', {}, say('device_trouble_text')), h('p', { class: 'hint' }, String(error)));
}

/** The keyboard stays at the door where it was, or goes on to the next. */
function stayAt(door) {
  const doors = [...main.querySelectorAll('.household')];
  const isOpen = (one) => !one.classList.contains('done');
  const open = doors.find((one) => one.dataset.case === door && isOpen(one)) ?? doors.find(isOpen);
  open?.querySelector('button')?.focus({ preventScroll: true });
}

// Browsers put a page that one comes back to where they think it was, and go to the top for `#`.
history.scrollRestoration = 'manual';
addEventListener('scroll', () => {
  const shown = document.body.dataset.page;
  if (shown && shown === (addressOf(location.hash)[0] || 'list')) places.set(shown, scrollY);
}, { passive: true });

/** Somebody is filling in a field of the page, which must not go from under their hands. */
export function isFillingIn() {
  return main.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');
}

function showHead() {
  document.getElementById('heading').textContent = desk.heading();
  document.getElementById('skip').textContent = say('skip');
  document.getElementById('to-settings').setAttribute('aria-label', say('settings'));
}

async function bringUpToDate() {
  try {
    await Promise.all([account.meet(), refreshKit()]);
    const forgotten = forgetPeople().catch(() => {});
    if (desk.waits) await forgotten;
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) warn('storage', say('storage_refused'));
    else if (refusal.status === 401) await forgetPeople({ signedOut: true }).catch(() => {});
  }
}

/**
 * Starts a desk: its `heading`, its `pages` by what stands after the `#`, and what it does when something
 * `changed`, here or in another tab. A desk that `waits` shows nothing before it knows who is there. `shown` is
 * told of every new page.
 */
export async function startDesk(given) {
  desk = given;
  applyPrint();
  showHead();
  addEventListener('hashchange', () => {
    showHead();
    return show();
  });
  outbox.listen(async () => {
    await showState(pill);
    await desk.changed();
  });
  // What takes longest begins first.
  const upToDate = bringUpToDate();
  await Promise.all([account.recall(), clock.recall()]);
  await forgetPeople().catch(() => {});
  await all('drafts').catch(() => warn('storage', say('storage_refused')));
  if (!desk.waits) await show();
  await upToDate;
  // An interview that somebody is in is not built anew under their hands.
  if (!main.querySelector('.question') && !isFillingIn()) await show();
  outbox.start();
  await showState(pill);
  if (!(await stay())) document.body.dataset.fleeting = language();
}
