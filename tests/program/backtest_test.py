"""Back-tests over a store: beside the running engine, over the API as a job, over files; what is gained."""

import json
import time

from program import Running, check, equal, must, run, scratch, write_lines

PACK = """pack: shop
title: A shop
version: 1
terms:
  leaving: ["leaving you"]
rules:
  - id: leaves
    title: A customer leaves
    signal: churn
    severity: high
    status: live
    when: leaving
  - id: draft
    title: A draft is tried too
    signal: complaint
    severity: low
    status: draft
    when: '"so slow"'
"""
WIDER = PACK.replace('"leaving you"', '"leaving you", farewell').replace("version: 1", "version: 2")


def post(number, text, day=21):
    return {"id": f"p{number}", "source": "test", "text": text, "author": {"id": f"a{number}"},
            "created_at": f"2026-11-{day:02}T10:00:{number % 60:02}Z"}


POSTS = ([post(n, "I am leaving you") for n in range(30)] + [post(n, "farewell then", 22) for n in range(30, 40)] +
         [post(n, "this is so slow", 22) for n in range(40, 45)] + [post(n, "hello") for n in range(45, 60)])


def sums(result):
    return {r["rule"]: r["raising"]["kept"] for r in result["rules"]}


def job_of(engine, request, within=60):
    status, body = engine.request("POST", "/api/v1/rules/backtest", json.dumps(request).encode())
    equal(status, 202, body)
    path = "/api/v1/jobs/" + json.loads(body)["job"]
    until = time.monotonic() + within
    while time.monotonic() < until:
        status, body = engine.get(path)
        equal(status, 200, body)
        job = json.loads(body)
        if job["state"] not in ("waiting", "running"):
            return path, job
        time.sleep(0.05)
    check(False, f"the job does not end: {job}")


with scratch() as home:
    packs = home / "packs"
    packs.mkdir()
    (packs / "shop.yaml").write_text(PACK)
    wider = home / "wider.yaml"
    wider.write_text(WIDER)
    heard = home / "heard.ndjson"
    write_lines(heard, POSTS)
    heard.open("a").write("this line is no post\n")

    out, _ = must(home, "rules", "backtest", packs, heard, "--json")
    files = json.loads(out)
    equal(files["posts"], len(POSTS), "posts of the file")
    equal(files["unreadable"], 1, "lines that are no post")
    equal(sums(files), {"shop/leaves": 30, "shop/draft": 5}, "over the file")
    equal([d["kept"] for d in files["by_day"]], [30, 5], "by day")
    out, _ = must(home, "rules", "backtest", wider, heard, "--against", packs, "--json")
    against = json.loads(out)["against"]
    equal((against["gained"]["kept"], against["lost"]["kept"], against["same"]["kept"]), (10, 0, 35), "against")
    check("farewell" in against["rules"][0]["gained_samples"][0]["text"], against)
    check("a30" not in out, "authors are masked")
    out, _ = must(home, "rules", "backtest", wider, heard, "--against", packs)
    check("+" in out and "«farewell»" in out, out)

    data = home / "d"
    with Running(home, "serve", "--packs", packs, "--source", "none", "--data", data) as engine:
        for first in range(0, len(POSTS), 20):
            status, body = engine.post(POSTS[first:first + 20])
            equal(status, 200, body)
        # Without a brand every finding and nothing else is kept: the draft's posts are not.
        out, _ = must(home, "rules", "backtest", packs, "--data", data, "--json")
        equal(sums(json.loads(out)), {"shop/leaves": 30, "shop/draft": 0}, "beside the engine")
        _, job = job_of(engine, {"packs": [WIDER], "against": "used", "since": "30d"})
        equal(job["state"], "done", job)
        equal(sums(job["result"])["shop/leaves"], 30, job)
        equal(job["result"]["against"]["same"]["kept"], 30, job)
        path, job = job_of(engine, {"packs": ["pack: x\ntitle: x\nversion: 1\nrules: [{id: a, when: ((}]\n"]})
        equal(job["state"], "failed", job)
        check("mend" in job["why"], job)
        bomb = PACK.replace("'\"so slow\"'", r"'/(x{1,60}){1,60}(y{1,60}){1,60}/'")
        _, job = job_of(engine, {"packs": [bomb]}, within=120)
        equal(job["state"], "failed", job)
        for wrong in [{"since": "yesterday"}, {"packs": "x"}, {"what": 1}]:
            status, body = engine.request("POST", "/api/v1/rules/backtest", json.dumps(wrong).encode())
            equal(status, 400, f"{wrong}: {body}")
        status, body = engine.request("POST", "/api/v1/rules/backtest", json.dumps({"since": "1d"}).encode())
        path = "/api/v1/jobs/" + json.loads(body)["job"]
        equal(engine.request("DELETE", path)[0], 200, "a job is cancelled")
        equal(engine.get("/api/v1/jobs/jb_0")[0], 404, "a job that is not there")
        equal(len(engine.alerts()), 30, "the engine's own alerts are as they were")
        equal(engine.stop(), 0, "an orderly stop")
    out, _ = must(home, "rules", "backtest", wider, "--data", data, "--since", "7d", "--json")
    equal(sums(json.loads(out))["shop/leaves"], 30, "over the store of an engine that has stopped")
    code, _, err = run(home, "rules", "backtest", packs, "--data", home / "nothing")
    equal(code, 69, err)
    check("no store" in err, err)
