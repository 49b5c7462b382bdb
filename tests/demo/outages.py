#!/usr/bin/env python3
"""`./dev demo --loop` while its MariaDB and Redis are killed (SIGKILL) and started again, at random moments.

Every round of the demo ends with figures that match to the fen and with an audit that finds no difference, so whatever an outage had lost
or doubled ends the demo with code 1. Exit 0: the demo went on through KILLS outages and at least ROUNDS_AFTER whole rounds followed.
Environment: SHANHAI_TEST_SEED, KILLS (12).
"""
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
ENVIRONMENT, DEMO = ROOT / 'tests/environment', ROOT / '.local/demo'
ROUNDS_AFTER = 2
LONGEST_PAUSE_SECONDS, LONGEST_OUTAGE_SECONDS = 2.0, 3.0
STUCK_SECONDS = 180  # no round in so long a time: it has not recovered


def hear_interrupts():
    """Whoever runs in the background of a shell may have inherited that Ctrl-C is ignored; the demo's loop ends by it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Demo:
    """The running demo and its latest whole round."""

    def __init__(self):
        self.process = subprocess.Popen([ROOT / 'dev', 'demo', '--loop', '--lang', 'en'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        start_new_session=True, preexec_fn=hear_interrupts)
        self.changed = threading.Condition()
        self.rounds, self.retries, self.tail, self.ended = 0, 0, [], False
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            done = re.search(r'Round (\d+) done, (\d+) retries', line)
            with self.changed:
                self.tail = (self.tail + [line])[-30:]
                if done:
                    self.rounds, self.retries = int(done.group(1)), int(done.group(2))
                    self.changed.notify_all()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def await_rounds(self, number):
        with self.changed:
            while self.rounds < number and not self.ended:
                before = self.rounds
                if not self.changed.wait_for(lambda: self.rounds > before or self.ended, timeout=STUCK_SECONDS):
                    self.fail(f'no round in {STUCK_SECONDS} s')
            if self.ended:
                self.fail('the demo ended')

    def pass_time(self, seconds):
        """A random moment is the point here: nothing is waited for but the demo's early end."""
        with self.changed:
            if self.changed.wait_for(lambda: self.ended, timeout=seconds):
                self.fail('the demo ended')

    def fail(self, why):
        sys.exit(f'outages: {why}\n{"".join(self.tail)}')

    def interrupt(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=120)


def outage(demo, choice, name):
    directory = DEMO / name
    pid = int((directory / 'pid').read_text())
    os.kill(pid, signal.SIGKILL)
    demo.pass_time(choice.uniform(0, LONGEST_OUTAGE_SECONDS))
    owner = (DEMO.parent / 'demo.lock').read_text().strip()
    subprocess.run([ENVIRONMENT / f'{name}.sh', 'start', directory], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, 'SHANHAI_LOCAL': str(ROOT / '.local'), 'SHANHAI_OWNER_PID': owner})


def main():
    seed = int(os.environ.get('SHANHAI_TEST_SEED', 0)) or random.randrange(1, 2**32)
    print(f'seed {seed}', flush=True)
    choice = random.Random(seed)
    kills = int(os.environ.get('KILLS', 12))
    demo = Demo()
    try:
        demo.await_rounds(1)
        for number in range(kills):
            demo.pass_time(choice.uniform(0, LONGEST_PAUSE_SECONDS))
            outage(demo, choice, ('database', 'redis')[number % 2])
        demo.await_rounds(demo.rounds + ROUNDS_AFTER)
        rounds, retries = demo.rounds, demo.retries
        code = demo.interrupt()
        if code != 0:
            demo.fail(f'the demo ended with code {code}')
    finally:
        if demo.process.poll() is None:
            os.killpg(demo.process.pid, signal.SIGTERM)
            demo.process.wait(timeout=60)
    if retries == 0:
        sys.exit('outages: no call was tried again: the outages were not felt')
    print(f'{kills} outages, {rounds} rounds to the fen, {retries} calls tried again')


if __name__ == '__main__':
    main()
