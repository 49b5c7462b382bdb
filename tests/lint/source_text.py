"""Source text with what must not be judged blanked out: same length, same lines, so places stay true."""

import re

_CPP = re.compile(
    r'//[^\n]*|/\*.*?\*/|(?<![\w])(?:u8|u|U|L)?R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.DOTALL)
_CPP_COMMENT = re.compile(r'(?P<string>"(?:\\.|[^"\\\n])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_SQL = re.compile(r"--[^\n]*|\#[^\n]*|/\*.*?\*/|'(?:''|\\.|[^'\\])*'", re.DOTALL)


def _blank(text):
    return re.sub(r'[^\n]', ' ', text)


def blank_cpp(text):
    """C++ without comments, strings and character literals."""
    return _CPP.sub(lambda found: _blank(found.group()), text)


def blank_cpp_comments(text):
    """C++ without comments; strings stay (raw strings are taken as they come)."""
    return _CPP_COMMENT.sub(lambda found: found.group() if found.group('string') else _blank(found.group()), text)


def blank_sql(text):
    """SQL without comments and string literals."""
    return _SQL.sub(lambda found: _blank(found.group()), text)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1
