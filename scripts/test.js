// npm test: builds, then runs every test; arguments go to Vitest (npm test -- packages/ink).
import { prepare } from './prepare.js';
import { runVitest } from './run-vitest.js';

prepare({ web: true });
runVitest();
