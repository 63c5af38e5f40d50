// Every page for everybody: looked at by axe-core in both languages, on a phone and on a desk, by day
// and by night; none scrolls sideways, and what is to be pressed is large enough for a thumb.

import { createHmac, randomUUID } from 'node:crypto';
import { desk, expectErrors, found, given, manyi, press, scenario, serve, signIn } from './kit.mjs';
import { look } from './looks.mjs';

const LANGUAGES = { 'zh-CN': 'zh-CN', 'en-GB': 'en' };
const PASSWORD = 'lamps over the river';

/**
 * Every page: as whom, how to get there, with which status it comes if not 200, and whether it is walked
 * through by the keyboard. Rows of one person are visited in their order, which some need.
 */
const PAGES = [
  { name: 'signing in', as: 'nobody', open: at('sign-in'), keys: true },
  { name: 'signing in, expired', as: 'nobody', open: at('sign-in?done=expired') },
  { name: 'signing in, by a link', as: 'nobody', open: at('sign-in?link=x') },
  { name: 'signing in, by a used link', as: 'nobody', open: (page) => press(page, 'main button'), status: 401 },
  { name: 'a phone that is not signed in', as: 'nobody', open: at('device') },
  { name: 'a phone in WeChat', as: 'a chat', open: at('device?link=x') },
  { name: 'overview', as: 'everybody', open: at('overview'), keys: true },
  { name: 'overview of a month, with a target', as: 'everybody', open: at('overview?period=2024-10&target=90') },
  { name: 'overview of no such period', as: 'everybody', open: at('overview?period=2026-13'), status: 400 },
  { name: 'a unit', as: 'everybody', open: at('unit'), keys: true },
  { name: 'a village', as: 'everybody', open: at('unit?unit=991202001001') },
  { name: 'ranking', as: 'everybody', open: at('ranking'), keys: true },
  { name: 'ranking with a target', as: 'everybody', open: at('ranking?target=80') },
  { name: 'ranking of no such period', as: 'everybody', open: at('ranking?period=2026-13'), status: 400 },
  { name: 'ranking of mock rounds', as: 'everybody', open: at('ranking?kind=mock') },
  { name: 'movement', as: 'everybody', open: at('movement') },
  { name: 'comparison', as: 'everybody', open: at('compare'), keys: true },
  { name: 'comparison with a later period', as: 'everybody', open: at('compare?period=2026-Q2&from=2026-Q3'), status: 400 },
  { name: 'answers', as: 'everybody', open: at('answers') },
  { name: 'trend', as: 'everybody', open: at('trend') },
  { name: 'funnel', as: 'everybody', open: at('funnel') },
  { name: 'heat map', as: 'everybody', open: at('heatmap') },
  { name: 'issues', as: 'everybody', open: at('issues'), keys: true },
  { name: 'issues, none', as: 'everybody', open: at('issues?state=closed&age=90') },
  { name: 'issues of no such unit', as: 'everybody', open: at('issues?unit=moon'), status: 400 },
  { name: 'an issue that is to be registered', as: 'everybody', open: at('issues/new'), keys: true },
  { name: 'an issue that can not be registered', as: 'everybody', open: registerIssue(' ', '   '), status: 422 },
  { name: 'an issue', as: 'everybody', open: registerIssue('991202001001', 'Dust 扬尘') },
  { name: 'a step that says too little', as: 'everybody', open: assignWithoutReason, status: 422 },
  { name: 'common issues', as: 'everybody', open: at('common'), keys: true },
  { name: 'common issues of no such period', as: 'everybody', open: at('common?period=2026-13'), status: 400 },
  { name: 'supervision orders, none', as: 'everybody', open: at('orders') },
  { name: 'supervision orders of no such unit', as: 'everybody', open: at('orders?unit=moon'), status: 400 },
  { name: 'orders that are to be proposed', as: 'everybody', open: at('orders/new'), keys: true },
  { name: 'an order that can not be proposed', as: 'everybody', open: proposeOrder('moon'), status: 422 },
  { name: 'an order', as: 'everybody', open: proposeOrder('991202001'), keys: true },
  { name: 'an order that is dropped without a reason', as: 'everybody', open: dropWithoutReason, status: 422 },
  { name: 'supervision orders', as: 'everybody', open: at('orders'), keys: true },
  { name: 'the score of a year', as: 'everybody', open: at('year'), keys: true },
  { name: 'external results', as: 'everybody', open: at('external'), keys: true },
  { name: 'a result that can not be entered', as: 'everybody', open: enterResult('101'), status: 422 },
  { name: 'responsibility letters, none', as: 'everybody', open: at('letters?year=2023'), keys: true },
  { name: 'responsibility letters of no such year', as: 'everybody', open: at('letters?year=soon'), status: 400 },
  { name: 'a letter that promises nothing', as: 'everybody', open: enterLetter(''), status: 422 },
  { name: 'responsibility letters', as: 'everybody', open: enterLetter('85') },
  { name: 'a letter that is given up without a reason', as: 'everybody', open: giveUpLetter, status: 422 },
  { name: 'plans of checks', as: 'everybody', open: at('checks/plans'), keys: true },
  { name: 'a plan that can not be drawn', as: 'everybody', open: drawNothing, status: 422 },
  { name: 'exclusions', as: 'everybody', open: at('checks/exclusions'), keys: true },
  { name: 'exclusions of no such period', as: 'everybody', open: at('checks/exclusions?period=2026-13'), status: 400 },
  { name: 'forecast', as: 'everybody', open: at('forecast'), keys: true },
  { name: 'forecast of no such period', as: 'everybody', open: at('forecast?period=2026-13'), status: 400 },
  { name: 'checks', as: 'everybody', open: at('checks'), keys: true },
  { name: 'checks, one recorded', as: 'everybody', open: at('checks?done=recorded') },
  { name: 'signals', as: 'everybody', open: at('signals'), keys: true },
  { name: 'signals of towns', as: 'everybody', open: at('signals?level=town') },
  { name: 'signals of no such period', as: 'everybody', open: at('signals?period=2026-13'), status: 400 },
  { name: 'rates of the ledger', as: 'everybody', open: at('issues/rates?period=2026-Q3&level=town'), keys: true },
  { name: 'rates of no such period', as: 'everybody', open: at('issues/rates?period=2026-13'), status: 400 },
  { name: 'publicity', as: 'everybody', open: at('publicity') },
  { name: 'bulletins', as: 'everybody', open: at('bulletins'), keys: true },
  { name: 'the sentences of bulletins', as: 'everybody', open: at('bulletins/sentences'), keys: true },
  { name: 'a bulletin', as: 'everybody', open: draftBulletin },
  { name: 'a bulletin that stands already', as: 'everybody', open: draftBulletin, status: 409 },
  { name: 'priorities', as: 'everybody', open: at('priority') },
  { name: 'coverage', as: 'everybody', open: at('coverage') },
  { name: 'workbench', as: 'everybody', open: at('workbench?category=overall') },
  { name: 'workbench, a unit', as: 'everybody', open: at('workbench?unit=991202&category=overall'), keys: true },
  { name: 'workbench, changes', as: 'everybody', open: at('workbench?view=changes&sort=-change') },
  { name: 'workbench, modes', as: 'everybody', open: at('workbench?view=mode-effects') },
  { name: 'workbench, bounds by question', as: 'everybody', open: at('workbench?view=bounds&by=question&level=village&page=2') },
  { name: 'a ranking that is to be saved', as: 'everybody', open: at('views?page=ranking&query=period%3D2024-Q4%26level%3Dtown') },
  { name: 'workbench without weights, to be saved', as: 'everybody', open: openToSave },
  { name: 'saved views', as: 'everybody', open: saveView, keys: true },
  { name: 'a view that has no name', as: 'everybody', open: saveUnnamed, status: 422 },
  { name: 'a view that is to be deleted', as: 'everybody', open: askToDelete },
  { name: 'a view that leads to the workbench', as: 'everybody', open: (page) => press(page, '.sessions a') },
  { name: 'workbench, data quality', as: 'everybody', open: at('workbench?view=quality') },
  { name: 'workbench, data quality by question', as: 'everybody', open: at('workbench?view=quality&by=question') },
  { name: 'workbench of no such level', as: 'everybody', open: at('workbench?level=moon'), status: 400 },
  { name: 'sealed periods', as: 'everybody', open: at('seals?check=1'), keys: true },
  { name: 'questionnaires', as: 'everybody', open: at('questionnaires'), keys: true },
  { name: 'a questionnaire', as: 'everybody', open: at('questionnaires/version?code=environment&version=1') },
  { name: 'a preview', as: 'everybody', open: at('preview#environment/1') },
  { name: 'the telephone desk', as: 'everybody', open: at('calls') },
  { name: 'the visit form', as: 'everybody', open: at('visit') },
  { name: 'fieldwork', as: 'everybody', open: at('fieldwork?round=2026-MOCK') },
  { name: 'fieldwork before any case', as: 'everybody', open: at('fieldwork?round=2024-Q4') },
  { name: 'fieldwork of no such round', as: 'everybody', open: at('fieldwork?round=2026-Q9'), status: 400 },
  { name: 'account', as: 'everybody', open: at('account') },
  { name: 'second factor, too early', as: 'everybody', open: at('second-factor') },
  { name: 'accounts', as: 'everybody', open: at('accounts'), keys: true },
  { name: 'an account', as: 'everybody', open: at('accounts?name=newcomer-en') },
  { name: 'no such account', as: 'everybody', open: at('accounts?name=nobody'), status: 404 },
  { name: 'an account that can not be', as: 'everybody', open: (page, place) => addAccount(page, place, 'newcomer-en'), status: 422 },
  { name: 'a link for a new account', as: 'everybody', open: (page, place) => addAccount(page, place, randomUUID()) },
  { name: 'audit log', as: 'everybody', open: at('audit') },
  { name: 'quarantine', as: 'everybody', open: at('quarantine') },
  { name: 'interfaces', as: 'everybody', open: at('api') },
  { name: 'missing page', as: 'everybody', open: at('nowhere'), status: 404 },
  { name: 'devices', as: 'everybody', open: at('devices') },
  { name: 'a link for a phone', as: 'everybody', open: askForPhone },
  { name: 'a phone with a link', as: 'a phone', open: openPhoneLink },
  { name: 'a phone that is signed in', as: 'a phone', open: (page) => press(page, 'main button') },
  { name: 'account before a password', as: 'newcomer', open: at('account') },
  { name: 'what is not allowed', as: 'newcomer', open: at('audit'), status: 403 },
  { name: 'signing in with the new password', as: 'newcomer', open: choosePassword },
  { name: 'signing in with a wrong one', as: 'newcomer', open: (page) => enter(page, 'wrong'), status: 401 },
  { name: 'home of a surveyor', as: 'newcomer', open: (page) => enter(page, PASSWORD) },
  { name: 'account with a password', as: 'newcomer', open: at('account') },
  { name: 'second factor to be set', as: 'newcomer', open: at('second-factor') },
  { name: 'second factor, a wrong code', as: 'newcomer', open: (page) => sendCode(page, '000000'), status: 422 },
  { name: 'recovery codes', as: 'newcomer', open: (page) => sendCode(page) },
  { name: 'second factor', as: 'newcomer', open: at('second-factor') },
  { name: 'code of signing in', as: 'newcomer', open: signInHalfway },
  { name: 'code of signing in, a wrong one', as: 'newcomer', open: sendWrongCode, status: 401 },
  { name: 'overview of an empty database', as: 'the first one', open: at('overview') },
  { name: 'ranking of an empty database', as: 'the first one', open: at('ranking') },
  { name: 'fieldwork of an empty database', as: 'the first one', open: at('fieldwork') },
  { name: 'nothing in quarantine', as: 'the first one', open: at('quarantine') },
];

