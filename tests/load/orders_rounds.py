"""Rounds of the benchmark of orders (orders.sh prepares them): servers, buyers, reference, and what their clients hold at the end."""
import argparse
import statistics
import subprocess
import sys

from installation import Installation, free_port, show

CONNECTIONS = 256
DIRECT_CONNECTIONS = (8, 32, 64)
BUYERS = 64


def parse():
    parser = argparse.ArgumentParser()
    for name in ('binaries', 'directory', 'socket', 'port', 'password'):
        parser.add_argument('--' + name, required=True)
    parser.add_argument('--rounds', type=int, required=True)
    parser.add_argument('--seconds', type=float, required=True)
    parser.add_argument('scenarios', nargs='+', choices=['hot', 'hot_nobinlog', 'spread', 'unloaded', 'scale'])
    return parser.parse_args()


class Shop(Installation):
    def __init__(self, options):
        super().__init__(options)
        self.access = [options.socket, 'shanhai_orders', 'shanhai_orders', options.password]
        self.acknowledged = self.directory / 'acknowledged'
        self.goods = {}
        self.loads = 0

    def put_on_sale(self, name, count, units):
        path = self.directory / name
        path.write_text(self.run('bench_orders', 'goods', *self.access, count, units))
        self.goods[name] = path

    def sign_in_buyers(self, port):
        """Tokens of consumers, one a line."""
        self.tokens = self.directory / 'tokens'
        self.tokens.write_text(''.join(self.sign_in(port, f'139{n:08d}') + '\n' for n in range(BUYERS)))

    def drain(self):
        """Waits until everybody who follows the orders' events has taken all of them."""
        def caught_up():
            pending, last = self.sql('SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM shanhai_orders.outbox_pending LIMIT 1) p), '
                                     '(SELECT COALESCE(MAX(sequence), 0) FROM shanhai_orders.outbox_number)')[0]
            consumers = self.sql(' UNION ALL '.join(f"SELECT MIN(sequence) FROM shanhai_{name}.event_checkpoint WHERE consumer LIKE '%.orders'"
                                                    for name in ('measurement', 'traceability')))
            return pending == '0' and all(row[0] == last for row in consumers if row[0] != 'NULL')
        self.until('the consumers', caught_up)

    def place(self, ports, connections, goods):
        self.loads += 1
        before = self.syncs()
        out = self.run('bench_orders', 'load', ','.join(map(str, ports)), connections, int(self.options.seconds * 1000), self.tokens, self.goods[goods],
                       self.loads, self.acknowledged)
        rate, p50, p99, refused = map(float, out.split())
        if refused:
            sys.exit(f'{refused:.0f} placements were refused')
        return {'rate': rate, 'p50': p50, 'p99': p99, 'syncs': (self.syncs() - before) / self.options.seconds}

    def place_directly(self, connections, goods):
        before = self.syncs()
        out = self.run('bench_orders_direct', *self.access, connections, int(self.options.seconds * 1000), self.goods[goods], self.acknowledged)
        rate, p50, p99, rows = map(float, out.split())
        return {'rate': rate, 'p50': p50, 'p99': p99, 'rows': rows, 'connections': connections, 'syncs': (self.syncs() - before) / self.options.seconds}

    def syncs(self):
        """Of the redo log and, where it is on, of the binary log: one for each group of commits."""
        return sum(int(row[1]) for row in self.sql("SHOW GLOBAL STATUS WHERE Variable_name IN ('Innodb_os_log_fsyncs', 'Binlog_group_commits')"))


def show_side(name, rounds):
    show(f'{name}.rate', [one['rate'] for one in rounds], 'orders/s', '.0f')
    show(f'{name}.p50', [one['p50'] for one in rounds], 'ms')
    show(f'{name}.p99', [one['p99'] for one in rounds], 'ms')
    show(f'{name}.syncs', [one['syncs'] for one in rounds], 'syncs/s', '.0f')


