"""Step 1: cooperatives apply, counties recommend, the operator approves; products are listed and certified."""
import base64
import csv
import pathlib

from people import Person, found_organisation, make_uscc

PRODUCTS = pathlib.Path(__file__).resolve().parents[2] / 'sql' / 'seed' / 'products.csv'


class Cooperative:
    """A supplier and what it sells, as the demo follows it."""

    def __init__(self, person, organisation_id, county, reviewer):
        self.person, self.id, self.county, self.reviewer = person, organisation_id, county, reviewer
        self.product = self.sku = self.lot = None


def file_of(name, text):
    return {'document_name': name, 'content_base64': base64.b64encode(text.encode()).decode()}


def seed_product(name):
    with PRODUCTS.open(encoding='utf-8') as rows:
        return next(row for row in csv.DictReader(rows) if row['name_zh'] == name)


def sign_in_operator(world):
    session = world.client.call(None, 'POST', '/v1/auth/sessions', {'phone': world.operator.phone, 'password': world.operator_password,
                                                                     'role': 'platform_operator'}, expect=201, quiet=True)
    world.operator.keep(session)


def government(world):
    n = world.narrator
    n.say('两县主管部门、佛山和凉山的统计机构提交授权书，由平台核准后才有相应权限。',
          'Two county departments and the statistics bodies of Foshan and Liangshan prove their authority; the operator approves them.')
    for key, kind, name, region, role in (
            ('513431', 'county_department', '昭觉县农业农村局', '513431', 'county_reviewer'),
            ('513436', 'county_department', '美姑县农业农村局', '513436', 'county_reviewer'),
            ('foshan', 'agency', '佛山市消费帮扶统计组', '440600', 'agency'),
            ('liangshan', 'agency', '凉山州消费帮扶统计组', '513400', 'agency')):
        person = world.person(name).sign_in()
        person.act_as(role, found_organisation(world, person, kind, name, region))
        (world.reviewers if kind == 'county_department' else world.agencies)[key] = person


def admit(world, county, coop_name, product_name):
    n, client, operator = world.narrator, world.client, world.operator
    person = world.person(coop_name).sign_in()
    uscc = make_uscc('93', county, world.random)
    organisation = found_organisation(world, person, 'cooperative', coop_name, county, uscc)
    person.act_as('supplier', organisation)
    coop = Cooperative(person, organisation, county, world.reviewers[county])
    licences = [{'kind': 'business_licence', 'number': uscc, 'valid_to': world.next_year, 'file': file_of('营业执照.txt', coop_name)},
                {'kind': 'food_production', 'number': 'SC11451343100' + world.digits(3), 'valid_to': world.next_year,
                 'file': file_of('食品生产许可证.txt', coop_name)}]
    client.call(person, 'POST', '/v1/suppliers', {'legal_name': coop_name, 'kind': 'cooperative', 'uscc': uscc, 'registration_county': county,
                                                 'licences': licences}, expect=201)
    n.say('合作社提交入驻申请，附证照与统一社会信用代码。', 'The cooperative applies with its licences and credit code.')
    client.call(coop.reviewer, 'POST', f'/v1/suppliers/{organisation}/recommend', {'reason': '本县合作社，证照齐全'}, expect=200)
    client.call(operator, 'POST', f'/v1/suppliers/{organisation}/approve', {'reason': '县级已推荐'}, expect=200)
    n.say('县里推荐，平台批准；每一步都记录了谁和为什么。', 'The county recommends, the operator approves; who and why is kept.')
    list_product(world, coop, product_name)
    certify(world, coop)
    return coop


def list_product(world, coop, product_name):
    row = seed_product(product_name)
    fresh = row['fresh'] == '1'
    sku = {'label': f'{row["net_weight_g"]} g / {row["sale_unit"]}', 'unit': row['sale_unit'],
           'price': {'amount_fen': int(row['sample_price_fen']), 'currency': 'CNY'}, 'net_weight_g': int(row['net_weight_g'])}
    body = {'name': row['name_zh'], 'name_en': row['name_en'], 'category': row['category'], 'herb_class': row['herb_class'],
            'description': f'{row["name_zh"]}，产自本县高山。', 'production_county': coop.county, 'raw_material_county': coop.county, 'fresh': fresh,
            'primary_produce': fresh, 'shelf_life_days': int(row['shelf_life_days']), 'mark': row['mark'], 'skus': [sku]}
    made = world.client.call(coop.person, 'POST', '/v1/products', body, expect=201)
    coop.product, coop.sku, coop.name, coop.fresh = made['product_id'], made['skus'][0], row['name_zh'], fresh
    coop.price = int(row['sample_price_fen'])
    published = world.client.call(coop.person, 'POST', f'/v1/products/{coop.product}/publish', {'reason': '首次上架'}, expect=200)
    coop.price_version = published['published_version']
    world.narrator.say(f'商品上架，第 {coop.price_version} 版；下单时必须指明所见的版本。',
                       f'Listed as version {coop.price_version}; a checkout must name the version it saw.')


def certify(world, coop):
    evidence = {'households': 3, 'benefit_method': 'purchase_of_produce', 'statement': '以高于市场价一成收购三户的产品。',
                'file': file_of('收购协议.txt', coop.name)}
    made = world.client.call(coop.person, 'POST', '/v1/certifications', {'product_id': coop.product, 'evidence': evidence}, expect=201)
    coop.certification = made['certification_id']
    path = f'/v1/certifications/{coop.certification}'
    world.client.call(coop.reviewer, 'POST', f'{path}/review', {'decision': 'pass', 'reason': '带农材料属实'}, expect=200)
    world.client.until('the end of the publicity period', lambda: world.client.call(coop.person, 'GET', path, quiet=True)['status'] == 'valid')
    world.narrator.say('县里审核通过，公示期（演示设置为 0 天）已过，认定生效。',
                       'The county passes it; the publicity period (0 days in this demo\'s settings) is over: certified.')


def run(world):
    world.narrator.step(1, '入驻、上架、认定', 'Admission, listing, certification')
    sign_in_operator(world)
    if not world.agencies:
        government(world)
    suffix = world.round_name
    world.tea = admit(world, '513431', f'昭觉县苦荞农民专业合作社{suffix}', '凉山苦荞茶')
    world.chicken = admit(world, '513436', f'美姑县崖鹰鸡养殖专业合作社{suffix}', '美姑崖鹰鸡')