await scenario(async () => {
  const full = await serve();
  const empty = await serve({ database: given.empty_database });
  await fillQuarantine(full);
  const begun = Date.now();
  const looks = Object.keys(LANGUAGES).map((locale) => lookAtAll(locale, full, empty));
  await Promise.all(looks);
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  console.log(`accessible: ${PAGES.length} pages in ${looks.length} languages, ${seconds} s`);
});

/** Two responses that wait: one that came in twice, one by a form that is not published. */
async function fillQuarantine(service) {
  const token = manyi('user', 'token', 'everybody-en', '--rights', 'responses:write');
  for (const response of given.odd_responses) {
    const answer = await fetch(service.at(`api/v1/responses/${response.id}`), {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(response),
    });
    if (![202, 409].includes(answer.status)) found(`not quarantined: ${await answer.text()}`);
  }
}

// ---- Looking

async function lookAtAll(locale, full, empty) {
  const people = new Map();
  for (const row of PAGES) {
    const service = row.as === 'the first one' ? empty : full;
    if (!people.has(row.as)) people.set(row.as, await enterAs(row.as, locale, service));
    const page = people.get(row.as);
    page.was = null;
    await row.open(page, { service, people, locale });
    const where = `${row.name} (${LANGUAGES[locale]})`;
    const status = page.was?.status();
    if (status !== (row.status ?? 200)) found(`${where}: status ${status} at ${page.url()}`);
    await look(page, where, LANGUAGES[locale]);
    if (row.keys) await walk(page, where);
  }
}

