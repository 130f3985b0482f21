// The container tests (npm run test:containers, npm run test:deployment): a real Docker engine, one test at a time.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/containers/**/*.container.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['verbose', './scripts/counts-reporter.js'],
  },
});
