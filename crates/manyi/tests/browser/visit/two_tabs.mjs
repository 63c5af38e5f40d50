// Two tabs of one phone: one outbox, one sender, nothing twice; and the same interview open in both.

import { assert, LINE_TROUBLE, answer, begin, expectState, finish, inTheField, interview, office, ready, take, waiting } from '../visits.mjs';
import { expectErrors, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const first = await inTheField((path) => service.at(path));
  expectErrors(first, LINE_TROUBLE);
  expectErrors(first, /status of 409/);
  await take(first, 10);
  await first.context().setOffline(true);
  await interview(first, '5', '4');
  await interview(first, '3', '2');
  const second = await first.context().newPage();
  await second.goto(service.at('visit'));
  await ready(second);
  await interview(second, '4', '4');
  await until('both tabs know', async () => (await first.textContent('#state')).includes('3'));
  await first.context().setOffline(false);
  await Promise.all([first, second].map((page) => page.evaluate(() => dispatchEvent(new Event('online')))));
  await until('everything is sent', async () => (await waiting(first)) === 0);
  await Promise.all([first, second].map((page) => expectState(page, 'sent')));

  // The same interview in both, finished otherwise: the first counts, the second is kept for a person.
  await begin(first);
  const hash = await first.evaluate(() => location.hash);
  await answer(first, '5', '5');
  await first.waitForSelector('.kept:has-text("草稿已存")');
  await second.evaluate((to) => { location.hash = to; }, hash);
  await second.waitForSelector('input:checked');
  await answer(second, '1');
  await finish(first);
  await until('it is sent', async () => (await waiting(first)) === 0);
  await second.tap('#finish');
  await expectState(second, 'problem');
  await second.click('#state');
  await second.waitForSelector('text=隔离区');
  assert.equal(await waiting(second), 1);
});
