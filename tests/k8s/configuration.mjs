// Rules about what is given to pods: settings, secrets, images, and the objects they name.
import { isKnown, parseSettings, settingOfVariable } from "./architecture.mjs";
import { containersOf, identity, ofKind, podsOf } from "./render.mjs";

// Made by hand in an installation, never from the source.
const kOutside = {
  local: ["shanhai-database-authority"],
  production: ["shanhai-database", "shanhai-internal", "shanhai-keys", "shanhai-database-authority", "shanhai-tls"],
};
const kPhases = ["prepare", "serve"];

const settingsFiles = (objects) => ofKind(objects, "ConfigMap").filter(({ data }) => data["settings.toml"]);

// Variables of a container: its own, and those of the ConfigMaps it takes whole.
function variablesOf(container, objects) {
  const variables = new Map();
  for (const { configMapRef } of container.envFrom ?? []) {
    const source = ofKind(objects, "ConfigMap").find(({ metadata }) => metadata.name === configMapRef?.name);
    for (const [name, value] of Object.entries(source?.data ?? {})) variables.set(name, value);
  }
  for (const { name, value } of container.env ?? []) variables.set(name, value);
  return variables;
}

const shanhaiContainers = (objects) => podsOf(objects).flatMap((pod) =>
  containersOf(pod).filter(({ image }) => image.includes("/shanhai")).map((container) => ({ pod, container })));

function settingsKnown({ objects, architecture }) {
  const problems = [];
  for (const map of settingsFiles(objects)) {
    for (const key of parseSettings(map.data["settings.toml"]).keys()) {
      if (!isKnown(architecture.settings, key)) problems.push(`settings.toml: ${key} is not in ARCHITECTURE.md`);
    }
  }
  for (const { pod, container } of shanhaiContainers(objects)) {
    for (const name of variablesOf(container, objects).keys()) {
      const key = settingOfVariable(name);
      if (!key || !isKnown(architecture.settings, key)) problems.push(`${pod.name}: ${name} is no setting of ARCHITECTURE.md`);
    }
  }
  return [...new Set(problems)];
}

// Each file that a setting names is mounted: the volume holds it, as far as the source knows its keys.
function settingsMounted({ objects }) {
  const shared = settingsFiles(objects).flatMap(({ data }) => [...parseSettings(data["settings.toml"])])
    .filter(([key]) => key.endsWith("_file"));
  return shanhaiContainers(objects).flatMap(({ pod, container }) => {
    const own = [...variablesOf(container, objects)].filter(([name]) => /_FILE$|__TLS_CA$/.test(name));
    return [...shared, ...own].filter(([, file]) => !isMounted(file, container, pod, objects))
      .map(([key, file]) => `${pod.name}: ${key} names ${file}, which is not mounted`);
  });
}

function isMounted(file, container, pod, objects) {
  const mount = container.volumeMounts.find(({ mountPath }) => file.startsWith(`${mountPath}/`));
  const secret = pod.spec.volumes.find(({ name }) => name === mount?.name)?.secret;
  if (!secret) return false;
  const name = file.slice(mount.mountPath.length + 1);
  if (secret.items) return secret.items.some(({ path }) => path === name);
  const generated = ofKind(objects, "Secret").find(({ metadata }) => metadata.name === secret.secretName);
  return !generated || name in generated.data;
}

// A service holds no other service's password.
function passwordsApart({ objects, architecture }) {
  return podsOf(objects).filter(({ owner }) => owner.kind === "Deployment").flatMap((pod) => {
    const service = pod.template.metadata.labels["app.kubernetes.io/component"];
    if (!architecture.services.includes(service)) return [];
    const keys = pod.spec.volumes.filter(({ secret }) => secret?.secretName.startsWith("shanhai-database"))
      .filter(({ secret }) => !secret.secretName.startsWith("shanhai-database-authority"))
      .flatMap(({ secret }) => secret.items?.map(({ key }) => key) ?? ["(all)"]);
    return keys.join() === service ? [] : [`${pod.name}: holds the passwords of ${keys.join()}`];
  });
}

function referencesResolve({ objects, overlay }) {
  const present = new Set([...objects.map(identity), ...kOutside[overlay].map((name) => `Secret/${name}`)]);
  const named = [];
  for (const pod of podsOf(objects)) {
    if (pod.spec.serviceAccountName) named.push([pod.name, `ServiceAccount/${pod.spec.serviceAccountName}`]);
    for (const { secret, configMap, persistentVolumeClaim: claim } of pod.spec.volumes ?? []) {
      if (secret) named.push([pod.name, `Secret/${secret.secretName}`]);
      if (configMap) named.push([pod.name, `ConfigMap/${configMap.name}`]);
      if (claim) named.push([pod.name, `PersistentVolumeClaim/${claim.claimName}`]);
    }
    for (const { configMapRef } of containersOf(pod).flatMap(({ envFrom }) => envFrom ?? [])) {
      named.push([pod.name, `ConfigMap/${configMapRef.name}`]);
    }
  }
  for (const ingress of ofKind(objects, "Ingress")) {
    for (const { secretName } of ingress.spec.tls ?? []) named.push([identity(ingress), `Secret/${secretName}`]);
    for (const { backend } of ingress.spec.rules.flatMap((rule) => rule.http.paths)) {
      named.push([identity(ingress), `Service/${backend.service.name}`]);
    }
  }
  return named.filter(([, target]) => !present.has(target)).map(([from, target]) => `${from}: names ${target}, which is nowhere`);
}

