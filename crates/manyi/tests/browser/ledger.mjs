// An issue from its registration to its end, by two people in two browsers: one puts it right, the other
// finds it so. On the way one sends what the other has overtaken, and whoever complained is not satisfied.

import assert from 'node:assert/strict';
import { desk, expectErrors, given, phone, press, scenario, serve, signIn } from './kit.mjs';
import { says, take } from './steps.mjs';

await scenario(async () => {
  const service = await serve();
  const judge = await desk();
  const head = await phone();
  // What is refused answers with a status of its own.
  for (const page of [judge, head]) expectErrors(page, /status of (409|422)/);
  await signIn(judge, service.at(given.judge));
  await signIn(head, service.at(given.head));

  // Registered by hand: first with too little, then whole.
  await judge.goto(service.at('issues'));
  await press(judge, 'a[href$="issues/new"]');
  await judge.selectOption('#channel', 'hotline');
  await judge.fill('#number', '12345-7');
  await judge.fill('#unit', 'nowhere');
  await judge.fill('#description', '村口工地扬尘');
  await press(judge, 'form.entry button');
  await says(judge, '#unit-about', '没有这个单位');
  assert.equal(await judge.inputValue('#description'), '村口工地扬尘');
  await judge.fill('#unit', given.unit);
  await press(judge, 'form.entry button');
  await says(judge, '.done', '已登记');
  const issue = judge.url().replace(/&done=.*/, '');
  await says(judge, '.tag.state', '已挂号');

  await take(judge, 'assign', { leader: '张局长', section: '大气科', person: '李敏' });
  await says(judge, '.tag.state', '已交办');
  await says(judge, '.due', '个工作日');

  // The unit finds it in its own list, and takes it up.
  await head.goto(service.at('issues'));
  await press(head, '.ledger tbody th a');
  assert.equal(await head.locator('#step-accept').count(), 0, 'who puts right does not accept');
  await take(head, 'take_up');
  await take(head, 'submit', { result: '好了' });
  await says(head, '#step-submit', '请先记录整改措施');
  await take(head, 'record_measure', { measure: '加装围挡，早晚洒水' });

  // The judge still sees the issue as it was, and is told what happened meanwhile.
  const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
  await take(judge, 'extend', { due_on: inAYear, reason: '等围挡到货' });
  await says(judge, '[role=alert]', '别人先办了一步');
  await says(judge, '.troubles', '加装围挡，早晚洒水');
  assert.equal(await judge.inputValue('#extend-reason'), '等围挡到货');
  await press(judge, '#step-extend button');
  await says(judge, '.due', inAYear);

  await head.goto(issue);
  await take(head, 'reply', { text: '已经安排，三天内完成' });
  await take(head, 'submit', { result: '围挡已装好' });
  await says(head, '.tag.state', '待验收');
  assert.equal(await head.locator('#step-submit').count(), 0, 'it is submitted once');

  await judge.goto(issue);
  await take(judge, 'accept');
  await take(judge, 'close', { reason: '急着销号' });
  await says(judge, '.tag.state', '已销号');
  await take(judge, 'call_back', { outcome: 'not_satisfied', reason: '老王说夜里还有尘土' });
  await says(judge, '.tag.state', '重新打开');

  // What was said is not for the unit.
  await head.goto(issue);
  await says(head, '[aria-labelledby=history]', '不满意');
  assert.ok(!(await head.content()).includes('老王'), 'the unit reads what was said when called back');
  await take(head, 'take_up');
  await take(head, 'record_measure', { measure: '夜间停工' });
  await take(head, 'submit', { result: '夜间不再施工' });

  await judge.goto(issue);
  await take(judge, 'accept');
  await take(judge, 'call_back', { outcome: 'unreachable' });
  await says(judge, '#call_back-note_1-about', '没有联系上');
  await take(judge, 'call_back', { outcome: 'satisfied' });
  await take(judge, 'close');
  await says(judge, '.tag.state', '已销号');
  assert.equal(await judge.locator('.way .past').count(), 7);
  await take(judge, 'publish', { scope: '全村', from: '2026-12-01', until: '2026-12-15', text: '致电13800001111' });
  await says(judge, '#publish-text-about', '电话');
  await take(judge, 'publish', { text: '村口工地扬尘已整改' });
  await says(judge, '.done', '公示');

  // It is gone from what is open, and found among what is closed.
  await judge.goto(service.at('issues'));
  assert.equal(await judge.locator('.ledger').count(), 0);
  await judge.goto(service.at('issues?state=closed'));
  await says(judge, '.ledger', '重开 1 次');
  const [download] = await Promise.all([judge.waitForEvent('download'), judge.click('.downloads a[download]')]);
  assert.equal(download.suggestedFilename(), 'manyi-issues.csv');
  console.log('ledger: an issue from its registration to its end');
});
