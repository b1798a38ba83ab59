// Which YAML files are what a JSON Schema says, by a published validator:
//   node schema.mjs SCHEMA.json FILE…     prints {"file":["what is wrong", …], …}
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import { parse } from "yaml";

const [schema, ...files] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictTypes: false });
const validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
const wrong = {};
for (const file of files) {
  validate(parse(readFileSync(file, "utf8")));
  wrong[file] = (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}
console.log(JSON.stringify(wrong));
