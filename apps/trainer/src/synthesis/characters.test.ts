import { expect, it } from 'vitest';
import { DIGIT_TWINS, DIGITS, FOREIGN_LETTERS, LATIN, LETTERS, SIGNS } from './characters.js';

it('has each Latin letter either as a letter or as a digit’s twin', () => {
  expect([...LETTERS, ...DIGIT_TWINS].toSorted()).toEqual([...LATIN].toSorted());
  for (const twin of 'oOlIsSzZbBqgy') expect(DIGIT_TWINS).toContain(twin);
});

it('has no character twice', () => {
  const all = [...DIGITS, ...LATIN, ...SIGNS, ...FOREIGN_LETTERS];
  expect(new Set(all).size).toBe(all.length);
});
