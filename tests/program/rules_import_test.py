"""`rules import`: what is written passes its check; what is not is listed with place and reason."""

import json

from program import check, equal, run, scratch

RULES = {"data": [
    {"id": "1", "value": "cat has:media -is:retweet", "tag": "Cats with media"},
    {"id": "2", "value": "\U0001f600 \"nice day\" has:geo", "tag": "Happy places"},
    {"id": "3", "value": "(cat OR dog", "tag": "Broken"},
    {"id": "4", "value": "from:acme OR from:bob"},
], "meta": {"sent": "2026-11-28T06:00:00.000Z"}}

BRANDS = "brands:\n  - {id: acme, name: Acme, words: [acme]}\n"

with scratch() as home:
    source = home / "rules.json"
    source.write_text(json.dumps(RULES, indent=1))
    pack = home / "cats.yaml"
    code, out, err = run(home, "rules", "import", "--from", "x", source, "--out", pack)
    equal((code, out), (1, ""), "some of it is not imported")
    lines = err.splitlines()
    place = [line for line in lines if "has:geo" in line]
    # The emoji is written in twelve characters, the quotes with a backslash each.
    equal(place[0].split(": ")[1], f"{source}:10:40", "the place of what is not imported")
    check(any(f"{source}:15:14: error: not imported: this `(` is not closed" in line
              for line in lines), f"a syntax error: {err}")
    check("2 of 4 queries imported, as 2 drafts" in lines[-1], f"the last line: {lines[-1]}")
    check("pack: cats\n" in pack.read_text(), "the pack has its file's name")

    code, out, err = run(home, "rules", "check", "--json", pack)
    problems = json.loads(out)["problems"]
    equal((code, {p["lint"] for p in problems}), (0, {"missing-examples"}), "the pack's check")
    equal(run(home, "rules", "fmt", "--check", pack)[0], 0, "the pack's form")

    # The author's next steps: examples, and a look.
    text = pack.read_text().replace("status: draft", "status: live").replace(
        "      flag: []\n      pass: []\n",
        '      flag: [{text: "a cat", media: [image], is_repost: false, author: {handle: bob}}]\n'
        '      pass: [{text: "a cat", author: {handle: eve}}]\n')
    pack.write_text(text)
    equal(run(home, "rules", "test", pack)[0], 0, "the pack's examples")

    # To standard output, from standard input; for a brand of ours.
    brands = home / "brands.yaml"
    brands.write_text(BRANDS)
    code, out, err = run(home, "rules", "import", "--from", "brandwatch", "-", "--brand", "acme",
                         "--brands", brands, stdin="broken NEAR/3 (router OR modem)")
    equal(code, 0, f"a query of Brandwatch: {err}")
    check("""when: brand:acme AND "broken" NEAR/3 ("router" OR "modem")""" in out, out)

    # Wrong use says what to do.
    for arguments, says in [
        (["--from", "x", home / "none.txt"], "none.txt: cannot be read"),
        (["--from", "y", source], "--from"),
        ([source], "--from"),
        (["--from", "x", source, "--brand", "zebra"], "--brand zebra: no brand has this id"),
        (["--from", "x", source, "--pack", "My Pack"], "write `my-pack`"),
        (["--from", "x", source, "--signal", "hunger"], "--signal"),
    ]:
        code, out, err = run(home, "rules", "import", *arguments)
        equal((code, out), (2, ""), f"{arguments}: {err}")
        check(says in err, f"{arguments}: {err}")

    # More rules than a pack holds.
    many = home / "many.txt"
    many.write_text("".join(f"word{i} {'very ' * 60}\n" for i in range(700)))
    code, out, err = run(home, "rules", "import", "--from", "x", many, "--out", home / "many.yaml")
    equal(code, 0, err)
    packs = sorted(home.glob("many*.yaml"))
    check(home / "many-2.yaml" in packs, f"a second pack: {err}")
    code, out, err = run(home, "rules", "check", *packs, "--json")
    equal((code, json.loads(out)["rules"]), (0, 700), "the packs together")
    code, out, err = run(home, "rules", "import", "--from", "x", many)
    equal((code, out), (2, ""), "several packs have no place on standard output")
    check("name a file" in err, err)
