// A failure that a person can mend: shown as one line, without a stack trace.

export class UserError extends Error {
  override readonly name = 'UserError';
}

/** What the system says of a failed file operation, in words. */
export function fileErrorReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read or write it';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
}
