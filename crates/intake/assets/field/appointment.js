// Agreeing on a time to come or call again: a day from a short calendar and a time, both by tapping.

import { button, h } from './dom.js';
import { dayOf, now } from './clock.js';
import { language, say } from './language.js';

const DAYS = 14;
const HOUR = 3_600_000;
/** The clocks of China, which has one time zone and no summer time. */
const ZONE = '+08:00';
const TIMES = ['08:30', '09:30', '10:30', '11:30', '14:00', '15:00', '16:00', '17:00', '18:00', '19:00', '19:30', '20:00'];

/** The instant of a day and a time in China. */
export function instantOf(day, time) {
  return new Date(`${day}T${time}:00${ZONE}`).toISOString();
}

/** A picker; `agreed` gets the instant. Times that are past can't be chosen. */
export function appointmentPicker(name, agreed) {
  const start = now();
  const format = new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en', { timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric', weekday: 'short' });
  const days = Array.from({ length: DAYS }, (_, n) => start + n * 24 * HOUR);
  const day = h('select', { id: `d-${name}` }, days.map((at) => h('option', { value: dayOf(at) }, format.format(new Date(at)))));
  const time = h('select', { id: `t-${name}` });
  const showTimes = () => {
    const left = TIMES.filter((one) => Date.parse(instantOf(day.value, one)) > now());
    time.replaceChildren(...left.map((one) => h('option', {}, one)));
    if (left.length === 0) day.selectedIndex += 1;
    if (left.length === 0 && day.selectedIndex >= 0) showTimes();
  };
  day.addEventListener('change', showTimes);
  showTimes();
  return h('div', { class: 'appointment-picker', role: 'group', 'aria-label': say('come_again') },
    h('p', {}, say('come_again')),
    h('div', { class: 'row' },
      h('label', { for: day.id, class: 'unseen' }, say('day')), day,
      h('label', { for: time.id, class: 'unseen' }, say('time')), time,
      button(say('agree'), () => time.value && agreed(instantOf(day.value, time.value)), { class: 'quiet', 'data-outcome': '2.25' })));
}
