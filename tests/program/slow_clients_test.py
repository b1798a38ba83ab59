"""Clients that send or read as slowly as they can (slowhttptest's three modes, at once): the
service stays available, and whoever is quick is answered at once."""

import re
import shutil
import subprocess
import time

from program import Running, check, equal, scratch, skip

seconds = 15
connections = 250  # of each mode: all fit below the server's own bound
patience = 5
if not shutil.which("slowhttptest"):
    skip("no slowhttptest: tools/setup installs it")

common = ["-c", connections, "-r", 125, "-i", 2, "-p", 3, "-l", seconds]
modes = {
    "slow headers": ["-H", "-x", 10, "-u", "{}/"],
    "slow body": ["-B", "-x", 10, "-t", "POST", "-u", "{}/api/v1/posts",
                  "-f", "application/x-ndjson"],
    "slow read": ["-X", "-w", 16, "-y", 64, "-n", 2, "-z", 8, "-k", 3, "-u", "{}/"],
}


def attack(engine, options):
    address = f"http://127.0.0.1:{engine.port}"
    words = [str(word).replace("{}", address) for word in ["slowhttptest", *common, *options]]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


with scratch() as home, Running(home, "serve", "--source", "none", "--data", home / "data") as engine:
    attacks = {mode: attack(engine, options) for mode, options in modes.items()}
    slowest, asked = 0, 0
    while any(one.poll() is None for one in attacks.values()):
        began = time.monotonic()
        status, _ = engine.get("/healthz")
        slowest = max(slowest, time.monotonic() - began)
        equal(status, 200, "/healthz under attack")
        check(slowest < patience, f"/healthz took {slowest:.1f} s")
        asked += 1
        time.sleep(0.1)
    for mode, one in attacks.items():
        said = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", one.stdout.read())
        verdicts = re.findall(r"service available:\s*(YES|NO)", said)
        check(verdicts, f"{mode}: slowhttptest said nothing of the service:\n{said[-1500:]}")
        check("NO" not in verdicts, f"{mode}: the service was not available:\n{said[-1500:]}")
    check(asked > seconds, f"/healthz was asked {asked} times only")
    equal(engine.get("/readyz")[0], 200, "/readyz afterwards")
    equal(engine.stop(), 0, "exit code")
    print(f"/healthz answered {asked} times, after {slowest * 1000:.0f} ms at most")
