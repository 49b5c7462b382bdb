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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MARK = re.compile(rb'SHANHAI_(FAILPOINT|PLANTED_BUG)\("([a-z0-9_.]+)"\)')
PATIENCE_S = 900
SEED = '20261127'  # what is chosen at random is the same each time
CRASH = 'Part/OrdersCrashPart.KilledAtEveryPointAndAtRandomMoments/0'
# What must fail, the quickest first: name, program, tests, settings. Where the process has to die at a certain moment,
# that is where.
SUITES = [
    ('the rules', 'unit_orders', '*', {}),
    ('the moments', 'integration_orders',
     'PaymentTest.LateMoney*:OrderWriter.AnswersNobodyBeforeItsCommit:RushTest.EveryBuyerHasOnePlace*', {}),
    ('the model', 'integration_orders', 'ModelRun.*', {'SHANHAI_MODEL_OPERATIONS': '2000'}),
    ('the crash test', 'crash_orders', CRASH,
     {'SHANHAI_KILLS': ','.join(f'orders.placement.{at}_commit:{n}' for n in (3, 8, 21) for at in ('before', 'after'))}),
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
    environment = {**os.environ, 'SHANHAI_TEST_SEED': SEED, **settings}
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


def caught_by(binaries, bug):
    began = time.monotonic()
    by = next((suite for suite in SUITES if not run(binaries, suite, bug)), None)
    print(f'{bug}: {"caught by " + by[0] if by else "NOT CAUGHT"} in {time.monotonic() - began:.0f} s', flush=True)
    return by


def catch(binaries):
    bugs = names(b'PLANTED_BUG')
    if len(bugs) < 12:
        sys.exit(f'only {len(bugs)} mistakes are known')
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count())) as pool:
        caught = list(pool.map(lambda bug: caught_by(binaries, bug), bugs))
        used = [suite for suite in SUITES if suite in caught]
        failing = [suite[0] for suite, passed in zip(used, pool.map(lambda suite: run(binaries, suite, None), used))
                   if not passed]
    for suite in failing:
        print(f'{suite} fails without any mistake')
    print(f'{len(bugs) - caught.count(None)} of {len(bugs)} planted mistakes caught')
    return 1 if failing or None in caught else 0


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
