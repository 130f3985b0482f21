// Whether pods may do as little as they can: what Kubernetes' Pod Security Standard "restricted" asks for, and a little more.

/** @returns what is wrong with a pod's specification, each in a few words */
export function checkRestricted({ securityContext: pod = {}, containers = [], initContainers = [], ...spec }) {
  const rules = [
    [pod.runAsNonRoot === true && pod.runAsUser > 0, 'runs as root, or as whom the image says'],
    [pod.seccompProfile?.type === 'RuntimeDefault', 'has no seccomp profile RuntimeDefault'],
    [spec.automountServiceAccountToken === false, 'is given a token of its service account'],
    [!spec.hostNetwork && !spec.hostPID && !spec.hostIPC, 'shares a namespace of its node'],
    [!(spec.volumes ?? []).some((volume) => 'hostPath' in volume), 'mounts a folder of its node'],
    ...[...initContainers, ...containers].flatMap(checkContainer),
    ...containers.map(({ name, startupProbe, readinessProbe, livenessProbe }) => [
      startupProbe && readinessProbe && livenessProbe,
      `${name}: is not probed for startup, readiness and liveness`,
    ]),
  ];
  return rules.filter(([isKept]) => !isKept).map(([, fault]) => fault);
}

function checkContainer({ name, image, resources = {}, securityContext = {} }) {
  const { allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities = {}, ...others } = securityContext;
  return [
    [allowPrivilegeEscalation === false, `${name}: allowPrivilegeEscalation is not false`],
    [readOnlyRootFilesystem === true, `${name}: its root file system can be written`],
    [capabilities.drop?.includes('ALL') && !capabilities.add, `${name}: does not drop all capabilities`],
    [Object.keys(others).length === 0, `${name}: sets ${Object.keys(others).join(', ')} apart from its pod`],
    [resources.limits?.memory && resources.requests?.cpu, `${name}: has no memory limit, or no CPU request`],
    [/(:[\w.-]+|@sha256:[\da-f]{64})$/.test(image) && !image.endsWith(':latest'), `${name}: ${image} is no release`],
  ];
}
