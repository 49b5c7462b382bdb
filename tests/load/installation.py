"""What the benchmarks' rounds have in common: the servers, their database, their people, and how figures are printed."""
import http.client
import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import time

PATIENCE_SECONDS = 300


class Installation:
    """A database that is up, and the servers on it. `options`: binaries, directory, socket."""

    def __init__(self, options):
        self.options = options
        self.directory = pathlib.Path(options.directory)
        self.servers = []

    def run(self, program, *words):
        done = subprocess.run([f'{self.options.binaries}/{program}', *map(str, words)], capture_output=True, text=True)
        if done.stderr:
            print(done.stderr.strip()[:2000], file=sys.stderr)
        if done.returncode != 0:
            sys.exit(f'{program} {words[0]} failed')
        return done.stdout

    def sql(self, query):
        done = subprocess.run(['mariadb', '--no-defaults', '-uroot', '-S', self.options.socket, '-N', '-e', query], capture_output=True, text=True,
                              check=True)
        return [line.split('\t') for line in done.stdout.splitlines()]

    def serve(self, port):
        log = open(self.directory / f'server-{port}.log', 'w')
        environment = {**os.environ, 'SHANHAI_SERVER__LISTEN': f'127.0.0.1:{port}'}
        process = subprocess.Popen([f'{self.options.binaries}/shanhai', 'serve', '--settings', str(self.directory / 'settings.toml')], stdout=log,
                                   stderr=log, env=environment)
        self.servers.append(process)

        def ready():
            if process.poll() is not None:
                sys.exit(f'the server ended with {process.returncode}: {pathlib.Path(log.name).read_text()[-500:]}')
            return call(port, 'GET', '/readyz')[0] == 200
        self.until('the server', ready)
        return process

    def until(self, what, condition):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                sys.exit(f'waited {PATIENCE_SECONDS} s for {what}')
            time.sleep(0.02)

    def sign_in(self, port, phone):
        """An access token, as it comes from the API."""
        outbox = self.directory / 'outbox'
        call(port, 'POST', '/v1/auth/codes', {'phone': phone, 'purpose': 'sign_in'}, expect=202)
        found = []

        def arrived():
            found.extend(message['text'] for message in map(read_message, outbox.glob('*.json')) if message['phone'] == phone)
            return found
        self.until('a code', arrived)
        code = next(word for word in ''.join(c if c.isdigit() else ' ' for c in found[-1]).split() if len(word) == 6)
        for path in outbox.glob('*.json'):
            path.unlink()
        return call(port, 'POST', '/v1/auth/sessions', {'phone': phone, 'code': code}, expect=201)[1]['access_token']

    def stop(self):
        for process in self.servers:
            process.terminate()
        for process in self.servers:
            process.wait()
        self.servers = []


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


def read_message(path):
    return json.loads(path.read_text(encoding='utf-8'))


def call(port, method, path, body=None, expect=None, token=None):
    """(status, decoded answer where `expect` is given); (0, None) where nobody answers."""
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
    headers = {'Content-Type': 'application/json'} if body else {}
    if token:
        headers['Authorization'] = f'Bearer {token}'
    try:
        connection.request(method, path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        if expect and answer.status != expect:
            sys.exit(f'{path} answers {answer.status}: {content[:300]!r}')
        return answer.status, json.loads(content) if expect and content else None
    except OSError:
        return 0, None
    finally:
        connection.close()


def show(name, values, unit, form='.2f'):
    print(f'{name} {statistics.median(values):{form}} {unit} ({min(values):{form}}-{max(values):{form}})', flush=True)
