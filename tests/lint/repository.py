#!/usr/bin/env python3
"""Checks the repository's own rules (see CONTRIBUTING.md): sizes, names, includes, coroutines, routes, SQL, texts.

    repository.py [ROOT]    prints `path:line: message` for each violation; exit 1 if there is one.
"""

import pathlib
import subprocess
import sys

import coroutine_rules
import include_rules
import name_rules
import route_rules
import size_rules
import sql_rules
import text_rules

RULES = (size_rules, name_rules, include_rules, coroutine_rules, route_rules, sql_rules, text_rules)
# Written by programs, or kept byte for byte as somebody else published them.
GENERATED = ('package-lock.json', 'LICENSE', '.snap')
PUBLISHED = ('tests/golden/',)


def violations(path, text):
    """All violations of one file as (line, message), in order of lines."""
    return sorted(found for rule in RULES for found in rule.check(path, text))


def repository_files(root):
    """Paths that are, or would be, committed."""
    listed = subprocess.run(['git', '-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], check=True,
                            capture_output=True)
    paths = sorted(set(listed.stdout.decode().split('\0')) - {''})
    return [path for path in paths if not path.endswith(GENERATED) and not path.startswith(PUBLISHED)]


def main(arguments):
    root = pathlib.Path(arguments[1] if len(arguments) > 1 else pathlib.Path(__file__).parents[2]).resolve()
    count = files = 0
    for path in repository_files(root):
        try:
            content = (root / path).read_bytes()
        except FileNotFoundError:  # deleted, not yet committed
            continue
        if b'\0' in content:
            continue
        files += 1
        try:
            text = content.decode()
        except UnicodeDecodeError as error:
            print(f'{path}:1: not UTF-8: {error.reason}')
            count += 1
            continue
        for line, message in violations(path, text):
            print(f'{path}:{line}: {message}')
            count += 1
    print(f'{files} files, {count} violations')
    return 1 if count or not files else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
