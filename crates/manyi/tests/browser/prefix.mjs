// The service below a prefix of somebody else's address, behind a proxy: nothing leads out of it.

import assert from 'node:assert/strict';
import { desk, found, given, proxy, scenario, serve, signIn } from './kit.mjs';

const PREFIX = '/bureau/manyi/';

await scenario(async () => {
  const service = await serve();
  const outside = await proxy(service, PREFIX);
  const page = await desk();

  // Asked for by somebody unknown, a page leads to signing in.
  await page.goto(outside.at('account'));
  assert.equal(page.url(), outside.at('sign-in?next=account'));
  await signIn(page, outside.at(given.link));
  assert.equal(page.url(), outside.at('overview'));

  await page.click('a.language');
  const home = page.url();
  assert.ok(home.startsWith(outside.at('overview?')) && home.includes('lang=en'), home);
  await page.click('a.letters');
  assert.equal(page.url(), home, 'the same page in larger letters');
  await page.goto(outside.at('account'));
  assert.equal(await page.getAttribute('html', 'class'), 'large', 'the choice of letters is kept');
  assert.equal(await page.getAttribute('html', 'lang'), 'en', 'the choice of a language is kept');

  await followAll(page, outside);
});

/** Opens every page that some page leads to, and looks at what each of them names. */
async function followAll(page, outside) {
  const waiting = [outside.at()];
  const seen = new Set();
  while (waiting.length > 0) {
    const address = waiting.pop();
    await page.goto(address);
    const named = await page.$$eval('[href], [src], [action]', (elements) =>
      elements.map((element) => element.href?.baseVal ?? element.href ?? element.src ?? element.action));
    for (const target of named.filter((target) => /^https?:/.test(target))) {
      const { origin, pathname } = new URL(target);
      const isInside = origin === outside.origin && pathname.startsWith(PREFIX);
      if (!isInside) found(`${address} leads out, to ${target}`);
      else if (!seen.has(pathname)) {
        seen.add(pathname);
        if (await isPage(page, target)) waiting.push(target);
      }
    }
  }
  assert.ok(seen.size > 15, `only ${[...seen]} were found`);
  console.log(`below a prefix: ${seen.size} addresses`);
}

/** Whether a page stands at an address; something else that does is no page, and nothing a fault. */
async function isPage(page, address) {
  const answer = await page.request.get(address);
  const type = answer.headers()['content-type'] ?? '';
  // A form's address may be there for sending only.
  if (!answer.ok() && answer.status() !== 405) found(`${address}: ${answer.status()}`);
  return answer.ok() && type.startsWith('text/html');
}