def compare(installation, name, goods, ports, limit):
    ours, theirs = [], []
    for _ in range(installation.options.rounds):
        installation.drain()
        ours.append(installation.place(ports, CONNECTIONS, goods))
        tries = []
        for connections in DIRECT_CONNECTIONS:
            installation.drain()
            tries.append(installation.place_directly(connections, goods))
        theirs.append(max(tries, key=lambda one: one['rate']))
    ratios = [a['rate'] / b['rate'] for a, b in zip(ours, theirs)]
    show(f'{name}.over_direct_sql', ratios, 'ratio')
    show_side(name, ours)
    show_side(f'{name}.direct_sql', theirs)
    show(f'{name}.direct_sql.connections', [one['connections'] for one in theirs], 'connections', '.0f')
    show(f'{name}.rows', [one['rows'] for one in theirs], 'rows/order', '.0f')
    return statistics.median(ratios) >= limit


def unloaded(installation, ports):
    ratios, ours, theirs = [], [], []
    for _ in range(installation.options.rounds):
        installation.drain()
        ours.append(installation.place(ports[:1], 1, 'hot'))
        installation.drain()
        theirs.append(installation.place_directly(1, 'hot'))
        ratios.append(ours[-1]['p50'] / theirs[-1]['p50'])
    show('orders.unloaded.p50_over_direct_sql', ratios, 'ratio')
    show('orders.unloaded.p50', [one['p50'] for one in ours], 'ms')
    show('orders.unloaded.direct_sql.p50', [one['p50'] for one in theirs], 'ms')
    return statistics.median(ratios) <= 1.5


def scale(installation, ports):
    one, two = [], []
    for _ in range(installation.options.rounds):
        installation.drain()
        one.append(installation.place(ports[:1], CONNECTIONS, 'hot')['rate'])
        installation.drain()
        two.append(installation.place(ports, CONNECTIONS, 'hot')['rate'])
    show('orders.scale_2', [b / a for a, b in zip(one, two)], 'ratio')
    return statistics.median(b / a for a, b in zip(one, two)) >= 0.9


def check(installation):
    installation.stop()
    done = subprocess.run([f'{installation.options.binaries}/bench_orders', 'check', *installation.access, str(installation.acknowledged),
                           *map(str, installation.goods.values())], capture_output=True, text=True)
    if not done.stdout:
        sys.exit('the check failed: ' + done.stderr[:2000])
    print(done.stderr[:2000], end='', file=sys.stderr)
    acknowledged, *wrong = map(int, done.stdout.split())
    print(f'orders.acknowledged {acknowledged} orders ({acknowledged}-{acknowledged})')
    for name, count in zip(('oversold', 'lost', 'doubled', 'ledger_difference_fen'), wrong):
        print(f'orders.{name} {count} {"fen" if name.endswith("fen") else "units" if name == "oversold" else "orders"} ({count}-{count})', flush=True)
    return done.returncode == 0


def main():
    options = parse()
    installation = Shop(options)
    fine = True
    try:
        installation.put_on_sale('hot', 1, 100_000_000)
        if 'spread' in options.scenarios:
            installation.put_on_sale('spread', 10_000, 1_000_000)
        ports = [int(options.port)]
        installation.serve(ports[0])
        installation.sign_in_buyers(ports[0])
        installation.place(ports, CONNECTIONS, 'hot')  # warm, and something for the reference to begin from
        for name in options.scenarios:
            if name == 'scale':
                ports.append(free_port())
                installation.serve(ports[1])
                fine = scale(installation, ports) and fine
            elif name == 'unloaded':
                fine = unloaded(installation, ports) and fine
            elif name == 'spread':
                fine = compare(installation, 'orders.spread', 'spread', ports, 4) and fine
            else:
                fine = compare(installation, 'orders.' + name, 'hot', ports, 10 if name == 'hot' else 4) and fine
        fine = check(installation) and fine
    finally:
        installation.stop()
    sys.exit(0 if fine else 1)


main()
