// Pictures as people upload them, with the released model: uneven light, shadows, noise, rulings, rows, every orientation and format.
// The same figures, effect by effect: node apps/trainer/dist/testing/pictures/measure-pictures.js
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../commands/model-option.js';
import { findTestMnist } from '../find-mnist.js';
import { findGlyphs } from './find-glyphs.js';
import { formatScores, type JudgedPicture, judgePictures, shareRight } from './judge-pictures.js';
import { makeTestPictures } from './test-pictures.js';

const mnist = findTestMnist();

describe.skipIf(!mnist)('pictures of digits that the model reads right as they are', () => {
  let judged: readonly JudgedPicture[] = [];
  beforeAll(async () => {
    if (!mnist) return undefined;
    const recognizer = await loadModel(undefined);
    const { glyphs } = await findGlyphs(recognizer, mnist);
    judged = await judgePictures(recognizer, await makeTestPictures(glyphs));
    console.log(formatScores(judged));
    return () => recognizer.close();
  }, 600_000);

  it('are at least 97 % read right, whatever was done to them', () => {
    expect(judged.length).toBeGreaterThanOrEqual(200);
    expect(shareRight(judged)).toBeGreaterThanOrEqual(0.97);
  });

  it('are mostly read right for each effect by itself', () => {
    for (const effect of new Set(judged.map(({ picture }) => picture.effect))) {
      const some = judged.filter(({ picture }) => picture.effect === effect);
      expect([effect, shareRight(some) >= 0.75]).toEqual([effect, true]);
    }
  });

  it("reach the network byte for byte where they are MNIST's own", () => {
    const own = judged.filter(({ picture }) => picture.native);
    expect(own.length).toBeGreaterThanOrEqual(7);
    for (const { picture, image } of own) expect([picture.name, image]).toEqual([picture.name, picture.native]);
  });
});
