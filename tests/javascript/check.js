// Lints and type-checks components. Standard input lists them: [{ name, files }]. A component is one module, its files
// one after the other; a finding is told with the file and the line it came from.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Linter } from "eslint";
import ts from "typescript";
import rules from "./eslint.config.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));

class Component {
  constructor({ name, files }) {
    this.module = `${HERE}${name}.js`; // nowhere but in memory
    this.files = files;
    this.texts = files.map((file) => readFileSync(file, "utf8"));
    this.text = this.texts.join("\n");
  }

  /** File and line of a line of the module, both counted from 1. */
  place(line) {
    let rest = line;
    let at = 0;
    for (const lines of this.texts.map((text) => text.split("\n").length)) {
      if (rest <= lines) break;
      rest -= lines;
      at += 1;
    }
    return { file: this.files[at], line: rest };
  }
}

function typeErrors(components) {
  const { config } = ts.readConfigFile(`${HERE}tsconfig.json`, ts.sys.readFile);
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(config, ts.sys, HERE);
  const modules = new Map(components.map((component) => [component.module, component]));
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.readFile = (name) => modules.get(name)?.text ?? readFile(name);
  const program = ts.createProgram([...fileNames, ...modules.keys()], options, host);
  return [...errors, ...ts.getPreEmitDiagnostics(program)].map(({ file, start, code, messageText }) => {
    const what = { rule: `TS${code}`, message: ts.flattenDiagnosticMessageText(messageText, "\n    ") };
    if (!file) return { file: "tsconfig.json", line: 1, column: 1, ...what };
    const { line, character } = file.getLineAndCharacterOfPosition(start);
    const place = modules.get(file.fileName)?.place(line + 1) ?? { file: file.fileName, line: line + 1 };
    return { ...place, column: character + 1, ...what };
  });
}

function lintErrors(component) {
  const found = new Linter({ configType: "flat" }).verify(component.text, rules, { filename: "component.js" });
  return found.map(({ line, column, ruleId, message }) => ({
    ...component.place(line ?? 1),
    column: column ?? 1,
    rule: ruleId ?? "syntax",
    message,
  }));
}

function asText({ file, line, column, rule, message }) {
  return `${file}:${line}:${column}: ${rule} ${message}`;
}

/** What a shared file offers, one component or another leaves unused; it is a finding where all of them do. */
function usedElsewhere(error, components, found) {
  if (error.rule !== "no-unused-vars") return false;
  const having = components.filter(({ files }) => files.includes(error.file)).length;
  return found.filter((other) => asText(other) === asText(error)).length < having;
}

const components = JSON.parse(readFileSync(0, "utf8")).map((given) => new Component(given));
const linted = components.flatMap(lintErrors).filter((error, _, found) => !usedElsewhere(error, components, found));
const findings = new Set([...linted, ...typeErrors(components)].map(asText)); // a shared file is looked at more than once
for (const finding of findings) console.error(finding);
const files = new Set(components.flatMap((component) => component.files)).size;
console.log(`JavaScript: ${findings.size || "no"} findings in ${files} files of ${components.length} components`);
process.exitCode = findings.size ? 1 : 0;
