// Settings as they may be found in a browser's storage.
import { describe, expect, it } from 'vitest';
import { defaultSettings, parseSettings, type Settings } from './settings.js';

describe('parseSettings', () => {
  it('reads what was written', () => {
    const set: Settings = {
      theme: 'dark',
      penWidth: 24,
      leftHanded: true,
      live: false,
      autoSubmit: true,
      shortcuts: false,
    };
    expect(parseSettings(JSON.stringify(set))).toEqual(set);
  });

  it('takes each that makes sense, and leaves the others as they are by default', () => {
    const stored = { theme: 'pink', penWidth: 1e9, leftHanded: 'yes', live: false, autoSubmit: null, more: 1 };
    expect(parseSettings(JSON.stringify(stored))).toEqual({ ...defaultSettings, live: false });
  });

  it.each([null, '', '{', 'null', '7', '"dark"', '[]'])('is as by default where the storage has %s', (text) => {
    expect(parseSettings(text)).toEqual(defaultSettings);
  });
});
