// What can go wrong with the database, as errors whose message is one clear line.

/** The database cannot be used; the message says which and why, never with a password in it. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}

/** The database does not answer now, but may again soon: worth another try. */
export class StoreUnavailableError extends StoreError {
  override readonly name = 'StoreUnavailableError';
}

/** A page's cursor that this store did not give out. */
export class CursorError extends StoreError {
  override readonly name = 'CursorError';
}

/** The prediction is there, but somebody else's: it may be seen, not changed. */
export class NotYoursError extends StoreError {
  override readonly name = 'NotYoursError';
}

/** SQLSTATEs that mean "not now": connection (08), resources (53), shut down or took too long (57), a replica (25006). */
const UNAVAILABLE_STATE = /^(08|53|57|25006)/;
/**
 * Classes of SQLSTATE that mean "not this": what was to be stored has a value, or breaks a constraint, that cannot be. But a key that is there
 * already (23505) is the table's fault: rows have no key before they are stored.
 */
const DATA_STATE = /^(22|23(?!505))/;
const UNAVAILABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // a Unix socket that is not there yet
]);
/** What node-postgres says without a code. */
const UNAVAILABLE_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable/i;

/** The error's code (a system error's name or an SQLSTATE), also of several errors in one (one for each address tried). */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether another try may succeed: nothing is wrong with the query, only the way to the database. */
export function isUnavailable(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return UNAVAILABLE_STATE.test(code) || UNAVAILABLE_CODES.has(code);
  return error instanceof Error && UNAVAILABLE_MESSAGE.test(error.message);
}

/** Whether the database refuses what it was to store, which it will do for ever. */
export function isAboutData(error: unknown): boolean {
  return DATA_STATE.test(codeOf(error) ?? '');
}

/** Why, in a few words and on one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] || codeOf(error) || 'unknown reason';
}
