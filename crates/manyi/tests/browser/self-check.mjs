// Does things on purpose that are wrong, so that a test can see the scenario fail for them; and some
// that are not, and must do what the kit says.

import assert from 'node:assert/strict';
import { GONE, desk, expectErrors, given, openInVain, phone, scenario, serve, slow } from './kit.mjs';

const acts = {
  console: (page) => page.evaluate(() => console.error('a complaint')),
  script: (page) => page.evaluate(() => setTimeout(() => nothing.at.all)),
  policy: (page) => page.evaluate(() => document.body.setAttribute('style', 'color: red')),
  elsewhere: (page) => page.goto('http://127.0.0.1:9/').catch(() => {}),
  missing: (page, service) => page.goto(service.at('static/nothing.css')),
  service: (page, service) => service.child.kill('SIGKILL'),
  assertion: () => assert.equal(1, 2, 'one is not two'),
  late: () => new Promise(() => {}),
  restart,
  slowness,
};

await scenario(async () => {
  const service = await serve();
  const page = await desk();
  await page.goto(service.at('sign-in'));
  for (const act of given.acts) await acts[act](page, service);
  // What a page complains of arrives a little later.
  await page.waitForTimeout(300);
});

/** A service that was killed is away, and is there again under the same address. */
async function restart(page, service) {
  const address = service.at('sign-in');
  expectErrors(page, GONE);
  await service.kill();
  await openInVain(page, address);
  await service.start();
  assert.equal(service.at('sign-in'), address);
  assert.ok((await page.goto(address)).ok());
}

/** A slow phone waits for the network, and no longer when it is fast again. */
async function slowness(_, service) {
  const page = await phone();
  const seconds = async () => {
    const begun = Date.now();
    await page.goto(service.at('sign-in'));
    return (Date.now() - begun) / 1000;
  };
  const fast = await slow(page);
  const slowly = await seconds();
  await fast();
  const quickly = await seconds();
  assert.ok(slowly > 0.4 && quickly < slowly, `slow ${slowly} s, fast ${quickly} s`);
}
