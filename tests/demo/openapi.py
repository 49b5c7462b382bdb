"""The API's own description held against itself (lint) and against what really goes over the wire (Contract).

    openapi.py --program SHANHAI     lints what `SHANHAI openapi` prints: a line for each fault, exit 1 if there is one.

Only the keywords of JSON Schema that the servers write are understood. Another one is a fault of the document, so nothing passes
because it was not looked at.
"""
import datetime
import json
import re
import subprocess
import sys

METHODS = ('get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace')
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'integer': int, 'number': (int, float)}
KEYWORDS = {'type', 'format', 'pattern', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items', 'minimum', 'maximum',
            'minLength', 'maxLength', 'description', '$ref'}
FORMATS = {'date-time': re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)'), 'date': re.compile(r'\d{4}-\d\d-\d\d')}


class Mismatch(Exception):
    """An exchange is not what the document says of it."""


def resolve(document, reference):
    """What a local reference names; None where it names nothing."""
    if not reference.startswith('#/'):
        return None
    place = document
    for part in reference[2:].split('/'):
        part = part.replace('~1', '/').replace('~0', '~')
        if not isinstance(place, dict) or part not in place:
            return None
        place = place[part]
    return place


def is_type(value, name):
    """JSON's types: true is no number."""
    return isinstance(value, TYPES[name]) and not (isinstance(value, bool) and name in ('integer', 'number'))


def is_format(text, name):
    if not FORMATS[name].fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat(text[:10])
        return name == 'date' or bool(datetime.datetime.fromisoformat(text[:19]))
    except ValueError:
        return False


def differences(document, schema, value, place=''):
    """Where `value` is not what `schema` allows, as (JSON pointer, why)."""
    if '$ref' in schema:
        schema = resolve(document, schema['$ref'])
    if 'type' in schema and not is_type(value, schema['type']):
        yield place, f'no {schema["type"]}: {value!r:.80}'
        return
    if 'enum' in schema and value not in schema['enum']:
        yield place, f'{value!r} is none of {schema["enum"]}'
    if 'const' in schema and value != schema['const']:
        yield place, f'{value!r} is not {schema["const"]!r}'
    if isinstance(value, str):
        yield from text_differences(schema, value, place)
    if is_type(value, 'number') and not schema.get('minimum', value) <= value <= schema.get('maximum', value):
        yield place, f'{value} is out of range'
    if isinstance(value, list) and 'items' in schema:
        for index, element in enumerate(value):
            yield from differences(document, schema['items'], element, f'{place}/{index}')
    if isinstance(value, dict):
        yield from object_differences(document, schema, value, place)


def text_differences(schema, text, place):
    if not schema.get('minLength', 0) <= len(text) <= schema.get('maxLength', len(text)):
        yield place, f'{len(text)} characters are too few or too many'
    if 'pattern' in schema and not re.search(schema['pattern'], text):
        yield place, f'{text!r:.80} does not match {schema["pattern"]}'
    if 'format' in schema and not is_format(text, schema['format']):
        yield place, f'{text!r:.80} is no {schema["format"]}'


def object_differences(document, schema, value, place):
    properties, others = schema.get('properties', {}), schema.get('additionalProperties', True)
    for name in schema.get('required', ()):
        if name not in value:
            yield f'{place}/{name}', 'is missing'
    for name, member in value.items():
        if name in properties:
            yield from differences(document, properties[name], member, f'{place}/{name}')
        elif others is False:
            yield f'{place}/{name}', 'is not described'
        elif isinstance(others, dict):
            yield from differences(document, others, member, f'{place}/{name}')


class Contract:
    """One document, asked about exchanges. `seen` counts them by operationId."""

    def __init__(self, document):
        self.document, self.seen = document, {}
        self.paths = []
        for template, operations in document['paths'].items():
            pattern = re.sub(r'\\\{[^/]+?\\\}', '[^/]+', re.escape(template))
            self.paths.append((re.compile(pattern), template.count('{'), operations))
        self.paths.sort(key=lambda path: path[1])  # a fixed segment goes before a name

    def operation(self, method, path):
        for pattern, _, operations in self.paths:
            if pattern.fullmatch(path) and method.lower() in operations:
                return operations[method.lower()]
        raise Mismatch(f'{method} {path} is not described')

    def check(self, method, target, request, sent, answer):
        """`request`: the JSON that was sent, or None. `sent`: header names. `answer`: (status, headers in lower case, bytes)."""
        operation = self.operation(method, target.split('?')[0])
        status, headers, content = answer
        self.seen[operation['operationId']] = self.seen.get(operation['operationId'], 0) + 1
        wrong = list(self.answer_differences(operation, status, headers, content))
        if status < 300:  # what was taken must be what is described
            wrong += self.request_differences(operation, target, request, sent)
        if wrong:
            raise Mismatch(f'{method} {target} {status} is not as described: ' + '; '.join(f'{place or "/"} {why}' for place, why in wrong))

    def answer_differences(self, operation, status, headers, content):
        described = operation['responses'].get(str(status)) or (operation['responses'].get('default') if status >= 400 else None)
        if described is None:
            return [('', f'status {status} is not described')]
        kind = headers.get('content-type', '').partition(';')[0].strip()
        if 'content' not in described:
            return [('', f'{len(content)} bytes where none are described')] if content else []
        if kind not in described['content']:
            return [('', f'{kind or "no media type"} is none of {list(described["content"])}')]
        schema = described['content'][kind].get('schema')
        return differences(self.document, schema, json.loads(content)) if schema and 'json' in kind else []

    def request_differences(self, operation, target, request, sent):
        parameters = {(parameter['in'], parameter['name'].lower()): parameter for parameter in operation.get('parameters', ())}
        given = {'header': {name.lower() for name in sent},
                 'query': {pair.partition('=')[0] for pair in target.partition('?')[2].split('&') if pair}}
        for (where, name), parameter in parameters.items():
            if parameter.get('required') and where in given and name not in given[where]:
                yield f'{where}/{name}', 'is required, but was not sent'
        for name in given['query']:
            if ('query', name.lower()) not in parameters and target.startswith('/v1/'):
                yield f'query/{name}', 'is not described'
        body = operation.get('requestBody', {}).get('content', {}).get('application/json')
        if body and request is not None:
            yield from differences(self.document, body['schema'], request)