function secretsAbsent({ objects }) {
  const problems = ofKind(objects, "Secret").map((secret) => `${identity(secret)}: a secret in the source`);
  const secretKey = /(^|[._])(password|token|secret|private_key|master_key|lookup_key)$/;
  for (const { data } of settingsFiles(objects)) {
    for (const key of parseSettings(data["settings.toml"]).keys()) {
      if (secretKey.test(key)) problems.push(`settings.toml: ${key} holds its value`);
    }
  }
  for (const { pod, container } of shanhaiContainers(objects)) {
    for (const name of variablesOf(container, objects).keys()) {
      if (secretKey.test(name.toLowerCase())) problems.push(`${pod.name}: ${name} holds its value`);
    }
  }
  return problems;
}

function secretsMarked({ objects }) {
  return ofKind(objects, "Secret").filter(({ metadata }) => metadata.annotations?.["shanhai/for"] !== "local-use-only")
    .map((secret) => `${identity(secret)}: not marked as for local use only`);
}

function imagesNamed({ objects, overlay }) {
  return podsOf(objects).flatMap((pod) => containersOf(pod).flatMap(({ image }) => {
    if (overlay === "production" && !/@sha256:[0-9a-f]{64}$/.test(image)) return [`${pod.name}: ${image} is not named by digest`];
    return /@sha256:|:(?!latest$)[^/:]+$/.test(image) ? [] : [`${pod.name}: ${image} has no fixed tag`];
  }));
}

// The model overlay, applied by accident, must reach nothing: RFC 2606 names, RFC 5737 addresses, a digest of zeros.
function placeholdersInert({ objects }) {
  const names = [];
  for (const { pod, container } of shanhaiContainers(objects)) {
    const [, host] = /^([^/]+)\/.*@sha256:0{64}$/.exec(container.image) ?? [];
    names.push([`${pod.name} image`, host]);
    for (const [name, value] of variablesOf(container, objects)) {
      if (/__ADDRESS$|_URL$|__ISSUER$/.test(name)) names.push([name, new URL(value).hostname]);
    }
  }
  for (const { spec } of ofKind(objects, "Ingress")) spec.rules.forEach(({ host }) => names.push(["Ingress", host]));
  const problems = names.filter(([, host]) => !host?.endsWith(".invalid")).map(([where, host]) => `${where}: ${host} might exist`);
  for (const policy of ofKind(objects, "NetworkPolicy").filter(({ metadata }) => ["database", "redis"].includes(metadata.name))) {
    const peers = policy.spec.egress.flatMap(({ to }) => to).map(({ ipBlock }) => ipBlock?.cidr);
    if (peers.join() !== "192.0.2.0/24") problems.push(`${identity(policy)}: allows ${peers.join()}`);
  }
  return [...new Set(problems)];
}

function labelled({ objects }) {
  const seen = new Set();
  return objects.flatMap((object) => {
    const problems = [];
    if (!kPhases.includes(object.metadata.labels?.["shanhai/phase"])) problems.push(`${identity(object)}: belongs to no phase`);
    if (object.kind !== "Namespace" && object.metadata.namespace !== "shanhai") problems.push(`${identity(object)}: outside the namespace`);
    if (seen.has(identity(object))) problems.push(`${identity(object)}: twice`);
    seen.add(identity(object));
    return problems;
  });
}

// What the migration needs is applied before it, so that the step "prepare" stands on its own.
function migrationFirst({ objects }) {
  const jobs = ofKind(objects, "Job");
  if (jobs.length !== 1) return [`${jobs.length} migration Jobs`];
  const needed = ofKind(objects, "Job", "Namespace", "ServiceAccount", "ConfigMap", "Secret", "NetworkPolicy", "PersistentVolumeClaim");
  const services = ofKind(objects, "Deployment").filter(({ metadata }) => metadata.name.startsWith("shanhai-"));
  const isIn = (phase) => ({ metadata }) => metadata.labels["shanhai/phase"] === phase;
  return [
    ...needed.filter((object) => !isIn("prepare")(object)).map((object) => `${identity(object)}: comes after the migration`),
    ...services.filter((object) => !isIn("serve")(object)).map((object) => `${identity(object)}: comes before the migration is done`),
  ];
}

export const configurationChecks = [
  { name: "settings.known", run: settingsKnown },
  { name: "settings.files_mounted", run: settingsMounted },
  { name: "secrets.passwords_apart", run: passwordsApart },
  { name: "secrets.absent", run: secretsAbsent, overlays: ["base", "production"] },
  { name: "secrets.marked", run: secretsMarked, overlays: ["local"] },
  { name: "references.resolve", run: referencesResolve },
  { name: "images.named", run: imagesNamed },
  { name: "placeholders.inert", run: placeholdersInert, overlays: ["production"] },
  { name: "objects.labelled", run: labelled },
  { name: "migration.first", run: migrationFirst },
];
