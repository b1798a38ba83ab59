"""The rule author's workshop over the API: packs, versions, a rule's life, cost, and rules that storm."""

import json
import time

from program import Running, check, equal, fail, must, scratch

PACK = """# Ours since spring.
pack: shop
title: A shop
version: 1
rules:
  - id: leaves   # the important one
    title: A customer leaves
    signal: churn
    severity: high
    status: shadow  # not yet
    when: '"leaving you"'
    examples:
      flag: ['I am leaving you']
      pass: ['hello']
"""


def slow_pack(count):
    """One rule in the middle that takes far longer than all others: a pattern over every long text."""
    lines = ["pack: many", "title: Many", "version: 1", "rules:"]
    for n in range(count):
        when = f'"word{n}" AND "thing"'
        if n == count // 2:
            when = "/(a|b|c|d|e|[f-z])+[0-9]+(a|b|c|d|e|[f-z])+[0-9]+x/"
        lines.append(f"  - {{id: r{n}, title: t, signal: complaint, severity: low, status: shadow, when: '{when}'}}")
    return "\n".join(lines) + "\n"


def ask(engine, method, path, body=None, status=200, headers=None):
    import http.client
    connection = http.client.HTTPConnection("127.0.0.1", engine.port, timeout=60)
    connection.request(method, path, None if body is None else json.dumps(body).encode(), headers or {})
    answer = connection.getresponse()
    text = answer.read().decode()
    equal(answer.status, status, f"{method} {path}: {text}")
    return json.loads(text), answer


def until(what, holds, within=60):
    end = time.monotonic() + within
    while time.monotonic() < end:
        found = holds()
        if found:
            return found
        time.sleep(0.1)
    fail(f"not within {within} s: {what}")


def rule_in(engine, rule):
    return next((r for r in ask(engine, "GET", "/api/v1/rules")[0]["rules"] if r["id"] == rule), None)


