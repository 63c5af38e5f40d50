// Does something wrong on purpose, so that a test can see the scenario fail for it.

import assert from 'node:assert/strict';
import { desk, given, scenario, serve } from './kit.mjs';

const faults = {
  console: (page) => page.evaluate(() => console.error('a complaint')),
  script: (page) => page.evaluate(() => setTimeout(() => nothing.at.all)),
  policy: (page) => page.evaluate(() => document.body.setAttribute('style', 'color: red')),
  elsewhere: (page) => page.goto('http://127.0.0.1:9/').catch(() => {}),
  missing: (page, service) => page.goto(service.at('static/nothing.css')),
  service: (page, service) => service.child.kill('SIGKILL'),
  assertion: () => assert.equal(1, 2, 'one is not two'),
  late: () => new Promise(() => {}),
};

await scenario(async () => {
  const service = await serve();
  const page = await desk();
  await page.goto(service.at('sign-in'));
  for (const fault of given.faults) await faults[fault](page, service);
  // What a page complains of arrives a little later.
  await page.waitForTimeout(300);
});
