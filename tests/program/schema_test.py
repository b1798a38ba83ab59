"""`schema`: a published validator takes what the parser takes, and both know the same keys."""

import json
import pathlib
import re
import shutil
import subprocess

from program import HERE, check, equal, run, scratch

ROOT = HERE.parent.parent
VALIDATOR = ROOT / "tests/npm/schema.mjs"
OF = ["packs", "brands", "config"]

PACK = """pack: p
title: t
version: 1
{more}
rules:
  - id: r
    title: t
    signal: complaint
    severity: low
    status: draft
    when: '"x"'
{rule}
"""

# Mistakes, each in one place of a file that is else right.
BAD_PACKS = {
    "unknown key": PACK.format(more="titel: x", rule=""),
    "terms are a text": PACK.format(more="terms: {a: 'b, c'}", rule=""),
    "no entry": PACK.format(more="terms: {a: []}", rule=""),
    "name of a list": PACK.format(more="terms: {'My Words': [a]}", rule=""),
    "reserved name": PACK.format(more="terms: {brand: [a]}", rule=""),
    "language": PACK.format(more="languages: [English]", rule=""),
    "no list": PACK.format(more="languages: en", rule=""),
    "severity": PACK.format(more="", rule="").replace("severity: low", "severity: lo"),
    "status": PACK.format(more="", rule="").replace("draft", "active"),
    "signal": PACK.format(more="", rule="").replace("complaint", "complain"),
    "id": PACK.format(more="", rule="").replace("id: r", "id: My Rule"),
    "no when": PACK.format(more="", rule="").replace("    when: '\"x\"'\n", ""),
    "version": PACK.format(more="", rule="").replace("version: 1", "version: one"),
    "score": PACK.format(more="", rule="    score: 101"),
    "limit": PACK.format(more="", rule="    limit: 1 an hour"),
    "field": PACK.format(more="", rule="    where: [author.folowers > 1]"),
    "where is text": PACK.format(more="", rule="    where: author.followers > 1"),
    "window": PACK.format(more="", rule="    repeat: {same: rule, at_least: 3, within: 1h}"),
    "window's number": PACK.format(more="", rule="    repeat: {same: author, at_least: 1, within: 1h}"),
    "window's time": PACK.format(more="", rule="    repeat: {same: author, at_least: 2, within: soon}"),
    "factor": PACK.format(more="", rule="    surge: {same: brand, over: 4, within: 1h, at_least: 2}"),
    "example": PACK.format(more="", rule="    examples: {flag: [{txt: a}]}"),
    "example's field": PACK.format(more="", rule="    examples: {flag: [{text: a, author: {followers: many}}]}"),
    "examples": PACK.format(more="", rule="    examples: [a]"),
    "account": PACK.format(more="brands: [{id: a, accounts: [acme]}]", rule=""),
    "brand": PACK.format(more="brands: [{name: a}]", rule=""),
}
GOOD_PACKS = {
    "all of it": PACK.format(
        more="languages: [en, pt-BR]\nterms: {a-1: ['xy*', 404, true]}\nbrands: [{id: a, name: , words: [b], "
             "accounts: ['x:@acme']}]",
        rule="""    score: 0
    owner:
    where: [author.followers > 1, lang = en]
    limit: 1 per author per 1h
    repeat: {same: author, at_least: 3, within: 7d}
    surge: {same: brand, over: 4.5x, within: 10m, at_least: 20}
    distinct: {of: author, same: text, at_least: 5, within: 10m}
    examples:
      flag: [a, 404, {text: b, brand: null, lang: null, author: {followers: 12, verified: true, age_days: 3,
        created_at: '2026-01-01T00:00:00Z'}, customer: {known: true}, history: {open_cases: 1}, links: [a]}]
      pass:"""),
}
BAD_CONFIGS = {
    "unknown key": "lisen: 127.0.0.1:8420",
    "unknown key within": "retention: {post: 30d}",
    "number": "readers: 65",
    "address": "listen: here",
    "time": "retention: {posts: 30 fortnights}",
    "size": "limits: {disk_floor: much}",
    "share": "quiet: {share: 2}",
    "truth": "quiet: {off: perhaps}",
    "role": "people: {require_totp: [boss]}",
    "tls": "tls: {key: a.pem}",
    "source's kind": "sources: [{name: a, kind: smoke}]",
    "source's option": "sources: [{name: a, kind: stdin, path: x}]",
    "source's need": "sources: [{name: a, kind: follow}]",
    "source's name": "sources: [{name: none, kind: stdin}]",
    "source's address": "sources: [{name: a, kind: jetstream, url: 'http://x'}]",
    "source's wire": "sources: [{name: a, kind: stdin, wire: telex}]",
    "source is a text": "sources: [bluesky]",
    "account": "reply: {bluesky: {service: 'https://x.y', password_file: p}}",
    "account's server": "reply: {mastodon: {service: x.y, token_file: p}}",
    "brand": "brands: [{id: Acme!}]",
    "signal": "signals: [My Signal]",
}
GOOD_CONFIGS = {
    "nothing set": "listen:\npacks:\nretention:\nsources:\n",
    "one alone": "hosts: a.example\npacks: rules\nsignals: roaming\nsources: [{name: a, kind: file, files: x}]",
    "ranges": "readers: 64\nquiet: {share: 0.001, of_last: 100}\nretention: {posts: 1d, dead_letters: 1MB}\n"
              "limits: {disk_floor: 0}\nlisten: '[::1]:80'",
    "kinds": "sources:\n- {name: a, kind: jetstream, url: wss://a/b, insecure: true}\n"
             "- {name: b, kind: follow, path: x, from: end, wire: posts, source: s}\n- {name: c, kind: stdin}",
}
BAD_BRANDS = {"unknown key": "brands: [{id: a, wrods: [b]}]", "no id": "- {name: a}", "text": "brands: acme"}
GOOD_BRANDS = {"list": "- {id: a, words: [b]}", "key": "brands: [{id: a}]"}


