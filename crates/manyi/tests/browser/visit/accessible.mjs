// Every view of the visit form, in both languages: axe-core, widths, sizes, colours, as for all pages; and
// one interview by the keyboard alone.

import { answer, assert, begin, inTheField, next, office, settle, take } from '../visits.mjs';
import { expectErrors, found, scenario } from '../kit.mjs';
import { look as lookAt } from '../looks.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path), { hasTouch: true, isMobile: false });
  expectErrors(page, /ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  await take(page, 10);
  for (const [language, tag] of [['zh', 'zh-CN'], ['en', 'en']]) {
    await page.evaluate((chosen) => localStorage.setItem('manyi.language', chosen), language);
    await page.reload();
    await page.waitForSelector('.household');
    await look(page, `the list (${tag})`, tag);
    await next(page).locator('[aria-expanded]').tap();
    await look(page, `a household with everything (${tag})`, tag);
    await begin(page);
    await answer(page, language === 'zh' ? '1' : '2'); // the same again would take it back
    await page.tap('#finish');
    await page.waitForSelector('#send-partial');
    await look(page, `an interview (${tag})`, tag);
    await page.evaluate(() => { location.hash = 'settings'; });
    await page.waitForSelector('.setting');
    await look(page, `settings (${tag})`, tag);
    await page.evaluate(() => { location.hash = 'elsewhere'; });
    await page.waitForSelector('#place');
    await look(page, `elsewhere (${tag})`, tag);
    await page.evaluate(() => { location.hash = ''; });
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForSelector('.household');
  await page.context().setOffline(true);
  await settle(page, '2.20');
  await page.evaluate(() => { location.hash = 'outbox'; });
  await page.waitForSelector('.waiting .item');
  await look(page, 'what waits', 'en');
  await byKeyboard(page);
});

/** axe-core takes what a bar covers just now for something small, though it can be scrolled into view. */
async function look(page, where, language) {
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll('.top, .bar-below, .toasts')) bar.style.position = 'static';
  });
  await lookAt(page, where, language);
  await page.evaluate(() => {
    for (const bar of document.querySelectorAll('.top, .bar-below, .toasts')) bar.style.position = '';
  });
}

/** Tab, space and enter are enough, and where one is can be seen. */
async function byKeyboard(page) {
  await page.evaluate(() => { location.hash = ''; });
  await page.waitForSelector('.household:not(.done)');
  await next(page).locator('button').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.question');
  for (const place of [0, 1]) {
    const input = page.locator('fieldset.question').nth(place).locator('input').first();
    await input.focus();
    const ring = await input.evaluate((one) => getComputedStyle(one.closest('.option')).outlineStyle);
    if (ring === 'none') found('nothing shows the focus of an option');
    await page.keyboard.press('Space');
  }
  assert.equal(await page.locator('fieldset input:checked').count(), 2);
  await page.locator('#finish').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('.household.done >> nth=1');
}
