// What the head of the page says about sending, and the list of what waits: sent, waiting, a problem and
// which.

import * as account from './account.js';
import { minutesOff } from './clock.js';
import { button, fill, h, offerFile, toast } from './dom.js';
import { say, when } from './language.js';
import * as outbox from './outbox.js';
import { Refusal } from './server.js';

const KINDS = { response: 'kind_response', attempt: 'kind_attempt', note: 'kind_note', photo: 'kind_photo' };

/** Things that are wrong with this device, each with words to say it. */
const warnings = new Map();

/** Says that something is wrong with the device until it is taken back by an empty text. */
export function warn(what, text) {
  if (text) warnings.set(what, text);
  else warnings.delete(what);
  const area = document.getElementById('warnings');
  fill(area, [...warnings.values()].map((one) => h('p', { class: 'trouble' }, one)));
}

/** Keeps the button in the head up to date. */
export async function showState(pill) {
  const items = await outbox.items().catch(() => []);
  const waiting = items.filter((one) => one.state === 'waiting').length;
  const troubled = items.length - waiting;
  const condition = outbox.condition();
  const kind = troubled > 0 ? 'problem' : waiting > 0 ? 'waiting' : 'sent';
  const text = troubled > 0 ? say('state_problem', { n: troubled })
    : waiting > 0 ? say('state_waiting', { n: waiting })
    : say('state_sent');
  pill.dataset.state = kind;
  fill(pill, h('span', { class: 'dot', 'aria-hidden': 'true' }), h('span', {}, text),
    condition === 'offline' && h('span', { class: 'offline' }, say('state_offline')));
  warn('clock', minutesOff() !== 0 && say('clock_off', { n: Math.abs(minutesOff()) }));
  warn('account', condition === 'signed_out' ? signInWords(waiting) : condition === 'not_allowed' && accountWords(outbox.obstacle()));
}

/** What has to be done about the account first. */
function accountWords(code) {
  const page = { password_change_required: 'account', second_factor_required: 'second-factor' }[code];
  if (!page) return say('not_allowed');
  return h('span', { class: 'row' }, code === 'password_change_required' ? say('password_first') : say('factor_first'),
    h('a', { class: 'button', href: new URL(page, document.baseURI).href }, say('set_up')));
}

function signInWords(waiting) {
  const nobody = !account.person() && waiting === 0;
  if (account.person()?.session === 'device') return h('span', {}, say('signed_out_phone', { n: waiting }));
  const next = location.pathname.split('/').at(-1);
  const link = h('a', { href: new URL(`sign-in?next=${next}`, document.baseURI).href, class: 'button' }, say('sign_in'));
  return h('span', { class: 'row' }, nobody ? say('sign_in_first') : say('signed_out', { n: waiting }), link);
}

/** What the server's refusal to give something out means. Throws what is no refusal. */
export function refusalWords(refusal) {
  if (!(refusal instanceof Refusal)) throw refusal;
  if (refusal.status === 0) return say('take_needs_network');
  return refusal.status === 401 ? say('signed_out', { n: 0 }) : refusal.detail;
}

/** The page for those who may not work on cases. */
export function notForYou(heading) {
  return h('section', { class: 'card' }, h('h1', {}, heading), h('p', {}, say('no_right')),
    h('a', { class: 'button', href: new URL('account', document.baseURI).href }, say('account')));
}

/** The page of what waits and what has arrived. */
export async function outboxPage() {
  const [items, receipts] = await Promise.all([outbox.items(), outbox.receipts()]);
  const mine = account.person()?.name;
  const own = receipts.filter((one) => !mine || one.by === mine);
  const actions = h('div', { class: 'actions' },
    button(say('send_now'), async () => { await outbox.flushNow(); toast(outbox.condition() === 'idle' ? say('sent_all') : say('state_offline')); }),
    items.length > 0 && button(say('export_file'), save, { class: 'quiet' }));
  return h('section', { class: 'card' },
    h('a', { href: '#', class: 'back' }, say('back')),
    h('h1', {}, say('outbox')),
    h('p', { class: 'hint' }, say('outbox_hint')),
    actions,
    items.length === 0 ? h('p', { class: 'empty' }, say('outbox_empty')) : h('ul', { class: 'waiting' }, items.map((one) => row(one, mine))),
    h('h2', {}, say('receipts')),
    own.length === 0 ? h('p', { class: 'empty' }, say('receipts_empty'))
      : h('ul', { class: 'receipts' }, own.slice(0, 200).map(receiptRow)));
}

function row(one, mine) {
  const problem = one.state === 'problem';
  const state = problem ? say('item_problem') : one.by === mine || !mine ? say('item_waiting') : say('item_of_other', { name: one.by });
  return h('li', { class: problem ? 'item problem' : 'item' },
    h('p', {}, h('strong', {}, say(KINDS[one.kind])), ' ', mine && one.by !== mine ? '' : one.about ?? '', h('br'), h('span', { class: 'hint' }, when(one.made_at))),
    h('p', { class: 'state' }, state),
    problem && h('div', { class: 'reason' },
      h('p', {}, reasonWords(one.problem)),
      one.problem.errors?.length > 0 && h('ul', {}, one.problem.errors.map((fault) => h('li', {}, fault.detail))),
      h('p', { class: 'hint' }, say('problem_kept')),
      button(say('retry'), () => outbox.retry(one), { class: 'quiet' })));
}

function reasonWords({ code, detail }) {
  if (code === 'different_content') return say('problem_different');
  if (code === 'withdrawn') return say('problem_withdrawn');
  return code === 'invalid' ? say('problem_invalid') : detail;
}

function receiptRow(one) {
  return h('li', { class: 'item' },
    h('p', {}, h('strong', {}, say(KINDS[one.kind])), ' ', one.about ?? ''),
    h('p', { class: 'state sent' }, say('receipt', { id: one.id.slice(0, 8), at: when(one.received_at) }), one.outcome === 'held' && h('span', { class: 'hint' }, ' ', say('receipt_held'))));
}

/** What waits, as a file: for whoever has to give the device away, or does not trust it. */
export async function save() {
  offerFile(`manyi-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '-')}.json`, 'application/json', await outbox.exported());
}
