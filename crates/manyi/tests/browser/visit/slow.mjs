// A cheap phone at the edge of the net: how long until the form can be used, and until a tap is answered.

import { assert, begin, office, take } from '../visits.mjs';
import { given, phone, press, scenario, slow } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await phone();
  await page.goto(service.at(given.phone_link));
  await press(page, 'form:has([name=link]) button');
  // By the page's own clock, which begins when the address is asked for.
  await page.addInitScript(() => new MutationObserver(() => {
    if (!window.usable && document.querySelector('.take')) window.usable = performance.now();
  }).observe(document, { childList: true, subtree: true }));
  const fast = await slow(page);
  await page.goto(service.at('visit'), { waitUntil: 'commit' });
  await page.waitForSelector('text=领取名单');
  const opened = await page.evaluate(() => window.usable);
  await take(page, 20);
  const start = performance.now();
  await begin(page);
  const begun = performance.now() - start;
  const taps = await page.evaluate(async () => {
    const took = [];
    const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 0)); });
    for (const option of document.querySelectorAll('.option input')) {
      await frame();
      const before = performance.now();
      option.click();
      await frame();
      took.push(performance.now() - before);
    }
    return took.sort((a, b) => a - b);
  });
  await fast();
  const size = await page.evaluate(() => performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.encodedBodySize, 0));
  const median = taps[Math.floor(taps.length / 2)];
  console.log(`first use ${Math.round(opened)} ms, form ${Math.round(begun)} ms, a tap ${median.toFixed(0)} ms (worst ${taps.at(-1).toFixed(0)} ms), ${Math.round(size / 1000)} kB`);
  assert.ok(taps.length > 5);
});
