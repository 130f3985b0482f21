// HTTP as bytes on a socket, so that a test can send what no client would.
import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 where the server closed the connection without an answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** How many answers came. */
  readonly count: number;
}

/** How long to wait for all of an answer, and for one more after it, ms. */
const ANSWER_MS = 15_000;
const MORE_MS = 20;

/** Whether all of the first answer's body is there. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)\r$/im.exec(text.slice(0, end + 2))?.[1];
  return (
    end !== -1 &&
    (/^HTTP\/1\.1 [23]04 /.test(text) || (length !== undefined && text.length >= end + 4 + Number(length)))
  );
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: text.slice(end + 4),
    count: text.match(/^HTTP\/1\.1 \d{3} /gm)?.length ?? 0,
  };
}

/** Sends `bytes` to the port on this machine, and reads until the server closes the connection or nothing more comes. */
export function sendRaw(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(parseAnswer(text));
    };
    let timer = setTimeout(finish, ANSWER_MS);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (!isWhole(text)) return;
      clearTimeout(timer);
      timer = setTimeout(finish, MORE_MS);
    });
    socket.on('error', () => {}).on('close', finish);
    socket.write(bytes);
  });
}
