// Whether a service of this container is ready: healthcheck.js URL ends with 0 where it answers with 200, and says why where not.
import process from 'node:process';

const [url = ''] = process.argv.slice(2);
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 500)}`);
} catch (error) {
  const reason = error instanceof Error ? (error.cause ?? error) : error;
  process.stderr.write(`${url}: ${reason}\n`);
  process.exitCode = 1;
}
