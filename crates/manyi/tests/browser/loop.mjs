// One complaint, from the door to the year's score and its seal, each station by whoever may take it and on
// the page that they take it on. The visit happens in a quarter that is over: the line tells the phone a day
// of then in the place of today, and a phone believes the server and not its own clock.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { desk, given, manyi, phone, press, proxy, scenario, serve, signIn } from './kit.mjs';
import { says, take } from './steps.mjs';
import { allSent, answer, begin, finish, inTheField, take as takeList } from './visits.mjs';

const QUARTER = `${given.year}-Q4`;
const DAY = `${given.year}-11-12`;

/** What whoever complained says when called back is not for the unit, nor is who they are or who asked. */
const SAID = '李大姐说夜里还在施工';
const SECRETS = ['h-17', '李淑芬', '13800000017', '17号', 'limin', '李大姐'];

/** What the history of the issue holds in the end: each step with who took it. */
const HISTORY = [
  '挂号 调查答卷',
  '交办 judge',
  '开始整改 head',
  '记录整改措施 head',
  '提请验收 head',
  '验收通过 judge',
  '记录回访 caller',
  '开始整改 head',
  '记录整改措施 head',
  '答复反映人 head',
  '提请验收 head',
  '验收通过 judge',
  '记录回访 caller',
  '销号 judge',
  '公示 judge',
];

await scenario(async () => {
  const service = await serve({ flags: ['--contact-key', given.key] });
  await visited(service);
  const people = await everybody(service);
  const issue = await opened(service, people);
  await assigned(people);
  await putRight(issue, people);
  await notSatisfied(issue, people);
  await putRightAgain(issue, people);
  await closed(issue, people);
  await remembered(issue, people);
  await counted(service, people);
  const digest = await sealed(service, people, QUARTER);
  await published(service, people, digest);
  await vouchedFor(service, people);
  await scored(service, people);
  await sealed(service, people, String(given.year));
  console.log('loop: a complaint from the door to the sealed score of the year');
});

/** Everybody in a browser of their own. */
async function everybody(service) {
  const people = {};
  for (const name of ['judge', 'caller', 'head', 'analyst', 'leader', 'administrator']) {
    people[name] = await (name === 'head' ? phone() : desk());
    await signIn(people[name], service.at(given[name]));
  }
  return people;
}

// ---- From the answer to the closed issue

/** Somebody is asked at the door, is dissatisfied with one thing, and says why. */
async function visited(service) {
  const date = new Date(`${DAY}T02:00:00Z`).toUTCString();
  const line = await proxy(service, '/', undefined, undefined, (headers) => ({ ...headers, date }));
  const page = await inTheField((path) => line.at(path));
  assert.equal(await takeList(page, 10), 1);
  await begin(page);
  await answer(page, '1', '4', '4', '4', '4', '4', '4', '4', '4');
  await page.fill('.issue textarea', given.words);
  await finish(page);
  await says(page, '.today .count', '已办 1 户');
  await allSent(page);
  await page.context().close();
}

/** What came in by the visit stands in the ledger at once. */
async function opened(service, { judge, head }) {
  await judge.goto(service.at('issues'));
  assert.equal(await judge.locator('.ledger tbody tr').count(), 1);
  await press(judge, '.ledger tbody th a');
  await says(judge, '.tag.state', '已挂号');
  await says(judge, '[aria-labelledby=what] .said', given.words);
  await says(judge, '[aria-labelledby=what]', DAY);
  // The unit finds it too, and may not give it to itself.
  await head.goto(service.at('issues'));
  await press(head, '.ledger tbody th a');
  await says(head, '[aria-labelledby=what] .said', given.words);
  await keepsSecrets(head);
  return judge.url();
}

async function keepsSecrets(page) {
  const content = await page.content();
  for (const secret of SECRETS) assert.ok(!content.includes(secret), `the unit reads ${secret}`);
}

/** Three owners by name, and what is to be done. */
async function assigned({ judge }) {
  await take(judge, 'assign', { leader: '张镇长', section: '城建办', person: '王强', triage: 'handle_now' });
  await says(judge, '.tag.state', '已交办');
  await says(judge, '.due', '个工作日');
  await says(judge, '[aria-labelledby=what]', '责任领导 张镇长 · 责任科室 城建办 · 责任人 王强');
}

