// main.mjs ROOT   prints one line per check and ends with 1 if one failed. Run by run.sh.
import fs from "node:fs";
import path from "node:path";
import { readArchitecture } from "./architecture.mjs";
import { configurationChecks } from "./configuration.mjs";
import { networkChecks } from "./network.mjs";
import { plantedErrors } from "./planted.mjs";
import { identity, render } from "./render.mjs";
import { schemaProblems } from "./schema.mjs";
import { workloadChecks } from "./workloads.mjs";

const checks = [...workloadChecks, ...networkChecks, ...configurationChecks];
const overlaysOf = (check) => check.overlays ?? ["local", "production"];

let failures = 0;
function report(name, problems, passed = "") {
  if (problems.length > 0) ++failures;
  console.log(`${problems.length > 0 ? "FAIL" : "ok  "} ${name}${problems.length > 0 ? "" : passed}`);
  for (const problem of problems) console.log(`       ${problem}`);
}

function readImage(root) {
  const script = fs.readFileSync(path.join(root, "k8s/image/compile.sh"), "utf8");
  const [, services] = /^programs=\(shanhai shanhai-\{([a-z,]+)\}\)$/m.exec(script);
  const recipe = fs.readFileSync(path.join(root, "k8s/image/Containerfile"), "utf8");
  const [, user] = /^USER (\d+):\1$/m.exec(recipe);
  return { programs: ["shanhai", ...services.split(",").map((name) => `shanhai-${name}`)], user: Number(user) };
}

function plantAll(rendered) {
  return plantedErrors.map((error) => {
    const objects = structuredClone(rendered[error.overlay]);
    const before = new Map(objects.map((object) => [object, JSON.stringify(object)]));
    error.plant(objects);
    return { ...error, objects, changed: objects.filter((object) => JSON.stringify(object) !== before.get(object)) };
  });
}

// The schemas of everything rendered and of the objects with a planted error, in one compilation.
async function checkSchemas(rendered, planted) {
  const wrong = planted.filter(({ check }) => check === "schema");
  const groups = [...Object.values(rendered), ...wrong.map(({ changed }) => changed)];
  const problems = await schemaProblems(groups.flat());
  const perGroup = groups.map((objects) => objects.flatMap((object) =>
    problems.shift().map((problem) => `${identity(object)}: ${problem}`)));
  for (const [overlay, objects] of Object.entries(rendered)) {
    report(`${overlay} schema`, perGroup.shift(), ` (${objects.length} objects)`);
  }
  return new Map(wrong.map((error, index) => [error, perGroup[index]]));
}

function checkInvariants(rendered, context) {
  for (const [overlay, objects] of Object.entries(rendered)) {
    for (const check of checks.filter((candidate) => overlaysOf(candidate).includes(overlay))) {
      report(`${overlay} ${check.name}`, check.run({ ...context, objects, overlay }));
    }
  }
}

function checkPlanted(planted, schemaFindings, context) {
  for (const error of planted) {
    const check = checks.find(({ name }) => name === error.check);
    const found = schemaFindings.get(error) ?? check.run({ ...context, objects: error.objects, overlay: error.overlay });
    const missed = found.some((problem) => error.expected.test(problem)) ? [] : [`not found; found: ${found.join("; ") || "nothing"}`];
    report(`planted ${error.check}: ${error.what}`, missed);
  }
  const never = checks.filter(({ name }) => !plantedErrors.some(({ check }) => check === name));
  report("planted: every check has an error to find", never.map(({ name }) => name));
}

const root = path.resolve(process.argv[2]);
const context = { architecture: readArchitecture(path.join(root, "ARCHITECTURE.md")), image: readImage(root) };
const rendered = {
  base: render(path.join(root, "k8s/base")),
  local: render(path.join(root, "k8s/overlays/local")),
  production: render(path.join(root, "k8s/overlays/production")),
};
const planted = plantAll(rendered);
const schemaFindings = await checkSchemas(rendered, planted);
checkInvariants(rendered, context);
checkPlanted(planted, schemaFindings, context);
console.log(failures === 0 ? "k8s: all checks passed" : `k8s: ${failures} checks failed`);
process.exit(failures === 0 ? 0 : 1);
