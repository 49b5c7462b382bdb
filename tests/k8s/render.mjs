// Renders a kustomization into plain objects.
import { execFileSync } from "node:child_process";
import yaml from "js-yaml";

export function render(directory) {
  const [program, ...args] = process.env.KUSTOMIZE.split(" ");
  const text = execFileSync(program, [...args, directory], { encoding: "utf8", maxBuffer: 1 << 26 });
  const objects = yaml.loadAll(text).filter((object) => object !== null);
  // kustomize breaks long base64 into lines, which Kubernetes ignores and a strict schema does not
  for (const { data } of ofKind(objects, "Secret")) {
    for (const key of Object.keys(data)) data[key] = data[key].replaceAll("\n", "");
  }
  return objects;
}

export const identity = (object) => `${object.kind}/${object.metadata?.name}`;

// The pod templates of an overlay, with the object that makes the pods.
export function podsOf(objects) {
  return objects
    .filter((object) => ["Deployment", "StatefulSet", "DaemonSet", "Job"].includes(object.kind))
    .map((owner) => ({ owner, name: identity(owner), template: owner.spec.template, spec: owner.spec.template.spec }));
}

export const containersOf = (pod) => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];

export function ofKind(objects, ...kinds) {
  return objects.filter((object) => kinds.includes(object.kind));
}

// Whether a LabelSelector matches these labels; an empty one matches everything, as Kubernetes has it.
export function selects(selector, labels) {
  if (!selector) return false;
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels?.[key] === value);
  return equal && (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    const value = labels?.[key];
    switch (operator) {
      case "In": return values.includes(value);
      case "NotIn": return !values.includes(value);
      case "Exists": return value !== undefined;
      case "DoesNotExist": return value === undefined;
      default: throw new Error(`selector operator ${operator}`);
    }
  });
}
