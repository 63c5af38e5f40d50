// Single keys, for whoever wants to work without the mouse. They never act while somebody types, nor
// together with Ctrl or Alt, and a setting turns them off.

import { h } from './dom.js';
import { keepSetting, setting } from './settings.js';

/** Where keys are text. */
const FIELDS = 'textarea, select, input:not([type="radio"]):not([type="checkbox"])';
/** What Enter presses by itself. */
const PRESSED = 'button, a, summary';

let actions = {};

/** Whether single keys do something. */
export function keysOn() {
  return setting('keys') !== 'off';
}

/** From now on, keys do this: names as in `KeyboardEvent.key`, letters small. */
export function useKeys(table) {
  actions = table;
}

/** What to show on a button that a key presses too. */
export function keyOn(key) {
  return keysOn() && h('kbd', { 'aria-hidden': 'true' }, key.toUpperCase());
}

/** Attributes that tell programs of the key. */
export function keyFor(key) {
  return keysOn() ? { 'aria-keyshortcuts': key.toUpperCase() } : {};
}

/** Whether the list of keys is shown. */
export function helpShown() {
  return setting('key_help') !== 'hidden';
}

/** Shows the list of keys, or hides it. */
export function toggleHelp() {
  keepSetting('key_help', helpShown() ? 'hidden' : null);
}

/** Leaves a field for what it stands in. */
function leaveField(field) {
  field.blur();
  field.closest('[tabindex]')?.focus({ preventScroll: true });
}

addEventListener('keydown', (event) => {
  if (!keysOn() || event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (document.querySelector('dialog[open]')) return;
  const at = event.target instanceof Element ? event.target : document.body;
  if (at.matches(FIELDS)) {
    if (event.key === 'Escape') leaveField(at);
    return;
  }
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const action = actions[name];
  if (!action || (name === 'Enter' && at.closest(PRESSED))) return;
  event.preventDefault();
  // A key that is held down acts once.
  if (!event.repeat) action();
});