/** A page of somebody's own browser, in which they are signed in if they can be. */
async function enterAs(person, locale, service) {
  const wechat = { userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile MicroMessenger/8.0' };
  const page = await desk({ locale, ...(person === 'a chat' ? wechat : {}) });
  // That of a page is checked by its row; whatever it loads must be there.
  expectErrors(page, /Failed to load resource: the server responded with a status of 4\d\d/);
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) page.was = response;
    else if (response.status() >= 400) found(`${response.url()}: ${response.status()}`);
  });
  page.person = given.people[`${person} ${LANGUAGES[locale]}`] ?? {};
  if (page.person.link) await signIn(page, service.at(page.person.link));
  return page;
}

/** By the keyboard alone: where one is must be seen, on the screen and around the thing. */
async function walk(page, where) {
  const seen = new Set();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      if (one === document.body) return null; // past the end
      const style = getComputedStyle(one);
      const { top, bottom } = one.getBoundingClientRect();
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      const place = [...document.querySelectorAll('*')].indexOf(one);
      return { place, what: one.outerHTML.slice(0, 120), ring, isOn: bottom > 0 && top < innerHeight };
    });
    if (!at || seen.has(at.place)) break;
    seen.add(at.place);
    if (!at.ring) found(`${where}: nothing shows the focus of ${at.what}`);
    if (!at.isOn) found(`${where}: the focus is off the screen, at ${at.what}`);
  }
  if (seen.size < 6) found(`${where}: the keyboard gets to ${seen.size} things only`);
}

