// What may be added: a photo with consent, made small and rid of what the camera wrote into it; the
// position; a note for whoever comes next; somebody who is on no list.

import { allSent, answer, assert, begin, finish, inTheField, office, take } from '../visits.mjs';
import { given, scenario } from '../kit.mjs';

await scenario(async () => {
  const service = await office();
  const page = await inTheField((path) => service.at(path), {
    permissions: ['geolocation'], geolocation: { latitude: 37.25, longitude: 122.5, accuracy: 12 },
  });
  await take(page, 10);
  await begin(page);
  await answer(page, '5', '4');
  await page.tap('.extras summary');
  await page.fill('#note', '狗凶，先打电话');
  assert.ok(await page.isDisabled('#photo'), 'no photo without consent');
  await page.tap('#consent');
  await page.setInputFiles('#photo', given.photo);
  await page.waitForSelector('.photos li');
  await page.tap('#position');
  await page.waitForSelector('text=误差约 12 米');
  await page.waitForSelector('.kept:has-text("草稿已存")');
  await cutsOutWhatTellsMore(page);
  // The draft has the photo too.
  await page.reload();
  await page.waitForSelector('.question');
  await page.tap('.extras summary');
  assert.equal(await page.locator('.photos li').count(), 1);
  await finish(page);
  await allSent(page);

  await page.click('text=不在名单上的住户');
  await page.fill('#place', '西岭');
  await page.getByRole('button', { name: '西岭镇' }).tap();
  await page.waitForSelector('.question');
  await answer(page, '8', '3');
  await finish(page);
  await allSent(page);
});

/** As Safari draws: with Exif, and an empty APP13. */
async function cutsOutWhatTellsMore(page) {
  const kept = await page.evaluate(async () => {
    const { plainParts } = await import(document.querySelector('script[type="module"]').src.replace('visit.js', 'photo.js'));
    const segment = (marker, text) => [0xff, marker, 0, text.length + 2, ...[...text].map((one) => one.charCodeAt(0))];
    const jpeg = [0xff, 0xd8, ...segment(0xe0, 'JFIF\0'), ...segment(0xe1, 'Exif\0\0here'), ...segment(0xe2, 'ICC_PROFILE\0'),
      ...segment(0xed, ''), ...segment(0xfe, 'who'), ...segment(0xdb, 'table'), 0xff, 0xda, 1, 2, 0xff, 0xd9];
    const parts = plainParts(new Uint8Array(jpeg));
    return parts.flatMap((part) => [...part]).map((byte) => String.fromCharCode(byte)).join('');
  });
  for (const word of ['JFIF', 'ICC_PROFILE', 'table']) assert.ok(kept.includes(word), word);
  for (const word of ['Exif', 'here', 'who']) assert.ok(!kept.includes(word), word);
  assert.ok(kept.endsWith('\u0001\u0002\u00ff\u00d9'), 'the picture itself is whole');
}
