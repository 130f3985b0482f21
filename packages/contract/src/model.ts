// The model in use, as a browser needs it to run the same network itself.
import { z } from 'zod';

export const modelSchema = z
  .object({
    name: z.string(),
    version: z.string(),
    network: z
      .array(z.looseObject({ type: z.string() }))
      .describe('The layers in order, each with its `type` and settings, as in the model’s manifest.'),
    input: z
      .object({ shape: z.tuple([z.int(), z.int(), z.int()]), scale: z.number() })
      .describe('[channels, height, width], and the factor from bytes (0 paper … 255 ink).'),
    calibration: z.object({ temperature: z.number() }).describe('Logits are divided by this before the softmax.'),
    rejection: z
      .object({ threshold: z.number() })
      .nullable()
      .describe(
        'From which probability of the eleventh output on it is not a digit; null where there are ten outputs.',
      ),
    parameters: z.int().describe('Numbers in the network’s weights and biases.'),
    weights: z
      .object({
        url: z.string().describe('Where weights.bin is: the same bytes for ever.'),
        sha256: z.string().describe('Of its bytes, hexadecimal.'),
        bytes: z.int().describe('Its length.'),
      })
      .nullable()
      .describe('Null where the model has no weights for browsers.'),
  })
  .meta({ id: 'Model' });

export type Model = z.infer<typeof modelSchema>;
