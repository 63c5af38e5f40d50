// One complaint, from the door to the year's score and its seal.

import { mkdirSync } from 'node:fs';
import { given, scenario } from './kit.mjs';

await scenario(async () => {
  console.log(JSON.stringify(given));
  throw new Error('to be written');
});
