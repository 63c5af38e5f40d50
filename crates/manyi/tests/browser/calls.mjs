// A session at the telephone desk, call by call as the test has planned it: by keys and by taps, with the
// page loaded anew in the middle of a call, a second tab, replies that get lost and a service that dies.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { desk, expectErrors, found, given, scenario, serve, signIn, tool, until } from './kit.mjs';

let service;
let page;

/** Keys of the outcomes that have a button. */
const KEYS = { '3.13': 'w', '3.12': 'z', '3.16': 'g', '2.11': 'j', '4.32': 'k' };

/** What else happens at a call, by its place in the plan. */
const MISHAPS = {
  2: { before: loadedAnew },
  4: { before: givenBack },
  6: { after: takenBackByKey },
  9: { before: inTwoTabs },
  12: { before: twice },
  15: { before: replyLost },
  18: { before: serviceDies },
  20: { before: lookAtCall },
  27: { before: lookAtInterview },
};

await scenario(async () => {
  service = await serve({ flags: ['--contact-key', given.key] });
  page = await desk();
  // A service that is gone and a reply that is lost are no faults of the page.
  expectErrors(page, /Failed to load resource: net::ERR_/);
  await signIn(page, service.at(given.link));
  await page.goto(service.at('calls'));
  const called = new Set();
  for (const [place, { outcome, by }] of given.plan.entries()) {
    const number = await next(by);
    assert.ok(!called.has(number), `${number} was called twice`);
    called.add(number);
    const digits = (await page.locator('#number').textContent()).replaceAll(' ', '');
    // Some mishaps end with the outcome themselves.
    const isSettled = await MISHAPS[place]?.before?.(number, outcome);
    if (!isSettled) await settle(outcome, by, place);
    await MISHAPS[place]?.after?.(number, outcome, by);
    await page.locator('#next').waitFor();
    await forgotten(digits);
  }
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await until('all is sent', () => page.locator('#state[data-state="sent"]').count(), 20_000);
  assert.equal(await page.locator('[data-tally="calls"]').textContent(), String(given.plan.length));
  const complete = given.plan.filter(({ outcome }) => outcome === '1.1').length;
  assert.equal(await page.locator('[data-tally="complete"]').textContent(), String(complete));
  await look('nobody in hand');
  await onlyByMouse();
  await theTimeEnds();
  await onlyLookedAt();
  console.log(`calls: ${called.size} numbers called`);
});

// ---- A call

/** Takes the next case, and gives its number. */
async function next(by) {
  await until('the next case', async () => {
    if (await page.locator('.line').count() > 0) return true;
    if (by === 'keys') await page.keyboard.press('x');
    else await page.locator('#next').click({ timeout: 1_000 }).catch(() => {});
    await page.waitForTimeout(100);
    return false;
  });
  return page.locator('.line').getAttribute('data-case');
}

/** Says what became of the call. */
async function settle(outcome, by, place) {
  if (given.notes[place]) await page.fill('#note', given.notes[place]);
  if (by === 'keys') await page.keyboard.press('Escape');
  if (outcome === '1.1') return interview(by);
  if (outcome === '1.2' || outcome === '2.12') return broken(outcome, by);
  if (outcome === '2.25') return agreed(by);
  if (by === 'keys' && KEYS[outcome]) return page.keyboard.press(KEYS[outcome]);
  if (KEYS[outcome]) return page.click(`[data-outcome="${outcome}"]`);
  await page.selectOption('#other-outcome', outcome);
  return page.click('#record-other');
}

async function begin(by) {
  if (by === 'keys') await page.keyboard.press('Enter');
  else await page.click('#start');
  await page.locator('.question.current').waitFor();
}

function current() {
  return page.locator('.question.current').getAttribute('data-question');
}

