// Who works here. The page itself is the same for everybody and is there without a network, so it asks.

import { keep, one } from './device.js';
import { ask } from './server.js';

let known = null; // as the server said it last
let token = null; // of this session, for what is sent

/** Name, display name and rights of whoever is signed in, as far as is known. */
export function person() {
  return known;
}

/** What requests that change something carry. */
export function formToken() {
  return token;
}

/** Who it was, for a start without a network. */
export async function recall() {
  const kept = (await one('kept', 'person').catch(() => undefined))?.value ?? null;
  known ??= kept; // the server may have answered meanwhile
}

/** Asks who is signed in. Throws a refusal when nobody is, or nobody answers. */
export async function meet() {
  const told = await ask('GET', 'me');
  token = told.form_token;
  const before = known?.name;
  known = { name: told.name, display_name: told.display_name, rights: told.rights, session: told.session };
  if (before !== known.name) await keep('kept', { name: 'person', value: known }).catch(() => {});
  return known;
}

/** Whether this session may do something. */
export function may(right) {
  return known?.rights.includes(right) ?? false;
}