// ---- Getting there

/** A page by its address. */
function at(address) {
  return (page, { service }) => page.goto(service.at(address));
}

/** Proposes a supervision order by hand. */
function proposeOrder(unit) {
  return async (page, { service }) => {
    await page.goto(service.at('orders/new'));
    await page.fill('#unit', unit);
    await page.fill('#text', 'Rubbish 垃圾清运');
    await press(page, 'form:has(#text) button');
  };
}

/** Enters a result of those above. */
function enterResult(score) {
  return async (page, { service }) => {
    await page.goto(service.at('external'));
    const fields = { issuer: 'City 市', level: 'city', unit: '991202', document: 'Paper 通报', score };
    for (const [id, value] of Object.entries(fields)) await page.fill(`#${id}`, value);
    await press(page, 'button[value="enter"]');
  };
}

/** Enters a letter of responsibility; each language has a year of its own. */
function enterLetter(index) {
  return async (page, { service, locale }) => {
    await page.goto(service.at('letters'));
    await page.fill('#year', LANGUAGES[locale] === 'en' ? '2024' : '2025');
    const fields = { unit: '991202', signer: 'Wang 王', 'goals/overall/index': index, signed_on: '2024-01-15' };
    fields['source/document'] = 'Letter 责任书';
    for (const [id, value] of Object.entries(fields)) await page.fill(`[id="${id}"]`, value);
    await press(page, 'button[value="enter"]');
  };
}

