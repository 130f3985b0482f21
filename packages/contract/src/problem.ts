// Errors as application/problem+json (RFC 9457): `detail` is a sentence for a person.
import { z } from 'zod';

export const problemSchema = z
  .object({
    type: z.string().describe('A URI that names the kind of problem; "about:blank" when the status says it all.'),
    title: z.string().describe("The status code's name, such as “Not Found”."),
    status: z.int().min(400).max(599),
    detail: z.string().describe('What is wrong and what to do, as a sentence for a person.'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('For a request that does not fit its schema: what is wrong, and where (the first few).'),
    requestId: z
      .string()
      .optional()
      .describe(
        'Of the request, as in X-Request-Id: the log of the server has it. Not in a problem of one item of a batch.',
      ),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
