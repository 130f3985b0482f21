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
    // For tests that run ONNX Runtime themselves: what the packages do for whoever uses them is tested in processes of its own.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default', './scripts/counts-reporter.js'],
  },
});
