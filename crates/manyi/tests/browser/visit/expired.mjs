// The sign-in ends while the outbox is full. Everything stays, through somebody else's turn on the phone,
// and is sent when its owner is back.

import { assert, LINE_TROUBLE, allSent, come, expectState, inTheField, interview, office, settle, take, waiting } from '../visits.mjs';
import { expectErrors, given, scenario } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  expectErrors(page, LINE_TROUBLE);
  await take(page, 10);
  await page.context().setOffline(true);
  await interview(page, '5', '4');
  await interview(page, '2', '3');
  await settle(page, '2.11');
  // What the browser does when a session has had its time.
  await page.context().clearCookies();
  await page.context().setOffline(false);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.waitForSelector('#warnings >> text=登录已过期');
  assert.equal(await waiting(page), 3);

  await come(page, (path) => service.at(path), given.other_link);
  await page.waitForTimeout(6_500);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.click('#state');
  await page.waitForSelector('text=等 limin 登录后上传');
  assert.equal(await waiting(page), 3, 'nobody sends what another one recorded');

  await come(page, (path) => service.at(path), given.second_link);
  await allSent(page);
  await expectState(page, 'sent');
});