/** The unit takes it up, says what it did, and shows it; somebody else accepts that. */
async function putRight(issue, { judge, head }) {
  await head.goto(issue);
  await take(head, 'take_up');
  await says(head, '.tag.state', '整改中');
  await take(head, 'record_measure', { measure: '工地加装围挡，早晚洒水' });
  await take(head, 'submit', { result: '围挡已装好', files: given.files });
  await says(head, '.tag.state', '待验收');
  for (const kind of ['accept', 'call_back', 'close']) {
    assert.equal(await head.locator(`#step-${kind}`).count(), 0, `who puts right may ${kind}`);
  }
  await judge.goto(issue);
  assert.equal(await judge.locator('#step-close').count(), 0, 'closed before it is accepted');
  await take(judge, 'accept', { reason: '看过现场' });
  await says(judge, '.tag.state', '已验收');
}

/** Whoever complained says otherwise, and the issue is open again. */
async function notSatisfied(issue, { caller, head }) {
  await caller.goto(issue);
  await take(caller, 'call_back', { outcome: 'not_satisfied', reason: SAID });
  await says(caller, '.tag.state', '重新打开');
  await says(caller, '.title', '重开 1 次');
  await head.goto(issue);
  await says(head, '[aria-labelledby=history]', '不满意');
  await keepsSecrets(head);
}

async function putRightAgain(issue, { judge, head }) {
  await take(head, 'take_up');
  await take(head, 'record_measure', { measure: '夜间停工，派人值守' });
  await take(head, 'reply', { text: '夜间已停工，谢谢监督' });
  await take(head, 'submit', { result: '连续三晚未再施工' });
  await judge.goto(issue);
  await take(judge, 'accept', { reason: '夜里看过两次' });
}

/** Satisfied this time: closed, and shown to those around. */
async function closed(issue, { caller, judge }) {
  await caller.goto(issue);
  await take(caller, 'call_back', { outcome: 'satisfied' });
  await judge.goto(issue);
  await take(judge, 'close');
  await says(judge, '.tag.state', '已销号');
  assert.equal(await judge.locator('.way .past').count(), 7);
  const days = { from: '2099-01-05', until: '2099-01-12' };
  await take(judge, 'publish', { scope: '育才路社区', ...days, text: '村东头工地扬尘已整改' });
  await says(judge, '.done', '公示');
}

/** Every step stands there in its order with who took it, and the files are what was handed in. */
async function remembered(issue, { judge, head }) {
  for (const page of [judge, head]) {
    await page.goto(issue);
    const steps = await page.locator('[aria-labelledby=history] .steps > li > p:first-child').allInnerTexts();
    assert.deepEqual(steps.reverse().map((step) => step.split(' · ')[0]), HISTORY);
  }
  await says(judge, '[aria-labelledby=history]', SAID);
  await keepsSecrets(head);
  const files = head.locator('[aria-labelledby=history] a[download]');
  assert.equal(await files.count(), given.files.length);
  const document = await head.request.get(await files.last().evaluate((link) => link.href));
  assert.deepEqual(await document.body(), readFileSync(given.files.at(-1)));
}

// ---- What it counts for

/** The issue is one of the quarter in which it came to light; its fixes are of today. */
async function counted(service, { judge }) {
  const ofQuarter = await rates(judge, service, QUARTER);
  const whole = '100.0%（1/1，20.7%–100.0%）';
  assert.deepEqual(ofQuarter, [whole, whole, '—', '—', '—', whole, '—']);
  // Of two fixes both were asked about, and one satisfies.
  const month = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date()).slice(0, 7);
  const [valid, , satisfied] = (await rates(judge, service, month)).slice(-3);
  assert.match(valid, /^100\.0%（2\/2，/);
  assert.match(satisfied, /^50\.0%（1\/2，/);
}

/** The rates of the town in a period, as the page shows them. */
async function rates(page, service, period) {
  await page.goto(service.at(`issues/rates?period=${period}&level=town`));
  return page.locator('[aria-labelledby=rates] tr:has-text("文昌街道") td').allInnerTexts();
}

