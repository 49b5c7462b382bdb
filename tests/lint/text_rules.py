"""What has no place in any text file."""

import re

_UNFINISHED = re.compile(r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK)\b')
_MACHINE_PATH = re.compile(r'(?<![\w$}.*:)])/(?:work|home/\w+|Users/\w+|root)/(?=\w)|\.\./shared\b')


def check(path, text):
    """Yields (line, message)."""
    for number, line in enumerate(text.split('\n'), 1):
        if _UNFINISHED.search(line):
            yield number, 'unfinished: do it, or open an issue'
        if _MACHINE_PATH.search(line):
            yield number, 'a path of somebody\'s machine'
        if path.endswith(('.csv', '.tsv')):  # tables come as they were published
            continue
        if line != line.rstrip() and not path.endswith('.md'):
            yield number, 'white space at the end of the line'
        if '\t' in line:
            yield number, 'a tab'
    if text and not text.endswith('\n'):
        yield text.count('\n') + 1, 'no newline at the end'
