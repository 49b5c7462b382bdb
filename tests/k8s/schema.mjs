// Checks objects against the Kubernetes schemas: types and required fields by the compiled JSON schemas of
// kubernetes-models, unknown fields by giving TypeScript the object as a literal of its declared type (the JSON schemas
// allow additional fields, the excess property check does not).
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const here = path.dirname(fileURLToPath(import.meta.url));

// objects -> for each, the list of its problems. One compilation for all: most of the time is loading the types.
export async function schemaProblems(objects) {
  const found = await Promise.all(objects.map(typeProblems));
  const known = objects.map((object, index) => ({ object, index })).filter(({ index }) => found[index].known);
  const unknown = unknownFields(known.map(({ object }) => object));
  known.forEach(({ index }, position) => found[index].problems.push(...unknown[position]));
  return found.map(({ problems }) => problems);
}

async function typeProblems(object) {
  let models;
  try {
    models = await import(`kubernetes-models/${object.apiVersion}`);
  } catch {
    return { known: false, problems: [`no such apiVersion: ${object.apiVersion}`] };
  }
  const model = models[object.kind];
  if (!model) return { known: false, problems: [`${object.apiVersion} has no kind ${object.kind}`] };
  try {
    await new model(object).validate();
    return { known: true, problems: [] };
  } catch (error) {
    return { known: true, problems: [error.message.replaceAll("\n", "; ")] };
  }
}

function unknownFields(objects) {
  const sources = new Map(objects.map((object, index) => [path.join(here, `object_${index}.ts`), literal(object)]));
  const options = {
    noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) =>
    sources.has(name) ? ts.createSourceFile(name, sources.get(name), version) : getSourceFile(name, version, ...rest);
  const program = ts.createProgram([...sources.keys()], options, host);
  const general = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()];
  if (general.length > 0) throw new Error(describe(general[0]));
  return [...sources.keys()].map((name) => {
    const file = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(describe);
  });
}

function literal(object) {
  return `import type { I${object.kind} as Wanted } from "kubernetes-models/${object.apiVersion}";\n` +
    `export const object: Wanted = ${JSON.stringify(object, null, 1)};\n`;
}

// TypeScript's words, which end in a chain of reasons; the last reason names the field.
function describe(diagnostic) {
  const lines = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n").split("\n");
  const reason = lines[lines.length - 1].trim();
  if (!diagnostic.file) return reason;
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${reason} at ${diagnostic.file.text.split("\n")[line].trim()}`;
}
