"""Rounds of the benchmark of traceability (traceability.sh prepares them)."""
import argparse
import base64
import os
import pathlib
import re
import statistics
import subprocess
import sys
import urllib.request

import trace_graph
from installation import Installation, call, show

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / 'demo'))
from people import make_uscc  # noqa: E402

CAPTURE_CONNECTIONS = 8
DIRECT_CONNECTIONS = (1, 2, 4)
LOTS_BY_SQL = 20
COPIED = ('capture_job', 'epcis_event', 'epcis_event_value', 'epcis_value', 'captured_link', 'log_leaf')
SCHEMA = 'shanhai_traceability'


def parse():
    parser = argparse.ArgumentParser()
    for name in ('binaries', 'directory', 'socket', 'port', 'nginx-port', 'password'):
        parser.add_argument('--' + name, required=True)
    for name in ('rounds', 'documents'):
        parser.add_argument('--' + name, type=int, required=True)
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('scenarios', nargs='+', choices=['capture', 'digital_link', 'graph'])
    return parser.parse_args()


class Repository(Installation):
    def __init__(self, options):
        super().__init__(options)
        self.access = [options.socket, SCHEMA, SCHEMA, options.password]
        self.port = int(options.port)
        self.seed = 0

    def found_cooperative(self):
        """The access token of a supplier."""
        phone, name = '13900000001', '昭觉县苦荞农民专业合作社'
        token = self.sign_in(self.port, phone)
        proof = {'document_name': '授权书.txt', 'content_base64': base64.b64encode('授权书'.encode()).decode()}
        made = call(self.port, 'POST', '/v1/organisations', {'kind': 'cooperative', 'name': name, 'region': '513431', 'proof': proof,
                                                             'uscc': make_uscc('93', '513431')}, expect=201, token=token)[1]
        operator = call(self.port, 'POST', '/v1/auth/sessions', {
            'phone': os.environ['SHANHAI_SEED__OPERATOR_PHONE'], 'password': os.environ['SHANHAI_SEED__OPERATOR_PASSWORD'],
            'role': 'platform_operator'}, expect=201)[1]['access_token']
        if made['status'] == 'pending':
            call(self.port, 'POST', f'/v1/organisations/{made["id"]}/approve', {'reason': '授权书已核对'}, expect=200, token=operator)
        self.organisation = trace_graph.read_id(made['id'])
        self.token = call(self.port, 'POST', '/v1/auth/sessions/switch', {'role': 'supplier', 'organisation_id': made['id']}, expect=201,
                          token=token)[1]['access_token']

    def sql_files(self, statements):
        subprocess.run(['mariadb', '--no-defaults', '--local-infile=1', '-uroot', '-S', self.options.socket, '-e', ';'.join(statements)], check=True)

    def processor_seconds(self):
        """What the servers and the database have used so far."""
        database = pathlib.Path(self.sql('SELECT @@pid_file')[0][0]).read_text().strip()
        return {'server': sum(map(used_by, (process.pid for process in self.servers))), 'database': used_by(database)}

    def measured(self, *command):
        """Numbers that a program prints, the first of them events; and microseconds of processors for each event."""
        before = self.processor_seconds()
        numbers = list(map(float, self.run(*command).split()))
        after = self.processor_seconds()
        return numbers, {name: (after[name] - before[name]) * 1e6 / numbers[0] for name in before}

    def capture(self):
        self.seed += 1
        (events, seconds), processors = self.measured('bench_traceability', 'capture', self.port, self.token, CAPTURE_CONNECTIONS,
                                                      self.options.documents, self.seed, *self.access)
        return {'rate': events / seconds, 'processors': processors}

    def empty_direct_tables(self):
        self.sql(';'.join(f'DROP TABLE IF EXISTS {SCHEMA}.direct_{name}; CREATE TABLE {SCHEMA}.direct_{name} LIKE {SCHEMA}.{name}'
                          for name in COPIED))

    def insert_directly(self, connections):
        (events, rows, seconds), processors = self.measured('bench_traceability_direct', *self.access, connections, self.options.documents)
        return {'rate': events / seconds, 'rows': rows, 'connections': connections, 'processors': processors}


