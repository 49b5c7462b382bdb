#!/usr/bin/env python3
"""The scripts that start private servers and write settings, on real servers."""

import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import tempfile
import tomllib
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DATABASE, REDIS = HERE / 'database.sh', HERE / 'redis.sh'


def run(*words, code=0, **variables):
    done = subprocess.run([str(word) for word in words], check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, **variables}, timeout=200)
    if done.returncode != code:
        raise AssertionError(f'{words} ended with {done.returncode}: {done.stdout}{done.stderr}')
    return done


def shell(script, **variables):
    """Runs bash with the sourced parts of `dev`, as `dev` runs."""
    head = f'set -euo pipefail; ENVIRONMENT={HERE}; SERVICES=(identity catalog orders traceability measurement); PROGRAM=dev;' \
           f'for part in console packages settings run demo test; do . {HERE}/$part.sh; done;'
    return subprocess.run(['bash', '-c', head + script], check=False, capture_output=True, text=True, env={**os.environ, **variables},
                          stdin=subprocess.DEVNULL, timeout=200)


class InDirectory(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='shanhai-environment-'))
        self.addCleanup(shutil.rmtree, self.directory)
        self.addCleanup(wait_for_watchers, self.directory)

    def start(self, script, directory, *options, **variables):
        self.addCleanup(run, script, 'stop', directory)
        found = re.fullmatch(r'socket=(.+) pid=(\d+)\n', run(script, 'start', directory, *options, **variables).stdout)
        return found.group(1), int(found.group(2))


class Failures(InDirectory):
    def told(self, output):
        report = self.directory / 'report.xml'
        report.write_text('<testsuite><testcase name="integration/fine" status="run"><system-out>[ RUN      ] A.b</system-out></testcase>'
                          f'<testcase name="integration/orders" status="fail"><failure message=""/><system-out>{output}</system-out>'
                          '</testcase></testsuite>')
        return run(HERE / 'failures.py', report).stdout.splitlines()

    def test_a_failed_case_is_shown_with_its_words_and_the_others_are_not(self):
        log = ''.join(f'{{"time":"{number}"}}\n' for number in range(100))
        told = self.told(f'[ RUN      ] Good.case\nfine\n[       OK ] Good.case (1 ms)\n[ RUN      ] Bad.case\n{log}'
                         'x.cpp:1: Failure\n[  FAILED  ] Bad.case (3 ms)\n[  FAILED  ] 1 test')
        self.assertEqual(told[:2], ['failed: integration/orders', '[ RUN      ] Bad.case'])
        self.assertEqual(told[-2:], ['x.cpp:1: Failure', '[  FAILED  ] Bad.case (3 ms)'])
        self.assertIn('{"time":"99"}', told)
        self.assertNotIn('{"time":"94"}', told)
        self.assertNotIn('fine', told)

    def test_a_program_that_died_is_shown_with_the_case_it_died_in(self):
        told = self.told('[ RUN      ] Good.case\n[       OK ] Good.case (1 ms)\n[ RUN      ] Bad.case\nAddressSanitizer')
        self.assertIn('... died in Bad.case:', told)
        self.assertEqual(told[-1], 'AddressSanitizer')

    def test_of_another_program_the_end_is_shown(self):
        told = self.told('\n'.join(f'line {number}' for number in range(100)))
        self.assertEqual((len(told), told[1], told[-1]), (41, 'line 60', 'line 99'))


def wait_until_gone(pid):
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    with open(descriptor, closefd=True):
        if not select.select([descriptor], [], [], 60)[0]:
            raise AssertionError(f'process {pid} does not end')


def wait_for_watchers(directory):
    """Watchers of owners that have ended look into the directory once more; it must not vanish under them."""
    for entry in pathlib.Path('/proc').iterdir():
        try:
            words = (entry / 'cmdline').read_bytes() if entry.name.isdigit() and int(entry.name) != os.getpid() else b''
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(directory).encode() in words:
            wait_until_gone(int(entry.name))


