"""The demo's HTTP client: only the public API, one method, every exchange narrated, and checked against /openapi.json."""
import http.client
import json
import time
import urllib.parse
import uuid

import openapi
from narration import Failed

PATIENCE_SECONDS = 60  # with an outage in between, a call is tried again for so long, with the same Idempotency-Key


class Client:
    def __init__(self, base_url, routes, narrator):
        self.base_url, self.routes, self.narrator = base_url, routes, narrator
        self.outages = 0
        self.contracts = {}  # base URL to what its server says of itself

    def base_of(self, path):
        found = [prefix for prefix in self.routes if path == prefix or path.startswith(prefix.rstrip('/') + '/')]
        return self.routes[max(found, key=len)] if found else self.base_url

    def send(self, method, path, body, headers, base_url=None):
        base = urllib.parse.urlsplit(base_url or self.base_of(path.split('?')[0]))
        connection = http.client.HTTPConnection(base.hostname, base.port, timeout=20)
        try:
            connection.request(method, urllib.parse.quote(path, safe="/?&=%:,;+!$'()*@~._-"), body, headers)
            answer = connection.getresponse()
            return answer.status, dict((name.lower(), value) for name, value in answer.getheaders()), answer.read()
        finally:
            connection.close()

    def contract_of(self, path):
        base_url = self.base_of(path.split('?')[0])
        if base_url not in self.contracts:
            status, _, content = self.send_patiently('GET', '/openapi.json', None, {}, base_url)
            document = json.loads(content)
            faults = list(openapi.lint(document))
            if status != 200 or faults:
                raise Failed(f'{base_url}/openapi.json ({status}): ' + '; '.join(faults))
            self.contracts[base_url] = openapi.Contract(document)
        return self.contracts[base_url]

    def as_described(self):
        """(exchanges that were as /openapi.json describes them, operations among them)."""
        seen = [count for contract in self.contracts.values() for count in contract.seen.values()]
        return sum(seen), len(seen)

    def call(self, who, method, path, body=None, *, expect=(200, 201, 202, 204), key=False, accept='application/json', content_type=None,
             quiet=False, if_match=None):
        """Sends as `who` (a Person or None), checks the status, gives the answer (decoded JSON, or bytes)."""
        headers = {'Accept': accept, 'Accept-Language': 'zh-CN' if self.narrator.language == 'zh' else 'en'}
        if who and who.token:
            headers['Authorization'] = f'Bearer {who.token}'
        if key:
            headers['Idempotency-Key'] = key if isinstance(key, str) else str(uuid.uuid4())
        if if_match is not None:
            headers['If-Match'] = f'"{if_match}"'
        data = None
        if body is not None:
            data = body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()
            headers['Content-Type'] = content_type or 'application/json'
        status, answer_headers, content = self.send_patiently(method, path, data, headers)
        try:
            request = body if content_type is None and not isinstance(body, str) else None
            self.contract_of(path).check(method, path, request, headers, (status, answer_headers, content))
        except openapi.Mismatch as mismatch:
            raise Failed(str(mismatch)) from mismatch
        answer = content
        if 'json' in answer_headers.get('content-type', ''):
            answer = json.loads(content)
        if not quiet:
            shown = body if not isinstance(body, str) else body.strip().split('\n')
            self.narrator.exchange(who.name if who else self.narrator.pick('任何人', 'anyone'), method, path, shown, status,
                                   answer if not isinstance(answer, bytes) else f'({len(answer)} bytes {answer_headers.get("content-type", "")})')
        wanted = (expect,) if isinstance(expect, int) else expect
        if status not in wanted:
            raise Failed(f'{method} {path} answered {status}, expected {expect}: {answer}')
        return answer

    def send_patiently(self, method, path, data, headers, base_url=None):
        """Tries again through outages where that is safe: reads, and writes that carry an Idempotency-Key."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = 0.1
        while True:
            reason = None
            try:
                status, answer_headers, content = self.send(method, path, data, headers, base_url)
                if status != 503:
                    return status, answer_headers, content
                reason = '503'
            except (OSError, http.client.HTTPException) as broken:
                reason = type(broken).__name__
            if time.monotonic() > deadline:
                raise Failed(f'{method} {path}: no answer for {PATIENCE_SECONDS} s ({reason})')
            self.outages += 1
            time.sleep(pause)  # a pause between tries, not a wait for a state
            pause = min(pause * 2, 2)

    def through_outages(self, attempt, away):
        """`attempt` again while `away` says of what it gave that the database was not there; gives the last."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        outcome = attempt()
        while away(outcome) and time.monotonic() < deadline:
            self.outages += 1
            time.sleep(0.5)  # a pause between tries, not a wait for a state
            outcome = attempt()
        return outcome

    def until(self, what, check, seconds=20):
        """Polls `check` until it gives something true: the state of another service arrives by its event stream."""
        deadline = time.monotonic() + seconds
        while True:
            found = check()
            if found:
                return found
            if time.monotonic() > deadline:
                raise Failed(f'waited {seconds} s for {what}')
            time.sleep(0.05)
