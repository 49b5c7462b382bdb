"""The checks of the API's description find what was planted and let what is right pass."""
import copy
import json
import unittest

import openapi

PROBLEM = {'application/problem+json': {'schema': {'$ref': '#/components/schemas/Problem'}}}
NOTE = {'type': 'object', 'additionalProperties': False, 'required': ['text'],
        'properties': {'text': {'type': 'string', 'minLength': 1, 'maxLength': 3}, 'stars': {'type': 'integer', 'minimum': 1, 'maximum': 9},
                       'kind': {'type': 'string', 'enum': ['a', 'b']}, 'at': {'type': 'string', 'format': 'date-time'},
                       'day': {'type': 'string', 'format': 'date'}, 'id': {'type': 'string', 'pattern': '^nte_[0-9]+$'},
                       'currency': {'type': 'string', 'const': 'CNY'}, 'done': {'type': 'boolean'},
                       'tags': {'type': 'array', 'items': {'type': 'string'}},
                       'counts': {'type': 'object', 'additionalProperties': {'type': 'integer'}}}}
DOCUMENT = {
    'openapi': '3.1.0', 'info': {'title': 't', 'version': '1'},
    'components': {'securitySchemes': {'bearer': {'type': 'http', 'scheme': 'bearer'}},
                   'schemas': {'Problem': {'type': 'object', 'properties': {'code': {'type': 'string'}}, 'required': ['code']}}},
    'paths': {
        '/v1/notes/{note}': {'get': {
            'operationId': 'get_note', 'summary': 's', 'security': [],
            'parameters': [{'name': 'note', 'in': 'path', 'required': True, 'schema': {'type': 'string'}},
                           {'name': 'lang', 'in': 'query', 'schema': {'type': 'string'}}],
            'responses': {'200': {'description': 'd', 'content': {'application/json': {'schema': NOTE}}},
                          'default': {'description': 'd', 'content': PROBLEM}}}},
        '/v1/notes/latest': {'get': {
            'operationId': 'get_latest', 'summary': 's', 'security': [],
            'responses': {'200': {'description': 'd', 'content': {'text/plain': {'schema': {}}}},
                          'default': {'description': 'd', 'content': PROBLEM}}}},
        '/v1/notes': {'post': {
            'operationId': 'post_note', 'summary': 's', 'security': [{'bearer': []}], 'x-roles': ['supplier'],
            'parameters': [{'name': 'Idempotency-Key', 'in': 'header', 'required': True, 'schema': {'type': 'string'}}],
            'requestBody': {'content': {'application/json': {'schema': NOTE}}},
            'responses': {'204': {'description': 'd'}, 'default': {'description': 'd', 'content': PROBLEM}}}}}}


def changed(change):
    document = copy.deepcopy(DOCUMENT)
    change(document, document['paths']['/v1/notes']['post'], document['paths']['/v1/notes/{note}']['get'])
    return document


class Lint(unittest.TestCase):
    """(what is planted, a word of the complaint)."""

    PLANTED = (
        (lambda d, post, get: d.update(openapi='3.0.3'), '3.1'),
        (lambda d, post, get: d['info'].pop('version'), 'version'),
        (lambda d, post, get: d.update(paths={}), 'no paths'),
        (lambda d, post, get: d['components']['schemas'].clear(), '#/components/schemas/Problem names nothing'),
        (lambda d, post, get: post.pop('operationId'), 'no operationId'),
        (lambda d, post, get: post.update(operationId='get_note'), 'is that of'),
        (lambda d, post, get: post.pop('summary'), 'summary'),
        (lambda d, post, get: get.pop('security'), 'no security'),
        (lambda d, post, get: post.update(security=[{'basic': []}]), 'not a scheme'),
        (lambda d, post, get: post.update(security=[]), 'no token is asked for'),
        (lambda d, post, get: post.pop('responses'), 'no response of success'),
        (lambda d, post, get: post['responses'].pop('default'), 'no default response'),
        (lambda d, post, get: post['responses']['204'].clear(), 'no description'),
        (lambda d, post, get: get['parameters'].append(get['parameters'][1]), 'given twice'),
        (lambda d, post, get: get['parameters'].pop(0), 'not those of the path'),
        (lambda d, post, get: get['parameters'][0].pop('required'), 'is not required'),
        (lambda d, post, get: get['parameters'][1].pop('schema'), 'no schema'),
        (lambda d, post, get: post['requestBody'].clear(), 'without content'),
        (lambda d, post, get: get['parameters'][1]['schema'].update(multipleOf=2), 'multipleOf'),
        (lambda d, post, get: get['parameters'][1]['schema'].update(format='uri'), 'uri'),
        (lambda d, post, get: get['parameters'][1]['schema'].update(type='text'), 'type text'),
        (lambda d, post, get: d['paths']['/v1/notes'].update(fetch=post), 'not a method'),
        (lambda d, post, get: post['requestBody']['content'].update(x={'schema': {'required': ['a']}}), 'required and not described'),
        (lambda d, post, get: d['components']['schemas']['Problem'].update(oneOf=[]), 'oneOf'),
    )

    def test_what_is_right_passes(self):
        self.assertEqual([], list(openapi.lint(DOCUMENT)))

    def test_what_was_planted_is_found(self):
        for plant, complaint in self.PLANTED:
            with self.subTest(complaint=complaint):
                self.assertIn(complaint, ' | '.join(openapi.lint(changed(plant))))


