"""Coroutines that GCC 12 compiles wrongly, or whose captures die before their body ends.

A closure or an aggregate made inside a co_await expression is destroyed twice when it owns something: it is named on a
line before. A coroutine's frame does not hold its lambda's captures: what it needs are its parameters.
"""

import re

from source_text import blank_cpp, line_of

_AWAIT = re.compile(r'\bco_await\b')
_TEMPORARY = '{0} inside a co_await expression is destroyed twice by GCC 12: name it on a line before'
_CAPTURES = 'a lambda with captures is no coroutine: they die before its body ends; pass parameters'
_BEFORE_A_LAMBDA = ('return', 'co_return', 'co_yield', 'co_await', 'case', 'else')


def _end_of_group(code, at):
    """Behind the bracket that closes the one at `at`."""
    depth = 0
    for offset in range(at, len(code)):
        if code[offset] in '([{':
            depth += 1
        elif code[offset] in ')]}':
            depth -= 1
            if depth == 0:
                return offset + 1
    return len(code)


def _begins_lambda(code, at):
    """Is the `[` at `at` a lambda's, not a subscript's or an attribute's?"""
    if code[at + 1:at + 2] == '[' or code[at - 1:at] == '[':
        return False
    before = code[max(0, at - 40):at].rstrip()
    word = re.search(r'\w+$', before)
    return word.group() in _BEFORE_A_LAMBDA if word else not before.endswith((')', ']', '"'))


def _body_of_lambda(code, at):
    """(begin, end) of the body of the lambda whose `[` is at `at`; None if there is none."""
    offset = begin = _end_of_group(code, at)
    while offset < len(code):
        if code[offset] == '{':
            return offset, _end_of_group(code, offset)
        if code[offset] in ')]};' or code[offset] == ',' and not re.search(r'->|^\s*<', code[begin:offset]):
            return None
        offset = _end_of_group(code, offset) if code[offset] in '([' else offset + 1
    return None


def _captures(code, at):
    return [part.strip() for part in _split(code[at + 1:_end_of_group(code, at) - 1]) if part.strip()]


def _split(text):
    """At the commas outside of brackets."""
    depth, begin = 0, 0
    for offset, character in enumerate(text):
        depth += (character in '([{') - (character in ')]}')
        if character == ',' and depth == 0:
            yield text[begin:offset]
            begin = offset + 1
    yield text[begin:]


def _owns(capture):
    """By value; a reference, `this` and a raw `&name` own nothing."""
    return capture not in ('this', '&') and not (capture.startswith('&') and not capture.startswith('&&'))


def _operand_temporaries(code, offset):
    """(offset, what) of closures that own and of objects made in braces, in the operand that begins at `offset`."""
    depth = 0
    while offset < len(code):
        character = code[offset]
        if depth == 0 and character in ';,)]}':
            return
        if character == '[' and _begins_lambda(code, offset):
            if any(_owns(capture) for capture in _captures(code, offset)):
                yield offset, 'a closure that owns its captures'
            offset = (_body_of_lambda(code, offset) or (0, _end_of_group(code, offset)))[1]
        elif character == '{':
            end = _end_of_group(code, offset)
            if code[offset + 1:end - 1].strip():
                yield offset, 'an object made in braces'
            offset = end
        else:
            depth += (character in '([') - (character in ')]')
            offset += 1


def check(path, text):
    """Yields (line, message)."""
    if not path.endswith(('.cpp', '.hpp')) or 'co_' not in text:
        return
    code = blank_cpp(text)
    for found in _AWAIT.finditer(code):
        for offset, what in _operand_temporaries(code, found.end()):
            yield line_of(code, offset), _TEMPORARY.format(what)
    yield from _capturing_coroutines(code)


def _capturing_coroutines(code):
    for found in re.finditer(r'\[', code):
        at = found.start()
        if not _begins_lambda(code, at) or not _captures(code, at):
            continue
        body = _body_of_lambda(code, at)
        if body and re.search(r'\bco_(?:await|return|yield)\b', _without_inner_lambdas(code, body)):
            yield line_of(code, at), _CAPTURES


def _without_inner_lambdas(code, body):
    """A lambda inside is judged by itself."""
    begin, end = body
    out, offset = [], begin + 1
    while offset < end:
        inner = code[offset] == '[' and _begins_lambda(code, offset) and _body_of_lambda(code, offset)
        if inner:
            offset = inner[1]
            continue
        out.append(code[offset])
        offset += 1
    return ''.join(out)
