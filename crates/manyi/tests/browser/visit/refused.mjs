// The phone refuses to keep anything. Nothing typed is lost: it goes straight to the server.

import { assert, answer, begin, inTheField, office, take } from '../visits.mjs';
import { scenario } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path));
  await take(page, 10);
  await begin(page);
  await answer(page, '5');
  // As a full disk does: everything that is to be written is refused.
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = function put() { throw new DOMException('full', 'QuotaExceededError'); };
  });
  await answer(page, null, '2');
  await page.waitForSelector('.kept:has-text("草稿没有存上")');
  await page.waitForSelector('#warnings >> text=不让保存');
  await page.tap('#finish');
  await page.waitForSelector('#send-directly');
  assert.equal(await page.locator('input:checked').count(), 2, 'everything is still on the screen');
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.finish-trouble').getByText('导出为文件').tap()]);
  assert.match(file.suggestedFilename(), /^manyi-.*\.json$/);
  await page.tap('#send-directly');
  await page.waitForSelector('.toast:has-text("回执")');
});
