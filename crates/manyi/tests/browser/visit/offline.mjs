// A form that was opened once opens without a network, keeps what is recorded, and sends it later.

import { assert, LINE_TROUBLE, allSent, answer, begin, expectState, finish, inTheField, office, settle, take, waiting } from '../visits.mjs';
import { expectErrors, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  expectErrors(page, LINE_TROUBLE);
  assert.equal(await take(page, 10), 6);

  await service.kill();
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector('.household');

  await begin(page);
  await answer(page, '1', '5');
  await page.locator('.issue .chip').first().tap();
  await page.fill('.issue textarea', '村东工地扬尘');
  await finish(page);
  await settle(page, '2.20');
  // Undone in time: it was the wrong door.
  await settle(page, '2.11');
  await page.click('.toast:has-text("拒访") >> nth=-1 >> text=撤销');
  await until('it is taken back', async () => (await page.locator('.household.done').count()) === 2);
  await page.reload();
  await expectState(page, 'waiting');
  assert.equal(await waiting(page), 2);
  await page.click('#state');
  await page.waitForSelector('text=待上传');

  await service.start();
  await page.context().setOffline(false);
  await allSent(page);
  await expectState(page, 'sent');
  await page.waitForSelector('.receipts >> text=回执');
  assert.equal(await page.locator('.receipts .item').count(), 2);
});
