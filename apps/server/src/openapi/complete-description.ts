// What the schemas of the routes do not say of the API: its answers' headers, its bodies' examples, and schemas that more tools understand.
import type { OpenAPIV3_1 } from 'openapi-types';
import { EXAMPLES, type Json } from './examples.js';
import { HEADERS, headersOf } from './headers.js';

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
/** What ends the name of a schema in the form that is sent to the server. */
const INPUT = 'Input';

/** The schemas that `root` refers to, and those that these refer to. */
function findReferred(root: unknown, schemas: Readonly<Record<string, unknown>>): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (found.has(name)) continue;
      found.add(name);
      visit(schemas[name] ?? null);
    }
  };
  visit(root);
  return found;
}

/**
 * Leaves out the schemas that nothing refers to: each comes in the form that is sent and in the form that comes back, of which mostly one
 * is used. That one has the plain name.
 */
function pruneSchemas(description: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const schemas = description.components?.schemas ?? {};
  const used = findReferred(description.paths, schemas);
  const nameOf = (name: string): string => {
    const plain = name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name;
    return used.has(plain) ? name : plain;
  };
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  const pruned = {
    ...description,
    components: {
      ...description.components,
      schemas: Object.fromEntries(kept.map(([name, schema]) => [nameOf(name), schema])),
    },
  };
  return mapObjects(pruned as unknown as Json, (object) =>
    typeof object.$ref === 'string' && object.$ref.startsWith(REFERENCE)
      ? { ...object, $ref: REFERENCE + nameOf(object.$ref.slice(REFERENCE.length)) }
      : object,
  ) as unknown as OpenAPIV3_1.Document;
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

/** Gives each body the example of its schema. */
function addExamples(description: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  return mapObjects(description as unknown as Json, (object) => {
    const { schema } = object;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return object;
    if (typeof schema.$ref !== 'string') return object;
    const example = EXAMPLES[schema.$ref.slice(REFERENCE.length)];
    return example === undefined ? object : { ...object, example };
  }) as unknown as OpenAPIV3_1.Document;
}

/** The description with what is said above. */
export function completeDescription(description: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const simplified = mapObjects(description as unknown as Json, simplifyTuple) as unknown as OpenAPIV3_1.Document;
  return addExamples(addHeaders(pruneSchemas(simplified)));
}
