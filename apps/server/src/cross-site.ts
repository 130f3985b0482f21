// No other site may change anything with a visitor's cookie (CSRF): browsers say where a request comes from, by
// Sec-Fetch-Site and by Origin (OWASP, "Cross-Site Request Forgery Prevention", Fetch Metadata and verifying origins).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './http-problem.js';

/** Methods that change nothing (RFC 9110, 9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** What the page itself, and a person who types the address, say; a sibling domain is a site of somebody else's. */
const OWN_SITES = new Set(['same-origin', 'none']);

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether `origin` is this server's own. Without a trusted proxy's word the server cannot know that it is behind TLS: then
 * only the host counts.
 */
function isOwn(origin: string, { protocol, host }: FastifyRequest): boolean {
  const theirs = parseUrl(origin);
  const ours = parseUrl(`${protocol}://${host}`);
  if (!theirs || !ours || origin !== theirs.origin) return false;
  if (protocol === 'https' && theirs.protocol !== 'https:') return false;
  // A scheme's own port may be left out.
  const withPort = (url: URL) => url.port || (theirs.protocol === 'https:' ? '443' : '80');
  return theirs.hostname === ours.hostname && withPort(theirs) === withPort(ours);
}

/** Makes `app` answer 403 to what would change something on behalf of a page that is not its own. */
export function refuseCrossSite(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method)) return;
    const { 'sec-fetch-site': site, origin } = request.headers;
    if (typeof site === 'string' && !OWN_SITES.has(site)) {
      throw new HttpProblem(403, 'Another site asked for this change, so it was not made: do it on the page itself.');
    }
    if (origin !== undefined && !isOwn(origin, request)) {
      throw new HttpProblem(
        403,
        'The request’s Origin is not this server, so nothing was changed. A proxy in front must pass on Host, or X-Forwarded-Host with TRUST_PROXY set.',
      );
    }
  });
}
