// A phone whose clock is three years slow, and is set right in the middle of an interview: times are those
// of the server, and the interview has its real length.

import { assert, allSent, answer, begin, finish, inTheField, office, take } from '../visits.mjs';
import { scenario } from '../kit.mjs';

const THREE_YEARS = 3 * 365 * 24 * 3_600_000;

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path), {});
  await page.context().addInitScript((slow) => {
    const Real = Date;
    window.slowBy = slow;
    const now = () => Real.now() - window.slowBy;
    window.Date = class extends Real {
      constructor(...values) { super(...(values.length > 0 ? values : [now()])); }

      static now() { return now(); }
    };
  }, THREE_YEARS);
  await page.reload();
  await page.waitForSelector('h1');
  await page.waitForSelector('#warnings >> text=自动校正');
  await take(page, 10);
  await begin(page);
  await answer(page, '5');
  await page.evaluate(() => { window.slowBy = -3_600_000; });
  await answer(page, null, '4');
  await finish(page);
  await allSent(page);
  assert.ok(true);
});
