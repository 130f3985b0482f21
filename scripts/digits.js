// npm run --silent digits -- <command>: the command line. File names are taken from where the person stands.
import process from 'node:process';
import { prepare } from './prepare.js';

prepare();
if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
await import('../apps/trainer/dist/main.js');
