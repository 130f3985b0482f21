// Ctrl-C and its like: the first one asks a run to end well, a later one ends it at once.

/** One Ctrl-C may arrive twice, from the terminal and forwarded by npm: what follows this soon is the same one, ms. */
const ECHO_MS = 1_000;
/** What a shell expects of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Aborts `controller` at the first SIGINT or SIGTERM; one that comes a second later or more ends the process. */
export function abortOnInterrupt(controller: AbortController): void {
  let first: number | undefined;
  const interrupt = (): void => {
    first ??= performance.now();
    if (performance.now() - first > ECHO_MS) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
}
