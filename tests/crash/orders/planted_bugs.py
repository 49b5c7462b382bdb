#!/usr/bin/env python3
"""Plants each known mistake of orders in turn and requires that a test fails; and that a release contains none of them.

  planted_bugs.py catch BIN      BIN: the folder of the development build's programs
  planted_bugs.py absent BIN     BIN: the folder of the release build's programs
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MARK = re.compile(rb'SHANHAI_(FAILPOINT|PLANTED_BUG)\("([a-z0-9_.]+)"\)')
OPERATIONS = '3000'
PATIENCE_S = 900
# What must fail, the quickest first. Where the process has to die at a certain moment, that is where.
SUITES = [
    ('the model', 'integration_orders', 'ModelRun.*', {'SHANHAI_MODEL_OPERATIONS': OPERATIONS}),
    ('the rules', 'unit_orders', '*', {}),
    ('the crash test', 'crash_orders', 'OrdersCrash.*',
     {'SHANHAI_KILLS': ','.join(f'orders.placement.before_commit:{n}' for n in (3, 5, 8, 13, 21))}),
]


def names(kind):
    found = set()
    for folder in ('services', 'common'):
        for path in sorted((ROOT / folder).rglob('*.?pp')):
            found.update(name.decode() for mark, name in MARK.findall(path.read_bytes()) if mark == kind)
    return sorted(found)


def run(binaries, suite, planted):
    """True if the tests passed. What ends neither way is an error."""
    _, program, tests, settings = suite
    environment = {**os.environ, **settings}
    environment.pop('SHANHAI_PLANT', None)
    if planted:
        environment['SHANHAI_PLANT'] = planted
    done = subprocess.run([binaries / program, '--gtest_filter=' + tests], env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=PATIENCE_S, check=False)
    text = done.stdout.decode(errors='replace')
    if done.returncode == 0 and '[  PASSED  ]' in text:
        return True
    if '[ RUN      ]' not in text:
        sys.exit(f'{program} does not run:\n{text[-2000:]}')
    if not planted:
        print(text[-4000:])
    return False


def catch(binaries):
    bugs = names(b'PLANTED_BUG')
    if len(bugs) < 12:
        sys.exit(f'only {len(bugs)} mistakes are known')
    for suite in SUITES:
        if not run(binaries, suite, None):
            sys.exit(f'{suite[0]} fails without any mistake')
    missed = []
    for bug in bugs:
        began = time.monotonic()
        by = next((suite[0] for suite in SUITES if not run(binaries, suite, bug)), None)
        print(f'{bug}: {"caught by " + by if by else "NOT CAUGHT"} in {time.monotonic() - began:.0f} s', flush=True)
        if not by:
            missed.append(bug)
    print(f'{len(bugs) - len(missed)} of {len(bugs)} planted mistakes caught')
    return 1 if missed else 0


def absent(binaries):
    forbidden = names(b'PLANTED_BUG') + names(b'FAILPOINT') + ['SHANHAI_PLANT', 'SHANHAI_KILL_AT']
    programs = sorted(path for path in binaries.glob('shanhai*') if path.is_file())
    if not programs:
        sys.exit(f'no programs in {binaries}')
    wrong = 0
    for program in programs:
        content = program.read_bytes()
        for name in forbidden:
            if name.encode() in content:
                print(f'{program.name} contains {name}')
                wrong += 1
    print(f'{len(forbidden)} names, {len(programs)} programs, {wrong} found')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit({'catch': catch, 'absent': absent}[sys.argv[1]](Path(sys.argv[2])))
