// A picture from an address on the web, fetched by the server so that the page can show it and submit it as an upload.
import { z } from 'zod';
import { MAX_ADDRESS_LENGTH, MAX_PICTURE_SIDE } from './limits.js';

export const pictureRequestSchema = z
  .strictObject({
    url: z
      .string()
      .max(MAX_ADDRESS_LENGTH, `Must have at most ${MAX_ADDRESS_LENGTH.toLocaleString('en')} characters.`)
      .describe('The address of a picture, http or https.'),
  })
  .meta({ id: 'PictureRequest' });

export const pictureSchema = z
  .object({
    image: z.string().describe('The picture as a data URL, PNG or WebP: upright, without metadata.'),
    width: z.int().min(1).max(MAX_PICTURE_SIDE).describe('Pixels of `image`.'),
    height: z.int().min(1).max(MAX_PICTURE_SIDE),
  })
  .meta({ id: 'Picture' });

export type PictureRequest = z.infer<typeof pictureRequestSchema>;
export type Picture = z.infer<typeof pictureSchema>;
