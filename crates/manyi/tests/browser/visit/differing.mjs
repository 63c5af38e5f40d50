// Something else stands under the number of an interview already. What the phone has is kept for a person to
// look at, the phone says so, and neither is lost.

import { answer, assert, begin, expectState, finish, inTheField, office, take, waiting } from '../visits.mjs';
import { expectErrors, manyi, scenario } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  expectErrors(page, /status of 409/);
  await take(page, 10);
  await begin(page);
  await answer(page, '1', '4');
  const id = await page.evaluate(() => location.hash.split('/').pop());
  const day = await page.evaluate(() => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()));
  const other = { id, round: 'now', unit: '9901', mode: 'visit', interviewed_on: day, answers: { air: '5' } };
  const answered = await fetch(service.at(`api/v1/responses/${id}`), {
    method: 'PUT',
    headers: { authorization: `Bearer ${manyi('user', 'token', 'zhaolei')}`, 'content-type': 'application/json' },
    body: JSON.stringify(other),
  });
  assert.equal(answered.status, 201);
  await finish(page);
  await expectState(page, 'problem');
  await page.click('#state');
  await page.waitForSelector('text=隔离区');
  assert.equal(await waiting(page), 1);
});
