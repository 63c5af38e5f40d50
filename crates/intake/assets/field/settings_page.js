// Language, print, how questions are laid out, and what this device is.

import * as account from './account.js';
import { button, h } from './dom.js';
import { language, say, speak } from './language.js';
import { applyPrint, keepSetting, setting } from './settings.js';
import { save } from './status.js';

/** The page of settings. Single keys are for those who sit at a keyboard. */
export function settingsPage({ keys = false } = {}) {
  const again = () => dispatchEvent(new HashChangeEvent('hashchange'));
  const choice = (name, heading, options, current, chosen) => h('fieldset', { class: 'setting' }, h('legend', {}, heading),
    options.map(([value, text]) => {
      const input = h('input', { type: 'radio', name, value });
      input.checked = value === current;
      input.addEventListener('change', () => { chosen(value); again(); });
      return h('label', { class: 'option' }, input, h('span', {}, text));
    }));
  const person = account.person();
  const version = document.querySelector('meta[name="version"]').content;
  return h('section', { class: 'card settings' },
    h('a', { href: '#', class: 'back' }, say('back')),
    h('h1', {}, say('settings')),
    choice('language', say('language'), [['zh', '中文'], ['en', 'English']], language(), speak),
    choice('print', say('print'), [['usual', say('print_usual')], ['large', say('print_large')]], setting('print') ?? 'usual', (value) => { keepSetting('print', value); applyPrint(); }),
    choice('layout', say('layout'), [['all', say('layout_all')], ['one', say('layout_one')]], setting('layout') ?? 'all', (value) => keepSetting('layout', value)),
    keys && choice('keys', say('keys'), [['on', say('keys_on')], ['off', say('keys_off')]], setting('keys') ?? 'on', (value) => keepSetting('keys', value)),
    h('h2', {}, say('account')),
    h('p', {}, person ? `${person.display_name} (${person.name})` : say('not_signed_in')),
    h('div', { class: 'actions' }, h('a', { class: 'button', href: new URL(person?.session === 'device' ? 'device' : 'account', document.baseURI).href }, say('account')),
      button(say('export_file'), save, { class: 'quiet' })),
    h('h2', {}, say('on_this_device')),
    !keys && h('p', { class: 'hint' }, say('install_hint')),
    h('p', { class: 'hint' }, document.body.dataset.fleeting ? say('storage_fleeting') : say('storage_lasting')),
    h('p', { class: 'hint' }, 'manyi ', version));
}