def lint(document):
    """What is wrong with the document, one sentence each."""
    if not re.fullmatch(r'3\.1\.\d+', document.get('openapi', '')):
        yield 'openapi is not 3.1'
    for name in ('title', 'version'):
        if not document.get('info', {}).get(name):
            yield f'info has no {name}'
    if not document.get('paths'):
        yield 'there are no paths'
    yield from lint_references(document, document, '#')
    for name, schema in document.get('components', {}).get('schemas', {}).items():
        yield from (f'schema {name}: {what}' for what in lint_schema(schema))
    names = {}
    for template, operations in document.get('paths', {}).items():
        for method, operation in operations.items():
            place = f'{method.upper()} {template}'
            if method not in METHODS:
                yield f'{place}: not a method'
            name = operation.get('operationId')
            if not name:
                yield f'{place}: no operationId'
            elif names.setdefault(name, place) != place:
                yield f'{place}: operationId {name} is that of {names[name]}'
            for what in lint_operation(document, template, operation):
                yield f'{place}: {what}'


def lint_references(document, value, place):
    if isinstance(value, dict):
        reference = value.get('$ref')
        if isinstance(reference, str) and resolve(document, reference) is None:
            yield f'{place}: {reference} names nothing'
        for name, member in value.items():
            yield from lint_references(document, member, f'{place}/{name}')
    elif isinstance(value, list):
        for index, element in enumerate(value):
            yield from lint_references(document, element, f'{place}/{index}')


def lint_operation(document, template, operation):
    if not operation.get('summary'):
        yield 'no summary'
    schemes = document.get('components', {}).get('securitySchemes', {})
    if 'security' not in operation:
        yield 'no security: say [] where anybody may call'
    for name in {name for choice in operation.get('security', ()) for name in choice}:
        if name not in schemes:
            yield f'security {name} is not a scheme'
    if 'x-roles' in operation and (not operation['x-roles'] or {} in operation.get('security', ()) or not operation.get('security')):
        yield 'roles, but no token is asked for'
    yield from lint_responses(operation.get('responses', {}))
    yield from lint_parameters(template, operation.get('parameters', ()))
    if 'requestBody' in operation and not operation['requestBody'].get('content'):
        yield 'a request body without content'
    for schema in schemas_of(operation):
        yield from lint_schema(schema)


def lint_responses(responses):
    # 501: an operation that a standard names and this server does not offer.
    if not any(re.fullmatch('[23]..|501', status) for status in responses):
        yield 'no response of success'
    if 'application/problem+json' not in responses.get('default', {}).get('content', {}):
        yield 'no default response as a problem document'
    for status, response in responses.items():
        if not response.get('description'):
            yield f'response {status} has no description'


def lint_parameters(template, parameters):
    places = [(parameter.get('in'), parameter.get('name')) for parameter in parameters]
    for place in {place for place in places if places.count(place) > 1}:
        yield f'parameter {place[1]} is given twice'
    in_path = {name for where, name in places if where == 'path'}
    if in_path != set(re.findall(r'\{([^}]+)\}', template)):
        yield f'path parameters {sorted(in_path)} are not those of the path'
    for parameter in parameters:
        if 'schema' not in parameter:
            yield f'parameter {parameter.get("name")} has no schema'
        if parameter.get('in') == 'path' and parameter.get('required') is not True:
            yield f'path parameter {parameter.get("name")} is not required'


def schemas_of(operation):
    holders = list(operation.get('parameters', ())) + list(operation.get('requestBody', {}).get('content', {}).values())
    for response in operation.get('responses', {}).values():
        holders += response.get('content', {}).values()
    return [holder['schema'] for holder in holders if 'schema' in holder]


def lint_schema(schema):
    for keyword in set(schema) - KEYWORDS:
        yield f'schema keyword {keyword} is not understood here'
    if schema.get('type', 'object') not in TYPES:
        yield f'type {schema["type"]} is none'
    if schema.get('format', 'date') not in FORMATS:
        yield f'format {schema["format"]} is not understood here'
    for name in schema.get('required', ()):
        if name not in schema.get('properties', {}):
            yield f'{name} is required and not described'
    inner = list(schema.get('properties', {}).values()) + [schema[name] for name in ('items', 'additionalProperties') if name in schema]
    for part in inner:
        if isinstance(part, dict):
            yield from lint_schema(part)


def main(arguments):
    if len(arguments) != 3 or arguments[1] != '--program':
        sys.exit(__doc__)
    printed = subprocess.run([arguments[2], 'openapi'], check=True, capture_output=True)
    if printed.stderr:
        print(f'what only describes has nothing to say: {printed.stderr.decode()}')
        return 1
    document = json.loads(printed.stdout)
    wrong = list(lint(document))
    for line in wrong:
        print(line)
    operations = sum(len(operations) for operations in document['paths'].values())
    print(f'{operations} operations, {len(wrong)} faults')
    return 1 if wrong or not operations else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