class Databases(InDirectory):
    def ask(self, directory, statement):
        return run(DATABASE, 'client', directory, '-Ne', statement).stdout

    def test_a_second_start_finds_the_first(self):
        first = self.start(DATABASE, self.directory / 'a')
        self.assertEqual(first, self.start(DATABASE, self.directory / 'a'))
        self.assertNotEqual(first, self.start(DATABASE, self.directory / 'b'))

    def test_two_starts_at_once_start_one(self):
        starts = [subprocess.Popen([DATABASE, 'start', self.directory], stdout=subprocess.PIPE, text=True) for _ in range(2)]
        self.addCleanup(run, DATABASE, 'stop', self.directory)
        said = {start.communicate(timeout=120)[0] for start in starts}
        self.assertEqual(1, len(said), said)

    def test_what_is_committed_outlives_a_kill(self):
        _, pid = self.start(DATABASE, self.directory)
        self.ask(self.directory, 'CREATE DATABASE d; CREATE TABLE d.t (a INT PRIMARY KEY); INSERT INTO d.t VALUES (7)')
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid)
        self.start(DATABASE, self.directory)
        self.assertEqual('7\n', self.ask(self.directory, 'SELECT a FROM d.t'))

    def test_durability_is_never_weakened_and_no_port_is_open(self):
        self.start(DATABASE, self.directory)
        variables = '@@sync_binlog, @@innodb_flush_log_at_trx_commit, @@log_bin, @@skip_networking'
        self.assertEqual('1\t1\t1\t1\n', self.ask(self.directory, f'SELECT {variables}'))

    def test_the_file_that_tells_who_runs_is_not_the_servers_to_rewrite(self):
        _, pid = self.start(DATABASE, self.directory)
        self.assertEqual(f'{self.directory}/server.pid\n', self.ask(self.directory, 'SELECT @@pid_file'))
        self.assertEqual(f'{pid}\n', (self.directory / 'pid').read_text())

    def test_tables_move_with_their_directory(self):
        self.start(DATABASE, self.directory / 'a')
        self.ask(self.directory / 'a', 'CREATE DATABASE d')
        run(DATABASE, 'stop', self.directory / 'a')
        (self.directory / 'a').rename(self.directory / 'b')
        self.start(DATABASE, self.directory / 'b')
        self.assertIn('d\n', self.ask(self.directory / 'b', 'SHOW DATABASES'))

    def test_a_project_may_lie_in_a_path_with_a_space(self):
        spaced = self.directory / 'a b'
        self.start(DATABASE, spaced / 'd', SHANHAI_LOCAL=str(spaced))
        self.assertEqual('1\n', self.ask(spaced / 'd', 'SELECT 1'))
        self.start(REDIS, spaced / 'r')

    def test_a_deep_directory_gets_a_short_socket(self):
        deep = self.directory / ('a' * 120)
        for script in (DATABASE, REDIS):
            socket, _ = self.start(script, deep)
            self.assertLess(len(socket), 108)
            run(script, 'stop', deep)
            self.assertFalse(os.path.exists(os.path.dirname(socket)))

    def test_a_server_ends_with_its_owner(self):
        with subprocess.Popen(['sleep', '600']) as owner:
            pids = [self.start(script, self.directory / script.stem, SHANHAI_OWNER_PID=str(owner.pid))[1] for script in (DATABASE, REDIS)]
            owner.kill()
        for pid in pids:
            wait_until_gone(pid)

    def test_a_server_that_was_taken_over_outlives_its_first_owner(self):
        with subprocess.Popen(['sleep', '600']) as first, subprocess.Popen(['sleep', '600']) as second:
            for script in (DATABASE, REDIS):
                directory = self.directory / script.stem
                _, pid = self.start(script, directory, SHANHAI_OWNER_PID=str(first.pid))
                self.assertEqual(pid, self.start(script, directory, SHANHAI_OWNER_PID=str(second.pid))[1])
                run(script, 'stop', directory, first.pid)  # what the first owner's end would do
                self.assertEqual(pid, self.start(script, directory)[1])
                run(script, 'stop', directory, second.pid)  # nobody's now
                self.assertEqual(pid, self.start(script, directory)[1])
            first.kill()
            second.kill()

    def test_faults_are_one_line(self):
        (self.directory / 'file').write_text('')
        for script, words, variables in (
                (DATABASE, ('start', self.directory, '--nonsense=1'), {}), (REDIS, ('start', self.directory, '--nonsense', '1'), {}),
                (DATABASE, ('start',), {}), (DATABASE, ('dance', self.directory), {}),
                (DATABASE, ('start', self.directory), {'SHANHAI_TEST_DATABASE': 'oracle'}),
                (DATABASE, ('start', self.directory), {'SHANHAI_TEST_DATABASE': 'mysql', 'SHANHAI_MYSQL_ROOT': '/nowhere'})):
            with self.subTest(words=words, variables=variables):
                said = run(script, *words, code=1, **variables)
                self.assertEqual('', said.stdout)
                self.assertRegex(said.stderr, r'\A(database|redis)\.sh: [^\n]+\n\Z')

    def test_stop_without_a_server(self):
        run(DATABASE, 'stop', self.directory / 'never')
        run(REDIS, 'stop', self.directory)
        # Somebody else's process under a number that was ours once.
        (self.directory / 'pid').write_text(f'{os.getpid()}\n')
        run(REDIS, 'stop', self.directory)


