// What ARCHITECTURE.md promises: public path prefixes per service, and the keys a settings file may have.
import fs from "node:fs";

export function readArchitecture(path) {
  const text = fs.readFileSync(path, "utf8");
  const routes = readRoutes(text);
  const services = [...new Set(routes.values())];
  return { routes, services, settings: readSettings(text, services) };
}

function readRoutes(text) {
  const [, table] = text.split("| public path prefix | service |\n");
  if (!table) throw new Error("ARCHITECTURE.md has no table of public path prefixes");
  const routes = new Map();
  for (const row of table.split("\n")) {
    if (!row.startsWith("|")) break;
    const [, prefixes, service] = row.split("|");
    for (const [, prefix] of prefixes.matchAll(/`([^`]+)`/g)) routes.set(prefix, service.trim());
  }
  return routes;
}

// The documented example names one service per section and says that the others have the same keys.
function readSettings(text, services) {
  const [, block] = /\n## Settings\n[^]*?```toml\n([^]*?)```/.exec(text) ?? [];
  if (!block) throw new Error("ARCHITECTURE.md has no block of settings");
  const keys = new Set();
  for (const key of parseSettings(block).keys()) {
    keys.add(key);
    const [section, service, rest] = key.split(".");
    if (rest && services.includes(service)) services.forEach((other) => keys.add(`${section}.${other}.${rest}`));
  }
  return keys;
}

// The part of TOML that settings use: sections, and keys with a value on one line. Anything else is an error.
export function parseSettings(text) {
  const values = new Map();
  let section = "";
  for (const line of text.split("\n").map((raw) => raw.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const header = /^\[([a-z_.]+)\]/.exec(line);
    const entry = /^([a-z0-9_]+)\s*=\s*("[^"]*"|[0-9]+|true|false|\[[^\]]*\])\s*(#.*)?$/.exec(line);
    if (header) section = header[1];
    else if (entry) values.set(`${section}.${entry[1]}`, entry[2].replaceAll('"', ""));
    else throw new Error(`not a setting: ${line}`);
  }
  return values;
}

// SHANHAI_DATABASE__ORDERS__PASSWORD_FILE -> database.orders.password_file; null for any other variable
export function settingOfVariable(name) {
  if (!name.startsWith("SHANHAI_")) return null;
  return name.slice("SHANHAI_".length).toLowerCase().replaceAll("__", ".");
}

// A key that is not documented itself may be documented without `_file`.
export function isKnown(settings, key) {
  return settings.has(key) || (key.endsWith("_file") && settings.has(key.slice(0, -"_file".length)));
}
