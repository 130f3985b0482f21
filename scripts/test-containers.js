// npm run test:containers, npm run test:deployment: builds, then runs the container tests (e2e/containers) on a Docker engine; arguments go to Vitest.
import { prepare } from './prepare.js';
import { runVitest } from './run-vitest.js';

prepare();
runVitest('--config', 'vitest.containers.config.ts');
