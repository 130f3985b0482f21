// Says how many of the test pictures are read right, effect by effect: node apps/trainer/dist/testing/pictures/measure-pictures.js
// [--sheet FILE.png] [--wrong FOLDER] [--model FOLDER]. They are of digits that the model reads right as they are: figures of two models
// are of different pictures.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadModel } from '../../commands/model-option.js';
import { mnistFolder } from '../../data/load-mnist.js';
import { contactSheet } from './contact-sheet.js';
import { findGlyphs } from './find-glyphs.js';
import { formatScores, judgePictures } from './judge-pictures.js';
import { makeTestPictures } from './test-pictures.js';

const { values } = parseArgs({
  options: { sheet: { type: 'string' }, wrong: { type: 'string' }, model: { type: 'string' } },
});
const recognizer = await loadModel(values.model);
const { glyphs, misread } = await findGlyphs(recognizer, mnistFolder());
const pictures = await makeTestPictures(glyphs);
const judged = await judgePictures(recognizer, pictures);
process.stdout.write(`${formatScores(judged)}\n${misread} sources left out, which the model misreads as they are.\n`);
if (values.sheet) await writeFile(values.sheet, await contactSheet(judged));
if (values.wrong) {
  await mkdir(values.wrong, { recursive: true });
  for (const { picture, right } of judged) {
    if (!right)
      await writeFile(
        join(values.wrong, `${picture.effect} ${picture.name}.img`.replaceAll(/[^\w.-]+/g, '-')),
        picture.file,
      );
  }
}
await recognizer.close();
