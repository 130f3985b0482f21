import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadToken } from './secret-source.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digits-token-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const TOKEN = `${'x'.repeat(30)}!~`;

test('a token is the one in the setting, or in a file without the line’s end, or there is none', () => {
  const file = join(folder, 'token');
  writeFileSync(file, `${TOKEN}\n`);
  expect(loadToken('METRICS_TOKEN_FILE', { file })).toBe(TOKEN);
  expect(loadToken('METRICS_TOKEN_FILE', { secret: TOKEN })).toBe(TOKEN);
  expect(loadToken('METRICS_TOKEN_FILE', null)).toBeNull();
});

test.each([
  [`${TOKEN} two words`, /holds what cannot be sent as a token: .* no spaces\.$/],
  [`${TOKEN}\nline`, /holds what cannot be sent as a token/],
  [`${TOKEN}é`, /holds what cannot be sent as a token/],
  ['short', /holds 5 characters: a secret has at least 32\.$/],
  [' \n', /is empty\.$/],
])('a file with %j is refused by name, and not told', (text, message) => {
  const file = join(folder, 'token');
  writeFileSync(file, text);
  const load = () => loadToken('OPERATOR_TOKEN_FILE', { file });
  expect(load).toThrow(message);
  expect(load).toThrow(`OPERATOR_TOKEN_FILE=${file} `);
  expect(load).not.toThrow(TOKEN);
});
