// Somebody types while the page is still starting on a slow line, and goes on while it has started: every
// word is kept. An item that the line breaks at each time keeps no other from being sent.

import { LINE_TROUBLE, allSent, answer, assert, begin, finish, inTheField, interview, office, take, waiting } from '../visits.mjs';
import { expectErrors, given, proxy, scenario, until } from '../kit.mjs';

const WORDS = '村东头的垃圾堆一直在烧，烟很大，说了几次都没有人管，晚上更厉害，孩子咳嗽。';

await scenario(async () => {
  const service = await office();
  let broken = false;
  const line = await proxy(service, '/', ({ url, method }) => broken && method === 'PUT' && url.includes('/photos/'));
  const page = await inTheField((path) => line.at(path));
  expectErrors(page, LINE_TROUBLE);
  await take(page, 10);
  await begin(page);
  await answer(page, '1');
  await page.waitForSelector('.kept:has-text("草稿已存")');
  await page.route('**/api/v1/**', async (route) => {
    await new Promise((done) => { setTimeout(done, 2_500); });
    await route.continue().catch(() => {}); // the page may have gone on
  });
  await page.reload();
  const field = page.locator('.issue textarea');
  await field.waitFor();
  await field.pressSequentially(WORDS, { delay: 100 });
  assert.equal(await field.inputValue(), WORDS, 'nothing is taken from under the hands');
  await page.unroute('**/api/v1/**');
  await page.waitForSelector('.kept:has-text("草稿已存")');
  await page.reload();
  assert.equal(await field.inputValue(), WORDS, 'and all of it is kept');
  await answer(page, null, '4');
  await page.tap('.extras summary');
  await page.tap('#consent');
  await page.setInputFiles('#photo', given.photo);
  await page.waitForSelector('.photos li');
  broken = true;
  await finish(page);
  await interview(page, '5', '5');
  await until('the answers are there', async () => (await waiting(page)) === 1);
  broken = false;
  await allSent(page, 60_000);
});
