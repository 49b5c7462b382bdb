"""Rounds of the benchmark of the catalog (catalog.sh prepares them)."""
import argparse
import http.client
import pathlib
import re
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from catalog_import import measure_import
from installation import Installation, call, show

SEED, QUERIES = 20261127, 20000
CONNECTIONS = 64
LIKE_QUERIES = 12
LISTS = ['', '?sort=newest', '?sort=price_asc', '?category=agricultural', '?category=handicraft', '?category=herbal_medicine', '?certified=true',
         '?county=513431', '?county=513332', '?prefecture=513300', '?prefecture=513400', '?mark=organic', '?county=513436&sort=price_asc']
HERE = pathlib.Path(__file__).resolve().parent


def parse():
    parser = argparse.ArgumentParser()
    for name in ('binaries', 'directory', 'socket', 'port', 'nginx-port', 'password'):
        parser.add_argument('--' + name, required=True)
    for name in ('rounds', 'products', 'rows'):
        parser.add_argument('--' + name, type=int, required=True)
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('scenarios', nargs='+', choices=['snapshot', 'process', 'http', 'like', 'import'])
    return parser.parse_args()


class Catalog(Installation):
    def load(self):
        """Rows of the goods, straight into the catalog's schema: a server that starts reads them as published."""
        rows = self.directory / 'rows'
        rows.mkdir()
        self.run('bench_catalog', 'rows', self.options.products, SEED, QUERIES, rows)
        self.sql((HERE / 'catalog_load.sql').read_text().replace('DIRECTORY', str(rows)))
        self.targets = (rows / 'queries.txt').read_text().split()

    def load_line(self, port, targets):
        """(requests a second, p99 in milliseconds) of the targets, over and over."""
        path = self.directory / 'targets.txt'
        path.write_text('\n'.join(targets) + '\n')
        done = subprocess.run(['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{round(self.options.seconds)}s', '--latency', '-s', HERE / 'catalog.lua',
                               f'http://127.0.0.1:{port}', '--', path], capture_output=True, text=True, check=True).stdout
        if re.search('Non-2xx|Socket errors', done):
            sys.exit(f'errors under load: {done}')
        unit = {'us': 1e-3, 'ms': 1.0, 's': 1e3}
        p99 = re.search(r'99%\s+([\d.]+)(us|ms|s)', done)
        return float(re.search(r'Requests/sec:\s+([\d.]+)', done).group(1)), float(p99.group(1)) * unit[p99.group(2)]


def measure_snapshot(catalog):
    lines = [list(map(float, catalog.run('bench_catalog', 'snapshot', catalog.options.products, SEED).split())) for _ in range(3)]
    seconds = [line[0] + line[1] for line in lines]
    show('catalog.snapshot.made', seconds, 's')
    show('catalog.snapshot.memory', [line[2] for line in lines], 'bytes a product', '.0f')
    show('catalog.snapshot.edit', [line[3] for line in lines], 'ms')
    show('catalog.snapshot.edit_p99', [line[4] for line in lines], 'ms')
    swaps = [list(map(float, catalog.run('bench_catalog', 'swap', catalog.options.products, SEED, 5).split())) for _ in range(3)]
    show('catalog.swap.p99_over_alone', [line[1] / line[0] for line in swaps], 'ratio')
    return statistics.median(seconds) <= 3


def measure_process(catalog):
    """Our search and Xapian's inside one process, a round of each in turns."""
    out = catalog.run('bench_catalog', 'search', catalog.options.products, SEED, 200 * catalog.options.rounds, catalog.options.rounds,
                      catalog.directory / 'xapian')
    lines = [list(map(float, line.split())) for line in out.splitlines()]
    ratios = [line[5] / line[2] for line in lines]
    show('catalog.search.over_xapian', ratios, 'ratio', '.0f')
    show('catalog.search.process_p50', [line[0] for line in lines], 'us', '.0f')
    show('catalog.search.process_p99', [line[1] for line in lines], 'us', '.0f')
    show('catalog.search.process_mean', [line[2] for line in lines], 'us', '.0f')
    show('catalog.xapian.process_mean', [line[5] for line in lines], 'us', '.0f')
    return statistics.median(ratios) >= 30


