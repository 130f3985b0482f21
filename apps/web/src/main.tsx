// Starts the page.
import { render } from 'preact';
import { App } from './components/app.js';
import { listenForShortcuts } from './shortcuts.js';
import { loadPredictions } from './state/predictions-state.js';

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app" to show the page in.');
root.textContent = '';
render(<App />, root);
listenForShortcuts();
void loadPredictions();
