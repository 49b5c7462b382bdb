"""Public routes lie below a prefix that ARCHITECTURE.md gives to their service: what stands there is what an ingress leads to."""

import functools
import pathlib
import re

from source_text import line_of

_ROUTE = re.compile(r'"(/v1/[\w-]+)')
_FILE = re.compile(r'services/(\w+)/.*routes\w*\.cpp$')


@functools.lru_cache
def _prefixes():
    """Of each service, as the table has them."""
    text = (pathlib.Path(__file__).parents[2] / 'ARCHITECTURE.md').read_text(encoding='utf-8')
    rows = re.findall(r'^\| (`/.*`) \| (\w+) \|$', text, re.MULTILINE)
    return {service: set(re.findall(r'`([^`]+)`', paths)) for paths, service in rows}


def check(path, text):
    """Yields (line, message)."""
    service = _FILE.match(path)
    if not service:
        return
    for found in _ROUTE.finditer(text):
        if found.group(1) not in _prefixes().get(service.group(1), set()):
            yield line_of(text, found.start()), f'ARCHITECTURE.md gives {found.group(1)} to no {service.group(1)}'
