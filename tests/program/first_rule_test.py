"""docs/rules.md, "Ten minutes: your first rule", done as it is written: its files, its commands, what they say."""

import os
import re
import subprocess
import time

from program import HERE, TOCSIN, Running, check, environment, equal, scratch

PAGE = (HERE.parent.parent / "docs/rules.md").read_text()
CHAPTER = PAGE.split("## Ten minutes: your first rule")[1].split("\n## ")[0]
SERVE = "    tocsin serve --config tocsin.yaml\n"


def files():
    """What is to be saved: (name, text)."""
    return re.findall(r"[Ss]ave this as `([^`]+)`.*?```yaml\n(.*?)```", CHAPTER, re.S)


def commands(text):
    """Each command with what it says: lines behind it, in which … stands for anything."""
    out = []
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                out.append((line[2:], []))
            else:
                out[-1][1].append(line)
    return out


def says(expected, text):
    parts = [re.escape(part) for part in "\n".join(expected).split("…")]
    return re.fullmatch(".*".join(parts) + r"\n?", text, re.S) is not None


def do(folder, text, port=8420):
    path = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
    for command, expected in commands(text):
        command = command.replace("127.0.0.1:8420", f"127.0.0.1:{port}")
        if re.match(r"tocsin rules (list|show|status)", command):
            command += f" --server 127.0.0.1:{port}"
        # What a running engine does by itself (follow a file, take up a pack) takes a moment.
        end = time.monotonic() + (30 if port != 8420 else 0)
        while True:
            done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=120,
                                  env=dict(environment(folder), PATH=path))
            said = done.stdout + done.stderr
            if not expected and done.returncode == 0 or expected and says(expected, said):
                break
            check(time.monotonic() < end and ">>" not in command and " status " not in command,
                  f"`{command}` says:\n{said}\ninstead of:\n" + "\n".join(expected))
            time.sleep(0.2)


with scratch() as home:
    (home / "bin").mkdir()
    (home / "bin/tocsin").symlink_to(os.path.abspath(TOCSIN))
    saved = files()
    equal([name for name, _ in saved], ["tocsin.yaml", "packs/coffee.yaml"], "the files of the chapter")
    for name, text in saved:
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(text)
    check(CHAPTER.count(SERVE) == 1, "the engine is started once")
    before, behind = CHAPTER.split(SERVE)
    equal((len(commands(before)), len(commands(behind))), (10, 7), "commands")
    do(home, before)
    os.chdir(home)
    with Running(home, "serve", "--config", "tocsin.yaml") as engine:
        do(home, behind, engine.port)
        equal(engine.stop(), 0, "the engine's end")