def blocks(page):
    """The YAML blocks of a page."""
    return re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / page).read_text(), re.S)


def says_errors(home, kind, file):
    """Whether the program itself refuses the file."""
    if kind == "packs":
        code, out, _ = run(home, "rules", "check", file, "--json")
        return code != 0
    if kind == "brands":
        return run(home, "rules", "check", ROOT / "rules/packs/praise.yaml", "--brands", file)[0] != 0
    return run(home, "schema", "packs", "--config", file)[0] == 78


def keys_told(home, kind, file):
    """The keys that the program names when it meets one that it does not know."""
    if kind == "config":
        text = run(home, "schema", "packs", "--config", file)[2]
    elif kind == "packs":
        text = "\n".join(p["text"] for p in json.loads(run(home, "rules", "check", file, "--json")[1])["problems"])
    else:
        text = run(home, "rules", "check", ROOT / "rules/packs/praise.yaml", "--brands", file)[2]
    found = re.search(r"`qqqqqqqqqqqq` is no key of .*?: its keys are (.*)", text)
    check(found, f"{kind} {file.read_text()}: {text}")
    return sorted(found.group(1).split(", "))


def mappings(schema, node, path):
    """Each mapping of a schema: (its path, its keys)."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")]
    for one in node.get("anyOf", []):
        yield from mappings(schema, one, path)
    for one in node.get("allOf", []):  # kinds of sources
        kind = one["if"]["properties"]["kind"]["const"]
        yield (*path, ("kind", kind)), sorted(one["then"]["properties"])
    if "properties" in node and "allOf" not in node:
        yield path, sorted(node["properties"])
        for key, value in node["properties"].items():
            yield from mappings(schema, value, (*path, key))
    if "items" in node:
        yield from mappings(schema, node["items"], (*path, 0))


def document(path):
    """A YAML file (as JSON) with an unknown key in the mapping of this path."""
    value = {"qqqqqqqqqqqq": 1}
    for step in reversed(path):
        if isinstance(step, tuple):
            value[step[0]] = step[1]
        else:
            value = [value] if step == 0 else {step: value}
    return json.dumps(value)


with scratch() as home:
    schemas = {}
    for kind in OF:
        code, out, err = run(home, "schema", kind)
        equal((code, err), (0, ""), f"schema {kind}")
        schemas[kind] = json.loads(out)
        (home / f"{kind}.json").write_text(out)

    # The parser and the schema know the same keys, in every mapping.
    seen = 0
    for kind, schema in schemas.items():
        for path, keys in mappings(schema, schema, ()):
            if kind != "packs" and path[:1] == ("brands",) and kind == "config":
                continue  # those of a brands file
            file = home / "keys.yaml"
            file.write_text(document(path))
            if kind == "brands" and path == (0,):
                continue  # a brand, at the top of a list: told below
            equal(keys_told(home, kind, file), keys, f"{kind}: keys at {path}")
            seen += 1
    check(seen >= 25, f"only {seen} mappings")

    # Signals that a configuration declares.
    (home / "tocsin.yaml").write_text("signals: [roaming]\n")
    out = run(home, "schema", "packs", "--config", home / "tocsin.yaml")[1]
    check("roaming" in json.loads(out)["$defs"]["rule"]["properties"]["signal"]["enum"], "declared signals")
    for arguments, says in [(["schema"], "of is required"), (["schema", "rules"], "packs"),
                            (["schema", "packs", "--config", home / "none"], "none")]:
        code, _, err = run(home, *arguments)
        check(code != 0 and says in err, f"{arguments}: {err}")

    node = shutil.which("node")
    if not node or not (ROOT / "tests/npm/node_modules/ajv").exists():
        print("SKIPPED in part: the validator is not there (npm ci --prefix tests/npm)")
        raise SystemExit(77)

    def verdicts(kind, files):
        done = subprocess.run([node, VALIDATOR, home / f"{kind}.json", *files], capture_output=True, text=True)
        equal(done.returncode, 0, f"the validator takes the schema: {done.stderr}")
        return json.loads(done.stdout)

    shipped = sorted((ROOT / "rules/packs").glob("*.yaml")) + [HERE / "pack.yaml"]
    for file, wrong in verdicts("packs", shipped).items():
        equal(wrong, [], file)
    equal(verdicts("brands", [HERE / "brands.yaml"]), {str(HERE / "brands.yaml"): []}, "brands")

    def compare(kind, texts, valid):
        files = {}
        for name, text in texts.items():
            files[name] = home / f"{kind}-{len(files)}.yaml"
            files[name].write_text(text)
        wrong = verdicts(kind, files.values())
        for name, file in files.items():
            equal(not wrong[str(file)], valid, f"{kind}, {name}: {wrong[str(file)]}")
            equal(not says_errors(home, kind, file), valid, f"the program on {kind}, {name}")

    compare("packs", BAD_PACKS, False)
    compare("packs", GOOD_PACKS, True)
    compare("config", BAD_CONFIGS, False)
    compare("config", GOOD_CONFIGS, True)
    compare("brands", BAD_BRANDS, False)
    compare("brands", GOOD_BRANDS, True)

    # What the pages show, and what is no pack at all.
    shown = {"packs": [b for b in blocks("rules.md") if b.startswith("pack:")],
             "brands": [b for b in blocks("rules.md") if b.startswith("brands:")],
             "config": blocks("operations.md")[:1]}
    for kind, texts in shown.items():
        files = [home / f"page-{kind}-{i}.yaml" for i in range(len(texts))]
        for file, text in zip(files, texts):
            file.write_text(text)
        for file, wrong in verdicts(kind, files).items():
            equal(wrong, [], f"a page's {kind}: {pathlib.Path(file).read_text()}")
