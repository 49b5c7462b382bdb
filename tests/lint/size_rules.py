"""Files stay under 400 lines, functions under 60."""

import ast
import re

from source_text import blank_cpp, line_of

FILE_LINES = 400
FUNCTION_LINES = 60

_SCOPE = re.compile(r'^\s*(?:template\s*<.*>\s*)?(?:inline\s+)?(?:export\s+)?'
                    r'(?:namespace|class|struct|union|enum|extern)\b(?!.*\)\s*(?:const|noexcept|override)?\s*$)', re.DOTALL)
_FUNCTION = re.compile(r'\)\s*(?:(?:const|noexcept(?:\s*\([^)]*\))?|override|final|mutable|try|&{1,2}|requires[^{]*|->[^{]*)\s*)*$',
                       re.DOTALL)
_INITIALIZERS = re.compile(r'\)\s*(?:noexcept\s*)?(?:try\s*)?:[^:]', re.DOTALL)


def cpp_functions(text):
    """(first line, last line) of each outermost function body with its header. A heuristic on braces."""
    code = re.sub(r'^[ \t]*#(?:[^\n\\]|\\\n|\\.)*', lambda found: re.sub(r'[^\n]', ' ', found.group()), blank_cpp(text),
                  flags=re.MULTILINE)
    found = []
    stack = []  # of (kind, offset of the header's first character)
    header = 0
    for offset, character in enumerate(code):
        if character == '{':
            kind = 'inner' if any(kind != 'scope' for kind, _ in stack) else _kind_of(code[header:offset])
            stack.append((kind, header))
            if kind == 'scope':
                header = offset + 1
        elif character == '}' and stack:
            kind, start = stack.pop()
            if kind == 'function':
                start += len(code[start:]) - len(code[start:].lstrip())
                found.append((line_of(code, start), line_of(code, offset)))
            if kind in ('scope', 'function', 'value') and not any(kind != 'scope' for kind, _ in stack):
                header = offset + 1
        elif character == ';' and all(kind == 'scope' for kind, _ in stack):
            header = offset + 1
    return found


def _kind_of(header):
    if _INITIALIZERS.search(header) and re.search(r'[\w>]\s*$', header) and not re.search(r'\b(?:const|noexcept)\s*$', header):
        return 'member'  # a member's initializer, a_{1}: the body is still to come
    if _INITIALIZERS.search(header) and header.rstrip().endswith((')', '}')):
        return 'function'
    if _SCOPE.search(header) and not re.search(r'=\s*$', header):
        return 'scope'
    return 'function' if _FUNCTION.search(header) else 'value'


def python_functions(text):
    return [(node.lineno, node.end_lineno) for node in ast.walk(ast.parse(text))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def shell_functions(text):
    found = []
    start = None
    for number, line in enumerate(text.split('\n'), 1):
        if re.match(r'\w+\(\) [({]$', line):
            start = number
        elif start and line in ('}', ')'):
            found.append((start, number))
            start = None
    return found


def check(path, text):
    """Yields (line, message)."""
    if not is_program(path):
        return
    lines = text.count('\n') + (not text.endswith('\n'))
    if lines >= FILE_LINES:
        yield 1, f'{lines} lines; files stay under {FILE_LINES}: split by concept'
    functions = {'cpp': cpp_functions, 'hpp': cpp_functions, 'py': python_functions}.get(path.rpartition('.')[2])
    if functions is None:
        functions = shell_functions if not path.endswith(('.ts', '.mjs', '.js', '.cmake')) else lambda _: []
    for first, last in functions(text):
        if last - first + 1 >= FUNCTION_LINES:
            yield first, f'function of {last - first + 1} lines; functions stay under {FUNCTION_LINES}'


def is_program(path):
    return path.endswith(('.cpp', '.hpp', '.py', '.sh', '.ts', '.mjs', '.js', '.cmake')) or path in ('dev', '.ci/run')
