// What is behind a bad answer: a reason, a category and the respondent's own words. It becomes an issue
// that somebody has to put right, out of the same submission. Filling it in is nobody's duty.

import { h } from './dom.js';
import { named, say } from './language.js';

/** The panel that opens under a bad answer. */
export function issuePanel(form, question) {
  const { questionnaire, interview, changed } = form;
  const categories = questionnaire.scheme.categories;
  const told = interview.issues[question.code] ??= { category: question.category ?? categories[0]?.code };
  const reasons = h('div', { class: 'reasons' });
  const showReasons = () => {
    const known = categories.find((category) => category.code === told.category)?.reasons ?? [];
    reasons.replaceChildren(...known.map((reason) => reasonChip(question, told, reason, changed)));
  };
  const select = h('select', { id: `c-${question.code}` },
    categories.map((category) => h('option', { value: category.code, selected: category.code === told.category }, named(category.name))));
  select.addEventListener('change', () => {
    told.category = select.value;
    delete told.reason;
    showReasons();
    changed();
  });
  const words = h('textarea', { id: `w-${question.code}`, rows: '2', maxlength: '2000', placeholder: say('issue_where') });
  words.value = told.text ?? '';
  words.addEventListener('input', () => {
    told.text = words.value.trim() || undefined;
    changed();
  });
  showReasons();
  return h('div', { class: 'issue', role: 'group', tabindex: '-1', 'aria-label': say('issue_title') },
    h('p', { class: 'issue-title' }, say('issue_title')),
    reasons,
    h('label', { for: select.id }, say('issue_category')), select,
    h('label', { for: words.id }, say('issue_words')), words,
    h('p', { class: 'hint' }, say('issue_hint')));
}

/** A reason is chosen by a tap and taken back by another. */
function reasonChip(question, told, reason, changed) {
  const input = h('input', { type: 'checkbox', name: `r-${question.code}`, value: reason.code });
  input.checked = told.reason === reason.code;
  input.addEventListener('change', () => {
    for (const other of document.getElementsByName(input.name)) other.checked = other === input && input.checked;
    told.reason = input.checked ? reason.code : undefined;
    changed();
  });
  return h('label', { class: 'chip' }, input, h('span', {}, named(reason.label)));
}

/** The issues of an interview as they are sent. */
export function issuesOf(form) {
  const { questionnaire, interview } = form;
  return questionnaire.questions
    .filter((question) => form.option(question)?.negative && interview.issues[question.code]?.category)
    .map((question) => ({ question: question.code, ...interview.issues[question.code] }));
}
