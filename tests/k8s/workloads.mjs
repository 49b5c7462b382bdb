// Rules about pods: how they run, how they stop, how many there are.
import { containersOf, identity, ofKind, podsOf, selects } from "./render.mjs";

const kProbePaths = { startupProbe: "/healthz", readinessProbe: "/readyz", livenessProbe: "/healthz" };

export const isService = (pod) => pod.template.metadata.labels["app.kubernetes.io/name"] === "shanhai";

// One problem per line: "where: what".
function eachContainer(objects, visit) {
  return podsOf(objects).flatMap((pod) =>
    containersOf(pod).flatMap((container) => visit(container, pod).map((what) => `${pod.name} ${container.name}: ${what}`)));
}

function restricted({ objects }) {
  return eachContainer(objects, (container, pod) => {
    const problems = [];
    const own = container.securityContext ?? {};
    const merged = { ...pod.spec.securityContext, ...own };
    if (merged.runAsNonRoot !== true || !(merged.runAsUser > 0)) problems.push("may run as root");
    if (own.readOnlyRootFilesystem !== true) problems.push("its root file system is writable");
    if (own.allowPrivilegeEscalation !== false || own.privileged) problems.push("may gain privileges");
    if (!own.capabilities?.drop?.includes("ALL") || own.capabilities.add) problems.push("keeps capabilities");
    if (merged.seccompProfile?.type !== "RuntimeDefault") problems.push("has no seccomp profile");
    for (const field of ["hostNetwork", "hostPID", "hostIPC"]) if (pod.spec[field]) problems.push(`uses ${field}`);
    if (pod.spec.volumes?.some((volume) => volume.hostPath)) problems.push("mounts a folder of the node");
    return problems;
  });
}

function probes({ objects }) {
  return eachContainer(objects, (container, pod) => {
    if (pod.owner.kind === "Job") return [];
    return Object.entries(kProbePaths).flatMap(([name, path]) => {
      const probe = container[name];
      if (!probe) return [`has no ${name}`];
      const port = (probe.httpGet ?? probe.tcpSocket)?.port;
      if (!container.ports?.some((declared) => declared.name === port)) return [`${name} asks no declared port`];
      return isService(pod) && probe.httpGet?.path !== path ? [`${name} does not ask ${path}`] : [];
    });
  });
}

function resources({ objects }) {
  return eachContainer(objects, (container) => ["requests", "limits"].flatMap((side) =>
    ["cpu", "memory"].filter((what) => !container.resources?.[side]?.[what]).map((what) => `has no ${side}.${what}`)));
}

function withoutToken({ objects }) {
  const problems = ofKind(objects, "ServiceAccount")
    .filter((account) => account.automountServiceAccountToken !== false)
    .map((account) => `${identity(account)}: mounts its token`);
  for (const pod of podsOf(objects)) {
    if (pod.spec.automountServiceAccountToken !== false) problems.push(`${pod.name}: mounts a token of the cluster`);
    // service links are variables such as SHANHAI_ORDERS_PORT, where settings are read from
    if (pod.spec.enableServiceLinks !== false) problems.push(`${pod.name}: has service links`);
  }
  return problems;
}

function drain({ objects }) {
  return podsOf(objects).filter(isService).flatMap((pod) => pod.spec.containers.flatMap((container) => {
    const [program, seconds] = container.lifecycle?.preStop?.exec?.command ?? [];
    if (program !== "/bin/sleep") return [`${pod.name}: stops before the Ingress has forgotten it`];
    const left = pod.spec.terminationGracePeriodSeconds - Number(seconds);
    return left >= 30 ? [] : [`${pod.name}: leaves ${left} s to drain, less than 30`];
  }));
}

function replacedOneByOne({ objects }) {
  return podsOf(objects).filter((pod) => isService(pod)).flatMap((pod) => {
    const rolling = pod.owner.spec.strategy?.rollingUpdate;
    const problems = [];
    if (rolling?.maxUnavailable !== 0) problems.push(`${pod.name}: a rollout may take a replica away before its successor`);
    const keys = (pod.spec.topologySpreadConstraints ?? [])
      .filter((constraint) => selects(constraint.labelSelector, pod.template.metadata.labels))
      .map((constraint) => constraint.topologyKey);
    for (const key of ["kubernetes.io/hostname", "topology.kubernetes.io/zone"]) {
      if (!keys.includes(key)) problems.push(`${pod.name}: is not spread by ${key}`);
    }
    return problems;
  });
}

function budgets({ objects }) {
  const all = ofKind(objects, "PodDisruptionBudget");
  return podsOf(objects).filter((pod) => pod.owner.kind !== "Job").flatMap((pod) => {
    const matching = all.filter((budget) => selects(budget.spec.selector, pod.template.metadata.labels));
    if (matching.length !== 1) return [`${pod.name}: selected by ${matching.length} budgets`];
    return matching[0].spec.maxUnavailable === 1 ? [] : [`${pod.name}: its budget does not let one pod go at a time`];
  });
}

function scaling({ objects, overlay }) {
  const scalers = ofKind(objects, "HorizontalPodAutoscaler");
  return podsOf(objects).filter(isService).flatMap((pod) => {
    const own = scalers.filter(({ spec: { scaleTargetRef: target } }) =>
      target.kind === pod.owner.kind && target.name === pod.owner.metadata.name);
    if (own.length !== 1) return [`${pod.name}: scaled by ${own.length} autoscalers`];
    const { minReplicas, maxReplicas } = own[0].spec;
    const problems = [];
    if (pod.owner.spec.replicas !== undefined) problems.push(`${pod.name}: has replicas beside an autoscaler`);
    const right = overlay === "local" ? minReplicas === 1 && maxReplicas === 1 : minReplicas >= 2 && maxReplicas > minReplicas;
    if (!right) problems.push(`${pod.name}: ${minReplicas} to ${maxReplicas} replicas`);
    return problems;
  });
}

function programs({ objects, architecture, image }) {
  const problems = [];
  const deployments = new Map(podsOf(objects).filter(isService).map((pod) => [pod.owner.metadata.name, pod]));
  const wanted = architecture.services.map((service) => `shanhai-${service}`);
  for (const name of wanted) {
    const pod = deployments.get(name);
    if (pod?.owner.kind !== "Deployment") problems.push(`Deployment/${name}: missing`);
    else if (pod.spec.containers[0].command[0] !== `/usr/bin/${name}`) problems.push(`${pod.name}: runs another program`);
  }
  for (const name of deployments.keys()) if (!wanted.includes(name)) problems.push(`${name}: no such service`);
  for (const pod of podsOf(objects)) {
    for (const { image: name, command } of containersOf(pod).filter(({ image: name }) => name.includes("/shanhai"))) {
      const program = command[0].replace("/usr/bin/", "");
      if (!image.programs.includes(program)) problems.push(`${pod.name}: ${program} is not in the image ${name}`);
      if (pod.spec.securityContext?.runAsUser !== image.user) problems.push(`${pod.name}: not the image's user ${image.user}`);
      if (pod.spec.securityContext?.fsGroup !== image.user) problems.push(`${pod.name}: cannot read its secrets and files`);
    }
  }
  return problems;
}

export const workloadChecks = [
  { name: "containers.restricted", run: restricted },
  { name: "containers.probes", run: probes },
  { name: "containers.resources", run: resources },
  { name: "pods.without_token", run: withoutToken },
  { name: "pods.drain", run: drain },
  { name: "pods.replaced_one_by_one", run: replacedOneByOne },
  { name: "pods.budget", run: budgets },
  { name: "pods.scaling", run: scaling },
  { name: "pods.programs", run: programs },
];
