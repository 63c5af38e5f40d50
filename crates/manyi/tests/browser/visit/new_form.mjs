// A new version of the questionnaire is published while a phone is out of reach, and a round opened that
// asks by it. What was asked by the old one is taken, and the next interview asks by the new one.

import path from 'node:path';
import { assert, LINE_TROUBLE, allSent, answer, begin, finish, inTheField, interview, office, take } from '../visits.mjs';
import { expectErrors, given, manyi, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  expectErrors(page, LINE_TROUBLE);
  await take(page, 10);
  await page.context().setOffline(true);
  await interview(page, '5', '4');
  await begin(page);
  await answer(page, '1');
  manyi('import', 'questionnaire', path.join(given.desk, 'form-2.toml'));
  manyi('import', 'rounds', path.join(given.desk, 'rounds-2.toml'));
  manyi('sample', 'draw', 'next', 'visit', '--frame', 'f', '--per-stratum', '1000');
  // Another program brought them in: the service is upgraded and started anew.
  await service.kill();
  await service.start();
  await page.context().setOffline(false);
  await page.reload();
  await page.waitForSelector('.question');
  assert.equal(await page.locator('fieldset.question').count(), 2, 'it goes on by the form that it began with');
  await answer(page, null, '2');
  await finish(page);
  await allSent(page);
  await page.selectOption('#round', 'next');
  await page.click('text=更新名单');
  await page.waitForSelector('.household:not(.done)');
  await until('the new round has its own list', async () => (await page.locator('.household').count()) > 6);
  await page.locator('.household[data-round="next"]').first().getByRole('button', { name: '开始访问' }).tap();
  await page.waitForSelector('.question');
  assert.equal(await page.locator('fieldset.question').count(), 3, 'and now by the new one');
  await answer(page, '4', '4', '4');
  await finish(page);
  await allSent(page);
});