class Redis(InDirectory):
    def test_nothing_is_kept_and_only_we_reach_it(self):
        socket, pid = self.start(REDIS, self.directory)
        self.assertEqual(0o700, os.stat(socket).st_mode & 0o777)
        run(REDIS, 'client', self.directory, 'SET', 'a', '1')
        os.kill(pid, signal.SIGKILL)
        wait_until_gone(pid)
        self.start(REDIS, self.directory)
        self.assertEqual('\n', run(REDIS, 'client', self.directory, 'GET', 'a').stdout)


class Settings(InDirectory):
    def write(self, name):
        path = self.directory / name
        done = shell(f'write_settings {path} {self.directory} 8080 /d/database.sock /r/redis.sock')
        self.assertEqual(('', 0), (done.stderr, done.returncode))
        return path

    def test_they_are_toml_with_secrets_of_their_own(self):
        one, two = (tomllib.loads(self.write(name).read_text()) for name in ('a', 'b'))
        self.assertEqual({'server', 'database', 'redis', 'auth', 'internal', 'secrets', 'files', 'notifications', 'telemetry'}, set(one))
        self.assertEqual('unix:///d/database.sock', one['database']['address'])
        secrets = lambda of: [of['internal']['token'], of['secrets']['master_key'], of['secrets']['lookup_key']] + [
            of['database'][service]['password'] for service in ('identity', 'catalog', 'orders', 'traceability', 'measurement')]
        self.assertEqual(16, len(set(secrets(one) + secrets(two))))
        self.assertTrue(all(re.fullmatch('[0-9a-f]{64}', secret) for secret in secrets(one)[:3]))

    def test_only_the_owner_reads_them(self):
        self.assertEqual(0o600, self.write('a').stat().st_mode & 0o777)

    def test_they_follow_sockets_and_a_moved_project(self):
        path = self.write('a')
        before = tomllib.loads(path.read_text())
        shell(f'database_socket=/x/database.sock redis_socket=/y/redis.sock; point_settings {path} /moved')
        after = tomllib.loads(path.read_text())
        self.assertEqual(('unix:///x/database.sock', 'unix:///y/redis.sock', '/moved/files', '/moved/outbox'),
                         (after['database']['address'], after['redis']['address'], after['files']['directory'], after['notifications']['directory']))
        self.assertEqual(before['secrets'], after['secrets'])

    def test_a_text_of_a_section(self):
        path = self.write('a')
        self.assertEqual('127.0.0.1:8080\n', shell(f'toml_text {path} server listen').stdout)
        self.assertEqual('', shell(f'toml_text {path} redis listen').stdout)


