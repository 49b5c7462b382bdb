// Errors that must turn a check red: each plants one into a copy of an overlay's objects. Every check has at least one,
// which main.mjs verifies, so no check can be one that never fails.
import { identity } from "./render.mjs";

const find = (objects, name) => {
  const found = objects.find((object) => identity(object).startsWith(name));
  if (!found) throw new Error(`nothing to plant into: ${name}`);
  return found;
};
const orders = (objects) => find(objects, "Deployment/shanhai-orders");
const podSpec = (objects) => orders(objects).spec.template.spec;
const container = (objects) => podSpec(objects).containers[0];
const policy = (objects, name) => find(objects, `NetworkPolicy/${name}`);
const paths = (objects) => find(objects, "Ingress/shanhai").spec.rules[0].http.paths;
const remove = (objects, name) => objects.splice(objects.indexOf(find(objects, name)), 1);
const settings = (objects) => find(objects, "ConfigMap/shanhai-settings");
const append = (objects, text) => { settings(objects).data["settings.toml"] += text; };

const schema = [
  ["a misspelt field", /readOnlyRootFileSystem/, (o) => { container(o).securityContext.readOnlyRootFileSystem = true; }],
  ["a field one level too high", /livenessProbe/, (o) => { podSpec(o).livenessProbe = container(o).livenessProbe; }],
  ["a misspelt field of a policy", /egres/, (o) => { policy(o, "dns").spec.egres = []; }],
  ["a text for a number", /maxReplicas/, (o) => { find(o, "HorizontalPodAutoscaler/").spec.maxReplicas = "six"; }],
  ["a missing required field", /selector/, (o) => { delete orders(o).spec.selector; }],
  ["an unknown kind", /no kind Deploiment/, (o) => { orders(o).kind = "Deploiment"; }],
  ["a withdrawn apiVersion", /policy\/v1beta9/, (o) => { find(o, "PodDisruptionBudget/").apiVersion = "policy/v1beta9"; }],
];

const workloads = [
  ["containers.restricted", "a writable root", /writable/, (o) => { delete container(o).securityContext.readOnlyRootFilesystem; }],
  ["containers.restricted", "a container as root", /as root/, (o) => { container(o).securityContext.runAsUser = 0; }],
  ["containers.restricted", "a capability", /capabilities/, (o) => { container(o).securityContext.capabilities.add = ["NET_ADMIN"]; }],
  ["containers.restricted", "an unconfined init container", /writable/,
    (o) => { podSpec(o).initContainers = [{ name: "i", image: "x" }]; }],
  ["containers.probes", "a missing probe", /no readinessProbe/, (o) => { delete container(o).readinessProbe; }],
  ["containers.probes", "a probe of the wrong path", /ask \/readyz/, (o) => { container(o).readinessProbe.httpGet.path = "/healthz"; }],
  ["containers.probes", "a probe of no port", /no declared port/, (o) => { container(o).livenessProbe.httpGet.port = "intern"; }],
  ["containers.resources", "no memory limit", /limits.memory/, (o) => { delete container(o).resources.limits.memory; }],
  ["pods.without_token", "a mounted token", /token/, (o) => { delete podSpec(o).automountServiceAccountToken; }],
  ["pods.without_token", "service links", /service links/, (o) => { delete podSpec(o).enableServiceLinks; }],
  ["pods.drain", "no time to drain", /to drain/, (o) => { podSpec(o).terminationGracePeriodSeconds = 10; }],
  ["pods.drain", "no pause before the stop", /forgotten/, (o) => { delete container(o).lifecycle; }],
  ["pods.replaced_one_by_one", "a rollout with a gap", /rollout/, (o) => { orders(o).spec.strategy.rollingUpdate.maxUnavailable = 1; }],
  ["pods.replaced_one_by_one", "spreading of other pods", /spread/,
    (o) => { podSpec(o).topologySpreadConstraints[0].labelSelector.matchLabels = { a: "b" }; }],
  ["pods.budget", "a missing budget", /selected by 0/, (o) => remove(o, "PodDisruptionBudget/shanhai-orders")],
  ["pods.budget", "a budget that blocks a drain", /one pod go/, (o) => { find(o, "PodDisruptionBudget/").spec = {
    ...find(o, "PodDisruptionBudget/").spec, maxUnavailable: 0 }; }],
  ["pods.scaling", "replicas beside an autoscaler", /beside/, (o) => { orders(o).spec.replicas = 3; }],
  ["pods.scaling", "an autoscaler of nothing", /0 autoscalers/,
    (o) => { find(o, "HorizontalPodAutoscaler/shanhai-orders").spec.scaleTargetRef.name = "shanhai-order"; }],
  ["pods.scaling", "one replica in production", /1 to/, (o) => { find(o, "HorizontalPodAutoscaler/").spec.minReplicas = 1; }],
  ["pods.programs", "a program that is not there", /not in the image/, (o) => { container(o).command[0] = "/usr/bin/shanhai-order"; }],
  ["pods.programs", "another service's program", /another program/, (o) => { container(o).command[0] = "/usr/bin/shanhai-catalog"; }],
  ["pods.programs", "a missing service", /shanhai-orders: missing/, (o) => remove(o, "Deployment/shanhai-orders")],
];

