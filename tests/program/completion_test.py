"""Completion scripts, as bash, zsh and fish really complete with them."""

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import time

from program import check, equal, run, scratch

# What stands before the cursor, and what must (and must not) be offered there. A file `packs.yaml` and a
# folder `packs` stand in the working folder.
CASES = [
    ("tocsin ", {"demo", "serve", "rules", "completion"}, {"--version", "check"}),
    ("tocsin ru", {"rules"}, {"serve"}),
    ("tocsin rules ", {"check", "import", "fmt"}, {"serve"}),
    ("tocsin rules ch", {"check"}, {"test"}),
    ("tocsin rules check --", {"--strict", "--fix", "--brands", "--json"}, {"--from"}),
    ("tocsin rules check --str", {"--strict"}, {"--fix"}),
    ("tocsin rules import --from ", {"x", "brandwatch"}, {"--out", "packs.yaml"}),
    ("tocsin rules import --from x --sev", {"--severity"}, {"--signal"}),
    ("tocsin rules import --from x --severity ", {"low", "critical"}, {"x"}),
    ("tocsin rules check pa", {"packs.yaml", "packs/"}, {"check"}),
    ("tocsin serve --console-dir pa", {"packs/"}, {"packs.yaml"}),
    ("tocsin schema ", {"packs", "brands", "config"}, {"packs.yaml"}),
    ("tocsin rules check --common ", set(), {"packs.yaml"}),
    ("tocsin rules check --common 2 --str", {"--strict"}, set()),
    ("tocsin user ", {"add", "list"}, {"check"}),
]

BASH = r"""
source /dev/stdin <<'SCRIPT'
@SCRIPT@
SCRIPT
line=$1
COMP_WORDS=($line)
[[ $line == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
COMP_LINE=$line COMP_POINT=${#line}
_tocsin
for word in "${COMPREPLY[@]}"; do [ -d "$word" ] && word=$word/; printf '%s\n' "$word"; done
"""


def bash(home, script, line):
    done = subprocess.run(["bash", "--norc", "-c", BASH.replace("@SCRIPT@", script), "bash", line], cwd=home,
                          capture_output=True, text=True, timeout=30)
    check(done.stderr == "" or "compopt" in done.stderr, f"bash says: {done.stderr}")
    return set(done.stdout.split())


def quiet(terminal, seconds):
    """What a terminal shows until it shows nothing more for so long."""
    shown = b""
    while select.select([terminal], [], [], seconds)[0]:
        try:
            shown += os.read(terminal, 1 << 16)
        except OSError:
            break
    return shown.decode(errors="replace")


class Zsh:
    """zsh completes only where somebody types: at a terminal, what it shows behind a TAB."""

    def __init__(self, home, script):
        (home / "tocsin.zsh").write_text(script)
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(home)
            os.execve(shutil.which("zsh"), ["zsh", "-f", "-i"],
                      {"PATH": "/usr/bin:/bin", "HOME": str(home), "TERM": "dumb", "COLUMNS": "400", "LINES": "200"})
        self.type(b"PS1=; LISTMAX=0; unsetopt prompt_cr prompt_sp list_beep list_ambiguous; autoload -Uz compinit; compinit -u -D; "
                  b"source tocsin.zsh; print re''ady\n")
        self.until("ready")

    def type(self, keys):
        os.write(self.terminal, keys)

    def until(self, word, seconds=120):
        shown, end = "", time.monotonic() + seconds
        while word not in shown:
            check(time.monotonic() < end, f"zsh shows no {word!r}: {shown!r}")
            shown += quiet(self.terminal, 0.1)
        return shown

    def __call__(self, home, script, line):
        self.type(line.encode())
        quiet(self.terminal, 0.3)
        self.type(b"\t")
        shown, rounds = "", 0
        while rounds < (3 if shown else 10):  # longer while nothing is offered yet
            more = quiet(self.terminal, 0.3)
            rounds = 0 if more else rounds + 1
            shown += more
        self.type(b"\x15print fr''esh\n")  # takes the line away
        self.until("fresh")
        begun = line.rsplit(" ", 1)[-1]
        return {w.rstrip("=") for w in re.sub(r"[\x00-\x08\x1b]", "", begun + shown).split()}

    def end(self):
        os.kill(self.child, signal.SIGKILL)
        os.close(self.terminal)
        os.waitpid(self.child, 0)


def fish(home, script, line):
    (home / "tocsin.fish").write_text(script)
    done = subprocess.run(["fish", "--no-config", "-c", f"source {home}/tocsin.fish; complete -C '{line}'"], cwd=home,
                          capture_output=True, text=True, timeout=30, env={"PATH": "/usr/bin:/bin", "HOME": str(home)})
    equal(done.stderr, "", "fish says")
    return {w.split("\t")[0] for w in done.stdout.split("\n") if w}


with scratch() as home:
    (home / "packs").mkdir()
    (home / "packs.yaml").write_text("")
    tried = []
    for name, complete in [("bash", bash), ("fish", fish), ("zsh", Zsh)]:
        code, script, err = run(home, "completion", name)
        equal((code, err), (0, ""), f"completion {name}")
        if not shutil.which(name):
            continue
        equal(subprocess.run([name, "-n"], input=script, text=True).returncode, 0, f"{name} reads the script")
        shell = Zsh(home, script) if name == "zsh" else complete
        for line, offered, others in CASES:
            got = shell(home, script, line)
            # A shell may leave the sign of a folder to its display.
            plain = {w.rstrip("/") for w in got}
            check({w.rstrip("/") for w in offered} <= plain, f"{name}, `{line}`: offers {sorted(got)}")
            more = others & (got | plain) - set(line.split())  # a terminal shows the line again
            check(not more, f"{name}, `{line}`: also offers {sorted(more)}")
        if name == "zsh":
            shell.end()
        tried.append(name)
    check("bash" in tried, "bash is there")

    # Every command that the help names is completed.
    script = run(home, "completion", "bash")[1]
    for command in ["", "rules ", "user ", "token "]:
        helped = run(home, *command.split(), "--help")[1].split("Subcommands:")[1].split("\n\n")[0]
        names = {line.split()[0] for line in helped.splitlines() if line.startswith("  ") and line[2] != " "}
        check(len(names) >= 2, helped)
        equal(bash(home, script, f"tocsin {command}"), names, f"commands of `tocsin {command}`")
    code, _, err = run(home, "completion", "csh")
    equal(code, 2, err)
    print("tried in", ", ".join(tried))
