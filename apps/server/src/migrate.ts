// Brings the database's schema up to date and ends: what a deployment does before it starts the new servers. They would do it, too.
import process from 'node:process';
import { reasonOf } from '@digits/service';
import { openStore } from '@digits/store';
import { readConfig } from './config.js';

try {
  const { store } = readConfig(process.env, process.stdout.isTTY);
  const opened = await openStore({ ...store, onWait: (message) => void process.stderr.write(`${message}\n`) });
  await opened.close();
  process.stdout.write('The schema is up to date.\n');
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
}
