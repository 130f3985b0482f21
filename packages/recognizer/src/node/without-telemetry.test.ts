// Recognising leaves nothing in the home folder: what ONNX Runtime would report of itself is noted there first.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PACKAGE = new URL('../../dist/node/index.js', import.meta.url);
const MODELS = new URL('../../../../models', import.meta.url);

test.each(['loadRecognizer', 'loadThreadedRecognizer'])('%s has nothing reported', (load) => {
  const home = mkdtempSync(join(tmpdir(), 'digits-home-'));
  const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
  const script = `
    import { fileURLToPath } from 'node:url';
    import { ${load}, currentModelFolder } from '${PACKAGE}';
    const recognizer = await ${load}(currentModelFolder(fileURLToPath('${MODELS}')));
    await recognizer.recognize([new Float32Array(784)]);
    await recognizer.close();
    console.log('recognised');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...env, HOME: home },
    encoding: 'utf8',
  });
  expect([stdout, stderr]).toEqual(['recognised\n', '']);
  expect(readdirSync(home)).toEqual([]);
  rmSync(home, { recursive: true });
});
