// Errors as application/problem+json (RFC 9457): `detail` is a sentence for a person.
import { z } from 'zod';

export const problemSchema = z.object({
  type: z.string().describe('A URI that names the kind of problem; "about:blank" when the status says it all.'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('For a request that does not fit its schema: what is wrong, and where.'),
});

export type Problem = z.infer<typeof problemSchema>;
