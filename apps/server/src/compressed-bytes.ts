// Bytes that are sent often and never change, compressed once as well as can be.
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Negotiator } from '@fastify/accept-negotiator';

export interface EncodedBytes {
  /** The content-encoding; undefined where they are as they were. */
  readonly encoding?: string;
  readonly bytes: Buffer;
}

export interface CompressedBytes {
  /** What a client gets that accepts these encodings, as in its Accept-Encoding header: the shortest that it can read. */
  forClient(acceptEncoding: string | undefined): EncodedBytes;
}

/** Compresses `bytes` as brotli and gzip; a form that is no shorter is not kept. */
export async function compressBytes(bytes: Uint8Array): Promise<CompressedBytes> {
  const plain: EncodedBytes = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  ]);
  const forms = [
    { encoding: 'br', bytes: br },
    { encoding: 'gzip', bytes: gz },
  ]
    .filter((form) => form.bytes.length < bytes.length)
    .sort((a, b) => a.bytes.length - b.bytes.length);
  const negotiator = new Negotiator({ supportedValues: [...forms.map(({ encoding }) => encoding), 'identity'] });
  return {
    forClient(acceptEncoding) {
      if (acceptEncoding === undefined) return plain;
      const encoding = negotiator.negotiate(acceptEncoding);
      return forms.find((form) => form.encoding === encoding) ?? plain;
    },
  };
}
