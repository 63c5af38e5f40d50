// A questionnaire as it will be asked, on a phone at the door or at the telephone desk, for whoever makes
// it. Nothing is kept and nothing is sent.

import { CallInterview } from './call_interview.js';
import { CallPanel } from './call_panel.js';
import { instant, now } from './clock.js';
import { button, fill, h, toast } from './dom.js';
import { formName } from './interview.js';
import { InterviewPage } from './interview_page.js';
import { useKeys } from './keys.js';
import { language, named, say, speak } from './language.js';
import { Refusal, ask } from './server.js';
import { applyPrint } from './settings.js';
import { refusalWords } from './status.js';

const HALF_AN_HOUR = 30 * 60_000;
/** Codes of outcomes are the office's own; these are to look at. */
const NUMBER = '13800000001';

const main = document.getElementById('content');
let mode = 'visit';
let questionnaire = null;
let outcomes = [];

/** An interview that is only looked at. */
const looked = (Page) => class extends Page {
  keepNow() {
    this.kept.textContent = '';
  }

  finish() {
    toast(say('preview_ends'));
  }
};
const VisitPreview = looked(InterviewPage);
const CallPreview = looked(CallInterview);

/** What the address asks for: `#CODE/VERSION`, with `/draft` for one that is being made. */
function asked() {
  const [code, version, draft] = location.hash.slice(1).split('/').map(decodeURIComponent);
  return { code, version: Number(version), draft: draft === 'draft' || new URLSearchParams(location.search).get('draft') === 'true' };
}

async function fetched({ code, version, draft }) {
  try {
    return await ask('GET', `questionnaires/${encodeURIComponent(code)}/versions/${version}${draft ? '?draft=true' : ''}`);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.status !== 404 || draft) throw refusal;
    const { questionnaires } = await ask('GET', 'questionnaires');
    const found = questionnaires.find((each) => each.code === code && each.version === version);
    if (!found) throw refusal;
    return found;
  }
}

function interview() {
  const form = { code: questionnaire.code, version: questionnaire.version };
  return { id: formName(form.code, form.version), form, mode, case: null, label: say('preview_case'), started_at: now(), answers: {}, issues: {}, note: '', photos: [], position: null };
}

function asVisit() {
  useKeys({});
  return h('div', { class: 'phone-frame' }, new VisitPreview(interview(), questionnaire).parts());
}

function asCall() {
  const nothing = () => toast(say('preview_ends'));
  const page = new CallPreview(interview(), questionnaire, { over: nothing, refuse: nothing });
  const household = { name: '', case: say('preview_case'), mode: 'phone', contact: { phone: NUMBER }, held_until: instant(now() + HALF_AN_HOUR) };
  const panel = new CallPanel({ household, codes: outcomes, does: { settle: nothing, giveBack: nothing, expired: () => {} } });
  const parts = panel.parts([panel.outcomes(), page.ending()]);
  useKeys(page.keyTable());
  return [h('div', { class: 'cockpit two' }, parts, page.script()), page.foot(null)];
}

function toggle(name, options, current, choose) {
  return h('div', { class: 'toggle', role: 'group', 'aria-label': name }, options.map(([value, text]) => (
    button(text, () => { choose(value); render(); }, { class: 'quiet', 'aria-pressed': String(value === current) }))));
}

function banner() {
  return h('section', { class: 'card preview-head' },
    h('p', {}, h('strong', {}, say('preview_of', { title: named(questionnaire.title) })), ' ',
      h('span', { class: 'hint' }, say('version', { n: questionnaire.version }), asked().draft && [' · ', say('preview_draft')])),
    h('p', {}, h('a', { class: 'back', href: new URL(`questionnaires/version?code=${encodeURIComponent(questionnaire.code)}&version=${questionnaire.version}`, document.baseURI).href }, say('preview_back'))),
    h('p', { class: 'preview-banner' }, say('preview_banner')),
    h('div', { class: 'row' },
      toggle(say('preview_as'), [['visit', say('preview_phone')], ['phone', say('preview_desk')]], mode, (value) => { mode = value; }),
      toggle(say('language'), [['zh', '中文'], ['en', 'English']], language(), speak)));
}

/** Shows the form anew, without the answers that were tried. */
function render() {
  document.getElementById('heading').textContent = say('preview');
  document.title = `${say('preview_of', { title: named(questionnaire.title) })} – 满意 manyi`;
  fill(main, banner(), mode === 'visit' ? asVisit() : asCall());
}

function trouble(refusal) {
  const next = `preview${location.hash}`;
  const text = refusal.status === 404 ? say('preview_missing') : refusalWords(refusal);
  return h('section', { class: 'card' }, h('h1', {}, say('preview')), h('p', {}, text),
    refusal.status === 401 && h('a', { class: 'button', href: new URL(`sign-in?next=${encodeURIComponent(next)}`, document.baseURI).href }, say('sign_in')));
}

async function start() {
  applyPrint();
  document.getElementById('skip').textContent = say('skip');
  try {
    [questionnaire, { outcomes }] = await Promise.all([fetched(asked()), ask('GET', 'outcomes')]);
    render();
  } catch (refusal) {
    fill(main, trouble(refusal));
  }
}

addEventListener('hashchange', start);
await start();
