// The service is killed again and again while a full outbox is being sent.

import { LINE_TROUBLE, allSent, inTheField, interview, office, take, waiting } from '../visits.mjs';
import { expectErrors, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  expectErrors(page, LINE_TROUBLE);
  await take(page, 10);
  await page.context().setOffline(true);
  for (let n = 0; n < 6; n += 1) await interview(page, String(5 - (n % 5)), '4');
  for (let left = 6; left > 2; left -= 1) {
    await page.context().setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    const before = left;
    await until('something arrives', async () => (await waiting(page)) < before).catch(() => {});
    await service.kill();
    await page.context().setOffline(true);
    await service.start();
  }
  await page.context().setOffline(false);
  await allSent(page, 60_000);
});
