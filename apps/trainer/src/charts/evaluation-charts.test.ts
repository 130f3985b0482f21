import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { contactSheet } from './contact-sheet.js';
import { reliabilityBins, reliabilityDiagram } from './reliability-diagram.js';
import { writeEvaluationCharts } from './write-evaluation-charts.js';

const answer = (confidence: number, right: boolean) => ({ label: 1, digit: right ? 1 : 2, confidence });
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text ?? '');

test('Answers fall into bins of equal width, certainty into the last', () => {
  const answers = [answer(0.5, true), answer(0.52, false), answer(1, true), answer(0.99, true)];
  const bins = reliabilityBins(answers, 10);
  expect(bins).toHaveLength(10);
  expect(bins[5]).toEqual({ low: 0.5, high: 0.6, count: 2, accuracy: 0.5, confidence: 0.51 });
  expect(bins[9]).toMatchObject({ count: 2, accuracy: 1, confidence: 0.995 });
  expect(bins.filter(({ count }) => count > 0)).toHaveLength(2);
});

test('A reliability diagram says how many answers each bar stands for, and the error', async () => {
  const answers = [...new Array(7).fill(answer(0.7, true)), ...new Array(1200).fill(answer(0.95, true))];
  const svg = await reliabilityDiagram('Drawings', answers);
  expect(texts(svg)).toEqual(expect.arrayContaining(['7', '1,200', 'confidence stated', 'share right']));
  // (7 · 0.3 + 1,200 · 0.05) / 1,207
  expect(texts(svg)).toContain('Drawings: 1,207 answers, ECE 5.14 %');
  expect([...svg.matchAll(/<rect/g)].length).toBe(1 + 2);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
});

test('A contact sheet has every image in its place, dark ink on white, and its caption', async () => {
  const images = [0, 1, 2].map((which) => ({
    image: new Uint8Array(784).fill(which === 1 ? 255 : 0),
    caption: `<${which}>`,
  }));
  const svg = await contactSheet({ title: 'Three & more', images, columns: 2, side: 40 });
  expect(svg).toContain('&#60;1&#62;');
  expect(svg).toContain('<title>Three &#38; more</title>');
  const { data, info } = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number | undefined => data[(y * info.width + x) * info.channels];
  // The first is at (8, 30), the second 48 px to its right, the third below the first.
  expect([at(28, 50), at(76, 50), at(28, 50 + 64)]).toEqual([255, 0, 255]);
});

test('An evaluation leaves its pictures, of the wrong answers only', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'digits-charts-'));
  const answers = [true, false, false].map((right, i) => ({
    ...answer(0.9 - i / 10, right),
    image: new Uint8Array(784),
  }));
  await writeEvaluationCharts(folder, { drawings: { title: 'Drawings', answers } });
  expect((await readdir(folder)).sort()).toEqual(
    ['failures', 'reliability'].flatMap((chart) => [`${chart}-drawings.png`, `${chart}-drawings.svg`]),
  );
  const failures = await readFile(join(folder, 'failures-drawings.svg'), 'utf8');
  expect(texts(failures)).toEqual(['Drawings: 2 of 3 read wrong', '1 → 2, 80 %', '1 → 2, 70 %']);
  await rm(folder, { recursive: true });
});
