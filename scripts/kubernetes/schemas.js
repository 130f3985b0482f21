// JSON schemas of manifests, from Kubernetes' own description of its API and from CloudNativePG's definition of a Cluster, for kubeconform.
// They refuse what they do not name, as the API does with --validate=strict.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What the description calls strings, and what may be written as numbers, too. */
const STRING_OR_NUMBER = { anyOf: [{ type: 'string' }, { type: 'number' }] };
const LOOSE = new Set([
  'io.k8s.apimachinery.pkg.api.resource.Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
]);

/** The same schema, refusing properties that it does not name. */
function strict(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(strict);
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  const isClosed = schema.type === 'object' && schema.properties && !schema['x-kubernetes-preserve-unknown-fields'];
  return isClosed ? { additionalProperties: false, ...copy } : copy;
}

/** The definitions that a schema leads to, by name. */
function reachable(schema, definitions, found = {}) {
  for (const [, name] of JSON.stringify(schema).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    if (name in found) continue;
    found[name] = LOOSE.has(name) ? STRING_OR_NUMBER : strict(definitions[name]);
    reachable(found[name], definitions, found);
  }
  return found;
}

/** Kubernetes' schema of a kind; undefined where it is not one of its own. */
function findCoreSchema({ definitions }, group, version, kind) {
  const schema = Object.values(definitions).find((definition) =>
    definition['x-kubernetes-group-version-kind']?.some(
      (own) => own.group === group && own.version === version && own.kind === kind,
    ),
  );
  return schema && { ...strict(schema), definitions: reachable(schema, definitions) };
}

/** The schema of a kind that a CustomResourceDefinition defines; undefined where it is another. */
function findCustomSchema({ spec }, group, version, kind) {
  if (spec.group !== group || spec.names.kind !== kind) return undefined;
  return strict(spec.versions.find(({ name }) => name === version)?.schema.openAPIV3Schema);
}

/**
 * Writes the schema of each kind that the documents are of, to where kubeconform looks for it.
 * @param folder "{{.ResourceKind}}{{.KindSuffix}}.json" in it
 * @param kubernetes the folder of Kubernetes' sources
 * @param cloudNativePg that of CloudNativePG's
 */
export function writeSchemas(folder, documents, kubernetes, cloudNativePg) {
  const description = JSON.parse(readFileSync(join(kubernetes, 'api', 'openapi-spec', 'swagger.json'), 'utf8'));
  const cluster = parse(
    readFileSync(join(cloudNativePg, 'config', 'crd', 'bases', 'postgresql.cnpg.io_clusters.yaml'), 'utf8'),
  );
  for (const { apiVersion, kind } of documents) {
    const [version, group = ''] = apiVersion.split('/').reverse();
    const schema = findCoreSchema(description, group, version, kind) ?? findCustomSchema(cluster, group, version, kind);
    // kubeconform says so of what has none.
    if (!schema) continue;
    const name = [kind.toLowerCase(), group.split('.')[0], version].filter((part) => part !== '').join('-');
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(schema));
  }
}
