// What scenarios of the visit form share: coming in by a phone's link, taking a list, knocking at doors.

import assert from 'node:assert/strict';
import { found, given, phone, press, serve, until } from './kit.mjs';

/** Refused connections and answers of 401 are what these scenarios are about. */
export const LINE_TROUBLE = /ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|FAILED|NETWORK_CHANGED)|status of 401|Failed to fetch|Failed to update a ServiceWorker|unknown error occurred when fetching the script/;

/** The service of an office that has the key of its contacts. */
export function office() {
  return serve({ flags: ['--contact-key', given.key] });
}

/** A phone that is signed in, with the form open and kept for a day without a network. */
export async function inTheField(at, options = {}) {
  const page = await phone(options);
  // What is sent must not pass through the worker: browsers have been seen to lose it there.
  page.on('response', (response) => {
    const isSent = !['GET', 'HEAD'].includes(response.request().method());
    if (isSent && response.fromServiceWorker()) found(`${response.url()} passed through the worker`);
  });
  await come(page, at, given.phone_link);
  return page;
}

/** Opens a phone's link, and then the form. */
export async function come(page, at, link) {
  await page.goto(at(link));
  await press(page, 'form:has([name=link]) button');
  await page.goto(at('visit'));
  await ready(page);
}

/** Waits until the form can be opened without a network. */
export async function ready(page) {
  await page.waitForSelector('h1');
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => { setTimeout(done, 20); });
  });
}

/** Takes a list of so many households. */
export async function take(page, count) {
  await page.selectOption('#count', String(count));
  await page.click('text=领取名单');
  await page.waitForSelector('.household');
  return page.locator('.household').count();
}

/** The first household that nobody has come to yet. */
export function next(page) {
  return page.locator('.household:not(.done)').first();
}

/** Begins an interview at the next door. */
export async function begin(page) {
  await next(page).getByRole('button', { name: /开始访问|继续填写|Start|Go on/ }).tap();
  await page.waitForSelector('.question');
}

/** Answers questions in their order, each by the code of an option. */
export async function answer(page, ...codes) {
  const questions = page.locator('fieldset.question:visible');
  for (const [place, code] of codes.entries()) {
    if (code) await questions.nth(place).locator(`.option:has(input[value="${code}"])`).tap();
  }
}

/** Finishes an interview that is answered. */
export async function finish(page) {
  await page.tap('#finish');
  await page.waitForSelector('h1:has-text("今天的走访")');
}

/** A whole interview, as fast as a script taps. */
export async function interview(page, ...codes) {
  await begin(page);
  await answer(page, ...codes);
  await finish(page);
}

/** An outcome at the next door, by its code. */
export async function settle(page, code) {
  const before = await page.locator('.household.done').count();
  await next(page).locator(`[data-outcome="${code}"]`).first().tap();
  await until('the outcome is recorded', async () => (await page.locator('.household.done').count()) > before);
}

/** Waits until the server has everything; asks for it to be sent as somebody would who is impatient. */
export async function allSent(page, limit = 30_000) {
  await until('everything is sent', async () => {
    if (await waiting(page) === 0) return true;
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.waitForTimeout(200);
    return false;
  }, limit);
}

/** How many items the phone still has, by its own database. */
export function waiting(page) {
  return page.evaluate(() => new Promise((resolve, reject) => {
    const opening = indexedDB.open('manyi-field');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const counting = opening.result.transaction('outbox').objectStore('outbox').count();
      counting.onsuccess = () => { opening.result.close(); resolve(counting.result); };
      counting.onerror = () => reject(counting.error);
    };
  }));
}

/** What the head of the page says about sending. */
export async function expectState(page, state) {
  await until(`the page says ${state}`, async () => (await page.getAttribute('#state', 'data-state')) === state);
}

export { assert };