class Packages(InDirectory):
    def list(self, text, *sections):
        (self.directory / 'packages.txt').write_text(text)
        return shell(f'SHANHAI_ROOT={self.directory}; list_packages {" ".join(sections)}').stdout

    def test_sections(self):
        text = '# list\n[a]\nbash  a shell\n\n# why\ncoreutils  tools\n[b]\ngrep  search\n'
        self.assertEqual('bash a shell\ncoreutils tools\n', self.list(text, 'a'))
        self.assertEqual('bash a shell\ncoreutils tools\ngrep search\n', self.list(text, 'a', 'b'))
        self.assertEqual('', self.list(text, 'c'))

    def test_alternatives(self):
        self.assertEqual('bash a shell\n', self.list('[a]\nno-such-package|bash  a shell\n', 'a'))

    def test_each_has_a_reason(self):
        for line in (HERE.parents[1] / 'packages.txt').read_text().splitlines():
            self.assertTrue(not line or re.match(r'#|\[[a-z]+\]$|\S+ +\S', line), line)

    def test_no_root_is_one_line(self):
        # No sudo on the PATH and not root: what to install is said, nothing is tried.
        (self.directory / 'packages.txt').write_text('[a]\nno-such-package  why\n')
        done = shell(f'SHANHAI_ROOT={self.directory}; id() {{ echo 1000; }}; sudo() {{ return 1; }}; install_packages a')
        self.assertEqual(1, done.returncode)
        self.assertRegex(done.stderr, r'\Adev: [^\n]*as root run: apt-get install --no-install-recommends no-such-package\n\Z')


class Steps(InDirectory):
    def test_a_step_that_fails_fails_and_shows_the_end_of_its_log(self):
        done = shell('step "a step" sh -c "echo reason; exit 3" || echo "code $?"', SHANHAI_LOCAL=str(self.directory))
        self.assertIn('reason\ncode 3\n', done.stdout)

    def test_a_full_disk_is_named(self):
        done = shell('SHANHAI_ROOT=/r; step a sh -c "echo cp: No space left on device; exit 1" || echo on', SHANHAI_LOCAL=str(self.directory))
        self.assertEqual((1, 'dev: disk full: no space left for /r\n'), (done.returncode, done.stderr))

    def test_headers_that_cannot_be_unpacked_leave_nothing(self):
        (self.directory / 'packages.txt').write_text('[headers]\nno-such-package  why\n')
        done = shell(f'SHANHAI_ROOT={self.directory}; update_package_lists() {{ :; }}; unpack_headers', SHANHAI_LOCAL=str(self.directory / 'l'))
        self.assertEqual((1, 'dev: could not fetch: no-such-package\n'), (done.returncode, done.stderr))
        self.assertFalse((self.directory / 'l/deps').exists())

    def test_a_lock_is_held_by_one(self):
        done = shell('hold_lock x && (exec {held_lock}>&-; hold_lock x || echo refused)', SHANHAI_LOCAL=str(self.directory))
        self.assertEqual('refused\n', done.stdout)

    def test_sums_of_reports(self):
        report = self.directory / 'r.xml'
        report.write_text('<?xml version="1.0"?>\n<testsuite name="x"\n\ttests="9"\n\tfailures="2"\n\tdisabled="0"\n\tskipped="1"\n>\n</testsuite>\n')
        self.assertEqual('6 passed, 2 failed, 1 skipped\n', shell(f'count_report {report}; summarise || true').stdout)
        self.assertEqual('0 passed, 0 failed\n', shell(f'count_report {self.directory}/none || summarise').stdout)


class Routes(unittest.TestCase):
    def test_every_service_is_routed(self):
        done = shell(f'SHANHAI_ROOT={HERE.parents[1]}; demo_ports=(1 2 3 4 5 6 7 8 9 10); write_routes')
        routes = json.loads(done.stdout)
        self.assertEqual({f'http://127.0.0.1:{port}' for port in range(1, 6)}, set(routes.values()))
        self.assertEqual('http://127.0.0.1:3', routes['/v1/orders'])


if __name__ == '__main__':
    unittest.main()
