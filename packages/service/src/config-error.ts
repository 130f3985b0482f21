// What a setting that cannot be used is told as.

/** A setting that cannot be used; the message is one clear line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
