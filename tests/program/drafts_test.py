"""What an author writes and has not kept: checked and explained over the API, and never felt by the engine."""

import json
import threading
import time

from program import Running, check, equal, scratch

CORE = """pack: core
title: The core
version: 1
terms:
  leaving: [leaving, 'cancel*']
rules:
  - {id: refund, title: T, signal: complaint, severity: low, status: live, when: '"refund"', examples: {flag: [refund], pass: [hello]}}
  - {id: later, title: T, signal: churn, severity: low, status: draft, when: leaving, examples: {flag: [leaving], pass: [hello]}}
"""

HEAD = """pack: shop
title: A shop
version: 1
rules:
"""


def rule(when, name="leaves", flag="I am leaving you", pas="you left me leaving things out", more=""):
    return (f"  - id: {name}\n    title: A customer leaves\n    signal: churn\n    severity: high\n    status: live\n"
            f"    when: {when}\n{more}    examples:\n      flag: ['{flag}']\n      pass: ['{pas}']\n")


GOOD = HEAD + rule('core.leaving BEFORE/1 "you" AND NOT rule:core/refund')


class Flow(threading.Thread):
    """Posts a batch again and again, as long as it is asked to: what the engine's users would feel."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.engine, self.ends, self.slowest, self.posted, self.failed = engine, False, 0.0, 0, None
        self.start()

    def run(self):
        while not self.ends:
            began = time.monotonic()
            posts = [{"id": f"f{self.posted + n}", "text": "a refund please", "author": {"id": "a"}} for n in range(50)]
            try:
                got = self.engine.post(posts), self.engine.get("/readyz")[0]
            except OSError as error:
                got = error
            # A thread of its own ends no test: what it found is looked at when it ends.
            if isinstance(got, OSError) or (got[0][0], json.loads(got[0][1])["accepted"], got[1]) != (200, 50, 200):
                self.failed = got
                return
            self.posted += 50
            self.slowest = max(self.slowest, time.monotonic() - began)

    def stop(self):
        self.ends = True
        self.join(60)
        check(self.failed is None, f"posts and /readyz beside a check: {self.failed}")
        check(self.posted > 0, "posts flowed")


with scratch() as home:
    packs = home / "packs"
    packs.mkdir()
    (packs / "core.yaml").write_text(CORE)
    config = home / "tocsin.yaml"
    config.write_text("packs: [packs]\ndata: d\nsignals: [wedding]\nbrands: [{id: acme, name: Acme, words: [acme]}]\n")
    with Running(home, "serve", "--config", config, "--source", "none") as engine:

        def ask(path, body, status=200):
            is_, fields, text = engine.ask("POST", "/api/v1/rules/" + path, body, timeout=60)
            equal(is_, status, f"{path}: {text[:600]}")
            return json.loads(text)

        def look_at(text):
            return ask("check", {"pack": text})

        def wrong(text, lint, line, part):
            answer = look_at(text)
            found = [p for p in answer["problems"] if p["lint"] == lint]
            check(not answer["ok"] and found, answer)
            equal((found[0]["file"], found[0]["line"], found[0]["level"]), ("shop.yaml", line, "error"), answer)
            check(part in found[0]["text"], found[0]["text"])
            return found[0]

        # It is checked as it would stand: with the other packs, the configuration's brands and signals.
        equal(look_at(GOOD), {"ok": True, "problems": [], "rules": 1, "examples": 2}, "a good draft")
        check(look_at(GOOD.replace("signal: churn", "signal: wedding"))["ok"], "a signal of the configuration")
        equal(look_at(CORE.replace("version: 1", "version: 2"))["problems"], [], "a pack that is in use, changed")
        wrong(GOOD.replace("core.leaving", "core.leving"), "unknown-term", 10, "did you mean `core.leaving`?")
        fix = wrong(GOOD.replace("AND NOT", "and NOT"), "lower-case-operator", 10, "write `AND`")["fix"]
        equal((fix["edits"][0]["line"], fix["edits"][0]["text"]), (10, "AND"), "its mend")
        wrong(HEAD + rule("core.leaving", flag="I stay"), "example", 12, "must be flagged by `leaves`")
        wrong(HEAD + rule("core.leaving", pas="leaving it"), "example", 13, "must pass, but")
        warned = look_at(HEAD + rule("core.leaving").split("    examples:")[0])
        equal((warned["ok"], [p["lint"] for p in warned["problems"]]), (True, ["missing-examples"]), "a warning")
        many = look_at(HEAD + "".join(rule("nobody", name=f"r{n}") for n in range(800)))
        equal((many["ok"], len(many["problems"]), many["more_problems"] > 0), (False, 500, True), "very many problems")
        for name in ("../../etc/passwd", "--config", "x" * 500, ""):
            check(not look_at(GOOD.replace("pack: shop", f"pack: '{name}'"))["ok"], name)

        # Bombs, hostile bytes, and what is no pack at all: told, and not felt.
        flow = Flow(engine)
        began = time.monotonic()
        deep = "[" * 5000 + "]" * 5000
        wrong(GOOD + "brands: &a [x]\nterms: {a: *a, b: *a}\n", "unquoted", 14, "reads as an anchor (not allowed here)")
        check(not look_at(HEAD + f"  - id: {deep}\n")["ok"], "very deep")
        laughs = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(1000))
        check(not look_at("pack: shop\n" + laughs)["ok"], "a billion laughs")
        for regex in (r"(a+)+$", r"(\w{1,64}){8}", r"(x{64}){64}", "(" * 900 + "a" + ")" * 900, r"(?<=a)b", r"(a|aa)*\1",
                      "|".join(f"(\\w{{1,60}}{n}\\w{{1,60}})" for n in range(60))):
            look_at(HEAD + rule(f"'/{regex}/'"))
        bomb = HEAD + "".join(rule(f"'/(\\w{{1,64}}{n}[^q]{{1,7}}){{1,8}}z/'", name=f"r{n}") for n in range(1000))
        look_at(bomb)
        wrong(GOOD.replace("A shop", "A \x00shop"), "not-text", 2, "this byte is no UTF-8 text")
        for text in ("", "\x00", "\ufeff", "\u202e" * 100, "- " * 20000, "{" * 20000, "? " * 5000, "!!binary |\n" * 2000,
                     "pack: shop\n" * 10000, "'" * 99999, "\t" * 99999, "%YAML 9.9\n---\n" * 50, "🙂" * 50000):
            check(not look_at(text)["ok"], text[:20])
        equal(engine.ask("POST", "/api/v1/rules/check", {"pack": "x" * 300_000})[0], 400, "longer than a pack may be")
        equal(engine.request("POST", "/api/v1/rules/check", b'{"pack":"' + b"x" * 2_000_000 + b'"}')[0], 413, "megabytes")
        for body in (b"", b"[]", b'{"pack":1}', b'{"pack":"\xff\xfe"}', b'{"pack":"\\ud800"}', b'{"pakc":"x"}', b"{" * 9999):
            equal(engine.request("POST", "/api/v1/rules/check", body)[0], 400, body[:20])
        bombs_took = time.monotonic() - began
        flow.stop()
        print(f"{flow.posted} posts beside bombs in {bombs_took:.1f} s, the slowest batch in {flow.slowest:.2f} s")

        # Many at once: some wait, the rest are told when to come again; none is forgotten.
        answers = []

        def storm():
            answers.append(engine.ask("POST", "/api/v1/rules/check", {"pack": bomb}, timeout=120))
        threads = [threading.Thread(target=storm) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        statuses = sorted(answer[0] for answer in answers)
        check(len(answers) == 16 and set(statuses) == {200, 429} and statuses.count(200) >= 8, statuses)
        for status, fields, _ in answers:
            check(status == 200 or int(fields["Retry-After"]) > 0, "when to come again")
        equal(engine.get("/readyz")[0], 200, "/readyz")

        # Why, and why not: of a rule in force, of one that is a draft in its file, of a text not kept.
        why = ask("explain", {"rule": "core/refund", "text": "a Refund, acme"})
        equal((why["matches"], [(s["start"], s["end"]) for s in why["spans"]]), (True, [(2, 8)]), "in force")
        why = ask("explain", {"rule": "core/refund", "post": {"id": "1", "text": "refnd", "author": {"id": "a"}}})
        check(not why["matches"] and why["clauses"][0]["nearly"], why)
        check(ask("explain", {"rule": "core/later", "text": "--cancelled\nat last \x00"})["matches"], "a draft of a file")
        check(ask("explain", {"rule": "shop/leaves", "pack": GOOD, "text": "leaving you"})["matches"], "a draft")
        check(ask("explain", {"rule": None, "pack": GOOD, "text": "leaving you"})["matches"], "its only rule")
        why = ask("explain", {"rule": "leaves", "pack": GOOD, "post": {
            "id": "1", "text": "leaving all of you", "author": {"id": "a"}, "unknown": {"x": [1]}}})
        equal(why["failed"]["measure"], {"of": "distance", "found": 2, "asked": 1}, "how nearly")
        broken = ask("explain", {"rule": "leaves", "pack": GOOD.replace("AND", "and"), "text": "x"}, 422)
        equal(broken["problems"][0]["lint"], "lower-case-operator", "a draft with errors")
        check("did you mean `core/refund`?" in ask("explain", {"rule": "core/refnd", "text": "x"}, 404)["detail"], "404")
        ask("explain", {"rule": "shop/leaves", "pack": GOOD, "post": {"text": "no id"}}, 400)
        ask("explain", {"rule": "core/refund", "post": {"text": "no id"}}, 400)
        for name in ("--help", "-h", "--post=/etc/passwd", "core/refund\n", "\x00", "é"):
            ask("explain", {"rule": name, "text": "x"}, 404)
        for body in ({}, {"rule": "core/refund"}, {"text": "x"}, {"rule": "a", "text": "x", "post": {}},
                     {"rule": "a", "post": []}, {"rule": "a", "text": "x" * 70_000}, {"rule": "a", "text": "x", "y": 1}):
            ask("explain", body, 400)
        equal(list(home.glob("tocsin-*")), [], "no scratch folder is left")
        engine.stop()
