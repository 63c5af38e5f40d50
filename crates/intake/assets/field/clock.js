// The time, as right as it can be had. Phones are set wrong, and set again in the middle of an interview:
// time runs by the page's own steady clock, and what the server said last tells how far off it starts.

import { keep, one } from './device.js';

/** Further off than this, people should know. */
const NOTICEABLE = 2 * 60_000;

const wall = Date.now();
const steady = performance.now();
let off = 0; // what has to be added to the device's clock
let learnt = false; // in this run of the page

/** Milliseconds since 1970, by the server's clock as far as it is known. */
export function now() {
  return wall + (performance.now() - steady) + off;
}

/** The same as an instant in ISO form. */
export function instant(milliseconds = now()) {
  return new Date(milliseconds).toISOString();
}

/** Day of an instant in China, where all surveys run. */
export function dayOf(milliseconds) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date(milliseconds));
}

/** Takes the server's time from an answer. */
export async function learn(response) {
  const told = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isFinite(told)) return;
  learnt = true;
  const found = told - (wall + (performance.now() - steady));
  // The header counts whole seconds, and the answer was under way.
  if (Math.abs(found - off) < 2_000) return;
  off = Math.abs(found) < 2_000 ? 0 : found;
  await keep('kept', { name: 'clock', off }).catch(() => {});
}

/** What was learnt before. */
export async function recall() {
  const kept = (await one('kept', 'clock').catch(() => undefined))?.off ?? 0;
  if (!learnt) off = kept;
}

/** Minutes that the device is off, where that is worth saying. */
export function minutesOff() {
  return Math.abs(off) > NOTICEABLE ? Math.round(off / 60_000) : 0;
}
