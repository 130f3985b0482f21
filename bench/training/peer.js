// A peer of the training benchmark: a process that answers JSON lines.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Starts a peer, and has it say what it is.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @throws Error when it does not start, or does not answer.
 */
export async function startPeer(command, args, env) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2_000);
  });
  /** @type {{resolve: (answer: any) => void, reject: (error: Error) => void}[]} */
  const waiting = [];
  const give = (/** @type {Error} */ error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  child.on('error', give);
  child.stdin.on('error', give);
  child.on('exit', (code) => {
    const [reason = `it ended with code ${code}`] = complaint.trim().split('\n').slice(-1);
    give(new Error(reason));
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line);
    const asked = waiting.shift();
    if (answer.error) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer);
  });
  const peer = {
    /** @param {Record<string, unknown>} request @returns {Promise<any>} */
    ask(request) {
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      });
    },
    end: () => void child.stdin.end(),
  };
  await peer.ask({ describe: true });
  return peer;
}
