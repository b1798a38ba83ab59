"""`tocsin rules explain`: what it prints for a text and for posts, and the exit codes."""

import json

from program import BRANDS, check, equal, must, run, scratch

PACK = """pack: shop
title: A shop
version: 3
languages: [en]
terms:
  leaving: [leaving, 'cancel*']
  contract: [contract, plan]
rules:
  - {id: both, title: T, signal: churn, severity: high, status: live, when: brand AND leaving NEAR/2 contract}
  - {id: sketch, title: T, signal: churn, severity: high, status: draft, when: leaving, where: [author.followers > 50]}
"""

with scratch() as home:
    pack = home / "shop.yaml"
    pack.write_text(PACK)

    out, _ = must(home, "rules", "explain", "shop/both", "😡 leaving my plan", "--packs", pack)
    check(out.startswith("shop/both matches: `leaving` (leaving), `plan` (contract)\n"), out)
    must(home, "rules", "explain", "both", "leaving my plan", pack)  # packs behind the text

    code, out, err = run(home, "rules", "explain", "both", "leaving at last, no more plan", pack, "--json")
    answer = json.loads(out)
    equal((code, err, answer["matches"]), (1, "", False), "a rule that does not match")
    equal(answer["failed"]["measure"], {"of": "distance", "found": 4, "asked": 2}, "how nearly")
    equal(answer["spans"], [], "spans of what does not match")

    # Brands: of what the text says, unless told otherwise.
    code, out, _ = run(home, "rules", "explain", "both", "leaving my plan", pack, "--brands", BRANDS)
    check(code == 1 and "speaks of none of our brands" in out, out)
    must(home, "rules", "explain", "both", "leaving my plan", pack, "--brands", BRANDS, "--brand", "acme")
    code, _, err = run(home, "rules", "explain", "both", "x", pack, "--brand", "acme")
    check(code == 2 and "no brand `acme` is configured" in err, err)

    # A draft is explained too, by an author with 100 followers.
    out, _ = must(home, "rules", "explain", "sketch", "leaving", pack)
    check("the rule is a draft" in out and "it is `100`" in out, out)

    # Posts.
    posts = "\n".join([
        json.dumps({"id": "p1", "source": "demo", "text": "leaving my plan", "author": {"id": "a", "followers": 7}}),
        json.dumps({"id": "p2", "source": "demo", "text": "hello", "author": {"id": "a"}}),
    ])
    code, out, _ = run(home, "rules", "explain", "sketch", "--post", "-", "--json", pack, stdin=posts)
    lines = [json.loads(line) for line in out.splitlines()]
    equal([(e["post"], e["matches"]) for e in lines], [("p1", False), ("p2", False)], "posts")
    equal((code, lines[0]["failed"]["value"]), (1, "7"), "the field's value")
    code, _, err = run(home, "rules", "explain", "sketch", "--post", "-", pack, stdin=posts + "\n{}\n")
    check(code == 1 and "line 3 is no post" in err, err)

    # What is wrong is said.
    code, _, err = run(home, "rules", "explain", "both2", "x", pack)
    check(code == 2 and "did you mean `both`?" in err, err)
    equal(run(home, "rules", "explain", "both")[0], 2, "exit code without a text")
    pack.write_text(PACK.replace("leaving NEAR/2", "leaving NEAR"))
    code, out, err = run(home, "rules", "explain", "both", "x", pack)
    check(code == 1 and "nothing is explained" in err and f"{pack}:9:" in err, err)