with scratch() as home:
    packs = home / "packs"
    packs.mkdir()
    file = packs / "shop.yaml"
    file.write_text(PACK)
    (packs / "many.yaml").write_text(slow_pack(1000))
    config = home / "tocsin.yaml"
    config.write_text(f"packs: [packs]\ndata: d\nquiet: {{of_last: 1000, share: 0.3, alerts_per_minute: 20}}\n")
    arguments = ("serve", "--config", config, "--source", "none")
    with Running(home, *arguments) as engine:
        # A rule's life: draft, shadow, live, with who and why, and the file's comments kept.
        status = "/api/v1/rules/shop/leaves/status"
        ask(engine, "POST", status, {"status": "live"}, 400)
        ask(engine, "POST", status, {"status": "alive", "why": "x"}, 400)
        ask(engine, "POST", "/api/v1/rules/shop/none/status", {"status": "live", "why": "x"}, 409)
        ask(engine, "POST", "/api/v1/rules/none/x/status", {"status": "live", "why": "x"}, 404)
        pack, answer = ask(engine, "POST", status, {"status": "live", "why": "two weeks in shadow"})
        equal(pack["text"], PACK.replace("status: shadow", "status: live").replace("version: 1", "version: 2"),
              "only status and version changed")
        equal(file.read_text(), pack["text"], "the file")
        until("the rule is live", lambda: (rule_in(engine, "shop/leaves") or {}).get("status") == "live")
        life = ask(engine, "GET", "/api/v1/rules/shop/leaves")[0]["life"]
        equal([(s["status"], s["by"], s["why"]) for s in life],
              [("live", "this machine", "two weeks in shadow")], "its life")
        kinds = [e["kind"] for e in engine.feed()]
        check("rules.changed" in kinds, kinds)

        # Packs: written only on top of what was seen, and only when they check.
        pack, answer = ask(engine, "GET", "/api/v1/packs/shop")
        etag = answer.getheader("ETag")
        equal(etag.strip('"'), pack["etag"], "the ETag")
        better = pack["text"].replace("leaving you'", "leaving you now'").replace('you"\'', 'you now"\'')
        path = "/api/v1/packs/shop"
        ask(engine, "PUT", path, {"text": better, "why": "x"}, 428)
        ask(engine, "PUT", path, {"text": better}, 400, {"If-Match": etag})
        wrong, _ = ask(engine, "PUT", path, {"text": better.replace("when: '", "when: '(("), "why": "x"}, 422,
                       {"If-Match": etag})
        check(wrong["problems"][0]["line"] > 0 and wrong["problems"][0]["file"].endswith("packs/shop.yaml"), wrong)
        check(wrong["problems"][0]["lint"], "the lint is named, as POST /rules/check names it")
        lower = better.replace('you now"', 'you now" and "now"')
        kept, _ = ask(engine, "PUT", path, {"text": lower, "why": "x"}, 422, {"If-Match": etag})
        draft, _ = ask(engine, "POST", "/api/v1/rules/check", {"pack": lower})
        told = [p for p in draft["problems"] if p["level"] == "error"]
        check(told and "fix" in told[0], draft)
        said = lambda problems: [{k: v for k, v in p.items() if k != "file"} for p in problems]
        equal(said(kept["problems"]), said(told), "a PUT says what POST /rules/check does")
        wrong, _ = ask(engine, "PUT", path, {"text": better.replace("pack: shop", "pack: shap"), "why": "x"}, 422,
                       {"If-Match": etag})
        equal(file.read_text(), pack["text"], "a text that does not check is not written")
        file.write_text(pack["text"] + "# by hand\n")
        changed, _ = ask(engine, "PUT", path, {"text": better, "why": "x"}, 409, {"If-Match": etag})
        etag = changed["etag"]
        done, _ = ask(engine, "PUT", path, {"text": better, "why": "only now"}, 200, {"If-Match": f'"{etag}"'})
        versions = ask(engine, "GET", path + "/versions")[0]["versions"]
        equal([v["why"] for v in versions],
              ["found on disk so", "two weeks in shadow", "found on disk so", "only now"], "every text is kept")
        first = ask(engine, "GET", path + "/versions/1")[0]
        equal(first["text"], PACK, "the first one")
        ask(engine, "GET", path + "/versions/99", status=404)
        ask(engine, "POST", path + "/revert", {"to": 2, "why": "it was better"})
        check("status: live" in file.read_text() and "now" not in file.read_text(), "reverted")
        ask(engine, "PUT", "/api/v1/packs/fresh",
            {"text": PACK.replace("pack: shop", "pack: fresh"), "why": "a new one"})
        check((packs / "fresh.yaml").exists(), "a new pack is a new file")
        for name in ("..%2Fx", "A", "x" * 100):
            ask(engine, "PUT", "/api/v1/packs/" + name, {"text": "pack: x", "why": "x"}, 400)

        # What rules cost: the slow one of a thousand is the first line.
        posts = [{"id": f"c{n}", "text": f"an ordinary text {n} of some length about thing and word{n} " * 3,
                  "author": {"id": f"c{n}"}} for n in range(300)]

        def dearest():
            equal(engine.post(posts)[0], 200, "posts to measure")
            profile = ask(engine, "GET", "/api/v1/rules/profile?limit=5")[0]
            return profile["posts"] > 300 and profile.get("rules") and profile
        profile = until("a profile", dearest)
        equal(profile["rules"][0]["rule"], "many/r500", "the dearest rule")
        check(profile["rules"][0]["ns_per_post"] > 3 * profile["rules"][1]["ns_per_post"], profile["rules"])
        check("many/r500" in [t["rule"] for t in profile["terms"]], profile["terms"])
        out, _ = must(home, "rules", "profile", "--server", f"127.0.0.1:{engine.port}")
        lines = [line for line in out.splitlines() if "many/r" in line]
        check(lines[0].split()[0] == "many/r500", out)
        out, _ = must(home, "rules", "list", "--server", f"127.0.0.1:{engine.port}")
        check("shop/leaves" in out, out)
        out, _ = must(home, "rules", "show", "shop/leaves", "--server", f"127.0.0.1:{engine.port}")
        check("two weeks in shadow" in out, out)

        # A rule that storms is quieted; its alerts are raised all the same.
        until("shop is live", lambda: (rule_in(engine, "shop/leaves") or {}).get("status") == "live")
        storm = [{"id": f"s{n}", "text": "I am leaving you", "author": {"id": f"s{n}"}} for n in range(40)]
        for post in storm:
            equal(engine.post([post])[0], 200, "storm")
        alerts = [a for a in engine.alerts() if a["rule"] == "shop/leaves"]
        equal(len(alerts), 40, "every alert is raised")
        quieted = [a for a in alerts if "quieted" in a]
        equal(len(quieted), 19, "those behind the twenty-first say that they are quieted")
        equal(quieted[0]["quieted"]["because"], "shop/leaves: it raised 21 alerts within a minute", "why")
        equal([e["kind"] for e in engine.feed() if e["kind"] == "rules.quieted"], ["rules.quieted"], "told once")
        until("/rules says so", lambda: "quieted" in rule_in(engine, "shop/leaves"))
        body = engine.get("/readyz?verbose")[1]
        check("rules-quieted" in body and "degraded" in body, body)
        engine.kill()
    with Running(home, *arguments) as engine:
        until("it is quieted after a kill", lambda: "quieted" in (rule_in(engine, "shop/leaves") or {}))
