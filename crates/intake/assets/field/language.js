// The words of the desks in both languages, and which of them is spoken. The words come from the same
// table as those of all other pages.

import { WORDS } from './words.js';
import { keepSetting, setting } from './settings.js';

const TAGS = { zh: 'zh-CN', en: 'en' };

// As on the other pages, until it is chosen here.
let current = setting('language') ?? (document.documentElement.lang.startsWith('en') ? 'en' : 'zh');
if (!(current in TAGS)) current = 'zh';

/** `zh` or `en`. */
export function language() {
  return current;
}

/** Speaks another language from now on. */
export function speak(chosen) {
  current = chosen;
  keepSetting('language', chosen);
  document.documentElement.lang = TAGS[chosen];
}

/** A sentence, with what stands for `{name}` in it. */
export function say(key, values = {}) {
  const text = WORDS[key]?.[current === 'zh' ? 0 : 1];
  if (text === undefined) throw new Error(`there are no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** A name from the survey: `{zh, en}`, or one for both. */
export function named(label) {
  if (label === null || label === undefined) return '';
  if (typeof label === 'string') return label;
  return (current === 'en' && label.en) || label.zh;
}

/** Day and time of an instant, short. Surveys run on the time of China, whatever the device says. */
export function when(instant) {
  const format = { timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false };
  return new Intl.DateTimeFormat(TAGS[current], format).format(new Date(instant));
}

/** The time of day of an instant. */
export function timeOfDay(instant) {
  const format = { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false };
  return new Intl.DateTimeFormat(TAGS[current], format).format(new Date(instant));
}

document.documentElement.lang = TAGS[current];