def used_by(process):
    """Seconds that it has spent on processors."""
    fields = pathlib.Path(f'/proc/{process}/stat').read_text().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def capture(repository):
    repository.capture()  # warm; the reference's tables begin with the same rows, and grow as ours do
    tried = []
    for connections in DIRECT_CONNECTIONS:
        repository.empty_direct_tables()
        tried.append(repository.insert_directly(connections))
    best = max(tried, key=lambda one: one['rate'])
    ours, theirs = [], []
    for _ in range(repository.options.rounds):
        ours.append(repository.capture())
        theirs.append(repository.insert_directly(int(best['connections'])))
    ratios = [a['rate'] / b['rate'] for a, b in zip(ours, theirs)]
    show('trace.capture.over_raw_insert', ratios, 'ratio')
    show('trace.capture.rate', [one['rate'] for one in ours], 'events/s', '.0f')
    for name in ('server', 'database'):
        show(f'trace.capture.processors.{name}', [one['processors'][name] for one in ours], 'us/event', '.0f')
    show('trace.capture.raw_insert.rate', [one['rate'] for one in theirs], 'events/s', '.0f')
    show('trace.capture.raw_insert.processors.database', [one['processors']['database'] for one in theirs], 'us/event', '.0f')
    show('trace.capture.raw_insert.connections', [one['connections'] for one in theirs], 'connections', '.0f')
    show('trace.capture.rows', [one['rows'] for one in theirs], 'rows/event', '.1f')
    return statistics.median(ratios) >= 0.5


def load(url, seconds):
    """Requests per second; ends the program if any failed."""
    done = subprocess.run(['wrk', '-t1', '-c64', f'-d{max(1, round(seconds))}s', '-H', 'Accept: application/json', url], capture_output=True, text=True,
                          check=True)
    if re.search('Non-2xx|Socket errors', done.stdout):
        sys.exit(f'errors under load: {done.stdout}')
    return float(re.search(r'^Requests/sec:\s*([0-9.]+)', done.stdout, re.M).group(1))


def digital_link(repository):
    options = repository.options
    gtin, number = repository.sql(f'SELECT gtin, lot_number FROM {SCHEMA}.lot WHERE gtin IS NOT NULL ORDER BY id LIMIT 1')[0]
    ours = f'http://127.0.0.1:{repository.port}/01/{gtin}/10/{number}'
    theirs = f'http://127.0.0.1:{options.nginx_port}/cached'
    request = urllib.request.Request(ours, headers={'Accept': 'application/json'})
    page = urllib.request.urlopen(request, timeout=20).read()
    (repository.directory / 'www' / 'trace.json').write_bytes(page)
    nginx = subprocess.Popen(['nginx', '-p', options.directory, '-c', f'{options.directory}/nginx.conf'], stderr=subprocess.DEVNULL)
    try:
        repository.until('nginx', lambda: call(int(options.nginx_port), 'GET', '/cached')[0] == 200)
        if urllib.request.urlopen(theirs, timeout=20).read() != page:
            sys.exit('nginx serves other bytes')
        for url in (ours, theirs):
            load(url, 1)  # warm
        rounds = [(load(ours, options.seconds), load(theirs, options.seconds)) for _ in range(options.rounds)]
    finally:
        nginx.terminate()
        nginx.wait()
    ratios = [a / b for a, b in rounds]
    show('trace.digital_link.over_nginx', ratios, 'ratio')
    show('trace.digital_link.rate', [a for a, _ in rounds], 'requests/s', '.0f')
    show('trace.digital_link.nginx.rate', [b for _, b in rounds], 'requests/s', '.0f')
    show('trace.digital_link.bytes', [len(page)], 'bytes', '.0f')
    return statistics.median(ratios) >= 0.5


