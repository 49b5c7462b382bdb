"""Step 2: deliveries of households become lots, lots are processed and packed, packed lots are put on sale; QR codes."""
import base64

from narration import Failed


def households(world, coop, count):
    made = []
    for i in range(count):
        body = {'name': f'阿木{"一二三四五"[i]}', 'village_division': coop.county, 'phone': world.next_phone()}
        made.append(world.client.call(coop.person, 'POST', '/v1/households', body, expect=201, quiet=i > 0)['household_id'])
        coop.household_names = getattr(coop, 'household_names', []) + [body['name'], body['phone']]
    world.narrator.say(f'登记 {count} 户农户；对外只有随机代号，姓名加密保存。', f'{count} households are registered; only random pseudonyms ever leave.')
    return made


def lot(world, coop, kind, number, quantity, unit, expect=201, **more):
    body = {'kind': kind, 'lot_number': number, 'county': coop.county, 'made_on': world.today, 'unit': unit, 'quantity': quantity, **more}
    return world.client.call(coop.person, 'POST', '/v1/lots', body, expect=expect, key=True)


def delivered(world, coop, unit, quantities):
    ids = households(world, coop, len(quantities))
    deliveries = [{'household_id': ids[i], 'quantity': quantity, 'delivered_on': world.today} for i, quantity in enumerate(quantities)]
    return lot(world, coop, 'raw', f'R{world.batch}', sum(quantities), unit, deliveries=deliveries, product_name=coop.name + '（原料）')


def attest(world, coop):
    report = {'laboratory': '凉山州农产品质量检验检测中心', 'report_number': f'LS{world.batch}', 'result': 'pass', 'tested_on': world.today,
              'items': [{'name': '水分', 'value': '6.1 %', 'limit': '≤ 10 %'}],
              'file': {'document_name': '检测报告.txt', 'content_base64': base64.b64encode('合格'.encode()).decode()}}
    world.client.call(coop.person, 'POST', f'/v1/lots/{coop.lot["lot_id"]}/tests', report, expect=201)
    certificate = {'producer': coop.person.name, 'contact': '13900000000', 'statement': '不使用禁用农药兽药，常规农药兽药残留不超标，对承诺的真实性负责。'}
    world.client.call(coop.person, 'POST', f'/v1/lots/{coop.lot["lot_id"]}/commitment-certificate', certificate, expect=201)
    world.narrator.say('附上检测报告（保存文件哈希）与承诺达标合格证。', 'A test report (its file\'s hash is kept) and the commitment certificate are attached.')


def put_on_sale(world, coop, quantity):
    world.client.call(coop.person, 'POST', f'/v1/lots/{coop.lot["lot_id"]}/put-on-sale', {'quantity': quantity}, expect=200, key=True)
    world.client.until('the stock to be sellable', lambda: sellable(world, coop) == quantity)
    coop.on_sale = quantity
    world.narrator.say(f'{quantity} 件从批次结余转为可售库存。', f'{quantity} units move from the lot\'s balance to sellable stock.')


def sellable(world, coop):
    return world.client.call(None, 'GET', f'/v1/storefront-stock/{coop.sku["sku_id"]}', quiet=True)['sellable']


def qr(world, coop):
    n, path = world.narrator, f'/v1/lots/{coop.lot["lot_id"]}/qr'
    png = world.client.call(None, 'GET', f'{path}?format=png', accept='image/png', expect=200)
    if not png.startswith(b'\x89PNG\r\n'):
        raise Failed('the QR code is no PNG')
    target = world.directory / f'qr-{coop.lot["lot_number"]}.png'
    target.write_bytes(png)
    text = world.client.call(None, 'GET', f'{path}?format=text', accept='text/plain', expect=200, quiet=True)
    n.write('\n'.join('    ' + line for line in text.decode().splitlines()))
    n.say(f'贴在包装上的二维码；图片在 {target}', f'The QR code on the package; the picture is {target}')


def tea(world):
    n, coop = world.narrator, world.tea
    raw = delivered(world, coop, 'g', [25000, 20000, 15000])
    made = lot(world, coop, 'processed', f'P{world.batch}', 45000, 'g', inputs=[{'lot_id': raw['lot_id'], 'quantity': 60000}],
               product_name=coop.name + '（散茶）', loss_reason='烘焙失水')
    too_much = lot(world, coop, 'packed', f'X{world.batch}', 100, 'pcs', expect=409, sku_id=coop.sku['sku_id'],
                   inputs=[{'lot_id': made['lot_id'], 'quantity': 50000}])
    if too_much['code'] != 'insufficient_lot_balance':
        raise Failed(f'expected insufficient_lot_balance, got {too_much}')
    n.say('想装出比原料更多的货？物料平衡不允许。', 'Packing more than there is: mass balance refuses.')
    coop.lot = lot(world, coop, 'packed', f'T{world.batch}', 80, 'pcs', sku_id=coop.sku['sku_id'], best_before=world.next_year,
                   inputs=[{'lot_id': made['lot_id'], 'quantity': 40000}])
    coop.households = 3
    attest(world, coop)
    put_on_sale(world, coop, 60)
    qr(world, coop)


def chicken(world):
    coop = world.chicken
    raw = delivered(world, coop, 'pcs', [30, 20])
    coop.lot = lot(world, coop, 'packed', f'J{world.batch}', 50, 'pcs', sku_id=coop.sku['sku_id'], best_before=world.in_days(5),
                   inputs=[{'lot_id': raw['lot_id'], 'quantity': 50}])
    coop.households = 2
    attest(world, coop)
    put_on_sale(world, coop, 40)
    qr(world, coop)


def run(world):
    world.narrator.step(2, '批次：交货、加工、包装、上架', 'Lots: delivery, processing, packing, on sale')
    world.client.until('traceability to know the SKUs', lambda: known(world, world.tea) and known(world, world.chicken))
    tea(world)
    chicken(world)


def known(world, coop):
    """A packed lot needs the SKU's GTIN, which comes with the catalog's events; the storefront shows that they are out."""
    found = world.client.call(None, 'GET', f'/v1/storefront/products/{coop.product}', expect=(200, 404), quiet=True)
    return isinstance(found, dict) and found.get('product_id') == coop.product
