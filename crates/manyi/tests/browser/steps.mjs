// The pages of what is led step by step: issues and supervision orders.

import assert from 'node:assert/strict';
import { press } from './kit.mjs';

/** Takes a step: opens its form, fills it and sends it. Files go in by their paths. */
export async function take(page, kind, fields = {}) {
  const form = page.locator(`#step-${kind}`);
  if (!(await form.isVisible())) await page.locator(`details:has(#step-${kind}) > summary`).click();
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[id="${kind}-${name}"]`);
    const type = await field.evaluate((one) => one.type);
    if (type === 'select-one') await field.selectOption(value);
    else if (type === 'file') await field.setInputFiles(value);
    else await field.fill(value);
  }
  await press(page, `#step-${kind} button`);
}

/** What stands there holds a text. */
export async function says(page, selector, text) {
  const said = await page.locator(selector).first().innerText();
  assert.ok(said.includes(text), `${text} is not in: ${said}`);
}
