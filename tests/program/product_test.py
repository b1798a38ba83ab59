"""What an operator installs beside the program: a unit that starts it and locks it in, and a list of what it is
made of."""

import json
import os
import pathlib
import re
import shutil
import subprocess

from program import TOCSIN, Running, check, equal, must, scratch, skip

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
BUILD = pathlib.Path(TOCSIN).resolve().parent
UNIT = TOOLS / "tocsin.service"


def unit():
    """The unit's settings: name -> values."""
    settings = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", UNIT.read_text(), re.M):
        settings.setdefault(name, []).append(value)
    return settings


def the_unit_starts_this_program(home):
    [line] = unit()["ExecStart"]
    program, command, *rest = line.split()
    equal(program, "/usr/bin/tocsin", "the program")
    shown, _ = must(home, command, "--help")
    for word in rest:
        check(not word.startswith("--") or f"{word} " in shown, f"`{command}` takes no {word}")


def the_unit_locks_it_in():
    if not shutil.which("systemd-analyze"):
        print("no systemd-analyze: the unit's lock is not measured")
        return
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=20", str(UNIT)],
                          capture_output=True, text=True)
    check(done.returncode == 0, f"the unit is too open:\n{done.stdout[-600:]}{done.stderr}")


def every_line_of_the_log_is_json(home):
    forged = 'x\x1b]0;pwn\x07\n{"level":"critical"}'
    with Running(home, "serve", "--source", "none", "--log-format", "json") as engine:
        engine.ask("GET", "/api/v1/alerts", headers={"Origin": "http://evil.example"})  # is written down
        engine.request("POST", "/csp-report", forged)
        equal(engine.stop(), 0, "stopped")
    lines = [json.loads(line) for line in (home / "stderr.txt").read_text().splitlines()]
    for line in lines:
        equal(sorted(line), ["at", "level", "text"], "a line's fields")
        check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z", line["at"]), f"no time in UTC: {line}")
        check(line["level"] in ("info", "warning"), f"of another level: {line}")
        check(not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", line["text"]), f"moves a terminal: {line}")
    said = " ".join(line["text"] for line in lines)
    for part in ("the console is at http://", "origin, from", "\\x1b]0;pwn", "everything that was heard is kept"):
        check(part in said, f"the log does not say {part!r}: {said}")


def needed():
    """The libraries that the program itself names."""
    shown = subprocess.run(["readelf", "-dW", TOCSIN], capture_output=True, text=True, check=True).stdout
    return set(re.findall(r"\(NEEDED\).*\[(.+)\]", shown))


def is_hardened():
    """What `hardening-check` of Debian's devscripts looks for, and the checks of the standard library."""
    told = lambda *what: subprocess.run(["readelf", "-W", *what, TOCSIN], capture_output=True, text=True,
                                        check=True).stdout
    check("DYN (Position-Independent" in told("-h"), "it is loaded at a fixed address")
    segments = told("-l")
    check("GNU_RELRO" in segments, "what the loader fills in stays writable")
    check(re.search(r"GNU_STACK .* RW ", segments), "its stack can be executed")
    check("BIND_NOW" in told("-d"), "functions are bound when first called")
    called = set(re.findall(r" UND (\w+)", told("--dyn-syms")))
    for name, why in (("__stack_chk_fail", "no stack is guarded"), ("__memcpy_chk", "no copy is checked"),
                      ("_ZSt21__glibcxx_assert_failPKciS0_S0_", "no index is checked")):
        check(name in called, f"{why}: {name} is never called")
    if os.uname().machine == "x86_64":
        check("endbr64" in subprocess.run(["objdump", "-d", "--no-show-raw-insn", "--disassemble=main", TOCSIN],
                                          capture_output=True, text=True, check=True).stdout,
              "main() has no landing pad")


def everything_linked_is_listed():
    done = subprocess.run([str(TOOLS / "sbom"), str(BUILD)], capture_output=True, text=True,
                          env=dict(os.environ, SOURCE_DATE_EPOCH="1795255200"))
    check(done.returncode == 0, f"tools/sbom: {done.stderr}")
    listed = json.loads(done.stdout)
    equal((listed["bomFormat"], listed["specVersion"]), ("CycloneDX", "1.5"), "the form")
    equal(listed["metadata"]["timestamp"], "2026-11-21T10:00:00Z", "when")
    parts = {part["name"]: part for part in listed["components"]}
    equal(len(parts), len(listed["components"]), "each part once")
    for part in parts.values():
        check(part["version"] and part["purl"].startswith("pkg:"), f"without a version or address: {part}")
    linked = {name for name, part in parts.items()
              if {"name": "tocsin:use", "value": "linked"} in part["properties"]}
    owned = subprocess.run(["dpkg-query", "-L", *linked], capture_output=True, text=True, check=True).stdout
    files = {pathlib.PurePath(line).name for line in owned.splitlines()}
    for name in needed():
        check(name in files, f"{name} is linked, and no listed package owns it")
    boost = [name for name in parts if re.match(r"libboost.*-dev", name)]
    check(boost, "Boost is compiled in from headers, and not listed")
    check("svelte" in parts and "hashes" in parts["svelte"], "the console's parts are not listed with their hashes")
    check("eslint" not in parts, "a development tool is listed as part of the product")


def main():
    with scratch() as home:
        the_unit_starts_this_program(home)
    with scratch() as home:
        every_line_of_the_log_is_json(home)
    the_unit_locks_it_in()
    for tool in ("ninja", "dpkg-query", "readelf"):
        if not shutil.which(tool):
            skip(f"no {tool}: what the program is made of cannot be told")
    everything_linked_is_listed()
    if BUILD.name == "release":
        is_hardened()


if __name__ == "__main__":
    main()
