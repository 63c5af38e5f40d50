// Choices of whoever holds the device. Nothing here is needed to work: where the browser keeps nothing,
// the defaults hold.

const PREFIX = 'manyi.';

export function setting(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function keepSetting(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows may refuse; the choice holds until the page is closed.
  }
}

/** Large print for those who want it. */
export function applyPrint() {
  document.documentElement.classList.toggle('large', setting('print') === 'large');
}
