#!/usr/bin/env python3
"""The rounds of measurement.sh: loads lines of orders, asks three reports, and prints what they cost."""
import argparse
import http.client
import os
import pathlib
import statistics
import subprocess
import sys
import time

from installation import Installation, call, show

HERE = pathlib.Path(__file__).parent
SCHEMA = 'shanhai_measurement'
REPORTS = ('agency_year', 'county_month', 'pairing_quarter')
FOLDED = ('volume_block', 'measurement_booked', 'measurement_entry')
NIL = "x'00000000000000000000000000000000'"


def named(prefix, number):
    return f"UNHEX(CONCAT('{prefix}', LPAD(HEX({number}), 30, '0')))"


def empty(place):
    """As if nothing had been counted."""
    for table in FOLDED:
        place.sql(f'TRUNCATE {SCHEMA}.{table}')
    place.sql(f"""USE {SCHEMA}; DELETE FROM volume_fold WHERE level > 0; UPDATE volume_fold SET blocks = 0;
      UPDATE measurement_source SET sequence = 0, booked_on = '1970-01-01'; DELETE FROM event_checkpoint""")


def load(place, lines):
    """Lines of a year, each paid, one in fifty refunded in part five days later."""
    divisions = [row.split(',')[0] for row in (HERE.parents[1] / 'sql/seed/divisions.csv').read_text(encoding='utf-8').splitlines()[1:]]
    counties = [row.split(',')[0] for row in (HERE.parents[1] / 'sql/seed/divisions.csv').read_text(encoding='utf-8').splitlines()[1:]
                if row.rstrip().endswith(',1')]
    buyers = [code for code in divisions if code.startswith('44') and code != '440000']
    run = lambda text: place.sql(f'SET SESSION sql_log_bin = 0; USE {SCHEMA}; {text}')
    place.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 0')
    keys = {'posted': 'measure, posted_on, line_id, kind, source', 'sale_posted': 'measure, sale_posted_on, line_id, kind, source',
            'sequence': 'measure, origin, sequence'}
    run('ALTER TABLE measurement_entry ' + ', '.join(f'DROP KEY measurement_entry_{key}' for key in keys))
    for table, codes in (('bench_buyer', buyers), ('bench_county', counties)):
        run(f"CREATE TABLE {table} (n INT PRIMARY KEY, code CHAR(6) CHARACTER SET ascii NOT NULL);"
            f"INSERT INTO {table} VALUES " + ','.join(f"({n}, '{code}')" for n, code in enumerate(codes)))
    hashed = lambda salt, modulus: f"(CRC32(CONCAT('{salt}', seq)) MOD {modulus})"
    skewed = lambda salt, count: f"LEAST(CRC32(CONCAT('{salt}', seq)) MOD {count}, CRC32(CONCAT('{salt}b', seq)) MOD {count})"
    step = 500_000
    for begin in range(1, lines + 1, step):
        end = min(begin + step - 1, lines)
        run(f"""INSERT INTO measurement_entry
          SELECT 'paid', {named('01', 'seq')}, 'sale', {NIL}, 'orders', seq, {named('02', 'seq DIV 2')}, day, day, day, day, day, day, day, NULL,
            1000 + {hashed('a', 90000)}, 1 + {hashed('q', 9)}, ELT(kind + 1, 'consumer', 'budget_unit', 'trade_union', 'enterprise'),
            IF(kind = 0, {NIL}, {named('03', f"(b.n * 3 + kind) * 5 + {hashed('u', 5)}")}), IF(kind = 0, {named('04', hashed('p', 200000))}, {NIL}), b.code,
            IF({hashed('d', 10)} = 0, d.code, b.code), {named('05', 'c.n * 20 + supplier')}, {named('06', f"(c.n * 20 + supplier) * 5 + {hashed('g', 5)}")},
            ELT(1 + {skewed('k', 3)}, 'agricultural', 'herbal_medicine', 'handicraft'), {hashed('f', 10)} < 7, c.code, c.code, c.code, 'online'
          FROM (SELECT seq, DATE '2026-01-01' + INTERVAL FLOOR((seq - 1) * 365 / {lines}) DAY AS day, {hashed('t', 4)} AS kind,
              {skewed('s', 20)} AS supplier, {skewed('c', len(counties))} AS county, {skewed('b', len(buyers))} AS buyer,
              {hashed('e', len(buyers))} AS delivery FROM seq_{begin}_to_{end}) AS made
          JOIN bench_county c ON c.n = county JOIN bench_buyer b ON b.n = buyer JOIN bench_buyer d ON d.n = delivery""")
    run(f"""INSERT INTO measurement_entry SELECT measure, line_id, 'refund', {named('07', 'sequence')}, origin, sequence, order_id, occurred_at,
        later, later, later, sale_on, sale_posted_on, attributed_on, NULL, amount_fen DIV 3, 0, buyer_kind, buyer_organisation, buyer_account,
        buyer_division, delivery_division, supplier, product, category, certified, production_county, raw_material_county, registration_county, channel
      FROM (SELECT e.*, LEAST(posted_on + INTERVAL 5 DAY, DATE '2026-12-31') AS later FROM measurement_entry e WHERE kind = 'sale' AND sequence MOD 50 = 0) r""")
    run('ALTER TABLE measurement_entry ' + ', '.join(f'ADD KEY measurement_entry_{key} ({columns})' for key, columns in keys.items()))
    run("INSERT INTO measurement_booked SELECT 'orders', posted_on, MIN(sequence) FROM measurement_entry WHERE kind = 'sale' GROUP BY posted_on")
    run(f"UPDATE measurement_source SET sequence = {lines}, booked_on = '2026-12-31' WHERE origin = 'orders'")
    place.sql(f'ANALYZE TABLE {SCHEMA}.measurement_entry')
    place.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 1')


