// The tab crashes in the middle of an interview. What was tapped is still there.

import { assert, allSent, answer, begin, finish, inTheField, office, take } from '../visits.mjs';
import { scenario } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  await take(page, 10);
  await begin(page);
  await answer(page, '1');
  await page.fill('.issue textarea', '河边有异味');
  await page.waitForSelector('.kept:has-text("草稿已存")');
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => {});
  await crashed;

  const again = await page.context().newPage();
  await page.close();
  await again.goto(service.at('visit'));
  await begin(again);
  assert.equal(await again.locator('input:checked').first().inputValue(), '1');
  assert.equal(await again.inputValue('.issue textarea'), '河边有异味');
  await answer(again, null, '4');
  await finish(again);
  await allSent(again);
});
