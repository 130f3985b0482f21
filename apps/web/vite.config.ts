// Builds the page into dist/. Everything is a file of its own, since the server's content security policy allows no
// inline scripts, styles or data URLs.
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { precompress } from './precompress.js';
import { serviceWorker } from './service-worker-plugin.js';

export default defineConfig({
  plugins: [preact(), serviceWorker(), precompress()],
  build: {
    target: ['chrome111', 'firefox114', 'safari16.4'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8501' },
  },
});
