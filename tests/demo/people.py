"""Who takes part: persons with phones and tokens, organisations with valid USCCs."""
import base64
import json
import pathlib
import random

from narration import Failed

USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
PROOF = {'document_name': '授权书.txt', 'content_base64': base64.b64encode('演示用授权书'.encode()).decode()}


def organisation_check_digit(eight):
    """GB 11714: weights over digits and letters A=10...Z=35, mod 11."""
    value = sum((int(c) if c.isdigit() else ord(c) - 55) * weight for c, weight in zip(eight, (3, 7, 9, 10, 5, 8, 4, 2)))
    check = (11 - value % 11) % 11
    return 'X' if check == 10 else str(check)


def make_uscc(prefix, region, generator=random):
    """GB 32100-2015: two characters of kind, the registrar's region, organisation code with its check digit, and one over all."""
    eight = ''.join(generator.choice(USCC_ALPHABET) for _ in range(8))
    code = prefix + region + eight + organisation_check_digit(eight)
    total = sum(USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + USCC_ALPHABET[(31 - total % 31) % 31]


class Person:
    def __init__(self, client, outbox, name, phone):
        self.client, self.outbox, self.name, self.phone = client, pathlib.Path(outbox), name, phone
        self.token = self.refresh_token = None
        self.organisation = None

    def messages(self):
        found = []
        for path in self.outbox.glob('*.json'):
            message = json.loads(path.read_text(encoding='utf-8'))
            if message['phone'] == self.phone:
                found.append((path.stat().st_mtime_ns, message['text']))
        return [text for _, text in sorted(found)]

    def sign_in(self, quiet=True):
        before = len(self.messages())
        self.client.call(None, 'POST', '/v1/auth/codes', {'phone': self.phone, 'purpose': 'sign_in'}, expect=202, quiet=quiet)
        text = self.client.until(f'the code of {self.name}', lambda: self.messages()[before:])[-1]
        code = ''.join(c if c.isdigit() else ' ' for c in text).split()
        code = next((word for word in code if len(word) == 6), None)
        if not code:
            raise Failed('the message carries no code of six digits')
        self.keep(self.client.call(None, 'POST', '/v1/auth/sessions', {'phone': self.phone, 'code': code}, expect=201, quiet=quiet))
        return self

    def keep(self, session):
        self.token, self.refresh_token = session['access_token'], session['refresh_token']

    def act_as(self, role, organisation_id):
        session = self.client.call(self, 'POST', '/v1/auth/sessions/switch', {'role': role, 'organisation_id': organisation_id}, expect=201,
                                   quiet=True)
        self.keep(session)
        self.organisation = organisation_id


def found_organisation(world, person, kind, name, region, uscc=None, superior=None):
    """Applies for an organisation; where its kind needs it, the operator approves."""
    body = {'kind': kind, 'name': name, 'region': region, 'proof': PROOF}
    if uscc:
        body['uscc'] = uscc
    if superior:
        body['superior'] = superior
    made = world.client.call(person, 'POST', '/v1/organisations', body, expect=201)
    if made['status'] == 'pending':
        world.client.call(world.operator, 'POST', f'/v1/organisations/{made["id"]}/approve', {'reason': '授权书已核对'}, expect=200)
    return made['id']