async function interview(by) {
  await begin(by);
  const questions = await page.locator('.question:visible').count();
  if (by === 'keys') {
    const keys = ['1', '2', '3', 'n', 'r', '5'];
    for (let place = 0; place < questions; place += 1) {
      const before = await current();
      await page.keyboard.press(keys[place % keys.length]);
      await page.keyboard.press('Enter');
      if (await page.locator('.question.current .issue').isVisible()) {
        // What is behind a bad answer is not passed over: its reasons are within reach first.
        assert.ok(await page.evaluate(() => Boolean(document.activeElement.closest('.issue'))));
        await page.keyboard.press('Enter');
      }
      if (place < questions - 1) assert.notEqual(await current(), before, 'Enter leads on');
    }
    return;
  }
  for (const question of await page.locator('.question:visible:has([type="radio"])').all()) {
    await question.locator('.option').nth(1).click();
  }
  await page.click('#finish');
}

async function broken(outcome, by) {
  await begin(by);
  await page.keyboard.press('4');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('2');
  if (by === 'keys') await page.keyboard.press('b');
  else await page.click('#break-off');
  if (outcome === '2.12') return page.click('#refuse-without');
  return by === 'keys' ? page.keyboard.press('Enter') : page.click('#send-answered');
}

async function agreed(by) {
  if (by === 'keys') {
    await page.keyboard.press('y');
    await page.keyboard.press('ArrowRight');
    await page.focus('#other-time');
    await page.fill('#other-time', '10:10');
  } else {
    await page.click('#appointment');
    await page.keyboard.press('ArrowRight');
    await page.click('[data-time="10:30"]');
  }
  return page.click('#agree');
}

/** A number is gone from the screen and from the device as soon as the call is over. */
async function forgotten(digits) {
  assert.ok(digits.length === 11, digits);
  assert.ok(!(await kept()).includes(digits), 'the number is still on the device');
  const shown = (await page.locator('body').textContent()).replaceAll(' ', '');
  assert.ok(!shown.includes(digits), 'the number is still on the screen');
}

/** Everything that the page keeps on the device. */
function kept() {
  return page.evaluate(async () => {
    const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await done(indexedDB.open('manyi-field'));
    const stores = [...database.objectStoreNames].map((name) => done(database.transaction(name).objectStore(name).getAll()));
    const all = JSON.stringify(await Promise.all(stores));
    database.close();
    return all;
  });
}

// ---- What goes wrong

async function loadedAnew(number) {
  await page.fill('#note', 'typed before');
  await page.waitForTimeout(500);
  await page.reload();
  await page.locator('.line').waitFor();
  assert.equal(await page.locator('.line').getAttribute('data-case'), number);
  assert.equal(await page.inputValue('#note'), 'typed before');
  await page.fill('#note', '');
  // In the middle of an interview too, where nothing is lost.
  await begin('taps');
  await page.keyboard.press('3');
  await page.waitForTimeout(200);
  await page.reload();
  await page.locator('.question.answered').waitFor();
  assert.equal(await page.locator('.question input:checked').count(), 1);
  await page.click('#break-off');
  await page.click('#refuse-without');
  await undo(number);
  assert.equal(await page.locator('.question input:checked').count(), 1, 'the answer is there again');
  await page.click('#break-off');
  await page.click('#refuse-without');
  return true;
}

/** Presses the key that takes an outcome back. */
async function undo(number) {
  await page.locator('.toast button').waitFor();
  // Who presses a key that does nothing yet presses it again.
  await until('the call is back', async () => {
    await page.keyboard.press('u');
    return page.locator('.line').isVisible();
  }, 6_000);
  assert.equal(await page.locator('.line').getAttribute('data-case'), number);
}

/** Given back untried, a case comes again, and nothing is on record. */
async function givenBack(number) {
  await page.click('#give-back');
  await page.locator('#next').waitFor();
  assert.equal(await next('taps'), number);
}

/** Taken back by a key within the time, and recorded again. */
async function takenBackByKey(number, outcome, by) {
  await undo(number);
  await settle(outcome, by);
}