async function giveUpLetter(page) {
  await page.locator('.deleting').evaluate((details) => { details.open = true; });
  await page.fill('.deleting input[name="reason"]', ' ');
  await press(page, 'button[value="withdraw"]');
}

/** Of no question. */
async function drawNothing(page, { service }) {
  await page.goto(service.at('checks/plans'));
  await page.fill('#unit', '991202');
  await press(page, '.entry button');
}

async function dropWithoutReason(page) {
  const isOpen = await page.locator('#step-drop').isVisible();
  if (!isOpen) await page.locator('details:has(#step-drop) > summary').click();
  await page.fill('#drop-reason', ' ');
  await press(page, '#step-drop button');
}

/** Registers an issue by hand; each language has a number of its own. */
function registerIssue(unit, description) {
  return async (page, { service, locale }) => {
    await page.goto(service.at('issues/new'));
    await page.fill('#number', `18-${locale}`);
    await page.fill('#unit', unit);
    await page.fill('#description', description);
    await press(page, 'form.entry button');
  };
}

/** Beyond policy, and nothing said why. */
async function assignWithoutReason(page) {
  for (const name of ['leader', 'section', 'person']) await page.fill(`#assign-${name}`, 'Li 李');
  await page.selectOption('#assign-triage', 'escalate_policy');
  await press(page, '#step-assign button');
}

async function draftBulletin(page, { service, locale }) {
  await page.goto(service.at('bulletins'));
  // Each language has a period of its own: of one there is one bulletin.
  await page.selectOption('#period', { index: Object.keys(LANGUAGES).indexOf(locale) });
  await press(page, 'form:has(#issuer) button');
}

async function openToSave(page, { service }) {
  await page.goto(service.at('workbench?level=town&weights=equal&category=overall'));
  await page.click('.saving summary');
}

async function saveView(page) {
  await page.fill('#view-name', 'Every town 各镇街');
  await press(page, '.saving button');
}

async function saveUnnamed(page, place) {
  await openToSave(page, place);
  await page.fill('#view-name', ' ');
  await press(page, '.saving button');
}

async function askToDelete(page, { service }) {
  await page.goto(service.at('views'));
  await page.locator('.deleting').evaluate((details) => { details.open = true; });
}

async function addAccount(page, { service }, name) {
  await page.goto(service.at('accounts'));
  await page.fill('#name', name);
  await page.selectOption('#role-1', 'surveyor');
  await press(page, 'form:has(#name) button');
}

async function askForPhone(page, { service }) {
  await page.goto(service.at('devices'));
  await press(page, 'form.entry button');
  page.phoneLink = (await page.innerText('pre code')).trim();
}

async function openPhoneLink(page, { people }) {
  await page.goto(people.get('everybody').phoneLink);
}

async function choosePassword(page, { service }) {
  await page.goto(service.at('account'));
  await page.fill('#new', PASSWORD);
  await page.fill('#again', PASSWORD);
  await press(page, 'form:has(#new) button');
}

async function enter(page, password) {
  await page.fill('#name', page.person.name);
  await page.fill('#password', password);
  await press(page, 'form.entry button');
}

async function sendCode(page, code) {
  const secret = await page.inputValue('input[name=secret]');
  await page.fill('#code', code ?? codeOf(secret));
  await page.fill('#password', PASSWORD);
  await press(page, 'form:has(#code) button');
}

async function signInHalfway(page, { service }) {
  await page.context().clearCookies();
  await page.goto(service.at('sign-in'));
  await enter(page, PASSWORD);
}

async function sendWrongCode(page) {
  await page.fill('#code', '000000');
  await press(page, 'form.entry > button');
}

/** The code that an authenticator app shows now (RFC 6238). */
function codeOf(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
