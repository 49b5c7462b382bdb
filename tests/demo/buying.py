"""Step 3: a consumer finds, buys and pays; a union buys gift packs for many recipients by bank transfer."""
import json
import urllib.request

from narration import Failed, yuan
from people import found_organisation

ADDRESS = {'recipient': '陈小明', 'division': '440605', 'detail': '桂城街道南海大道北1号'}


class Purchase:
    """What a buyer holds: the group, its orders, and what it must cost."""

    def __init__(self, buyer, kind, group, expected):
        self.buyer, self.kind, self.id, self.orders, self.expected = buyer, kind, group['order_group_id'], group['orders'], expected
        if group['total']['amount_fen'] != expected:
            raise Failed(f'the group costs {yuan(group["total"]["amount_fen"])}, expected {yuan(expected)}')

    def order_of(self, coop):
        return next(order for order in self.orders if order['supplier_id'] == coop.id)


def search(world):
    n, client = world.narrator, world.client
    path = '/v1/storefront/products?q=苦荞茶&county=513431&certified=true'
    client.until('the search to find the tea', lambda: any(
        item['product_id'] == world.tea.product for item in client.call(None, 'GET', path, quiet=True)['items']))
    client.call(None, 'GET', path)
    n.say('中文搜索，按产地（昭觉县）与认定筛选。', 'Search in Chinese, filtered by origin (Zhaojue) and certification.')
    for coop in (world.tea, world.chicken):
        detail = client.until('the product to be certified', lambda: certified(world, coop))
        if detail['price_version'] != coop.price_version:
            raise Failed('the storefront shows another version than was published')


def certified(world, coop):
    detail = world.client.call(None, 'GET', f'/v1/storefront/products/{coop.product}', quiet=True)
    return detail if detail.get('certification') else None


def line(coop, quantity):
    return {'sku_id': coop.sku['sku_id'], 'quantity': quantity, 'price_version': coop.price_version}


def checkout(world, buyer, deliveries, channel, expect=201, key=True):
    body = {'deliveries': deliveries, 'payment_channel': channel, 'confirmed_no_return': True}
    return world.client.call(buyer, 'POST', '/v1/checkouts', body, expect=expect, key=key)


def consumer(world):
    n, client = world.narrator, world.client
    buyer = world.consumer
    if not buyer.token:
        buyer.sign_in(quiet=False)
        n.say('佛山消费者用手机号与一次性验证码注册（验证码只经通知渠道送达）。', 'A consumer of Foshan registers by phone and one-time code.')
        world.address = client.call(buyer, 'POST', '/v1/addresses', {**ADDRESS, 'phone': buyer.phone}, expect=201)['id']
    search(world)
    refused = checkout(world, buyer, [{'address_id': world.address, 'lines': [line(world.tea, world.tea.on_sale + 1)]}], 'wechat_pay', expect=409)
    if refused['code'] != 'insufficient_stock':
        raise Failed(f'expected insufficient_stock, got {refused}')
    n.say('买得比库存多？拒绝，并说明还有多少。', 'More than there is: refused, saying how much is left.')
    expected = 4 * world.tea.price + 2 * world.chicken.price
    key = f'{world.batch}-consumer'
    deliveries = [{'address_id': world.address, 'lines': [line(world.tea, 4), line(world.chicken, 2)]}]
    group = checkout(world, buyer, deliveries, 'wechat_pay', key=key)
    again = checkout(world, buyer, deliveries, 'wechat_pay', key=key)
    if again['order_group_id'] != group['order_group_id']:
        raise Failed('the same Idempotency-Key made another order')
    n.say('一次结算两家合作社；同一个幂等键再发一次，得到同一张单。', 'One checkout over both cooperatives; sent again with the same key, it is the same order.')
    purchase = Purchase(buyer, 'consumer', group, expected)
    pay_by_wechat(world, purchase)
    return purchase


def play_the_phone(world, **request):
    url = f'http://127.0.0.1:{world.provider_port}/control/pay'
    body = json.dumps(request).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, {'Content-Type': 'application/json'}), timeout=20) as answer:
        return json.load(answer)


