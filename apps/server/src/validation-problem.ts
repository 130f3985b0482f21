// What to tell somebody whose request does not fit its schema: 422 with where and why, or 404 for an id that cannot be.
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { HttpProblem } from './http-problem.js';

type Issue = z.core.$ZodIssue;

/** What is wrong, and where. */
interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** True where the message is a sentence of its own. */
  readonly isWhole?: boolean;
}

/** Issues beyond these are counted, not listed. */
const MAX_ERRORS = 10;
/** A message may quote what was sent, such as unknown keys; no more of it than this is sent back. */
const MAX_MESSAGE_LENGTH = 200;

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with the choice between a drawing and an image; undefined where one was chosen. */
function describeChoice(body: unknown): string | undefined {
  if (!isObject(body)) return 'Send a JSON object with "strokes" and "size", or with "image".';
  if ('strokes' in body && 'image' in body) return 'Send either "strokes" or "image", not both.';
  if (!('strokes' in body) && !('image' in body)) return 'Send "strokes" and "size", or "image".';
  return undefined;
}

/** What is at `path` of `data`; undefined where nothing is. */
const valueAt = (data: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data);

/**
 * Issues as they concern the client: of the choice between a drawing and an image, what is wrong with the one that was meant
 * (strokesRequestSchema comes first in the union, imageRequestSchema second), or that none was.
 */
function explainChoices(issues: readonly Issue[], data: unknown): Finding[] {
  return issues.flatMap((issue): Finding | Finding[] => {
    if (issue.code !== 'invalid_union') return issue;
    const value = valueAt(data, issue.path);
    const choice = describeChoice(value);
    if (choice !== undefined) return { path: issue.path, message: choice, isWhole: true };
    const meant = issue.errors[isObject(value) && 'strokes' in value ? 0 : 1] ?? [];
    return meant.map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  });
}

function formatMessage(message: string): string {
  const text = message.replace(/\.$/, '');
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}…` : text;
}

/**
 * The answer to a request that does not fit.
 * @param part Which part of the request: an unfit path means that there is no such thing.
 * @param data That part, as it came.
 */
export function validationProblem(issues: readonly Issue[], part: string | undefined, data: unknown): HttpProblem {
  if (part === 'params') return new HttpProblem(404, 'There is no prediction with this id.');
  const findings = explainChoices(issues, data);
  const errors = findings
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ path: z.core.toDotPath([...path]), message: formatMessage(message) }));
  const [first] = errors;
  // What is wrong with the body as a whole is a sentence already.
  if (first?.path === '' && findings[0]?.isWhole) return new HttpProblem(422, `${first.message}.`, { errors });
  const what = first ? `${first.path && `${first.path}: `}${first.message}` : 'the request does not fit';
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return new HttpProblem(422, `This cannot be used: ${what}${more}.`, { errors });
}

/** Fastify's hook for schemas: checks with zod, and fails with the problem to send. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    return { error: validationProblem(result.error.issues, httpPart, data) };
  };
