// Checks manifest.json before anything of it is believed.
import { z } from 'zod';
import type { Manifest } from '../manifest.js';
import type { Layer } from '../network.js';

const positiveInt = z.int().positive();
const share = z.number().min(0).max(1);

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const setting = z.union([z.number(), z.string(), z.boolean()]);

const layerSchema: z.ZodType<Layer> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('conv'),
    filters: positiveInt,
    kernel: positiveInt,
    stride: positiveInt,
    padding: z.enum(['valid', 'same']),
    groups: positiveInt.exactOptional(),
    bias: z.boolean().exactOptional(),
  }),
  z.strictObject({
    type: z.enum(['maxPool', 'avgPool']),
    size: positiveInt,
    stride: positiveInt.exactOptional(),
  }),
  z.strictObject({ type: z.literal('dense'), units: positiveInt }),
  z.strictObject({
    type: z.literal('residual'),
    // A getter, since these are layers again.
    get layers(): z.ZodArray<z.ZodType<Layer>> {
      return z.array(layerSchema);
    },
  }),
  z.strictObject({ type: z.enum(['globalAvgPool', 'relu', 'silu', 'gelu', 'flatten']) }),
]);

export const manifestSchema = z.object({
  format: z.literal(1),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/),
  createdAt: z.iso.datetime(),
  network: z.array(layerSchema).min(1),
  input: z.object({ shape: z.tuple([positiveInt, positiveInt, positiveInt]), scale: z.number().positive() }),
  parameters: positiveInt,
  sha256,
  weights: z.object({ sha256 }).exactOptional(),
  calibration: z.object({ temperature: z.number().positive() }),
  rejection: z.object({ threshold: share }).exactOptional(),
  training: z.object({
    command: z.string(),
    seed: z.int(),
    epochs: z.int().nonnegative(),
    batchSize: positiveInt,
    optimizer: z.object({ type: z.string() }).catchall(setting),
    recipe: z.record(z.string(), setting).exactOptional(),
    trainingImages: positiveInt,
    validationImages: positiveInt,
    seconds: z.number().nonnegative(),
  }),
  validation: z.object({
    accuracy: share,
    loss: z.number(),
    ece: share,
    drawings: z.object({ accuracy: share, count: positiveInt }).exactOptional(),
    rejection: z.object({ digitsAccepted: share, nonDigitsRejected: share }).exactOptional(),
  }),
}) satisfies z.ZodType<Manifest>;
