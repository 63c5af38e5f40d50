// A whole day: sixty doors, most of them without a network, every outcome that has a button.

import { assert, LINE_TROUBLE, allSent, answer, begin, expectState, inTheField, interview, next, office, settle, take, waiting } from '../visits.mjs';
import { expectErrors, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  expectErrors(page, LINE_TROUBLE);
  assert.equal(await take(page, 60), 60);
  for (let door = 0; door < 60; door += 1) {
    if (door % 15 === 2) await page.context().setOffline(true);
    if (door % 15 === 12) await page.context().setOffline(false);
    if (door % 15 === 14) await page.reload();
    await visit(page, door);
  }
  await page.context().setOffline(false);
  await until('sixty doors are done', async () => (await page.locator('.household.done').count()) === 60);
  await allSent(page, 60_000);
  await expectState(page, 'sent');
  assert.equal(await waiting(page), 0);
  assert.match(await page.textContent('.today .count'), /共 60 户，已办 60 户/);
});

/** Forty interviews, five of them broken off; twenty other outcomes. */
async function visit(page, door) {
  const kind = door % 6;
  if (kind < 3) return interview(page, String(5 - (door % 5)), '4');
  if (kind === 3 && door % 12 === 3) return brokenOff(page);
  if (kind === 3) return interview(page, '8', '5');
  if (kind === 4) return settle(page, ['2.20', '2.11', '4.61'][door % 3]);
  await next(page).getByRole('button', { name: '更多…' }).tap();
  return settle(page, '2.25');
}

async function brokenOff(page) {
  await begin(page);
  await answer(page, '2');
  await page.tap('#finish');
  await page.tap('#send-partial');
  await page.waitForSelector('h1:has-text("今天的走访")');
}
