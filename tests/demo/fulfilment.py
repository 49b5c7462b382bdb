"""Step 4: to-ship lists, packing (lots bind), shipping, acceptance, rating, a return; money and stock follow."""
from lots import sellable
from narration import Failed, yuan


def ship(world, coop, purchase):
    n, client = world.narrator, world.client
    order = purchase.order_of(coop)['order_id']
    path = f'/v1/orders/{order}'
    client.until('the order to be on the to-ship list', lambda: any(
        item['order_id'] == order for item in client.call(coop.person, 'GET', '/v1/orders/to-ship', quiet=True)['items']))
    if purchase.kind == 'consumer':
        client.call(coop.person, 'GET', '/v1/orders/to-ship')
        n.say('待发货清单。', 'The to-ship list.')
    packed = client.call(coop.person, 'POST', f'{path}/pack', {}, expect=200, key=True)
    bound = {lot['lot_id'] for parcel in packed['parcels'] for line in parcel['lines'] for lot in line['lots']}
    if bound != {coop.lot['lot_id']}:
        raise Failed(f'parcels are bound to lots {bound}, expected {coop.lot["lot_id"]}')
    parcels = [{'parcel_id': parcel['parcel_id'], 'carrier': '顺丰速运', 'tracking_number': f'SF{world.batch}{i}'}
               for i, parcel in enumerate(packed['parcels'])]
    client.call(coop.person, 'POST', f'{path}/ship', {'parcels': parcels}, expect=200, key=True)
    client.call(coop.person, 'POST', f'{path}/deliver', {}, expect=200)
    n.say(f'打包时绑定批次（{len(parcels)} 个包裹），发货，送达。', f'Lots bind at packing ({len(parcels)} parcels); shipped, delivered.')


def accept(world, coop, purchase):
    path = f'/v1/orders/{purchase.order_of(coop)["order_id"]}'
    body = {}
    if purchase.kind != 'consumer':  # an institution says what it found
        order = world.client.call(purchase.buyer, 'GET', path, quiet=True)
        lines = [{'line_id': line['line_id'], 'accepted': line['quantity'], 'rejected': 0} for line in order['lines']]
        body = {'inspection': {'inspector': '验收员', 'inspected_at': order['delivered_at'], 'lines': lines}}
    world.client.call(purchase.buyer, 'POST', f'{path}/accept', body, expect=200, quiet=purchase.kind != 'consumer')
    world.client.call(purchase.buyer, 'POST', f'{path}/ratings', {'stars': 5, 'text': '很好'}, expect=(200, 201), key=True,
                      quiet=purchase.kind != 'consumer')


def give_back(world, purchase):
    """The consumer returns one box of tea within seven days."""
    n, client, coop = world.narrator, world.client, world.tea
    order = purchase.order_of(coop)
    before = sellable(world, coop)
    body = {'order_id': order['order_id'], 'lines': [{'line_id': order['lines'][0]['line_id'], 'quantity': 1}], 'kind': 'no_reason',
            'reason': '买多了'}
    asked = client.call(purchase.buyer, 'POST', '/v1/returns', body, expect=201, key=True)
    if asked['refund_amount']['amount_fen'] != coop.price:
        raise Failed(f'the refund is {yuan(asked["refund_amount"]["amount_fen"])}, expected {yuan(coop.price)}')
    path = f'/v1/returns/{asked["return_id"]}'
    client.call(coop.person, 'POST', f'{path}/approve', {'reason': '七日内无理由'}, expect=200)
    client.call(coop.person, 'POST', f'{path}/receive', {'restock': True}, expect=200, key=True)
    client.until('the refund to arrive', lambda: client.call(purchase.buyer, 'GET', path, quiet=True).get('refund', {}).get('state') == 'succeeded')
    client.call(purchase.buyer, 'GET', path)
    if sellable(world, coop) != before + 1:
        raise Failed(f'{sellable(world, coop)} boxes are sellable, expected {before + 1}')
    world.expect_refund(purchase, coop, coop.price)
    n.say(f'退一盒茶：{yuan(coop.price)} 原路退回，一盒重新入库。', f'One box goes back: {yuan(coop.price)} is refunded, one box is in stock again.')


def refuse_fresh_return(world, purchase):
    order = purchase.order_of(world.chicken)
    body = {'order_id': order['order_id'], 'lines': [{'line_id': order['lines'][0]['line_id'], 'quantity': 1}], 'kind': 'no_reason',
            'reason': '不想要了'}
    world.client.call(purchase.buyer, 'POST', '/v1/returns', body, expect=422, key=True)
    world.narrator.say('鲜活商品在购买时已确认不适用七日无理由退货。', 'Fresh goods: exempt from returns without reason, as the buyer confirmed.')


def settle(world):
    n = world.narrator
    for coop in (world.tea, world.chicken):
        account = world.client.call(coop.person, 'GET', '/v1/settlement/accounts')
        expected = world.sold(coop)
        if account['payable']['amount_fen'] != expected:
            raise Failed(f'payable to {coop.person.name}: {yuan(account["payable"]["amount_fen"])}, expected {yuan(expected)}')
    n.say('应付合作社的货款等于验收金额减退款，平台费为零。', 'What is payable to the cooperatives is what was accepted, less refunds; no platform fee.')


def run(world):
    world.narrator.step(4, '发货、验收、评价、退货', 'Shipping, acceptance, rating, return')
    for purchase in world.purchases:
        for coop in (world.tea, world.chicken):
            ship(world, coop, purchase)
            accept(world, coop, purchase)
    world.expect_accepted()
    refuse_fresh_return(world, world.purchases[0])
    give_back(world, world.purchases[0])
    settle(world)
