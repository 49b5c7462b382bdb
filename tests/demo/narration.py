"""What a person sees of the demo: steps, requests, answers, one sentence each, in Chinese or English."""
import json
import sys
import unicodedata

LONGEST_TEXT = 64
MOST_ITEMS = 3


class Failed(Exception):
    """A figure or an answer is not what it must be."""


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in text)


def pad(text, columns):
    return text + ' ' * max(0, columns - width(text))


def shorten(value):
    """The same document with long texts and lists cut, for reading."""
    if isinstance(value, dict):
        if set(value) == {'amount_fen', 'currency'}:
            return f'¥{value["amount_fen"] / 100:.2f}'
        return {name: shorten(member) for name, member in value.items()}
    if isinstance(value, list):
        cut = [shorten(member) for member in value[:MOST_ITEMS]]
        return cut + [f'… {len(value) - MOST_ITEMS} more'] if len(value) > MOST_ITEMS else cut
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return value[:LONGEST_TEXT - 16] + f'… ({len(value)} characters)'
    return value


class Narrator:
    def __init__(self, language, quiet=False):
        self.language, self.quiet = language, quiet
        self.colours = sys.stdout.isatty()

    def pick(self, zh, en):
        return zh if self.language == 'zh' else en

    def paint(self, code, text):
        return f'\033[{code}m{text}\033[0m' if self.colours else text

    def write(self, text=''):
        if not self.quiet:
            print(text, flush=True)

    def step(self, number, zh, en):
        title = self.pick(zh, en)
        self.write('\n' + self.paint('1;36', f'{number}. {title}') + '\n' + '─' * (width(title) + 3))

    def say(self, zh, en):
        self.write(self.paint('32', '  ' + self.pick(zh, en)))

    def exchange(self, who, method, path, body, status, answer):
        self.write(self.paint('1', f'\n  {who}: {method} {path}'))
        if body is not None:
            self.write('    → ' + json.dumps(shorten(body), ensure_ascii=False))
        if isinstance(answer, (dict, list)):
            self.write(f'    ← {status} ' + json.dumps(shorten(answer), ensure_ascii=False))
        else:
            self.write(f'    ← {status} {str(answer)[:200]}')

    def table(self, headings, rows):
        columns = [max(width(str(row[i])) for row in [headings, *rows]) for i in range(len(headings))]
        for row in [headings, *rows]:
            self.write('    ' + '  '.join(pad(str(cell), columns[i]) for i, cell in enumerate(row)))


def yuan(fen):
    return f'¥{fen / 100:,.2f}'
