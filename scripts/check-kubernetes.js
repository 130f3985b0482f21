// npm run check:kubernetes: builds the manifests in deploy/kubernetes, or in the folder that is named, holds each to its schema (kubeconform, strictly),
// and looks for what schemas cannot see: names that lead nowhere, containers that are not restricted.
// It needs kustomize or kubectl, kubeconform, and Go, by which the schemas come: they are in the modules of Kubernetes and of CloudNativePG.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseAllDocuments } from 'yaml';
import { checkReferences } from './kubernetes/references.js';
import { checkRestricted } from './kubernetes/restricted.js';
import { writeSchemas } from './kubernetes/schemas.js';
import { root } from './prepare.js';

const KUBERNETES = 'k8s.io/kubernetes@v1.34.4';
const KUBECONFORM = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0';
const KUSTOMIZE = 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.1';
const CLOUDNATIVE_PG = 'github.com/cloudnative-pg/cloudnative-pg@v1.30.1';

/** What a program prints. @throws with what it says where it fails. */
function run(command, args) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64e6 });
  if (error) throw new Error(`${command} cannot be run: ${error.message}.`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}:\n${stderr.trim() || stdout.trim()}`);
  return stdout;
}

/** Whether a program is there; how it ends does not matter. */
const isThere = (program) => spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined;

/** The path in the variable `setting`, or the first of `names` that is on the PATH. @throws with how to get it. */
function findTool(setting, names, module) {
  const program = process.env[setting] ?? names.find(isThere);
  if (program !== undefined) return program;
  throw new Error(
    `Neither the PATH nor ${setting} leads to ${names.join(' or ')}: run "go install ${module}", and put the program that it makes on the PATH, or its path into ${setting}.`,
  );
}

/** The folder of a Go module, which is fetched where it is missing and held to Go's checksum database. @throws where there is no Go */
function goModule(module) {
  if (!isThere('go'))
    throw new Error(`The schemas are in ${module}: install Go (https://go.dev/dl), which fetches it.`);
  return JSON.parse(run('go', ['mod', 'download', '-json', module])).Dir;
}

/** The manifests of a folder, as they go to the cluster. */
function build(folder) {
  const program = findTool('KUSTOMIZE', ['kustomize', 'kubectl'], KUSTOMIZE);
  return run(program, [program === 'kubectl' ? 'kustomize' : 'build', folder]);
}

/** @returns what is wrong with the manifests by their schemas, a line each */
function checkSchemas(manifests, documents) {
  const program = findTool('KUBECONFORM', ['kubeconform'], KUBECONFORM);
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  try {
    writeSchemas(folder, documents, goModule(KUBERNETES), goModule(CLOUDNATIVE_PG));
    const location = join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json');
    const args = ['-strict', '-summary', '-output', 'json', '-schema-location', location];
    const { error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input: manifests });
    if (error || stdout.trim() === '') throw new Error(`${program}: ${error?.message ?? stderr.trim()}`);
    const { resources, summary } = JSON.parse(stdout);
    console.log(
      `${summary.valid} of ${documents.length} manifests are as ${KUBERNETES} and ${CLOUDNATIVE_PG} want them.`,
    );
    return (resources ?? []).map(({ kind, name, msg }) => `${kind} ${name}: ${msg}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const home = join(root, 'deploy', 'kubernetes');
  const [folder = home] = process.argv.slice(2);
  const manifests = build(folder);
  const documents = parseAllDocuments(manifests).map((document) => document.toJS());
  const faults = [
    ...checkSchemas(manifests, documents),
    ...checkReferences(documents, readFileSync(join(home, 'README.md'), 'utf8')),
    ...documents
      .filter(({ spec }) => spec?.template)
      .flatMap(({ kind, metadata, spec }) =>
        checkRestricted(spec.template.spec).map((fault) => `${kind} ${metadata.name}: ${fault}`),
      ),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log('All names lead somewhere, and all containers are restricted.');
  process.exitCode = faults.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
