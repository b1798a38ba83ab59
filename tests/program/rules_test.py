"""The rule author's loop on the command line: what is printed, and the exit codes."""

import json

from program import BRANDS, PACK, check, equal, must, run, scratch

HEAD = """pack: shop
title: A shop
version: 3
terms:
  leaving: [leaving, 'cancel*']
  contract: [contract, plan]
rules:
"""


def rule(name, when, status="live", extra="", flag="I am leaving this plan", pas="my plan"):
    return (f"  - id: {name}\n    title: T\n    signal: churn\n    severity: high\n"
            f"    status: {status}\n    when: {when}\n{extra}"
            f"    examples:\n      flag: ['{flag}']\n      pass: ['{pas}']\n")


def post(number, text, author="a", **more):
    return json.dumps(dict(id=f"p{number}", text=text, author={"id": author}, **more),
                      ensure_ascii=False)


with scratch() as home:
    def pack(name, *rules):
        path = home / name
        path.write_text(HEAD + "".join(rules))
        return path

    # check
    good = pack("good.yaml", rule("both", "leaving NEAR/6 contract"),
                rule("seen", "leaving", status="shadow"))
    must(home, "rules", "check", good)
    must(home, "rules", "check", "--strict", home)
    must(home, "rules", "check", "--strict")  # the shipped packs
    must(home, "rules", "test")
    wrong = pack("wrong.yaml", rule("a", "leaving and contract"))
    code, out, err = run(home, "rules", "check", wrong)
    equal(code, 1, "exit code of a pack with an error")
    check(f"{wrong}:13:19: error: `and`" in out and "write `AND`" in out, out + err)
    code, out, err = run(home, "rules", "check", "--json", wrong)
    answer = json.loads(out)
    equal((code, answer["ok"], len(answer["problems"])), (1, False, 1), "check --json")
    first = answer["problems"][0]
    equal((first["line"], first["column"], first["level"], first["lint"]),
          (13, 19, "error", "lower-case-operator"), "the problem as JSON")
    warned = home / "warned.yaml"
    warned.write_text(HEAD + rule("a", "leaving").split("    examples:")[0])
    equal(run(home, "rules", "check", warned)[0], 0, "exit code of a warning")
    equal(run(home, "rules", "check", "--strict", warned)[0], 1, "the same, --strict")
    equal(run(home, "rules", "check", home / "none.yaml")[0], 2, "exit code of a missing path")
    equal(run(home, "rules", "chekc", good)[0], 2, "exit code of a wrong word")
    wrong.unlink()
    circle = pack("circle.yaml", rule("a", "'leaving AND rule:shop/b'"),
                  rule("b", "'leaving AND rule:shop/a'"))
    code, out, _ = run(home, "rules", "check", circle)
    check(code == 1 and "shop/a → shop/b → shop/a" in out, f"circles are refused: {code} {out}")
    circle.unlink()

    # windows, over the input
    often = pack("often.yaml", rule("often", "leaving").replace(
        "    examples:", "    repeat: {same: author, at_least: 2, within: 1h}\n    examples:"),
        rule("now", "'rule:shop/often AND contract'", flag="leaving my plan"))
    posts = "\n".join(json.dumps({"id": str(n), "text": text, "author": {"id": who},
                                  "created_at": f"2026-11-21T1{n}:{30 if n == 1 else 0:02d}:00Z"})
                      for n, who, text in [(0, "ann", "leaving"), (1, "bob", "leaving"),
                                           (2, "bob", "leaving my plan"), (3, "ann", "leaving")])
    out, _ = must(home, "rules", "match", often, stdin=posts + "\n")
    found = [json.loads(line) for line in out.splitlines()]
    equal([(f["post"], f["rule"]) for f in found], [("2", "shop/now"), ("2", "shop/often")],
          "findings of a window, and of a rule that asks for it")
    equal(found[1]["windows"], [{"window": "repeat", "saw": "2 by the same author, in 30 min"}],
          "what the window saw")
    often.unlink()

    # test
    must(home, "rules", "test", good)
    failing = pack("failing.yaml", rule("a", "leaving NEAR/1 contract", flag="leaving at last, no more plan"))
    code, out, _ = run(home, "rules", "test", failing)
    equal(code, 1, "exit code of a failing example")
    check(f"{failing}:15:14: error: " in out and "leaving NEAR/1 contract" in out, out)
    equal(out.count("\n"), 1, "lines of one failure")
    failing.unlink()

    # match
    posts = "\n".join([
        post(1, "😡 I am leaving my plan é", author="x", source="demo"),
        post(2, "nothing here"),
        '{"id":"p3","text":"no author"}',
        "not json",
        post(5, "cancelled my contract"),
        post(6, 'cancel "plan"\n\u2028'),
    ]) + "\n"
    code, out, err = run(home, "rules", "match", good, stdin=posts)
    equal(code, 1, "exit code with lines that are no posts")
    check("line 3 is no post" in err and "line 4 is no post" in err, err)
    lines = out.splitlines()
    equal(lines[0],
          '{"post":"p1","source":"demo","rule":"shop/both","version":3,"signal":"churn",'
          '"severity":"high","score":40,"spans":['
          '{"term":"leaving","start":7,"end":14,"bytes":[10,17],"utf16":[8,15]},'
          '{"term":"contract","start":18,"end":22,"bytes":[21,25],"utf16":[19,23]}]}',
          "the first finding")
    equal([(f["post"], f["source"], f["rule"], f.get("shadow")) for f in map(json.loads, lines)],
          [("p1", "demo", "shop/both", None), ("p1", "demo", "shop/seen", True),
           ("p5", "posts", "shop/both", None), ("p5", "posts", "shop/seen", True),
           ("p6", "posts", "shop/both", None), ("p6", "posts", "shop/seen", True)], "findings")
    code, out, err = run(home, "rules", "match", good, stdin=post(1, "leaving my plan"))
    equal((code, out.count("\n"), err), (0, 2, ""), "a last line without its end")
    equal(run(home, "rules", "match", good, stdin=""), (0, "", ""), "an empty input")
    lines = home / "posts.ndjson"
    lines.write_text(post(1, "leaving my plan") + "\n")
    equal(run(home, "rules", "match", good, lines, "--json", stdin=""), (0, out, ""), "a file of posts")
    code, _, err = run(home, "rules", "match", good, lines, lines, stdin="")
    check(code == 2 and "one file" in err, err)
    lines.unlink()

    # Brands: a pack about ours finds nothing about others.
    code, out, _ = run(home, "rules", "match", PACK, "--brands", BRANDS,
                       stdin=post(1, "the thing is broken") + "\n" + post(2, "acme is broken") + "\n")
    equal((code, [json.loads(line)["post"] for line in out.splitlines()]), (0, ["p2"]), "--brands")

    # What our own accounts say is nothing to find; a mention of them is, where it stands.
    ours = home / "ours.yaml"
    ours.write_text("brands:\n  - {id: shop, name: Shop, words: ['@theshop'], accounts: ['posts:@theshop']}\n")
    about = pack("about.yaml", rule("about", "brand AND leaving"))
    lines = [json.dumps({"id": str(n), "text": text, "author": {"id": who, "handle": who}, **more})
             for n, who, text, more in [
                 (1, "theshop", "@theshop leaving soon", {}),
                 (2, "jo", "leaving @theshop", {"mentions": ["theshop"], "hashtags": []}),
                 (3, "jo", "leaving @theshop", {"mentions": []}),
                 (4, "jo", "@theshop I am so", {"title": "Leaving", "mentions": ["theshop"]})]]
    out, _ = must(home, "rules", "match", about, "--brands", ours, stdin="\n".join(lines))
    equal([(f["post"], [(s["term"], s["start"], s["end"], s.get("part")) for s in f["spans"]])
           for f in map(json.loads, out.splitlines())],
          [("2", [("leaving", 0, 7, None), ("brand", 8, 16, None)]),
           ("4", [("leaving", 0, 7, "title"), ("brand", 8, 16, "body")])], "ours, mentions and parts")
    about.unlink()

    # What is known of the author is judged over the input.
    regular = pack("regular.yaml", rule("third", "leaving", extra="    where:\n"
                                        "      - history.posts_30d >= 2\n")
                   .replace("flag: ['I am leaving this plan']",
                            "flag: [{text: leaving, history: {posts_30d: 2}}]"))
    day = [post(n, "leaving", author=who, created_at=f"2026-01-{d:02}T00:00:00Z")
           for n, (who, d) in enumerate([("x", 1), ("x", 2), ("y", 3), ("x", 4), ("x", 5)])]
    code, out, _ = run(home, "rules", "match", regular, "--brands", BRANDS, stdin="\n".join(day))
    code2, out2, _ = run(home, "rules", "match", regular, stdin="\n".join(day))
    equal([json.loads(line)["post"] for line in out2.splitlines()], ["p3", "p4"], "history")

    # 100,000 lines come out in the order in which they went in.
    many = "\n".join(post(n, "leaving my plan" if n % 7 == 0 else "staying") for n in range(100_000))
    code, out, _ = run(home, "rules", "match", good, stdin=many)
    order = [int(json.loads(line)["post"][1:]) for line in out.splitlines()]
    equal((code, order), (0, [n for n in range(0, 100_000, 7) for _ in range(2)]), "order")