/** A second tab shows the same call, and what one of them records is recorded once. */
async function inTwoTabs(number) {
  const other = await page.context().newPage();
  await other.goto(service.at('calls'));
  await other.locator('.line').waitFor();
  assert.equal(await other.locator('.line').getAttribute('data-case'), number);
  await other.click('[data-outcome="3.13"]');
  await page.locator('#next').waitFor();
  await other.locator('.toast button').click();
  await Promise.all([other, page].map((tab) => tab.locator('.line').waitFor()));
  // Both at the same moment, if the one does not follow the other sooner.
  await Promise.all([other, page].map((tab) => tab.evaluate(() => document.querySelector('[data-outcome="3.13"]')?.click())));
  await page.locator('#next').waitFor();
  await other.close();
  return true;
}

/** Tapped twice quickly. */
async function twice() {
  await page.evaluate(() => {
    const button = document.querySelector('[data-outcome="3.12"]');
    button.click();
    button.click();
  });
  return true;
}

/** The service has it, and the reply gets lost: sent again, it is the same. */
async function replyLost() {
  let lost = false;
  await page.route('**/api/v1/attempts/*', async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    return route.abort();
  });
}

/** The service dies while somebody is on the line, and comes back later. */
async function serviceDies() {
  await service.kill();
  setTimeout(() => service.start(), 3_000);
}

// ---- For everybody

async function lookAtCall() {
  await look('a number to call');
  await page.click('#appointment');
  await look('the calendar');
  await page.keyboard.press('Escape');
}

/** Ends in a refusal, as the plan has it. */
async function lookAtInterview() {
  await begin('taps');
  await page.keyboard.press('5');
  await page.click('#break-off');
  await look('an interview');
  await page.click('#refuse-without');
  return true;
}

/** What axe-core finds, on a small screen and a large one, by day and by night. */
async function look(where) {
  await page.evaluate(readFileSync(tool.resolve('axe-core/axe.min.js'), 'utf8'));
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const rules = await page.evaluate(async () => {
        const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const { violations } = await axe.run({ runOnly, rules: { 'target-size': { enabled: true } } });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
      });
      for (const rule of rules) found(`${where}, ${width} px, ${colorScheme}: ${rule}`);
    }
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (isWide) found(`${where} scrolls sideways at ${width} px`);
  }
}

// ---- Keys are not for everybody

/** Without single keys, letters do nothing and the page names none. */
async function onlyByMouse() {
  await page.goto(service.at('calls#settings'));
  await page.locator('input[name="keys"][value="off"]').check();
  await page.goto(service.at('calls'));
  await page.reload();
  await page.locator('#next').waitFor();
  assert.equal(await page.locator('kbd').count(), 0);
  await page.keyboard.press('x');
  await page.waitForTimeout(300);
  assert.equal(await page.locator('#next').count(), 1);
}

/** When the time is up, the number disappears. */
async function theTimeEnds() {
  await next('taps');
  const digits = (await page.locator('#number').textContent()).replaceAll(' ', '');
  // Half an hour is long: the hold is shortened on the device, which does as if it had passed.
  await page.evaluate(async () => {
    const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await done(indexedDB.open('manyi-field'));
    const store = database.transaction('cases', 'readwrite').objectStore('cases');
    for (const one of await done(store.getAll())) {
      if (!one.done) store.put({ ...one, held_until: new Date(Date.now() + 2_000).toISOString() });
    }
    database.close();
  });
  await page.reload();
  await page.locator('.line').waitFor();
  await page.locator('#next').waitFor();
  await forgotten(digits);
}

/** The questionnaire as it will be asked, on a phone and at the desk: nothing is kept and nothing sent. */
async function onlyLookedAt() {
  const before = await kept();
  const sent = [];
  page.on('request', (request) => { if (request.method() !== 'GET') sent.push(request.url()); });
  await page.goto(service.at('preview#environment/1'));
  await page.locator('.phone-frame .option').first().click();
  await page.click('#finish');
  await look('a preview as a phone');
  await page.locator('.toggle button').nth(1).click();
  await page.locator('.cockpit .option').first().click();
  await page.click('[data-outcome="3.13"]');
  await page.fill('#note', 'to be forgotten');
  await look('a preview as a desk');
  assert.deepEqual(sent, []);
  assert.equal(await kept(), before);
}
