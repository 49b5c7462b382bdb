// Rules about who reaches what: Services, the Ingress, network policies.
import { identity, ofKind, podsOf, selects } from "./render.mjs";
import { isService } from "./workloads.mjs";

const kExact = new Set(["/", "/.well-known/gs1resolver", "/.well-known/jwks.json"]);

const portNumber = (pod, port) =>
  pod.spec.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === port)?.containerPort ?? port;

function servicePorts({ objects }) {
  const pods = podsOf(objects);
  return ofKind(objects, "Service").flatMap((service) => {
    const behind = pods.filter((pod) => selects({ matchLabels: service.spec.selector }, pod.template.metadata.labels));
    if (behind.length !== 1) return [`${identity(service)}: ${behind.length} workloads behind it`];
    return service.spec.ports
      .filter(({ targetPort }) => typeof portNumber(behind[0], targetPort) !== "number")
      .map(({ targetPort }) => `${identity(service)}: ${behind[0].name} has no port ${targetPort}`);
  });
}

// The internal listener has a Service of its own, and neither is reachable from outside but through the Ingress.
function servicesApart({ objects, architecture }) {
  const services = new Map(ofKind(objects, "Service").map((service) => [service.metadata.name, service]));
  return architecture.services.flatMap((name) => [[`shanhai-${name}`, "http"], [`shanhai-internal-${name}`, "internal"]]
    .flatMap(([service, port]) => {
      const { spec } = services.get(service) ?? {};
      if (!spec) return [`Service/${service}: missing`];
      const problems = [];
      if (spec.type !== "ClusterIP") problems.push(`Service/${service}: is not a ClusterIP`);
      if (spec.ports.map(({ targetPort }) => targetPort).join() !== port) problems.push(`Service/${service}: serves not only ${port}`);
      if (spec.selector["app.kubernetes.io/component"] !== name) problems.push(`Service/${service}: leads to another service`);
      return problems;
    }));
}

function ingressRoutes({ objects, architecture }) {
  const problems = [];
  const seen = new Map();
  for (const ingress of ofKind(objects, "Ingress")) {
    if (ingress.spec.defaultBackend) problems.push(`${identity(ingress)}: has a default backend`);
    for (const { path, pathType, backend } of ingress.spec.rules.flatMap((rule) => rule.http.paths)) {
      if (seen.has(path)) problems.push(`${path}: routed twice`);
      seen.set(path, backend.service.name);
      if (pathType !== (kExact.has(path) ? "Exact" : "Prefix")) problems.push(`${path}: is ${pathType}`);
      if (backend.service.port.name !== "http") problems.push(`${path}: does not lead to the public port`);
    }
  }
  for (const [path, service] of architecture.routes) {
    if (seen.get(path) !== `shanhai-${service}`) problems.push(`${path}: leads to ${seen.get(path)}, not shanhai-${service}`);
  }
  for (const path of seen.keys()) if (!architecture.routes.has(path)) problems.push(`${path}: not in ARCHITECTURE.md`);
  return problems;
}

// The largest that a route takes, MiB: kSheetBytesMax of bulk listing.
const kLargestBody = 32;

function ingressBodies({ objects }) {
  return ofKind(objects, "Ingress").flatMap((ingress) => {
    const size = ingress.metadata.annotations?.["nginx.ingress.kubernetes.io/proxy-body-size"] ?? "1m";
    const [, mebibytes] = /^([0-9]+)m$/.exec(size) ?? [];
    return Number(mebibytes) >= kLargestBody ? [] : [`${identity(ingress)}: cuts bodies off at ${size}`];
  });
}

function ingressEncrypted({ objects }) {
  return ofKind(objects, "Ingress").flatMap((ingress) => ingress.spec.rules
    .filter(({ host }) => !host || !ingress.spec.tls?.some(({ hosts, secretName }) => secretName && hosts.includes(host)))
    .map(({ host }) => `${identity(ingress)}: host ${host ?? "(any)"} without TLS`));
}