class Asked:
    """A program that runs one round for each line it is given."""

    def __init__(self, words, lines, wait_for=None):
        self.lines = lines
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if wait_for and self.process.stdout.readline().strip() != wait_for:
            sys.exit(f'{words[0]} did not start')

    def round(self, word='round'):
        self.process.stdin.write(word + '\n')
        self.process.stdin.flush()
        return [self.process.stdout.readline().split() for _ in range(self.lines)]

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit('a program of the rounds failed')


def reports(place, options):
    file = pathlib.Path(options.directory) / 'lines.csv'
    file.parent.chmod(0o777)
    place.sql(f"""SELECT posted_on, kind, buyer_division, production_county, buyer_kind, category, certified, amount_fen, quantity
      FROM {SCHEMA}.measurement_entry ORDER BY sequence INTO OUTFILE '{file}' FIELDS TERMINATED BY ','""")
    ours = Asked([f'{options.binaries}/bench_measurement', 'report', options.socket, SCHEMA], len(REPORTS))
    duck = Asked(['node', str(HERE / 'measurement/duckdb.mjs'), str(file)], len(REPORTS), wait_for='ready')
    over_innodb, over_duckdb, each = [], [], {name: ([], [], []) for name in REPORTS}
    for warm in range(2):
        ours.round('alone'), duck.round()
    for _ in range(options.rounds):
        found = ours.round()
        if any(row[3] != 'same' for row in found):
            sys.exit(f'a report differs from its lines: {found}')
        # Once more without what reads the lines in between.
        alone = ours.round('alone')
        theirs = duck.round()
        for mine, lines, row in zip(alone, found, theirs):
            for values, value in zip(each[mine[0]], (mine[1], lines[2], row[1])):
                values.append(float(value))
        median = lambda rows, column: statistics.median(float(row[column]) for row in rows)
        over_innodb.append(median(found, 2) / median(alone, 1))
        over_duckdb.append(median(theirs, 1) / median(alone, 1))
    ours.close(), duck.close()
    show('measurement.over_innodb', over_innodb, 'x', '.0f')
    show('measurement.over_duckdb', over_duckdb, 'x')
    for name, values in each.items():
        for what, some in zip(('ms', 'innodb_ms', 'duckdb_ms'), values):
            show(f'measurement.{name}.{what}', some, 'ms')
    sizes = place.sql(f'SELECT cube, tier, COUNT(*), SUM(LENGTH(cells)) FROM {SCHEMA}.volume_block GROUP BY cube, tier')
    for cube, tier, rows, size in sizes:
        print(f'measurement.bytes.{cube}.{tier} {size} bytes ({int(size) / options.lines:.1f} a line), {rows} rows', flush=True)


