// Answers bytes that are no HTTP request, on the bare connection.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Statuses for what Node's HTTP parser refuses before there is a request. */
const PARSER_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

const DETAIL = 'This is not an HTTP request that can be understood.';

/**
 * A `clientErrorHandler` for Fastify.
 * @param type the answer's content type
 * @param bodyOf the answer's JSON, of its status and a sentence for a person
 */
export function createClientErrorHandler(type: string, bodyOf: (status: number, detail: string) => unknown) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = PARSER_STATUS[error.code ?? ''] ?? 400;
    const body = JSON.stringify(bodyOf(status, DETAIL));
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${type}\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  };
}