class Exchanges(unittest.TestCase):
    def check(self, method, target, answer, request=None, sent=('Idempotency-Key',)):
        status, kind, content = answer
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        openapi.Contract(DOCUMENT).check(method, target, request, sent, (status, {'content-type': kind} if kind else {}, content))

    def refused(self, word, *arguments, **named):
        with self.assertRaises(openapi.Mismatch) as raised:
            self.check(*arguments, **named)
        self.assertIn(word, str(raised.exception))

    def test_answers_as_described(self):
        note = {'text': '苦荞', 'stars': 9, 'kind': 'b', 'at': '2026-11-23T08:30:00.000001Z', 'day': '2026-02-28', 'id': 'nte_1', 'currency': 'CNY',
                'done': False, 'tags': ['x'], 'counts': {'x': 1}}
        self.check('GET', '/v1/notes/7?lang=en', (200, 'application/json', note))
        self.check('GET', '/v1/notes/latest', (200, 'text/plain; charset=utf-8', b'x'))
        self.check('GET', '/v1/notes/7', (404, 'application/problem+json', {'code': 'x', 'more': 1}))
        self.check('POST', '/v1/notes', (204, '', b''), {'text': 'a'})
        self.check('POST', '/v1/notes', (400, 'application/problem+json', {'code': 'x'}), {'text': ''}, sent=())

    def test_answers_that_are_not(self):
        for wrong in ({}, {'text': ''}, {'text': 'abcd'}, {'text': 1}, {'text': 'a', 'other': 1}, {'text': 'a', 'stars': 0},
                      {'text': 'a', 'stars': 10}, {'text': 'a', 'stars': True}, {'text': 'a', 'stars': 1.5}, {'text': 'a', 'kind': 'c'},
                      {'text': 'a', 'at': 'now'}, {'text': 'a', 'at': '2026-13-01T00:00:00Z'}, {'text': 'a', 'day': '2026-02-30'},
                      {'text': 'a', 'id': 'ord_1'}, {'text': 'a', 'currency': 'USD'}, {'text': 'a', 'done': 1}, {'text': 'a', 'tags': [1]},
                      {'text': 'a', 'counts': {'x': 'y'}}, {'text': 'a', 'stars': None}, [], None):
            self.refused('not as described', 'GET', '/v1/notes/7', (200, 'application/json', wrong))
        self.refused('status 201', 'GET', '/v1/notes/7', (201, 'application/json', {'text': 'a'}))
        self.refused('text/html', 'GET', '/v1/notes/7', (200, 'text/html', b'x'))
        self.refused('no media type', 'GET', '/v1/notes/7', (200, '', b''))
        self.refused('/code is missing', 'GET', '/v1/notes/7', (404, 'application/problem+json', {}))
        self.refused('application/json', 'GET', '/v1/notes/7', (404, 'application/json', {'code': 'x'}))
        self.refused('bytes where none', 'POST', '/v1/notes', (204, '', b'x'))
        self.refused('is not described', 'GET', '/v1/nothing', (404, 'application/problem+json', {'code': 'x'}))
        self.refused('is not described', 'DELETE', '/v1/notes', (204, '', b''))

    def test_requests_that_were_taken_and_should_not_have_been(self):
        self.refused('header/idempotency-key', 'POST', '/v1/notes', (204, '', b''), {'text': 'a'}, sent=('Accept',))
        self.refused('/text', 'POST', '/v1/notes', (204, '', b''), {})
        self.refused('query/more', 'POST', '/v1/notes?more=1', (204, '', b''), {'text': 'a'})


if __name__ == '__main__':
    unittest.main()
