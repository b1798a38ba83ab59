"""The shipped packs on labelled posts: the third of them that nobody looked at while writing.

The floors are a little under what was reached when they were set; docs/packs.md has the figures."""

import json
import subprocess
import sys

from program import HERE, SKIPPED, TOCSIN, check, equal, fail, skip

TOOL = HERE.parents[1] / "tools" / "measure-packs"
#          precision, recall, macro-F1: at least
FOUND = {"complaints": (0.74, 0.63, 0.77),
         "airline": (0.90, 0.63, 0.73),
         "rail-de": (0.60, 0.45, 0.68)}
#                  false alarms, any finding: at most
ORDINARY = {"ordinary-en": (0.0060, 0.0080),
            "ordinary-reddit": (0.0090, 0.0095),
            "ordinary-de": (0.0250, 0.0270)}
BANKING = 0.50  # recall


def measure(*arguments):
    return subprocess.run([sys.executable, str(TOOL), "--tocsin", TOCSIN, *arguments],
                          capture_output=True, text=True, timeout=300)


done = measure("--json", "--rules")
if done.returncode == SKIPPED:
    skip(done.stderr.strip().removeprefix("SKIPPED: "))
check(done.returncode == 0, f"measure-packs ended with {done.returncode}:\n{done.stderr}")
answers = {answer["set"]: answer for answer in map(json.loads, done.stdout.splitlines())}
equal(set(answers), {*FOUND, *ORDINARY, "banking"}, "sets that were measured")

missed = []


def at_least(what, is_, floor):
    if is_ < floor:
        missed.append(f"{what} is {is_:.4f}, should be at least {floor:.4f}")


def at_most(what, is_, ceiling):
    if is_ > ceiling:
        missed.append(f"{what} is {is_:.4f}, should be at most {ceiling:.4f}")


for name, floors in FOUND.items():
    for what, floor in zip(("precision", "recall", "macro_f1"), floors):
        at_least(f"{name}: {what}", answers[name][what], floor)
for name, ceilings in ORDINARY.items():
    for what, ceiling in zip(("false_alarms", "any_finding"), ceilings):
        at_most(f"{name}: {what}", answers[name][what], ceiling)
at_least("banking: recall", answers["banking"]["recall"], BANKING)
if missed:
    fail("\n".join(missed))

# The tool itself: a pack that finds nothing measures as nothing, and the parts add up.
nothing = [json.loads(line) for line in
           measure("--json", "--sets", "complaints", str(HERE / "pack.yaml")).stdout.splitlines()]
check(nothing[0]["recall"] < 0.05, f"a pack about something else finds complaints: {nothing}")
rows = {part: json.loads(measure("--json", "--sets", "complaints", "--part", part).stdout)["rows"]
        for part in ("aside", "open", "all")}
equal(rows["aside"] + rows["open"], rows["all"], "rows of the two parts")
check(0.30 < rows["aside"] / rows["all"] < 0.37, f"about a third is set aside: {rows}")

for answer in answers.values():
    print(answer["set"], {what: round(is_, 4) for what, is_ in answer.items()
                          if isinstance(is_, float)})
