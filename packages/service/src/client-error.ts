// Answers bytes that are no HTTP request, on the bare connection.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Statuses for what Node's HTTP parser refuses before there is a request. */
const PARSER_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

const NOT_HTTP = 'This is not an HTTP request that can be understood.';
const DETAILS: Readonly<Record<number, string>> = {
  408: 'The request took too long to arrive: send it in one go.',
  431: 'The headers of the request are too large: send fewer, or smaller ones.',
};

/**
 * A `clientErrorHandler` for Fastify.
 * @param type the answer's content type
 * @param bodyOf the answer's JSON, of its status and a sentence for a person
 * @param headersOf further headers of the answer, of its body
 */
export function createClientErrorHandler<T>(
  type: string,
  bodyOf: (status: number, detail: string) => T,
  headersOf: (body: T) => Readonly<Record<string, string>> = () => ({}),
) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = PARSER_STATUS[error.code ?? ''] ?? 400;
    const content = bodyOf(status, DETAILS[status] ?? NOT_HTTP);
    const body = JSON.stringify(content);
    const headers = Object.entries(headersOf(content)).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${type}\r\n${headers.join('')}` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  };
}
