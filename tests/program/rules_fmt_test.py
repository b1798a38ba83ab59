"""`rules fmt`: one form, nothing lost, and files with errors left alone."""

import os
import stat

from program import check, equal, must, run, scratch

UGLY = """# the shop's
title:   A shop
pack: shop
rules:
- {id: a, title: T, signal: churn, severity: high, status: live, when: 'leaving   AND "plan"'}  # one
version: 1
terms: {leaving: ["leaving", 'cancel*']}
"""

with scratch() as home:
    packs = home / "packs"
    packs.mkdir()
    ugly = packs / "ugly.yaml"
    ugly.write_text(UGLY)
    ugly.chmod(0o640)
    link = packs / "link.yaml"
    link.symlink_to(ugly)

    code, out, err = run(home, "rules", "fmt", "--check", ugly)
    equal((code, out), (1, f"{ugly}\n"), "--check names the file")
    equal(ugly.read_text(), UGLY, "--check writes nothing")
    code, diff, _ = run(home, "rules", "fmt", "--diff", ugly)
    check(code == 1 and "-title:   A shop\n" in diff and "+title: A shop\n" in diff, diff)
    equal(ugly.read_text(), UGLY, "--diff writes nothing")

    code, piped, _ = run(home, "rules", "fmt", "-", stdin=UGLY)
    equal(code, 0, "standard input")
    out, err = must(home, "rules", "fmt", link)
    equal(ugly.read_text(), piped, "a file becomes what standard input does")
    check(link.is_symlink(), "a link stays one")
    equal(stat.S_IMODE(os.stat(ugly).st_mode), 0o640, "rights are kept")
    check(piped.startswith("pack: shop\n# the shop's\ntitle: A shop\n") and "# one" in piped, piped)
    code, out, err = run(home, "rules", "fmt", packs, "--check")
    equal((code, out), (0, ""), "a second time nothing changes")
    equal(sorted(os.listdir(packs)), ["link.yaml", "ugly.yaml"], "nothing is left beside")

    broken = packs / "a.yaml"
    broken.write_text("pack: x\n\ttitle: y\n")
    ugly.write_text(UGLY)
    code, out, err = run(home, "rules", "fmt", packs)
    equal(code, 1, "a file with errors")
    check(f"{broken}:2:1: error: a tab" in err and "left as it is" in err, err)
    equal(broken.read_text(), "pack: x\n\ttitle: y\n", "it is left alone")
    equal(ugly.read_text(), piped, "the others are formatted")
    equal(run(home, "rules", "fmt", "-", stdin="a: [")[:2], (1, ""), "nothing is printed of it")
    equal(run(home, "rules", "fmt")[0], 2, "without a path")
    equal(run(home, "rules", "fmt", home / "no")[0], 1, "a path that is not there")
    equal(run(home, "rules", "fmt", "-", stdin="x" * (300 << 10))[0], 1, "too large a file")
