// One item that the service fails at (a photo, where the key of contacts is missing) does not stand in the
// way of the others, and is sent when the service can take it.

import { LINE_TROUBLE, allSent, answer, assert, begin, expectState, finish, inTheField, interview, office, take, waiting } from '../visits.mjs';
import { expectErrors, given, proxy, scenario, serve, until } from '../kit.mjs';

await scenario(async () => {
  const whole = await office();
  const keyless = await serve();
  let current = whole;
  const line = await proxy({ get port() { return current.port; } }, '/');
  const page = await inTheField((path) => line.at(path));
  expectErrors(page, LINE_TROUBLE);
  expectErrors(page, /status of 503/);
  await take(page, 10);
  await begin(page);
  await answer(page, '5', '4');
  await page.tap('.extras summary');
  await page.tap('#consent');
  await page.setInputFiles('#photo', given.photo);
  await page.waitForSelector('.photos li');
  current = keyless;
  await page.evaluate(() => scrollTo(0, 0));
  await finish(page);
  await interview(page, '3', '3');
  await until('the answers are there', async () => (await waiting(page)) === 1);
  await expectState(page, 'waiting');
  current = whole;
  await allSent(page, 60_000);
  assert.equal(await waiting(page), 0);
});
