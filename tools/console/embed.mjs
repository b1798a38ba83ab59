// Writes what holds the console's files in the program: node embed.mjs DIST OUT
// Each file as it is, and compressed with brotli where that gains something and it is served so
// (not the page: engine/serve/page_answers.cpp says why); a table of them in C++, their bytes in
// assembly (a compiler would take minutes over them).
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [dist, out] = process.argv.slice(2);
const types = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml; charset=utf-8",
  json: "application/json; charset=utf-8",
};

// Vite names what it makes NAME-HASH.EXT, with eight letters of hash.
const namedByContent = (name) => /-[\w-]{8}\.(js|css)$/.test(name);

function compressed(bytes) {
  const made = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  return made.length < bytes.length * 0.9 ? made : null;
}

const rows = [];
const names = [];
let assembly = '  .section .rodata\n';
readdirSync(dist).filter((name) => !name.endsWith(".br")).sort().forEach((name, n) => {
  const type = types[name.split(".").at(-1)];
  if (!type) throw new Error(`${name}: a kind of file that the server has no type for`);
  const bytes = readFileSync(join(dist, name));
  const brotli = namedByContent(name) ? compressed(bytes) : null;
  const parts = [[`file_${n}`, join(dist, name)]];
  if (brotli) {
    writeFileSync(join(dist, `${name}.br`), brotli);
    parts.push([`file_${n}_br`, join(dist, `${name}.br`)]);
  }
  for (const [symbol, path] of parts) {
    const full = `tocsin_console_${symbol}`;
    assembly += `  .global ${full}\n  .global ${full}_end\n${full}:\n  .incbin "${path}"\n${full}_end:\n`;
    names.push(`extern const char ${full}[];`, `extern const char ${full}_end[];`);
  }
  const view = (symbol) => `between(tocsin_console_${symbol}, tocsin_console_${symbol}_end)`;
  rows.push(`      {"${name}", "${type}", ${view(`file_${n}`)}, ${brotli ? view(`file_${n}_br`) : "{}"}, ${namedByContent(name)}},`);
});
assembly += '  .section .note.GNU-stack,"",%progbits\n';

writeFileSync(join(out, "console_assets.S"), assembly);
writeFileSync(join(out, "console_assets.cpp"), `// Made by tools/console/embed.mjs.
#include "tools/console_assets.h"

extern "C" {
${names.join("\n")}
}

namespace tocsin::tools {
namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::span<const serve::Asset> console_assets() {
  static const serve::Asset all[] = {
${rows.join("\n")}
  };
  return all;
}

}  // namespace tocsin::tools
`);
