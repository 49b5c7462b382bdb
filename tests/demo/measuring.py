"""Steps 6 and 7: agencies read purchase volume, to the fen; the audit reconciles everything."""
import subprocess

from narration import Failed, yuan

MEASURES = ('ordered', 'paid', 'accepted', 'completed')
AUDIT_UNAVAILABLE = 3  # exit code: the database is away, nothing was found out
DIMENSIONS = ('pairing', 'origin_county', 'category', 'buyer_kind', 'month')


def report(world, agency, measure, group_by='', quiet=True):
    return world.client.call(agency, 'GET', f'/v1/measurement/purchases?measure={measure}&period={world.today[:4]}&group_by={group_by}',
                             quiet=quiet)


def volume(document):
    return tuple(document[name]['amount_fen'] for name in ('gross', 'refunded', 'net'))


def check_totals(world, agency):
    for measure in MEASURES:
        expected = world.expected[measure]
        wanted = (expected.gross, expected.refunded, expected.gross - expected.refunded)
        world.client.until(f'{measure} to be counted', lambda: volume(report(world, agency, measure)['total']) == wanted)


def check_groups(world, agency):
    n = world.narrator
    for dimension in DIMENSIONS:
        found = report(world, agency, 'completed', dimension)
        total = volume(found['total'])
        if tuple(sum(volume(row)[i] for row in found['rows']) for i in range(3)) != total:
            raise Failed(f'the rows by {dimension} do not add up to the total')
        by_key = {row['keys'][dimension]: volume(row)[2] for row in found['rows']}
        expected = world.expected['completed'].by[dimension]
        if by_key != expected:
            raise Failed(f'by {dimension}: {by_key}, expected {expected}')
    by = report(world, agency, 'completed', 'pairing,category,buyer_kind')
    n.table([n.pick('结对', 'pairing'), n.pick('品类', 'category'), n.pick('采购人', 'buyer'), n.pick('总额', 'gross'), n.pick('退款', 'refunded'),
             n.pick('净额', 'net')], [[*(row['keys'][d] for d in ('pairing', 'category', 'buyer_kind')), *map(yuan, volume(row))] for row in by['rows']])


def drill_down(world, agency):
    n, total, cursor, lines = world.narrator, 0, '', 0
    while True:
        page = world.client.call(agency, 'GET', f'/v1/measurement/purchases/lines?measure=paid&period={world.today[:4]}&limit=5{cursor}',
                                 quiet=bool(cursor))
        total += sum(item['amount']['amount_fen'] for item in page['items'])
        lines += len(page['items'])
        if untold := page.get('untold'):  # of so few persons that they are summed
            total += untold['amount']['amount_fen']
            lines += untold['entries']
        if not page.get('next_cursor'):
            break
        cursor = f'&cursor={page["next_cursor"]}'
    expected = world.expected['paid'].gross - world.expected['paid'].refunded
    if total != expected:
        raise Failed(f'the {lines} lines add up to {yuan(total)}, expected {yuan(expected)}')
    n.say(f'下钻到 {lines} 条订单行，合计 {yuan(total)}，与实付分毫不差。', f'Drilled down to {lines} lines: {yuan(total)}, to the fen what was paid.')


def refuse_individuals(world):
    world.client.call(world.consumer, 'GET', f'/v1/measurement/purchases?measure=paid&period={world.today[:4]}', expect=403)
    world.narrator.say('个人无权查看统计。', 'Individuals may not read figures.')


def run(world):
    n = world.narrator
    n.step(6, '采购额统计', 'Purchase volume')
    for key, zh, en in (('foshan', '佛山看本地采购人', 'Foshan sees its own buyers'), ('liangshan', '凉山看本州产品', 'Liangshan sees its own goods')):
        agency = world.agencies[key]
        check_totals(world, agency)
        n.say(f'{zh}：', f'{en}:')
        n.table([n.pick('口径', 'measure'), n.pick('总额', 'gross'), n.pick('退款', 'refunded'), n.pick('净额', 'net')],
                [[measure, *map(yuan, volume(report(world, agency, measure)['total']))] for measure in MEASURES])
        check_groups(world, agency)
    report(world, world.agencies['foshan'], 'completed', 'pairing,month', quiet=False)
    drill_down(world, world.agencies['foshan'])
    refuse_individuals(world)


def audit(world):
    n = world.narrator
    n.step(7, '对账', 'Reconciliation')
    done = world.client.through_outages(lambda: subprocess.run(world.audit_command, capture_output=True, text=True, timeout=120, check=False),
                                        away=lambda ended: ended.returncode == AUDIT_UNAVAILABLE)
    n.write('\n'.join('    ' + line for line in done.stdout.splitlines()))
    if done.returncode != 0:
        raise Failed(f'audit found a difference: {done.stdout[-400:]} {done.stderr[-400:]}')
    n.say('库存、批次、账目、统计互相一致，没有差异。', 'Stock, lots, ledger and measurement agree; no difference.')
