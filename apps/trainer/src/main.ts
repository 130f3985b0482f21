// The digits command. What a person can mend is told in a line, with exit code 1.
import { DivergenceError } from '@digits/nn';
import { ModelError } from '@digits/recognizer/node';
import { endForLackOfReaders } from './interruption.js';
import { createProgram } from './program.js';
import { UserError } from './user-error.js';

// The reader of a pipe (head, less) may leave early: that is no failure of ours.
let isLeft = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (!isLeft) endForLackOfReaders();
    isLeft = true;
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  const expected = [UserError, ModelError, DivergenceError].some((kind) => error instanceof kind);
  if (!expected) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
