"""Names that say nothing: utils, manager, helper, data, info."""

import re

from source_text import blank_cpp, line_of

_ANYWHERE = {'util', 'utils', 'utility', 'utilities', 'manager', 'managers', 'helper', 'helpers'}
_AT_THE_END = _ANYWHERE | {'data', 'info'}
_DECLARED = re.compile(r'\b(?:class|struct|union|enum(?:\s+class)?|namespace|concept)\s+((?:\w+::)*\w+)')
_PYTHON = re.compile(r'^[ \t]*(?:class|def)[ \t]+(\w+)', re.MULTILINE)


def _words(name):
    return [word.lower() for word in re.findall(r'[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+', name)]


def banned(name):
    words = _words(name)
    return bool(_ANYWHERE & set(words)) or (words and words[-1] in _AT_THE_END)


def check(path, text):
    """Yields (line, message)."""
    for part in path.split('/'):
        if banned(part.partition('.')[0]):
            yield 1, f'the name {part} says nothing: name what it is'
    if path.endswith(('.cpp', '.hpp')):
        declarations = _DECLARED.finditer(blank_cpp(text))
    else:
        declarations = _PYTHON.finditer(text) if path.endswith('.py') else ()
    for found in declarations:
        for name in found.group(1).split('::'):
            if banned(name):
                yield line_of(text, found.start()), f'the name {name} says nothing: name what it is'
