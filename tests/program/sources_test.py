"""The ledger of sources says what came by HTTP: how much, what was taken back, what came again."""

import json

from program import BRANDS, PACK, Running, check, complaint, equal, must, scratch


def main():
    with scratch() as home:
        with Running(home, "serve", "--source", "none", "--packs", PACK, "--brands", BRANDS) as engine:
            equal(json.loads(engine.get("/api/v1/sources")[1])["sources"], [], "what is not used is no source")
            first = complaint(1)
            for posts in ([first, complaint(2)], [first], [{"delete": {"id": first["id"], "source": first["source"]}}]):
                equal(engine.post(posts)[0], 200, "ingest")
            [source] = json.loads(engine.get("/api/v1/sources")[1])["sources"]
            told = {name: source[name] for name in ("name", "kind", "state", "frames", "posts", "retractions", "repeats")}
            equal(told, {"name": "http", "kind": "http", "state": "connected", "frames": 4, "posts": 3,
                         "retractions": 1, "repeats": 1}, "what came")
            shown, _ = must(home, "sources", "--server", f"127.0.0.1:{engine.port}")
            line = next(line for line in shown.splitlines() if " http " in line)
            equal(line.split()[:3] + line.split()[-3:], ["http", "http", "connected", "3", "1", "1"], "`tocsin sources`")
            as_json, _ = must(home, "sources", "--json", "--server", f"127.0.0.1:{engine.port}")
            equal(json.loads(as_json)["sources"][0]["name"], "http", "`tocsin sources --json`")
            metrics = engine.get("/metrics")[1]
            equal('tocsin_source_frames_total{source="http"} 4' in metrics, True, "in the metrics, too")

            # How long ago the oldest record is from: not when.
            [age] = [float(line.split()[-1]) for line in metrics.splitlines()
                     if line.startswith('tocsin_kept_oldest_age_seconds{kind="feed"}')]
            check(0 <= age < 120, f"the oldest event is {age} s old")


if __name__ == "__main__":
    main()
