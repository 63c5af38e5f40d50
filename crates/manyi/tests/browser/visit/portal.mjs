// A hotel's network stands between phone and service while the form is being kept for a day offline: none
// of what the network says is kept in place of the form, and the form is whole as soon as the network is.

import { LINE_TROUBLE, allSent, assert, inTheField, interview, office, ready, take } from '../visits.mjs';
import { expectErrors, given, phone, press, proxy, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  let answers = null; // what the network says in place of the service
  const line = await proxy(service, '/', () => false, (request) => answers?.(request));
  const page = await phone();
  expectErrors(page, LINE_TROUBLE);
  expectErrors(page, /ServiceWorker script|is not there|of another version|redirect mode is not|MIME type/);
  await page.goto(line.at(given.phone_link));
  await press(page, 'form:has([name=link]) button');
  const sour = [
    ({ url }) => url === '/visit' && { status: 302, headers: { location: '/portal' } },
    ({ url }) => url === '/visit' && { status: 200, headers: { 'content-type': 'text/html' }, body: 'PORTAL' },
    ({ url }) => /interview_page\.js/.test(url) && { status: 200, headers: { 'content-type': 'text/html' }, body: 'PORTAL' },
  ];
  for (const one of sour) {
    let seen = 0;
    // The page itself comes through; what the worker asks for next does not.
    answers = (request) => {
      const said = one(request);
      if (said && request.url === '/visit' && (seen += 1) === 1) return null;
      return said;
    };
    await page.goto(line.at('visit'));
    await page.waitForSelector('h1');
    await page.waitForTimeout(1_500);
    const kept = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).length))).reduce((a, b) => a + b, 0));
    assert.equal(kept, 0, 'nothing is kept of a network that lies');
    answers = null;
  }
  await page.goto(line.at('visit'));
  await ready(page);
  await take(page, 10);
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector('.household');
  await interview(page, '5', '4');
  await page.context().setOffline(false);
  await allSent(page);
  await until('the form is still there', () => page.isVisible('h1'));
  assert.ok(inTheField);
});
