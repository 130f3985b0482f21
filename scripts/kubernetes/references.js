// Whether the names in a set of manifests lead somewhere: selectors to pods, ports to containers, Services, Secrets and files to what makes them.

/** What no manifest makes: the Secrets, with their keys, of the README's commands and of CloudNativePG; the pods of CloudNativePG and cert-manager. */
const MADE_ELSEWHERE = {
  secrets: {
    'web-secrets': ['cookie-secret', 'operator-token', 'metrics-token'],
    'web-tls': ['tls.crt', 'tls.key'],
    'database-app': ['uri'],
    'database-ca': ['ca.crt'],
  },
  pods: [{ 'cnpg.io/cluster': 'database' }, { 'acme.cert-manager.io/http01-solver': 'true' }],
};

/** Every object in `value`, however deep, that is under `key`. */
function collect(value, key) {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [...(name === key ? [child] : []), ...collect(child, key)]);
}

const isSelected = (selector, labels) =>
  Object.entries(selector?.matchLabels ?? selector ?? {}).every(([key, value]) => labels[key] === value);

/** Whether a pod listens on `port`; of pods that are made elsewhere that is not known. */
const hasPort = ({ containers }, port) =>
  containers === null ||
  containers.some(({ ports = [] }) => ports.some(({ name, containerPort }) => [name, containerPort].includes(port)));

/** @returns what is wrong, a line each */
export function checkReferences(documents, readme) {
  const find = (kind, name) => documents.find((other) => other.kind === kind && other.metadata.name === name);
  const pods = [
    ...documents
      .filter(({ spec }) => spec?.template)
      .map(({ spec: { template } }) => ({ labels: template.metadata.labels, containers: template.spec.containers })),
    ...MADE_ELSEWHERE.pods.map((labels) => ({ labels, containers: null })),
  ];
  const findPods = (selector) => pods.filter(({ labels }) => isSelected(selector, labels));

  /** For each kind, what must hold, and what to say where it does not. */
  const rules = {
    Service: ({ selector, ports }) => [
      [findPods(selector).length > 0, 'selects no pods'],
      ...ports.map(({ port, targetPort = port }) => [
        findPods(selector).every((pod) => hasPort(pod, targetPort)),
        `its pods have no port ${targetPort}`,
      ]),
    ],
    PodDisruptionBudget: ({ selector }) => [[findPods(selector).length > 0, 'selects no pods']],
    HorizontalPodAutoscaler: ({ scaleTargetRef: { kind, name } }) => [
      [find(kind, name), `scales a ${kind} ${name}, which is not there`],
      [find(kind, name)?.spec.replicas === undefined, `${kind} ${name} has a number of replicas of its own`],
    ],
    Ingress: ({ rules: hosts }) =>
      hosts
        .flatMap(({ http }) => http.paths)
        .map(({ backend: { service } }) => [
          find('Service', service.name)?.spec.ports.some(
            ({ name, port }) => name === service.port.name || port === service.port.number,
          ),
          `leads to ${service.name}:${service.port.name ?? service.port.number}, which is not there`,
        ]),
    NetworkPolicy: ({ podSelector, ingress = [], egress = [] }) => [
      [findPods(podSelector).length > 0, 'is about no pods'],
      ...ingress.flatMap(({ from, ports }) => [...checkPeers(from), ...checkPorts(findPods(podSelector), ports)]),
      ...egress.flatMap(({ to, ports }) => [
        ...checkPeers(to),
        ...checkPorts(
          here(to).flatMap((selector) => findPods(selector)),
          ports,
        ),
      ]),
    ],
    Deployment: checkWorkload,
    StatefulSet: checkWorkload,
  };

  /** Selectors of those peers that are in the same namespace. */
  const here = (peers = []) =>
    peers.filter((peer) => peer.podSelector && !peer.namespaceSelector).map((peer) => peer.podSelector);
  const checkPeers = (peers) =>
    here(peers).map((selector) => [findPods(selector).length > 0, `no pods are ${JSON.stringify(selector)}`]);
  const checkPorts = (listening, ports = []) =>
    ports.map(({ port }) => [listening.every((pod) => hasPort(pod, port)), `not all of its pods have port ${port}`]);

  function checkWorkload({ selector, template, volumeClaimTemplates = [] }) {
    const { labels } = template.metadata;
    const { containers, topologySpreadConstraints = [], volumes = [] } = template.spec;
    const mountable = [
      ...volumes.map(({ name }) => name),
      ...volumeClaimTemplates.map(({ metadata }) => metadata.name),
    ];
    return [
      [isSelected(selector, labels), 'selects other pods than its own'],
      ...topologySpreadConstraints.map((spread) => [isSelected(spread.labelSelector, labels), 'spreads other pods']),
      ...containers.flatMap((container) => [
        ...(container.volumeMounts ?? []).map(({ name }) => [mountable.includes(name), `there is no volume ${name}`]),
        ...collect(container, 'httpGet').map(({ port }) => [
          hasPort({ containers: [container] }, port),
          `no port ${port}`,
        ]),
        ...(container.env ?? []).flatMap(({ name, value = '' }) => checkSetting(name, value, container, volumes)),
      ]),
    ];
  }

  /** The Services and the mounted files that a setting names. */
  function checkSetting(setting, value, { volumeMounts = [] }, volumes) {
    const services = [...value.matchAll(/http:\/\/([a-z-]+):(\d+)/g)].map(([address, name, port]) => [
      find('Service', name)?.spec.ports.some((own) => own.port === Number(port)),
      `${setting}: there is no Service for ${address}`,
    ]);
    const files = [...value.matchAll(/(?<=^|=)\/[\w./-]+/g)].map(([path]) => {
      const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`));
      const secret = volumes.find(({ name }) => name === mount?.name)?.secret;
      const names = secret?.items?.map((item) => item.path) ?? MADE_ELSEWHERE.secrets[secret?.secretName] ?? [];
      return [names.some((name) => path === `${mount.mountPath}/${name}`), `${setting}: nothing puts ${path} there`];
    });
    return [...services, ...files];
  }

  const checkSecrets = (spec) => [
    ...collect(spec, 'secretKeyRef').map(({ name, key }) => [
      MADE_ELSEWHERE.secrets[name]?.includes(key),
      `nobody makes ${key} in a Secret ${name}`,
    ]),
    ...collect(spec, 'secret').flatMap(({ secretName, items = [] }) =>
      items.map(({ key }) => [
        MADE_ELSEWHERE.secrets[secretName]?.includes(key),
        `nobody makes ${key} in a Secret ${secretName}`,
      ]),
    ),
    ...collect(spec, 'secretName').map((name) => [name in MADE_ELSEWHERE.secrets, `nobody makes a Secret ${name}`]),
    ...['configMap', 'configMapRef', 'configMapKeyRef']
      .flatMap((key) => collect(spec, key))
      .map(({ name }) => [find('ConfigMap', name), `there is no ConfigMap ${name}`]),
  ];

  const undocumented = Object.keys(MADE_ELSEWHERE.secrets).filter((name) => !readme.includes(name));
  return [
    ...documents.flatMap(({ kind, metadata, spec }) =>
      [...(rules[kind]?.(spec) ?? []), ...checkSecrets(spec)]
        .filter(([isKept]) => !isKept)
        .map(([, fault]) => `${kind} ${metadata.name}: ${fault}`),
    ),
    ...undocumented.map((name) => `README.md does not say who makes the Secret ${name}`),
  ];
}
