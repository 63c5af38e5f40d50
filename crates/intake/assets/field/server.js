// Talking to the server. Addresses are relative, so that everything works under a prefix.

import { learn } from './clock.js';

/** What has to be settled before anything is taken from somebody. */
const ACCOUNT = ['form_token_missing', 'password_change_required', 'second_factor_required'];
/** Longest wait for an answer. */
const PATIENCE = 30_000;

/** Why something was not done: `status` 0 where nobody answered. */
export class Refusal extends Error {
  constructor(status, code, detail, errors = []) {
    super(detail);
    Object.assign(this, { status, code, detail, errors });
  }

  /** Worth trying again by itself. What is no answer of ours comes from something between us. */
  get passes() {
    return this.status === 0 || this.code === 'no_answer' || this.status >= 500 || [408, 425, 429].includes(this.status);
  }

  /** Somebody has to sign in again, or do something about the account, before anything is taken. */
  get concernsAccount() {
    return this.status === 401 || ACCOUNT.includes(this.code);
  }
}

/** Asks for something. Gives the JSON of the answer, or throws a [`Refusal`]. */
export async function ask(method, path, { body, type = 'application/json', token, patience = PATIENCE } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = type;
  if (token) headers['X-Form-Token'] = token;
  try {
    const address = new URL(`api/v1/${path}`, document.baseURI);
    const response = await fetch(address, { method, headers, body, signal: stop.signal, credentials: 'same-origin', cache: 'no-store' });
    await learn(response);
    const told = await response.json().catch(() => null);
    if (response.ok && told !== null) return told;
    // A page in place of an answer: a proxy or the sign-in of a hotel's network.
    if (response.ok) throw new Refusal(0, 'no_answer', 'no answer of the service');
    throw new Refusal(response.status, told?.code ?? 'no_answer', told?.detail ?? response.statusText, told?.errors);
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal(0, 'unreachable', String(error));
  } finally {
    clearTimeout(timer);
  }
}
