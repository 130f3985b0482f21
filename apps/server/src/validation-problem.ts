// What to tell somebody whose request does not fit its schema: 422 with where and why, or 404 for an id that cannot be.
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { HttpProblem } from './http-problem.js';

type Issue = z.core.$ZodIssue;

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

/** Issues of the union's branch that the client meant: strokesRequestSchema comes first, imageRequestSchema second. */
function issuesOfBranch(issues: readonly Issue[], body: object): readonly Issue[] {
  const [issue] = issues;
  if (issue?.code !== 'invalid_union') return issues;
  return issue.errors['strokes' in body ? 0 : 1] ?? issues;
}

function formatMessage(message: string): string {
  const text = message.replace(/\.$/, '');
  return text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}…` : text;
}

function listProblem(issues: readonly Issue[]): HttpProblem {
  const errors = issues
    .slice(0, MAX_ERRORS)
    .map(({ path, message }) => ({ path: z.core.toDotPath(path), message: formatMessage(message) }));
  const [first] = errors;
  const what = first ? `${first.path && `${first.path}: `}${first.message}` : 'the request does not fit';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new HttpProblem(422, `This cannot be used: ${what}${more}.`, { errors });
}

/**
 * The answer to a request that does not fit.
 * @param part Which part of the request: an unfit path means that there is no such thing.
 * @param data That part, as it came.
 */
export function validationProblem(issues: readonly Issue[], part: string | undefined, data: unknown): HttpProblem {
  if (part === 'params') return new HttpProblem(404, 'There is no prediction with this id.');
  const [issue] = issues;
  const isChoice = issue?.code === 'invalid_union' && issue.path.length === 0;
  if (!isChoice) return listProblem(issues);
  const choice = describeChoice(data);
  if (choice) return new HttpProblem(422, choice, { errors: [{ path: '', message: choice }] });
  return isObject(data) ? listProblem(issuesOfBranch(issues, data)) : listProblem(issues);
}

/** Fastify's hook for schemas: checks with zod, and fails with the problem to send. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    return { error: validationProblem(result.error.issues, httpPart, data) };
  };
