"""The main job from a cooperative's lot to a measured purchase, through the public HTTP API only. `./dev demo` starts the servers.

Every step is printed as request, answer and one sentence. The demo keeps its own account of what must come out and ends with exit code 1
where a figure is off.
"""
import argparse
import collections
import datetime
import json
import pathlib
import random
import signal
import subprocess
import sys
import tomllib

import admission
import buying
import fulfilment
import lots
import measuring
import tracing
from client import Client
from narration import Failed, Narrator, yuan
from people import Person

PAIRINGS = {'513431': '440600-513431', '513436': '440600-513436'}


class Expected:
    """What one measure must show: kept here, from prices and quantities alone."""

    def __init__(self):
        self.gross = self.refunded = 0
        self.by = {dimension: collections.Counter() for dimension in measuring.DIMENSIONS}

    def add(self, keys, amount, refund=False):
        if refund:
            self.refunded += amount
        else:
            self.gross += amount
        for dimension, key in keys.items():
            self.by[dimension][key] += -amount if refund else amount


class World:
    def __init__(self, arguments):
        self.directory = arguments.work_directory
        config = json.loads((self.directory / 'provider.json').read_text())
        settings = tomllib.loads(arguments.settings.read_text(encoding='utf-8'))
        self.outbox = settings['notifications']['directory']
        self.provider_port = config['provider']['port']
        self.narrator = Narrator(arguments.lang)
        routes = json.loads(arguments.routes.read_text()) if arguments.routes else {}
        self.client = Client(arguments.base_url, routes, self.narrator)
        self.audit_command = [str(arguments.program), 'audit', '--settings', str(arguments.settings)]
        self.random = random.Random(arguments.seed)
        self.phones = iter(range(19900000002 + self.random.randrange(10**7), 19999999999))
        self.today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date().isoformat()
        self.next_year = self.in_days(365)
        self.operator_password = config['operator']['password']
        self.operator = Person(self.client, self.outbox, self.narrator.pick('平台运营', 'operator'), config['operator']['phone'])
        self.consumer = self.person(self.narrator.pick('佛山消费者', 'consumer of Foshan'))
        self.unit = self.person(self.narrator.pick('佛山某工会', 'a union of Foshan'))
        self.reviewers, self.agencies, self.purchases = {}, {}, []
        self.expected = {measure: Expected() for measure in measuring.MEASURES}
        self.round_name = self.batch = ''
        self.refunds = collections.Counter()

    def begin_round(self, number):
        self.round_name = '' if number == 1 else f'（{number}）'
        self.batch = datetime.datetime.now().strftime('%m%d%H%M%S') + f'{number % 100:02d}'

    def person(self, name):
        return Person(self.client, self.outbox, name, self.next_phone())

    def next_phone(self):
        return str(next(self.phones))

    def digits(self, count):
        return ''.join(self.random.choice('0123456789') for _ in range(count))

    def in_days(self, days):
        return (datetime.date.fromisoformat(self.today) + datetime.timedelta(days=days)).isoformat()

    def keys(self, purchase, coop):
        return {'pairing': PAIRINGS[coop.county], 'origin_county': coop.county, 'category': 'agricultural', 'buyer_kind': purchase.kind,
                'month': self.today[:7]}

    def amount(self, purchase, coop):
        """By prices and quantities: what this purchase holds of this cooperative."""
        quantity = {('consumer', self.tea): 4, ('consumer', self.chicken): 2, ('trade_union', self.tea): 6, ('trade_union', self.chicken): 3}
        return quantity[purchase.kind, coop] * coop.price

    def count(self, *measures):
        for measure in measures:
            for purchase in self.purchases:
                for coop in (self.tea, self.chicken):
                    self.expected[measure].add(self.keys(purchase, coop), self.amount(purchase, coop))

    def expect_orders(self):
        self.count('ordered', 'paid')

    def expect_accepted(self):
        self.count('accepted', 'completed')

    def expect_refund(self, purchase, coop, amount):
        self.refunds[coop.id] += amount
        for measure in measuring.MEASURES:
            self.expected[measure].add(self.keys(purchase, coop), amount, refund=True)

    def sold(self, coop):
        return sum(self.amount(purchase, coop) for purchase in self.purchases) - self.refunds[coop.id]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--base-url', required=True)
    parser.add_argument('--routes', type=pathlib.Path, help='JSON: path prefix to base URL, as an Ingress would route')
    parser.add_argument('--work-directory', type=pathlib.Path, required=True, help='as made by prepare.py')
    parser.add_argument('--settings', type=pathlib.Path, required=True, help='the servers\' settings')
    parser.add_argument('--program', type=pathlib.Path, required=True, help='shanhai, for the audit')
    parser.add_argument('--lang', choices=('zh', 'en'), default='zh')
    parser.add_argument('--loop', action='store_true', help='rounds until Ctrl-C, going on through outages')
    parser.add_argument('--rounds', type=int, default=1)
    parser.add_argument('--seed', type=int, default=None)
    arguments = parser.parse_args()
    if arguments.seed is None:
        arguments.seed = random.randrange(2**32)
    return arguments


def start_provider(directory):
    provider = subprocess.Popen([sys.executable, pathlib.Path(__file__).parent / 'provider.py', '--directory', directory], stdout=subprocess.PIPE,
                                text=True)
    if not provider.stdout.readline().startswith('listening'):
        raise Failed('the payment provider did not start')
    return provider


def play(world):
    for step in (admission, lots, buying, fulfilment, tracing, measuring):
        step.run(world)
    measuring.audit(world)


def main():
    arguments = parse_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    world = World(arguments)
    n = world.narrator
    n.say('演示使用自己的设置：公示期 0 天，结对关系延长至今年年底；没有拨动时钟的接口。',
          'The demo runs with settings of its own: no publicity period, pairings extended to the end of this year; there is no clock to turn.')
    n.write(f'  seed {arguments.seed}')
    provider = start_provider(world.directory)
    number = 0
    try:
        while arguments.loop or number < arguments.rounds:
            number += 1
            world.begin_round(number)
            play(world)
            if arguments.loop or arguments.rounds > 1:
                n.say(f'第 {number} 轮完成，其间 {world.client.outages} 次重试。', f'Round {number} done, {world.client.outages} retries so far.')
    except KeyboardInterrupt:
        n.say(f'结束于第 {number} 轮。', f'Ended in round {number}.')
    except Failed as failed:
        n.write(n.paint('31', f'\n  ✗ {failed}'))
        return 1
    finally:
        provider.terminate()
    exchanges, operations = world.client.as_described()
    n.say(f'  {exchanges} 次请求与应答（{operations} 个接口）都与 /openapi.json 的说明一致。',
          f'  {exchanges} exchanges on {operations} operations were as /openapi.json describes them.')
    net = world.expected['completed'].gross - world.expected['completed'].refunded
    n.say(f'\n  ✓ 全部完成：{yuan(net)} 的采购从农户到统计，分毫不差。', f'\n  ✓ Done: {yuan(net)} of purchases, from households to figures, to the fen.')
    return 0


if __name__ == '__main__':
    sys.exit(main())
