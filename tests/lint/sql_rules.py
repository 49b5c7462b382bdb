"""SQL that MariaDB and MySQL both run, and that Group Replication, TiDB and Vitess would accept."""

import re

from source_text import blank_cpp_comments, blank_sql, line_of

_BANNED = [(re.compile(rf'\b{words}\b', re.IGNORECASE), why) for words, why in (
    (r'RETURNING', 'MySQL has no RETURNING'),
    (r'FULLTEXT', 'no FULLTEXT: search has an index of its own'),
    (r'LOCK\s+IN\s+SHARE\s+MODE', 'no LOCK IN SHARE MODE: FOR UPDATE by key'),
    (r'FOR\s+SHARE', 'no FOR SHARE: FOR UPDATE by key'),
    (r'(?:GET|RELEASE|IS_FREE|IS_USED)_LOCK', 'no named locks'),
    (r'LOCK\s+TABLES?', 'no table locks'),
    (r'FOREIGN\s+KEY', 'no foreign keys'),
    (r'REFERENCES', 'no foreign keys'),
    (r'(?:CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?(?:DEFINER\s*=\s*\S+\s+)?(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)',
     'no triggers, procedures, events'),
    (r'CALL\s+\w+\s*\(', 'no procedures'),
    (r'XA\s+(?:START|BEGIN|PREPARE|COMMIT|ROLLBACK|END|RECOVER)', 'no XA'),
    (r'AUTO_INCREMENT', 'ids are made by the program'),
    (r'LAST_INSERT_ID', 'ids are made by the program'),
    (r'REPLACE\s+INTO', 'REPLACE deletes and inserts: INSERT ... ON DUPLICATE KEY UPDATE'),
    (r'SERIALIZABLE|REPEATABLE\s+READ', 'READ COMMITTED'),
    (r'UUID\s*\(\s*\)', 'ids are made by the program'),
    (r'NOW\s*\([^)]*\)|CURDATE\s*\(\s*\)|CURRENT_DATE|CURRENT_TIMESTAMP|SYSDATE\s*\([^)]*\)', 'time is a parameter, in UTC'),
)]
_TYPES = [(re.compile(rf'\b(?:{words})\b', re.IGNORECASE), why) for words, why in (
    (r'FLOAT|DOUBLE|REAL|DECIMAL|NUMERIC', 'amounts and quantities are integers'),
    (r'TIMESTAMP(?!\s*\()', 'times are DATETIME(6) in UTC'),
    (r'utf8mb4_0900_\w+|utf8mb4_uca1400_\w+', 'a collation that only one of the servers knows'),
)]
_TABLE = re.compile(r'\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[`\w.{}]+(?P<rest>[^;]*)', re.IGNORECASE)
_IN_PROGRAM = re.compile(
    r'"\s*(?:SELECT\s+[^"]*\bFROM\b|INSERT\s+(?:IGNORE\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|CREATE\s+TABLE\b|ALTER\s+TABLE\b)')


def check(path, text):
    """Yields (line, message)."""
    if path.endswith('.sql'):
        yield from _check_statements(path, text)
    elif path.startswith('services/') and path.endswith(('.cpp', '.hpp')):
        code = blank_cpp_comments(text)
        for found in _IN_PROGRAM.finditer(code):
            yield line_of(code, found.start()), 'a statement stands in sql/<service>/queries/, under its name'


def _check_statements(path, text):
    code = blank_sql(text)
    migration = '/migrations/' in path
    for pattern, why in _BANNED + (_TYPES if migration else []):
        for found in pattern.finditer(code):
            yield line_of(code, found.start()), why
    if '/queries/' in path:
        for found in re.finditer(r'\bshanhai_\w+\s*\.', code):
            yield line_of(code, found.start()), 'a statement stays in its own schema'
    if '/queries/' in path and not re.match(r'[a-z][a-z0-9_]*\.sql$', path.rpartition('/')[2]):
        yield 1, 'a query has a snake_case name'
    if migration and not re.match(r'\d{4}_[a-z0-9_]+\.sql$', path.rpartition('/')[2]):
        yield 1, 'a migration is named NNNN_what.sql'
    for found in _TABLE.finditer(code):
        rest = found.group('rest')
        if not re.search(r'\bPRIMARY\s+KEY\b', rest, re.IGNORECASE):
            yield line_of(code, found.start()), 'a table has an explicit primary key'
        if not re.search(r'\bCOLLATE\b', rest, re.IGNORECASE):
            yield line_of(code, found.start()), 'a table names its collation: servers differ in the default'
