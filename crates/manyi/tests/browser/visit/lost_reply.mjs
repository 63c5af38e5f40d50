// The server stores what was sent, and its answer never arrives. The phone sends again, and it counts once.

import { assert, LINE_TROUBLE, allSent, expectState, inTheField, interview, office, settle, take, waiting } from '../visits.mjs';
import { expectErrors, proxy, scenario, until } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  let lost = 0;
  // The first two answers to each kind of sending go astray.
  const left = { responses: 2, attempts: 2 };
  // … below a prefix of somebody else's address.
  const line = await proxy(service, '/bureau/manyi/', (request) => {
    const kind = request.method === 'PUT' && Object.keys(left).find((one) => request.url.includes(one));
    if (!kind || left[kind] === 0) return false;
    left[kind] -= 1;
    lost += 1;
    return true;
  });
  const page = await inTheField((path) => line.at(path));
  expectErrors(page, LINE_TROUBLE);
  await take(page, 10);
  await interview(page, '5', '4');
  await settle(page, '2.20');
  await until('answers were lost', () => lost >= 2);
  assert.ok((await waiting(page)) > 0, 'what was not confirmed stays');
  await allSent(page, 60_000);
  await expectState(page, 'sent');
  assert.equal(lost, 4);
});