def payment_state(world, purchase, payment_id):
    return world.client.call(purchase.buyer, 'GET', f'/v1/payments/{payment_id}', quiet=True)['state']


def pay_by_wechat(world, purchase):
    n, client = world.narrator, world.client
    payment = client.call(purchase.buyer, 'POST', '/v1/payments', {'order_group_id': purchase.id, 'channel': 'wechat_pay'}, expect=201, key=True)
    code_url = payment['wechat_pay']['code_url']
    for misdeed, zh, en in (('forged', '伪造的回调', 'a forged callback'), ('foreign_amount', '金额不符的回调', 'a callback over another amount')):
        status = play_the_phone(world, code_url=code_url, deliver=misdeed)['answer']
        if status not in (400, 401, 403, 422) or payment_state(world, purchase, payment['payment_id']) == 'paid':
            raise Failed(f'{en} was answered {status}')
        n.say(f'{zh}被拒绝（{status}），订单仍未付款。', f'{en} is refused ({status}); nothing is paid.')
    play_the_phone(world, code_url=code_url, deliver='twice')
    client.until('the payment callback', lambda: payment_state(world, purchase, payment['payment_id']) == 'paid')
    client.call(purchase.buyer, 'GET', f'/v1/payments/{payment["payment_id"]}')
    n.say('支付平台的签名、加密回调经验证后入账；重复的回调不再入账。', 'The signed, encrypted callback is verified and booked; its duplicate changes nothing.')


def union(world):
    n, client = world.narrator, world.client
    person = world.unit
    if not person.token:
        person.sign_in()
        person.act_as('buyer_unit', found_organisation(world, person, 'trade_union', '佛山市某单位工会', '440604',
                                                       make_union_code(world)))
    recipients = [{'recipient': name, 'phone': world.next_phone(), 'division': division, 'detail': detail} for name, division, detail in (
        ('李师傅', '440604', '祖庙街道2号'), ('何阿姨', '440606', '大良街道3号'), ('黄工', '440106', '天河路4号'))]
    deliveries = [{'recipient': recipient, 'lines': [line(world.tea, 2), line(world.chicken, 1)]} for recipient in recipients]
    expected = 3 * (2 * world.tea.price + world.chicken.price)
    purchase = Purchase(person, 'trade_union', checkout(world, person, deliveries, 'bank_transfer'), expected)
    n.say('工会一单采购三份慰问品，寄往三位会员，对公转账。', 'A union buys gift packs for three members in one order, by bank transfer.')
    pay_by_bank(world, purchase)
    return purchase


def make_union_code(world):
    from people import make_uscc
    return make_uscc('81', '440600', world.random)


def pay_by_bank(world, purchase):
    n, client = world.narrator, world.client
    payment = client.call(purchase.buyer, 'POST', '/v1/payments', {'order_group_id': purchase.id, 'channel': 'bank_transfer'}, expect=201, key=True)
    reference = payment['bank_transfer']['reference_code']
    statement = ('booked_on,amount_fen,reference,payer_name,entry_number\n'
                 f'{world.today},{purchase.expected},采购款 {reference},佛山市某单位工会,{world.batch}-1\n'
                 f'{world.today},12345,不相干的款项,某公司,{world.batch}-2\n')
    booked = client.call(world.operator, 'POST', '/v1/bank-statements', statement, expect=201, key=True, content_type='text/csv')
    if [entry['payment_id'] for entry in booked['matched']] != [payment['payment_id']] or len(booked['unmatched']) != 1:
        raise Failed(f'the statement matched otherwise: {booked}')
    client.until('the transfer to be booked', lambda: payment_state(world, purchase, payment['payment_id']) == 'paid')
    n.say('银行流水按附言中的参考码匹配到这笔付款；不相干的一笔留待人工核对。',
          'The bank statement matches by its reference; the unrelated entry is left for a person to look at.')


def run(world):
    world.narrator.step(3, '选购与付款', 'Buying and paying')
    world.purchases = [consumer(world), union(world)]
    world.expect_orders()
