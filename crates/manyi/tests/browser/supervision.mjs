// A supervision order from its proposal to its end: one person judges, one answers for the unit, and a third
// decides about the appeal, for nobody decides about what they did.

import assert from 'node:assert/strict';
import { desk, expectErrors, given, phone, press, scenario, serve, signIn } from './kit.mjs';
import { says, take } from './steps.mjs';

await scenario(async () => {
  const service = await serve();
  const [judge, leader] = [await desk(), await desk()];
  const head = await phone();
  // What is refused answers with a status of its own.
  for (const page of [judge, head]) expectErrors(page, /status of (404|422)/);
  await signIn(judge, service.at(given.judge));
  await signIn(leader, service.at(given.leader));
  await signIn(head, service.at(given.head));

  // Proposed by hand: first to nobody, then to the unit.
  await judge.goto(service.at('orders'));
  await press(judge, 'a[href$="orders/new"]');
  await judge.fill('#unit', 'nowhere');
  await judge.fill('#text', '垃圾清运整改不到位');
  await press(judge, 'form:has(#text) button');
  await says(judge, '#unit-about', '没有这个单位');
  assert.equal(await judge.inputValue('#text'), '垃圾清运整改不到位');
  await judge.fill('#unit', given.unit);
  await press(judge, 'form:has(#text) button');
  await says(judge, '.done', '拟定');
  const order = judge.url().replace(/&done=.*/, '');
  await says(judge, '.tag.state', '待下达');

  // A proposal is not for the unit.
  await head.goto(service.at('orders'));
  assert.equal(await head.locator('.ledger').count(), 0);
  await head.goto(order);
  assert.equal(await head.locator('#way').count(), 0, 'the unit reads what was not issued');

  await take(judge, 'issue', { demand: '十个工作日内书面答复' });
  await says(judge, '.tag.state', '待答复');
  await says(judge, '.due', '答复期限');
  await says(judge, '.due', '个工作日');

  // The unit finds it in its own list, and appeals.
  await head.goto(service.at('orders'));
  await press(head, '.ledger tbody th a');
  assert.equal(await head.locator('#step-accept').count(), 0);
  await take(head, 'appeal', { text: '清运由区里统一承包' });
  await says(head, '[aria-labelledby=what]', '待复核');

  // Whoever issued it does not decide about that, nor goes on.
  await judge.goto(order);
  assert.equal(await judge.locator('#step-decide').count(), 0);
  assert.equal(await judge.locator('#step-escalate').count(), 0);
  await says(judge, '[aria-labelledby=now]', '不能复核自己作出的决定');
  await leader.goto(order);
  await take(leader, 'decide', { outcome: 'changed', reason: '主路由区里清运，背街由镇里' });
  await says(leader, '.due', '更正期限');
  await judge.goto(order);
  await take(judge, 'correct', { text: '答复背街小巷的清运' });
  await says(judge, '[aria-labelledby=what]', '背街小巷');

  // A reply that does not do, a rung of the ladder, and one that does.
  await head.goto(order);
  await take(head, 'reply', { explanation: '车少', measures: '  ' });
  await says(head, '#reply-measures-about', '请填写');
  await take(head, 'reply', { measures: '增派两车' });
  await judge.goto(order);
  await take(judge, 'return', { reason: '没有写清时限' });
  await says(judge, '.tag.state', '退回重报');
  await take(judge, 'escalate', { to: 'notice', reason: '答复不实' });
  await says(judge, '.title', '督办通知');
  await head.goto(order);
  await take(head, 'reply', { explanation: '车少', measures: '月底前增派两车', result: '已到一车' });
  await judge.goto(order);
  await take(judge, 'visit', { findings: '背街已清' });
  await take(judge, 'accept');
  await take(judge, 'close', { result: '整改到位' });
  await says(judge, '.tag.state', '已办结');
  assert.equal(await judge.locator('.way .past').count(), 5);

  await head.goto(order);
  await says(head, '[aria-labelledby=history]', '整改到位');
  await says(head, '[aria-labelledby=what]', '申诉截止');
  await judge.goto(service.at('orders?state=open'));
  assert.equal(await judge.locator('.ledger').count(), 0);
  console.log('supervision: an order from its proposal to its end');
});