const network = [
  ["services.ports", "a port that is not there", /no port htp/,
    (o) => { find(o, "Service/shanhai-orders").spec.ports[0].targetPort = "htp"; }],
  ["services.ports", "a selector of nothing", /0 workloads/, (o) => { find(o, "Service/shanhai-orders").spec.selector.a = "b"; }],
  ["services.apart", "the internal port made public", /not only http/,
    (o) => { find(o, "Service/shanhai-orders").spec.ports.push({ name: "internal", port: 8081, targetPort: "internal" }); }],
  ["services.apart", "a load balancer", /not a ClusterIP/, (o) => { find(o, "Service/shanhai-orders").spec.type = "LoadBalancer"; }],
  ["ingress.routes", "a missing prefix", /\/v1\/auth: leads to undefined/, (o) => paths(o).shift()],
  ["ingress.routes", "a prefix to the wrong service", /leads to shanhai-orders/,
    (o) => { paths(o)[0].backend.service.name = "shanhai-orders"; }],
  ["ingress.routes", "a route to /internal", /not in ARCHITECTURE/, (o) => paths(o).push({ ...paths(o)[0], path: "/internal" })],
  ["ingress.bodies", "nginx's own limit", /cuts bodies off at 1m/, (o) => { delete find(o, "Ingress/shanhai").metadata.annotations; }],
  ["ingress.encrypted", "a host without TLS", /without TLS/, (o) => { find(o, "Ingress/shanhai").spec.tls[0].hosts = ["other.invalid"]; }],
  ["network.default_deny", "no default", /denies/, (o) => remove(o, "NetworkPolicy/default-deny")],
  ["network.precise", "a rule for every peer", /names no from/, (o) => { delete policy(o, "public").spec.ingress[0].from; }],
  ["network.precise", "a peer that is everybody", /everybody/,
    (o) => { policy(o, "internal").spec.ingress[0].from = [{ podSelector: {} }]; }],
  ["network.reachable", "the internal port for the Ingress", /8081/,
    (o) => { policy(o, "public").spec.ingress[0].ports.push({ protocol: "TCP", port: 8081 }); }],
  ["network.reachable", "a closed public port", /8080/, (o) => remove(o, "NetworkPolicy/public")],
  ["network.chosen", "a database no policy speaks of", /StatefulSet\/mariadb/, (o) => remove(o, "NetworkPolicy/mariadb"), "local"],
  ["network.reaches", "no way to the database", /3306/, (o) => remove(o, "NetworkPolicy/database")],
];

const configuration = [
  ["settings.known", "a misspelt setting", /server.lisen/, (o) => append(o, '[server]\nlisen = "x"\n')],
  ["settings.known", "a misspelt variable", /SHANHAI_SERVER__LISEN/,
    (o) => container(o).env.push({ name: "SHANHAI_SERVER__LISEN", value: "x" })],
  ["settings.files_mounted", "a file that is not mounted", /not mounted/,
    (o) => append(o, '[redis]\naddress_file = "/run/secrets/redis"\n')],
  ["settings.files_mounted", "a password under another name", /not mounted/,
    (o) => { podSpec(o).volumes.find(({ name }) => name === "database").secret.items[0].path = "pasword"; }],
  ["secrets.passwords_apart", "every password in one pod", /\(all\)/,
    (o) => { delete podSpec(o).volumes.find(({ name }) => name === "database").secret.items; }],
  ["secrets.absent", "a Secret", /in the source/, (o) => o.push({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" } })],
  ["secrets.absent", "a password among the settings", /database.admin.password/, (o) => append(o, '[database.admin]\npassword = "x"\n')],
  ["secrets.absent", "a token as a variable", /INTERNAL__TOKEN/,
    (o) => container(o).env.push({ name: "SHANHAI_INTERNAL__TOKEN", value: "x" })],
  ["secrets.marked", "an unmarked Secret", /not marked/, (o) => { delete find(o, "Secret/").metadata.annotations; }, "local"],
  ["references.resolve", "a claim that is nowhere", /shanhai-files-order,/,
    (o) => { podSpec(o).volumes.find(({ name }) => name === "files").persistentVolumeClaim.claimName = "shanhai-files-order"; }],
  ["references.resolve", "settings without the suffix of their content", /ConfigMap\/shanhai-settings,/,
    (o) => { podSpec(o).volumes.find(({ name }) => name === "settings").configMap.name = "shanhai-settings"; }],
  ["images.named", "an image by tag", /by digest/, (o) => { container(o).image = "registry.invalid/shanhai:1"; }],
  ["images.named", "the tag latest", /fixed tag/, (o) => { container(o).image = "localhost/shanhai:latest"; }, "local"],
  ["placeholders.inert", "an image that may exist", /image/,
    (o) => { container(o).image = container(o).image.replace(".invalid", ".com"); }],
  ["placeholders.inert", "a host that may exist", /shanhai.cn/, (o) => { find(o, "Ingress/").spec.rules[0].host = "shanhai.cn"; }],
  ["placeholders.inert", "an open way out", /0.0.0.0/, (o) => { policy(o, "database").spec.egress[0].to[0].ipBlock.cidr = "0.0.0.0/0"; }],
  ["objects.labelled", "an object of no phase", /no phase/, (o) => { orders(o).metadata.labels = {}; }],
  ["objects.labelled", "an object outside the namespace", /outside/, (o) => { orders(o).metadata.namespace = "default"; }],
  ["migration.first", "settings that come too late", /after the migration/,
    (o) => { settings(o).metadata.labels["shanhai/phase"] = "serve"; }],
];

export const plantedErrors = [
  ...schema.map(([what, expected, plant]) => ({ check: "schema", what, expected, plant, overlay: "production" })),
  ...[...workloads, ...network, ...configuration].map(([check, what, expected, plant, overlay = "production"]) =>
    ({ check, what, expected, plant, overlay })),
];
