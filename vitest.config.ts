// Tests stand beside the sources they test; what a person does, in real browsers, is under e2e/.
// Workspace packages resolve to their built dist/ (scripts/test.js builds first), so what ships is what is tested.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.{ts,tsx}',
      'scripts/**/*.test.ts',
      'e2e/**/*.test.ts',
    ],
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/counts-reporter.js'],
  },
});
