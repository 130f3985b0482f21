// The fault tests (npm run test:faults): real processes that are killed, frozen and starved, one test at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/faults/**/*.fault.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    reporters: ['verbose', './scripts/counts-reporter.js'],
  },
});
