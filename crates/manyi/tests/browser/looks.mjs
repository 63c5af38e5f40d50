// Looking at a page as everybody may see it: axe-core on a phone and on a desk, by day and by night; it
// does not scroll sideways, and what is to be pressed is large enough for a thumb.

import { readFileSync } from 'node:fs';
import { found, tool } from './kit.mjs';

const AXE = readFileSync(tool.resolve('axe-core/axe.min.js'), 'utf8');
const WIDTHS = [390, 1280];
const NARROWEST = 320;

/** Looks at a page that is open; what is wrong is noted down. */
export async function look(page, where, language) {
  // Some pages are filled by their scripts, after they were loaded.
  await page.waitForSelector('h1', { timeout: 20_000 }).catch(() => found(`${where}: no heading came`));
  // A menu lies over what is below it, and is shut when that is looked at.
  await page.evaluate(() => document.querySelectorAll('main details').forEach((one) => (one.open = true)));
  await page.evaluate(AXE);
  const facts = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
  }));
  if (facts.lang !== language) found(`${where}: its language is ${facts.lang}`);
  if (facts.headings !== 1) found(`${where}: ${facts.headings} first headings`);
  await page.evaluate(() => document.documentElement.classList.add('large'));
  await checkWidth(page, NARROWEST, `${where}, in large print,`);
  await page.evaluate(() => document.documentElement.classList.remove('large'));
  await checkWidth(page, NARROWEST, where);
  for (const width of WIDTHS) {
    await checkWidth(page, width, where);
    if (width === WIDTHS[0]) await checkTargets(page, where);
    await page.emulateMedia({ colorScheme: 'light' });
    await ask(page, `${where}, ${width} px`, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'target-size': { enabled: true } },
    });
    // By night nothing but colours differs.
    await page.emulateMedia({ colorScheme: 'dark' });
    await ask(page, `${where}, ${width} px, dark`, { runOnly: ['color-contrast', 'link-in-text-block'] });
  }
}

async function ask(page, where, options) {
  const violations = await page.evaluate(async (options) => {
    const { violations } = await axe.run({ ...options, resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      places: nodes.slice(0, 3).map(({ target, failureSummary }) => `${target} – ${failureSummary}`),
      count: nodes.length,
    }));
  }, options);
  for (const { rule, places, count } of violations) {
    found(`${where}: ${rule} (${count})\n    ${places.join('\n    ').replaceAll(/\n\s+/g, '\n      ')}`);
  }
}

async function checkWidth(page, width, where) {
  await page.setViewportSize({ width, height: 844 });
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= innerWidth) return null;
    const isOut = (one) => one.getBoundingClientRect().right > innerWidth && !one.closest('.scroll, pre, nav');
    const out = [...document.querySelectorAll('body *')].filter(isOut);
    return `${root.scrollWidth} px, because of ${out.slice(-1)[0]?.outerHTML.slice(0, 200)}`;
  });
  if (wide) found(`${where} scrolls sideways at ${width} px: ${wide}`);
}

/** What is to be pressed, links within sentences aside. */
async function checkTargets(page, where) {
  const small = await page.evaluate(() => {
    const targets = 'button, .button, select, summary, input:not([type=hidden]), header a, footer a';
    return [...document.querySelectorAll(targets)]
      .filter((one) => one.checkVisibility() && !one.matches('.skip'))
      // Who presses the words presses what they belong to.
      .map((one) => ({ text: one.outerHTML.slice(0, 120), ...(one.closest('label') ?? one).getBoundingClientRect().toJSON() }))
      .filter(({ width, height }) => Math.min(width, height) < 43.5)
      .map(({ text, width, height }) => `${width.toFixed(0)} × ${height.toFixed(0)} px: ${text}`);
  });
  for (const target of small) found(`${where} has a target of ${target}`);
}
