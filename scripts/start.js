// npm start: the whole application on one machine.
import { prepare } from './prepare.js';

prepare({ web: true });
await import('../apps/server/dist/main.js');