def graph(repository):
    """A million edges; the server reads them when it starts."""
    options = repository.options
    goods = trace_graph.Goods(repository.directory, repository.organisation, seed=1)
    packed = goods.write()
    repository.sql_files(goods.statements(SCHEMA))
    # As if the stream of orders had told of these parcels.
    repository.sql(f"UPDATE {SCHEMA}.event_checkpoint SET sequence = {trace_graph.LINES} WHERE consumer = 'traceability.reach'")
    repository.stop()
    server = repository.serve(repository.port)
    sample = goods.random.sample(packed[:-1], LOTS_BY_SQL)
    paths, by_sql = repository.directory / 'paths', repository.directory / 'lots'
    paths.write_text(''.join(f'/v1/lots/{trace_graph.shown_id("lot", lot)}/trace\n' for lot in sample))
    by_sql.write_text(''.join(lot.hex() + '\n' for lot in sample))
    first = paths.read_text().split()[0]
    repository.until('the graph', lambda: call(repository.port, 'GET', first, token=repository.token)[0] == 200)
    ours, theirs = [], []
    for _ in range(options.rounds):
        out = repository.run('bench_traceability', 'get', repository.port, repository.token, 1, int(options.seconds * 1000), paths)
        ours.append(dict(zip(('rate', 'p50', 'p99', 'bytes'), map(float, out.split()))))
        lines = [line.split() for line in repository.run('bench_traceability', 'trace_by_sql', *repository.access, by_sql).splitlines()]
        theirs.append(statistics.median(float(line[0]) for line in lines))
    for path, line in zip(paths.read_text().split(), lines):
        totals = call(repository.port, 'GET', path, expect=200, token=repository.token)[1]['totals']
        if [totals[name] for name in ('made_of', 'households', 'made_into', 'order_lines')] != [int(word) for word in line[1:]]:
            sys.exit(f'{path} says {totals}, the tables say {line[1:]}')
    ratios = [b / a['p50'] for a, b in zip(ours, theirs)]
    show('trace.graph.over_sql', ratios, 'ratio', '.0f')
    show('trace.graph.p50', [one['p50'] for one in ours], 'ms')
    show('trace.graph.p99', [one['p99'] for one in ours], 'ms')
    show('trace.graph.sql.p50', theirs, 'ms', '.1f')
    show('trace.graph.lots', [int(line[1]) + int(line[3]) for line in lines], 'lots', '.0f')
    show('trace.graph.households', [int(line[2]) for line in lines], 'households', '.0f')
    fine = show_graph(repository, server)
    return recall(repository, packed[-1]) and fine and statistics.median(ratios) >= 100 and statistics.median(one['p99'] for one in ours) <= 5


def show_graph(repository, server):
    """What the server says of its graph."""
    metrics = urllib.request.urlopen(f'http://127.0.0.1:{repository.port}/metrics', timeout=20).read().decode()
    size = {name: float(re.search(rf'^trace_graph_{name} (\S+)$', metrics, re.M).group(1)) for name in ('nodes', 'edges', 'bytes')}
    show('trace.graph.edges', [size['edges']], 'edges', '.0f')
    show('trace.graph.memory', [size['bytes'] / size['edges']], 'MB per million edges', '.1f')
    resident = int(re.search(r'VmRSS:\s*(\d+)', pathlib.Path(f'/proc/{server.pid}/status').read_text()).group(1)) / 1024
    show('trace.graph.resident', [resident], 'MB, all services', '.0f')
    log = (repository.directory / f'server-{repository.port}.log').read_text()
    show('trace.graph.start', [float(re.search(r'"traceability.graph_loaded".*?"milliseconds":"?(\d+)', log).group(1))], 'ms', '.0f')
    return size['edges'] >= 1_000_000


def recall(repository, lot):
    """What a recall of a lot that went into 10,000 orders would reach."""
    paths = repository.directory / 'paths'
    path = f'/v1/lots/{trace_graph.shown_id("lot", lot)}/recall'
    paths.write_text(path + '\n')
    reached = call(repository.port, 'GET', path, expect=200, token=repository.token)[1]['orders_total']
    if reached != trace_graph.POPULAR_ORDERS:
        sys.exit(f'the lot reached {reached} orders')
    rounds = []
    for _ in range(repository.options.rounds):
        out = repository.run('bench_traceability', 'get', repository.port, repository.token, 1, int(repository.options.seconds * 1000), paths)
        rounds.append(dict(zip(('rate', 'p50', 'p99', 'bytes'), map(float, out.split()))))
    show('trace.recall_ms_p99', [one['p99'] for one in rounds], 'ms')
    show('trace.recall_ms_p50', [one['p50'] for one in rounds], 'ms')
    show('trace.recall.orders', [reached], 'orders', '.0f')
    return statistics.median(one['p99'] for one in rounds) <= 50


def main():
    options = parse()
    repository = Repository(options)
    fine = True
    try:
        repository.serve(repository.port)
        repository.found_cooperative()
        for name in options.scenarios:
            fine = globals()[name](repository) and fine
    finally:
        repository.stop()
    sys.exit(0 if fine else 1)


main()