function defaultDeny({ objects }) {
  const closed = ofKind(objects, "NetworkPolicy").some(({ spec }) => Object.keys(spec.podSelector).length === 0 &&
    ["Ingress", "Egress"].every((type) => spec.policyTypes.includes(type)) && !spec.ingress && !spec.egress);
  return closed ? [] : ["no policy denies everything by default"];
}

// A rule without peers or without ports allows all of them, and a policy without its type allows nothing of it.
function policiesPrecise({ objects }) {
  return ofKind(objects, "NetworkPolicy").flatMap((policy) =>
    [["ingress", "from", "Ingress"], ["egress", "to", "Egress"]].flatMap(([direction, peers, type]) => {
      const rules = policy.spec[direction] ?? [];
      const problems = rules.flatMap((rule) => [peers, "ports"].filter((part) => !rule[part]?.length)
        .map((part) => `${identity(policy)}: ${direction} names no ${part}`));
      if (rules.length > 0 && !policy.spec.policyTypes.includes(type)) problems.push(`${identity(policy)}: lacks type ${type}`);
      const open = rules.flatMap((rule) => rule[peers] ?? []).some((peer) => Object.keys(peer).length === 0 ||
        (peer.podSelector && !peer.namespaceSelector && Object.keys(peer.podSelector).length === 0));
      return open ? [...problems, `${identity(policy)}: a peer is everybody`] : problems;
    }));
}

// The rules of one direction that hold for a pod, with port names resolved against the pod they lead to.
function rulesFor(objects, pod, direction) {
  return ofKind(objects, "NetworkPolicy")
    .filter(({ spec }) => selects(spec.podSelector, pod.template.metadata.labels))
    .flatMap(({ spec }) => spec[direction] ?? []);
}

function reachable({ objects }) {
  const publicPeer = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } };
  const internalPeer = { podSelector: { matchLabels: { "app.kubernetes.io/name": "shanhai" } } };
  const allowed = { 8080: JSON.stringify([publicPeer]), 8081: JSON.stringify([internalPeer]) };
  return podsOf(objects).filter(isService).flatMap((pod) => {
    const open = new Map();
    for (const rule of rulesFor(objects, pod, "ingress")) {
      for (const { port } of rule.ports ?? []) open.set(portNumber(pod, port), JSON.stringify(rule.from));
    }
    return Object.keys({ ...allowed, ...Object.fromEntries(open) })
      .filter((port) => open.get(Number(port)) !== allowed[port])
      .map((port) => `${pod.name}: port ${port} is open to ${open.get(Number(port))}, not to ${allowed[port]}`);
  });
}

// Behind the default, a policy says of each workload that serves who may come in.
function chosen({ objects }) {
  return podsOf(objects)
    .filter((pod) => pod.owner.kind !== "Job" && rulesFor(objects, pod, "ingress").length === 0)
    .map((pod) => `${pod.name}: no policy lets anybody in`);
}

function reaches({ objects }) {
  return podsOf(objects).filter(({ owner }) => owner.kind !== "StatefulSet" && owner.metadata.name !== "redis").flatMap((pod) => {
    const ports = rulesFor(objects, pod, "egress").flatMap((rule) => rule.ports ?? []).map(({ port }) => port);
    const wanted = isService(pod) ? [53, 3306, 6379, "internal"] : [53, 3306];
    return wanted.filter((port) => !ports.includes(port)).map((port) => `${pod.name}: cannot reach port ${port}`);
  });
}

export const networkChecks = [
  { name: "services.ports", run: servicePorts },
  { name: "services.apart", run: servicesApart },
  { name: "ingress.routes", run: ingressRoutes },
  { name: "ingress.bodies", run: ingressBodies },
  { name: "ingress.encrypted", run: ingressEncrypted, overlays: ["production"] },
  { name: "network.default_deny", run: defaultDeny },
  { name: "network.precise", run: policiesPrecise },
  { name: "network.reachable", run: reachable },
  { name: "network.chosen", run: chosen },
  { name: "network.reaches", run: reaches },
];
