// Two tabs of one phone: one outbox, one sender, nothing twice; and an interview is open in one of them.

import { assert, LINE_TROUBLE, answer, begin, expectState, finish, inTheField, interview, office, ready, take, waiting } from '../visits.mjs';
import { expectErrors, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const first = await inTheField((path) => service.at(path));
  expectErrors(first, LINE_TROUBLE);
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

  // The same interview in both: the one that it is opened in goes on, with what the other had.
  await begin(first);
  const hash = await first.evaluate(() => location.hash);
  await answer(first, '5');
  await first.waitForSelector('.kept:has-text("草稿已存")');
  await second.evaluate((to) => { location.hash = to; }, hash);
  await second.waitForSelector('input:checked');
  await first.waitForSelector('.toast:has-text("另一个标签页")');
  await first.waitForSelector('h1:has-text("今天的走访")');
  await answer(second, null, '1');
  await finish(second);
  await until('it is sent', async () => (await waiting(second)) === 0);
});
