#!/usr/bin/env python3
"""What failed in ctest's reports, to be read at the end of a long log: failures.py REPORT...

Of a GoogleTest program the cases that failed, each with the lines between its start and its end (the program's own log lines,
which are JSON, left out unless they are the last ones); of any other test, and of a program that died, the end of its output.
"""
import sys
import xml.etree.ElementTree as ElementTree

CASE_LINES = 60
END_LINES = 40
LOG_LINES = 5


def case_blocks(lines):
    """The blocks of failed GoogleTest cases: lists of lines, '[ RUN' first."""
    block, blocks = None, []
    for line in lines:
        if line.startswith('[ RUN      ]'):
            block = [line]
        elif block is not None:
            block.append(line)
            if line.startswith('[       OK ]') or line.startswith('[  SKIPPED ]'):
                block = None
            elif line.startswith('[  FAILED  ]'):
                blocks.append(block)
                block = None
    return blocks, block


def shortened(block):
    """A case's own words, and the last few lines of the log before its end."""
    logged = [index for index, line in enumerate(block) if line.startswith('{"time"')]
    left_out = set(logged[:-LOG_LINES])
    kept = [line for index, line in enumerate(block) if index not in left_out]
    if len(kept) <= CASE_LINES:
        return kept
    half = CASE_LINES // 2
    return kept[:half] + [f'... {len(kept) - CASE_LINES} lines ...'] + kept[-half:]


def describe(name, output):
    lines = output.splitlines()
    blocks, died_in = case_blocks(lines)
    found = [f'failed: {name}']
    for block in blocks:
        found += shortened(block)
    if died_in is not None:
        found += [f'... died in {died_in[0][12:].strip()}:'] + lines[-END_LINES:]
    elif not blocks:
        found += lines[-END_LINES:]
    return found


def failures(report):
    for case in ElementTree.parse(report).getroot().iter('testcase'):
        if case.get('status') == 'fail' or case.find('failure') is not None:
            yield describe(case.get('name'), case.findtext('system-out') or '')


if __name__ == '__main__':
    for path in sys.argv[1:]:
        try:
            for found in failures(path):
                print('\n'.join(found))
        except (OSError, ElementTree.ParseError) as error:
            print(f'{path}: {error}')