def over_http(place, options):
    place.serve(options.port)
    token = call(options.port, 'POST', '/v1/auth/sessions', {
        'phone': os.environ['SHANHAI_SEED__OPERATOR_PHONE'], 'password': os.environ['SHANHAI_SEED__OPERATOR_PASSWORD'],
        'role': 'platform_operator'}, expect=201)[1]['access_token']
    paths = ('period=2026&buyer_division=440600&group_by=origin_county,category', 'period=2026-06&origin_county=513431&group_by=buyer_prefecture',
             'period=2026Q2&pairing=440600-513431&group_by=month')
    connection = http.client.HTTPConnection('127.0.0.1', options.port, timeout=20)
    took = []
    for number in range(60 + options.rounds * 120):
        began = time.perf_counter()
        connection.request('GET', f'/v1/measurement/purchases?measure=paid&{paths[number % 3]}', headers={'Authorization': f'Bearer {token}'})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            sys.exit(f'a report answers {answer.status}: {content[:300]!r}')
        if number >= 60:
            took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(f'measurement.http_ms_p99 {took[int(len(took) * 0.99)]:.2f} ms (median {statistics.median(took):.2f})', flush=True)
    place.stop()


def applied(place, options):
    output = place.run('bench_measurement', 'apply', options.socket, SCHEMA, 3 * 16 * 1024, options.rounds + 1, 7)
    rows = [list(map(float, line.split())) for line in output.splitlines()][1:]
    show('measurement.apply_over_insert', [insert / apply for _, _, apply, insert, _ in rows], 'x')
    show('measurement.apply_events', [events / apply for events, _, apply, _, _ in rows], 'events/s', '.0f')
    show('measurement.apply_entries', [count / apply for _, count, apply, _, _ in rows], 'entries/s', '.0f')
    show('measurement.apply_folding', [100 * folding / apply for _, _, apply, _, folding in rows], '% of it', '.0f')


def lag(place, options):
    output = place.run('bench_measurement', 'lag', options.socket, SCHEMA, 'shanhai_orders', 1000, options.lag_seconds, 11)
    values = sorted(map(float, output.split()))
    print(f'measurement.lag_ms_p99 {values[int(len(values) * 0.99)]:.1f} ms (median {statistics.median(values):.1f})', flush=True)


def main():
    parser = argparse.ArgumentParser()
    for name in ('binaries', 'directory', 'socket'):
        parser.add_argument(f'--{name}', required=True)
    for name, value in (('port', 0), ('rounds', 5), ('lines', 5_000_000), ('lag-seconds', 20)):
        parser.add_argument(f'--{name}', type=int, default=value)
    parser.add_argument('only', nargs='*')
    options = parser.parse_args()
    place = Installation(options)
    if 'apply' in options.only:
        applied(place, options)
    if 'lag' in options.only:
        empty(place)
        lag(place, options)
    if 'report' not in options.only:
        return
    empty(place)
    load(place, options.lines)
    blocks, seconds = place.run('bench_measurement', 'fold', options.socket, SCHEMA).split()
    print(f'measurement.fold {options.lines / float(seconds):.0f} lines/s ({blocks} blocks)', flush=True)
    reports(place, options)
    over_http(place, options)


main()
