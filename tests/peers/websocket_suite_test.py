"""The Autobahn test suite's cases for RFC 6455, driven by kosoku (PyPI), against /test/echo of a test build.

Opt-in:
    python3 -m venv /tmp/kosoku && /tmp/kosoku/bin/pip install kosoku==0.1.0
    TOCSIN_WEBSOCKET_SUITE=/tmp/kosoku/bin/kosoku TOCSIN_TEST_ENDPOINTS=ON TOCSIN=build/quick/tocsin \\
        python3 tests/peers/websocket_suite_test.py
Without them it is skipped (77). Left out are 9.3 to 9.6 (messages of 4 MiB in slices of 64 bytes: minutes) and
12 and 13 (compression, which is never spoken; SECURITY B6)."""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "program"))
from program import Running, check, equal, scratch, skip  # noqa: E402

SUITE = os.environ.get("TOCSIN_WEBSOCKET_SUITE")
if not SUITE:
    skip("no suite for RFC 6455: `pip install kosoku` in a venv, TOCSIN_WEBSOCKET_SUITE=…/bin/kosoku runs it")
if os.environ.get("TOCSIN_TEST_ENDPOINTS") != "ON":
    skip("this build has no /test/echo (TOCSIN_TEST_ENDPOINTS)")
SECTIONS = ["[1-7].*", "9.[1278].*", "10.*"]

with scratch() as home, Running(home, "serve", "--source", "none", "--data", home / "data") as engine:
    chosen = [word for section in SECTIONS for word in ("-i", section)]
    done = subprocess.run([SUITE, *chosen, "-o", home / "reports", f"ws://127.0.0.1:{engine.port}/test/echo"],
                          capture_output=True, text=True, timeout=500)
    reports = [json.loads(path.read_text()) for path in (home / "reports").glob("*_case_*.json")]
    check(len(reports) >= 250, f"{len(reports)} cases ran: {done.stdout} {done.stderr}")
    bad = [f"{r['id']}: {r['behavior']}, closing {r['behaviorClose']}" for r in reports
           if r["behavior"] not in ("OK", "NON-STRICT", "INFORMATIONAL") or
           r["behaviorClose"] not in ("OK", "INFORMATIONAL")]
    equal(bad, [], "cases that do not pass")
    strict = sum(r["behavior"] != "NON-STRICT" for r in reports)
    equal(engine.stop(), 0, "exit code")
print(f"{len(reports)} cases pass, {strict} of them strictly")