/** A period is sealed; gives the digest. */
async function sealed(service, { administrator }, period) {
  await administrator.goto(service.at('seals'));
  await administrator.selectOption('#period', period);
  await press(administrator, 'form:has(#period) button');
  await says(administrator, '.done', '已封账');
  const digest = await administrator.locator('.log li code').first().innerText();
  await press(administrator, 'a[href$="check=1"]');
  await says(administrator, '[aria-labelledby=check-heading] [role=status]', '完好');
  manyi('verify', period, '--digest', digest);
  return digest;
}

/** The quarter's bulletin, drafted by one, reviewed and published by another; then the unit sees its index. */
async function published(service, { analyst, leader, head }, digest) {
  await analyst.goto(service.at('bulletins'));
  await analyst.selectOption('#period', QUARTER);
  await press(analyst, 'form:has(#issuer) button');
  assert.equal(await analyst.locator('button[value=review]').count(), 0, 'reviewed by who wrote it');
  const bulletin = analyst.url().replace(/&done=.*/, '');
  await head.goto(service.at(`unit?unit=${given.town}&period=${QUARTER}`));
  await says(head, 'main', '还没有发布的结果');

  await leader.goto(bulletin);
  await press(leader, 'button[value=review]');
  await press(leader, 'button[value=publish]');
  await says(leader, '.done', '已发布');
  await says(leader, 'main', '本期发现问题1件；处理率100.0%（1/1）、结案率100.0%（1/1）、解决率100.0%（1/1）。');
  // The ledger is told as of the day that it was looked at, and not as of the end of the quarter.
  assert.match(await leader.locator('main').innerText(), /截至\d+年\d+月\d+日，问题台账在办0件。/);
  assert.equal(await leader.locator(`main:has-text("截至${given.year}年12月31日，问题台账")`).count(), 0);
  await says(leader, 'main', `封账：${given.year}年第四季度第1版，SHA-256 ${digest}`);
  await head.reload();
  await says(head, 'main', indexOf(given.town, QUARTER).toFixed(2));
}

/** What those above published, entered by one and confirmed by another. */
async function vouchedFor(service, { analyst, leader }) {
  await analyst.goto(service.at('external'));
  const result = {
    issuer: '云泽市生态环境局',
    level: 'city',
    period: String(given.year),
    unit: given.town,
    score: '88.5',
    document: '全市群众满意度调查结果通报',
  };
  for (const [name, value] of Object.entries(result)) await analyst.fill(`#${name}`, value);
  await press(analyst, 'form:has(#issuer) button');
  await says(analyst, '.sessions li', '待确认');
  assert.equal(await analyst.locator('button[value=confirm]').count(), 0, 'confirmed by who entered it');
  await leader.goto(service.at('external'));
  await press(leader, 'button[value=confirm]');
  await says(leader, '.sessions li', '录入：analyst');
  await says(leader, '.sessions li', '确认：leader');
}

/** The year's score: half the own index, three tenths the city's result, a tenth each the closed issues and
 * the site check, for which 60 points are given where there was none. */
async function scored(service, { analyst, leader }) {
  const page = service.at(`year?year=${given.year}`);
  await analyst.goto(page);
  await press(analyst, 'button[value=compute]');
  assert.equal(await analyst.locator('button[value=confirm]').count(), 0, 'confirmed by who computed it');
  await leader.goto(page);
  await press(leader, 'button[value=confirm]');
  await says(leader, '[aria-labelledby=ranking-heading]', '已确认');
  const own = indexOf(given.town, String(given.year));
  const total = 0.5 * own + 0.3 * 88.5 + 0.1 * 100 + 0.1 * 60;
  const cells = await leader.locator('[aria-labelledby=ranking-heading] tr:has-text("文昌街道")').innerText();
  const figures = [0.5 * own, 26.55, 10, 6, total].map((figure) => figure.toFixed(2));
  await says(leader, '[aria-labelledby=ranking-heading]', '缺全年群众满意度得分，不计分');
  for (const figure of figures) assert.ok(cells.includes(figure), `${figure} is not in: ${cells}`);
}

/** The index of a unit with all digits, by the command line. */
function indexOf(unit, period) {
  const rows = JSON.parse(manyi('score', '--period', period, '--unit', unit, '--format', 'json'));
  return rows.find(({ category }) => category === 'overall').index;
}
