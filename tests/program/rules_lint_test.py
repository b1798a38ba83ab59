"""Lints with their mends: `rules check --fix`, `--json`, and words that are too common."""

import json

from program import check, equal, must, run, scratch

PACK = """pack: shop
title: A shop
version: 1
terms:
  leaving: [leaving, 'cancel*', cancelled, LEAVING]  # what they say
  down:
    - down
    - '#fail'
    - Down
    - "no signal"
rules:
  - id: a
    title: T
    signal: churn
    severity: high
    status: live
    when: brand and (leaving OR down)
    examples:
      flag: ["leaving"]
      pass: ["down the road, nobody is leaving"]
"""

with scratch() as home:
    pack = home / "shop.yaml"
    pack.write_text(PACK)
    code, out, _ = run(home, "rules", "check", "--json", pack)
    problems = json.loads(out)["problems"]
    equal(code, 1, "an error")
    fixes = {p["lint"]: p.get("fix") for p in problems}
    equal(fixes["lower-case-operator"],
          {"says": "write it in upper case", "safe": True, "edits": [
              {"line": 17, "column": 17, "end_line": 17, "end_column": 20, "text": "AND"}]},
          "the mend of an operator")
    equal(fixes["covered-term"]["edits"][0]["column"], 33, "the mend of an entry")
    equal(pack.read_text(), PACK, "nothing is written without --fix")

    out, err = must(home, "rules", "check", "--fix", pack)
    check("mended 4 problems in 1 file" in err, err)
    equal(pack.read_text(),
          PACK.replace(", cancelled, LEAVING", "").replace("    - Down\n", "")
          .replace("brand and", "brand AND"), "what is mended, and nothing else")
    equal(run(home, "rules", "check", "--fix")[0], 2, "the shipped packs are not mended")

    typo = home / "typo.yaml"
    typo.write_text(PACK.replace("brand and (leaving", "brand AND (leavng"))
    code, out, _ = run(home, "rules", "check", "--json", typo)
    fix = [p["fix"] for p in json.loads(out)["problems"] if p["lint"] == "unknown-term"][0]
    equal((fix["safe"], fix["edits"][0]["text"]), (False, "leaving"), "a guess is proposed only")
    run(home, "rules", "check", "--fix", typo)
    check("leavng" in typo.read_text(), "and not made")
    typo.unlink()

    # Words of the author's own traffic
    posts = "\n".join(json.dumps({"id": str(n), "author": {"id": "a"},
                                  "text": "going down town" if n % 4 == 0 else f"hello no signal {n}"})
                      for n in range(400))
    table = home / "words.tsv"
    _, err = must(home, "rules", "frequencies", "-", "--out", table, stdin=posts)
    check("400 posts" in err, err)
    check("100\tdown\n" in table.read_text() and "300\tno signal\n" in table.read_text(),
          table.read_text()[:300])
    check("hello no" in table.read_text() and "\n1\t" not in table.read_text(), "no rare word")
    code, out, _ = run(home, "rules", "check", pack, "--frequencies", table)
    equal(code, 0, "common terms are warnings")
    check("`down` stands in 25.0 % of the 400 posts" in out and "`no signal` stands in 75.0 %" in out
          and "leaving" not in out, out)
    must(home, "rules", "check", pack, "--frequencies", table, "--common", 80, "--strict")
    near = home / "near.yaml"
    near.write_text(pack.read_text().replace("(leaving OR down)", "leaving NEAR/3 down")
                    .replace("pack: shop", "pack: near"))
    must(home, "rules", "check", near, "--frequencies", table)
    check("common" not in run(home, "rules", "check", near, "--frequencies", table)[1],
          "a term beside NEAR is not enough alone")
    bad = home / "bad.tsv"
    bad.write_text("12\tx\n")
    code, _, err = run(home, "rules", "check", pack, "--frequencies", bad)
    check(code == 2 and "no table of frequencies" in err, err)

    # A brand that is a word
    brands = home / "brands.yaml"
    brands.write_text("brands:\n  - id: orange\n    words: [orange, '@orange']\n")
    code, out, _ = run(home, "rules", "check", pack, "--brands", brands)
    check(code == 0 and "`orange` is an ordinary word" in out, out)
    brands.write_text("brands:\n  - id: orange\n    words: [orange]\n    unless: [juice]\n")
    equal(run(home, "rules", "check", pack, "--brands", brands)[1], "", "with context it is told apart")
