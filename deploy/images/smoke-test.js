// Draws digits on a running server, reads them back and takes them away again: smoke-test.js URL ends with 0 where all of it went as it should.
import process from 'node:process';

const [base = 'http://127.0.0.1:8501'] = process.argv.slice(2);

/** Drawings on a square of 280, and what they are; null: a letter. */
const DRAWINGS = [
  {
    name: 'a 1',
    digit: 1,
    strokes: [
      [
        [140, 30],
        [140, 250],
      ],
    ],
  },
  {
    name: 'a 7',
    digit: 7,
    strokes: [
      [
        [70, 40],
        [140, 38],
        [210, 42],
        [170, 120],
        [130, 245],
      ],
    ],
  },
  {
    name: 'an H',
    digit: null,
    strokes: [
      [
        [80, 40],
        [80, 240],
      ],
      [
        [200, 40],
        [200, 240],
      ],
      [
        [80, 140],
        [200, 140],
      ],
    ],
  },
];

let cookie = '';

/** Asks the server. @returns the answer's JSON, null where it has none. @throws where the status is another. */
async function ask(
  /** @type {string} */ method,
  /** @type {string} */ path,
  /** @type {number} */ status,
  /** @type {unknown} */ body,
) {
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === '' ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (response.status !== status)
    throw new Error(`${method} ${path} answered ${response.status} instead of ${status}: ${text.slice(0, 500)}`);
  cookie ||= response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return text === '' ? null : JSON.parse(text);
}

/** Predicts one drawing, reads it back, deletes it. */
async function check(/** @type {typeof DRAWINGS[number]} */ { name, digit, strokes }) {
  const made = await ask('POST', '/api/v1/predictions', 201, { size: 280, strokes });
  if (made.digit !== digit) throw new Error(`${name} was read as ${made.digit}.`);
  const path = `/api/v1/predictions/${made.id}`;
  const found = await ask('GET', path, 200);
  if (found.digit !== digit) throw new Error(`${name} was logged as ${found.digit}.`);
  await ask('DELETE', path, 204);
  process.stdout.write(`${name}: right, and logged (${made.model.name} ${made.model.version})\n`);
}

try {
  for (const drawing of DRAWINGS) await check(drawing);
} catch (error) {
  const reason = error instanceof Error ? (error.cause ?? error) : error;
  process.stderr.write(`${base}: ${reason instanceof Error ? reason.message : reason}\n`);
  process.exitCode = 1;
}
