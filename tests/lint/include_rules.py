"""Who may include whom: the table of parts in ARCHITECTURE.md, and one shape for every service folder."""

import posixpath
import re

from source_text import blank_cpp_comments, line_of

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
_BEAST = re.compile(r'^boost/beast\b')
_CLOCK = re.compile(r'\b(?:system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b|\bstd::time\s*\(|\bgettimeofday\b')

# By the role of a file in a service: which parts of common it may see. A role that is not listed may see all of common.
_COMMON = {
    'api': ('base', 'async', 'files', 'json', 'auth'),
    'domain': ('base',),
    'store': ('base', 'db', 'json', 'events'),
    'routes': ('base', 'async', 'http', 'json', 'auth'),
    'remote': ('base', 'async', 'http', 'json', 'auth'),
}
_ROLES = ('api', 'domain', 'store', 'service', 'routes', 'remote', 'module', 'main')


def role_of(path):
    """`domain.hpp`, `domain_price.cpp` and `domain/price.hpp` are all domain; None where the layout does not say."""
    for part in reversed(path.split('/')[2:]):
        role = re.split(r'[._]', part)[0]
        if role in _ROLES:
            return role
    return None


def _resolve(path, quote, target):
    """A path from the root for the project's own headers, else the name as written."""
    if quote == '<' or '/' in target and target.split('/')[0] in ('common', 'services', 'tests'):
        return target
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def check(path, text):
    """Yields (line, message)."""
    if not path.endswith(('.cpp', '.hpp')):
        return
    code = blank_cpp_comments(text)
    for found in _INCLUDE.finditer(code):
        target = _resolve(path, found.group(1), found.group(2))
        message = _judge(path, target, found.group(1) == '<')
        if message:
            yield line_of(code, found.start(1)), message
    if path.startswith('services/') and role_of(path) == 'domain':
        for found in _CLOCK.finditer(code):
            yield line_of(code, found.start()), 'a domain has no clock: time is an argument'


def _judge(path, target, angle):
    if _BEAST.match(target) and not path.startswith(('common/http/', 'tests/')):
        return 'Beast is included in common/http only: it costs half a minute a unit'
    if path.startswith('common/'):
        if target.startswith('services/'):
            return 'common knows no service'
        if path.startswith('common/base/') and target.startswith('common/') and not target.startswith('common/base/'):
            return 'common/base is below every other part'
    if path.startswith('services/') and not path.startswith('services/all_in_one/'):
        return _judge_service(path, target, angle)
    return None


def _judge_service(path, target, angle):
    service, role = path.split('/')[1], role_of(path)
    if target.startswith('services/'):
        other, seen = target.split('/')[1], posixpath.basename(target)
        if other != service and seen != 'api.hpp' and not (role == 'main' and seen == 'remote.hpp'):
            return f'{service} sees of {other} its api.hpp only'
        if other != service and role in ('domain', 'store', 'routes', 'remote'):
            return f'{role} knows no other service'
        if other == service and role == 'domain' and role_of(target) != 'domain':
            return 'a domain includes domain headers of its own only'
        if role in ('routes', 'remote') and role_of(target) == 'store':
            return f'{role} goes through the api, not the store'
    if target.startswith('common/') and role in _COMMON and target.split('/')[1] not in _COMMON[role]:
        return f'{role} does not use {"/".join(target.split("/")[:2])}'
    if role == 'domain' and angle and '/' in target and target != 'boost/describe.hpp':  # names of enumerators, no behaviour
        return 'a domain is pure: the standard library, common/base and Boost.Describe'
    return None
