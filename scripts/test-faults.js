// npm run test:faults: builds, then runs the fault tests (e2e/faults); arguments go to Vitest (npm run test:faults -- -t disk).
import { prepare } from './prepare.js';
import { runVitest } from './run-vitest.js';

prepare();
runVitest('--config', 'vitest.faults.config.ts');