def measure_http(catalog):
    port, nginx_port = int(catalog.options.port), int(catalog.options.nginx_port)
    catalog.serve(port)
    subprocess.Popen(['nginx', '-p', str(catalog.directory), '-c', str(catalog.directory / 'nginx.conf')])
    log = (catalog.directory / f'server-{port}.log').read_text()
    show('catalog.snapshot.loaded', [float(re.search(r'"catalog.snapshot_loaded".*?"milliseconds":"?(\d+)', log).group(1)) / 1000],
         's, with reading the tables')
    found = call(port, 'GET', '/v1/storefront/products?limit=200&sort=newest', expect=200)[1]
    details = ['/v1/storefront/products/' + item['product_id'] for item in found['items']]
    fine = True
    for name, targets, floor in (('detail', details, 1.0), ('list', ['/v1/storefront/products' + query for query in LISTS], 1.0),
                                 ('search', catalog.targets, 0.3)):
        files = write_files(catalog, port, name, targets[:2000])
        ours, theirs = [], []
        for _ in range(catalog.options.rounds):
            ours.append(catalog.load_line(port, targets))
            theirs.append(catalog.load_line(nginx_port, files))
        ratios = [a[0] / b[0] for a, b in zip(ours, theirs)]
        show(f'catalog.{name}.over_nginx', ratios, 'ratio')
        show(f'catalog.{name}', [one[0] for one in ours], 'requests/s', '.0f')
        show(f'catalog.{name}.nginx', [one[0] for one in theirs], 'requests/s', '.0f')
        show(f'catalog.{name}_ms_p99', [one[1] for one in ours], 'ms')
        fine = fine and statistics.median(ratios) >= floor
    return fine


def write_files(catalog, port, name, targets):
    """The same bytes for nginx; gives their targets."""
    out = []
    for number, target in enumerate(targets):
        body = urllib.request.urlopen(f'http://127.0.0.1:{port}{target}', timeout=20).read()
        (catalog.directory / 'www' / f'{name}{number}.json').write_bytes(body)
        out.append(f'/{name}{number}.json')
    return out


def measure_like(catalog):
    """SQL over one flat table with an index on each filter: the page, its count and six facets; and our answer, one at a time on one connection."""
    port = int(catalog.options.port)
    if not catalog.servers:
        catalog.serve(port)
    catalog.sql((HERE / 'catalog_like.sql').read_text())
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=20)
    ours, theirs = [], []
    for target in catalog.targets[-LIKE_QUERIES:]:
        began = time.perf_counter()
        connection.request('GET', target)
        answer = connection.getresponse()
        content = answer.read()
        ours.append(time.perf_counter() - began)
        if answer.status != 200:
            sys.exit(f'{target} answers {answer.status}: {content[:300]!r}')
        began = time.perf_counter()
        catalog.sql(like_query(dict(urllib.parse.parse_qsl(urllib.parse.urlparse(target).query))))
        theirs.append(time.perf_counter() - began)
    ratios = [b / a for a, b in zip(ours, theirs)]
    show('catalog.search.over_like', ratios, 'ratio', '.0f')
    show('catalog.search.alone', [one * 1000 for one in ours], 'ms')
    show('catalog.like', [one * 1000 for one in theirs], 'ms', '.0f')
    return statistics.median(ratios) >= 1000


def like_query(query):
    words = [' OR '.join(f"{column} LIKE '%{word}%'" for column in ('name', 'name_en', 'supplier_name', 'place')) for word in query['q'].split()]
    filters = {name: f"{name} = '{query[name]}'" for name in ('county', 'category') if name in query}
    if 'certified' in query:
        filters['certified'] = 'certified = ' + str(int(query['certified'] == 'true'))
    if 'price_min_fen' in query:
        filters['band'] = f"price_fen BETWEEN {query['price_min_fen']} AND {query['price_max_fen']}"

    def where(left_out=None):
        return ' AND '.join([f'({word})' for word in words] + [text for name, text in filters.items() if name != left_out])
    order = 'price_fen' if query.get('sort') == 'price_asc' else 'certified DESC, id DESC'
    statements = [f'SELECT HEX(id), name FROM flat WHERE {where()} ORDER BY {order} LIMIT 20', f'SELECT COUNT(*) FROM flat WHERE {where()}']
    for facet in ('county', 'category', 'certified', 'mark', 'band', 'supplier'):
        shown = 'HEX(supplier)' if facet == 'supplier' else facet
        statements.append(f'SELECT {shown}, COUNT(*) FROM flat WHERE {where(facet)} GROUP BY {facet} ORDER BY 2 DESC LIMIT 30')
    return 'USE bench_catalog; ' + '; '.join(statements)


def main():
    options = parse()
    catalog = Catalog(options)
    measures = {'snapshot': measure_snapshot, 'process': measure_process, 'http': measure_http, 'like': measure_like, 'import': measure_import}
    try:
        if {'http', 'like'} & set(options.scenarios):
            catalog.load()
        results = [measures[name](catalog) for name in options.scenarios]
    finally:
        catalog.stop()
    sys.exit(0 if all(results) else 1)


main()
