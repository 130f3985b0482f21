// What the schemas of the routes do not say of the API: its answers' headers, and schemas that more tools understand.
import type { OpenAPIV3_1 } from 'openapi-types';
import { HEADERS, headersOf } from './headers.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A tuple of like items, such as a point, as an array of that length: few tools read `prefixItems`. */
function simplifyTuple(schema: { [key: string]: Json }): { [key: string]: Json } {
  const { prefixItems, ...rest } = schema;
  if (!Array.isArray(prefixItems) || prefixItems.length === 0) return schema;
  const [first, ...others] = prefixItems;
  const isAlike = others.every((item) => JSON.stringify(item) === JSON.stringify(first));
  return isAlike && first !== undefined ? { ...rest, items: first } : schema;
}

/** `value` with `change` made to every object in it, from the inside out. */
function mapObjects(value: Json, change: (object: { [key: string]: Json }) => { [key: string]: Json }): Json {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapObjects(item, change)])));
}

const REFERENCE = '#/components/schemas/';
/** What names the form of a schema that is sent to the server; where it is the same as the one that comes back, one is enough. */
const INPUT = 'Input';

/** Refers to one schema where the form that is sent and the form that comes back are the same, and leaves out the other. */
function mergeInputs(description: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const schemas = description.components?.schemas ?? {};
  const outputOf = (name: string) => (name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name);
  const withOutputs = (schema: unknown) =>
    JSON.stringify(schema).replaceAll(
      /"#\/components\/schemas\/(\w+)"/g,
      (_, name) => `"${REFERENCE}${outputOf(name)}"`,
    );
  const same = new Set(
    Object.keys(schemas).filter((name) => {
      const output = schemas[outputOf(name)];
      return outputOf(name) !== name && output && withOutputs(schemas[name]) === withOutputs(output);
    }),
  );
  const merged = mapObjects(description as unknown as Json, (object) => {
    const name = typeof object.$ref === 'string' ? object.$ref.slice(REFERENCE.length) : '';
    return same.has(name) ? { ...object, $ref: REFERENCE + outputOf(name) } : object;
  }) as unknown as OpenAPIV3_1.Document;
  const kept = Object.entries(merged.components?.schemas ?? {}).filter(([name]) => !same.has(name));
  return { ...merged, components: { ...merged.components, schemas: Object.fromEntries(kept) } };
}

/** Adds to each answer which headers it has. */
function addHeaders(description: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const referTo = (name: string) => [name, { $ref: `#/components/headers/${name}` }];
  const paths = mapObjects((description.paths ?? {}) as unknown as Json, (object) => {
    const { responses } = object;
    if (typeof responses !== 'object' || responses === null || Array.isArray(responses)) return object;
    const hasEtag = '304' in responses;
    const withHeaders = Object.entries(responses).map(([status, response]) => [
      status,
      { ...(response as object), headers: Object.fromEntries(headersOf(status, hasEtag).map(referTo)) },
    ]);
    return { ...object, responses: Object.fromEntries(withHeaders) };
  });
  return {
    ...description,
    components: { ...description.components, headers: { ...HEADERS } },
    paths: paths as unknown as OpenAPIV3_1.PathsObject,
  };
}

/** The description with what is said above. */
export function completeDescription(description: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const simplified = mapObjects(description as unknown as Json, simplifyTuple) as unknown as OpenAPIV3_1.Document;
  return addHeaders(mergeInputs(simplified));
}
