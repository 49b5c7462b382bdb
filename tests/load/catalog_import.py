"""Bulk listing: a sheet over HTTP, from POST until every row is committed, over plain multi-row INSERTs of the same rows."""
import base64
import http.client
import json
import os
import pathlib
import statistics
import sys
import time

from installation import call, show

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'demo'))
from people import make_uscc  # noqa: E402

ROWS_AT_ONCE = 500
SCHEMA = 'shanhai_catalog'
DRAFTED = {'product': 'id', 'sku': 'id', 'import_reference': 'product_id', 'audit_entry': 'id'}
# Rows that live for a moment only (what waits for a number) are left out.
PUBLISHED = {**DRAFTED, 'product_version': 'product_id', 'sku_price': 'sku_id', 'outbox': 'id'}
HEADINGS = ('商品编号', '规格编号', '商品名称', '类别', '药食属性', '商品描述', '产地县', '原料产地县', '规格名称', '销售单位', '单价（元）', '净重（克）')


def file_of(text):
    return {'document_name': '证照.txt', 'content_base64': base64.b64encode(text.encode()).decode()}


class Importing:
    """A supplier that hands in sheets."""

    def __init__(self, catalog):
        self.catalog, self.port, self.sheets = catalog, int(catalog.options.port), 0
        if not catalog.servers:
            catalog.serve(self.port)
        name, uscc = '昭觉县苦荞农民专业合作社', make_uscc('93', '513431')
        person = catalog.sign_in(self.port, '13900000001')
        made = self.post('/v1/organisations', {'kind': 'cooperative', 'name': name, 'region': '513431', 'proof': file_of('授权书'), 'uscc': uscc},
                         person)
        operator = self.post('/v1/auth/sessions', {
            'phone': os.environ['SHANHAI_SEED__OPERATOR_PHONE'], 'password': os.environ['SHANHAI_SEED__OPERATOR_PASSWORD'],
            'role': 'platform_operator'})['access_token']
        if made['status'] == 'pending':
            self.post(f'/v1/organisations/{made["id"]}/approve', {'reason': '授权书已核对'}, operator)
        self.token = self.post('/v1/auth/sessions/switch', {'role': 'supplier', 'organisation_id': made['id']}, person)['access_token']
        licences = [{'kind': kind, 'number': number, 'valid_to': '2099-12-31', 'file': file_of(number)}
                    for kind, number in (('business_licence', uscc), ('food_production', 'SC11451343100001'))]
        self.post('/v1/suppliers', {'legal_name': name, 'kind': 'cooperative', 'uscc': uscc, 'registration_county': '513431', 'licences': licences},
                  self.token)
        catalog.sql(f"UPDATE {SCHEMA}.supplier SET status = 'approved' WHERE sample = 0")

    def post(self, path, body, token=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        headers = {'Content-Type': 'application/json', **({'Authorization': f'Bearer {token}'} if token else {})}
        connection.request('POST', path, json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            sys.exit(f'{path} answers {answer.status}: {content[:300]!r}')
        return json.loads(content) if content else None

    def sheet(self, rows):
        self.sheets += 1
        lines = [HEADINGS] + [(f'S{self.sheets}-{n}', '1', f'凉山苦荞茶第{n}号', '农产品', '普通食品', '高山种植，传统炒制，入口回甘。', '昭觉县', '昭觉县',
                               '500 g 盒装', '盒', f'{58 + n % 40}.50', '500') for n in range(rows)]
        return '\r\n'.join(','.join(line) for line in lines).encode()

    def seconds(self, rows, publish):
        """From the first byte that is sent until the import says that it has finished."""
        body = self.sheet(rows)
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        began = time.perf_counter()
        connection.request('POST', f'/v1/products/imports?mode=commit&publish={str(publish).lower()}', body, {
            'Content-Type': 'text/csv', 'Authorization': f'Bearer {self.token}', 'Idempotency-Key': f'sheet-{self.sheets}'})
        answer = connection.getresponse()
        asked = json.loads(answer.read())
        if answer.status != 202:
            sys.exit(f'the sheet is answered {answer.status}: {asked}')
        found = {}

        def over():
            found.update(call(self.port, 'GET', '/v1/products/imports/' + asked['import_id'], expect=200, token=self.token)[1])
            return found['state'] != 'waiting'
        self.catalog.until('the import', over)
        taken = time.perf_counter() - began
        if found['rows_created'] != rows:
            sys.exit(f'the import tells {found}')
        return taken

    def directly(self, rows, tables):
        self.catalog.sql(';'.join(f'DROP TABLE IF EXISTS {SCHEMA}.direct_{name}; CREATE TABLE {SCHEMA}.direct_{name} LIKE {SCHEMA}.{name}'
                                  for name in tables))
        out = self.catalog.run('bench_catalog_direct', self.catalog.options.socket, SCHEMA, SCHEMA, self.catalog.options.password, rows, ROWS_AT_ONCE,
                               *(f'{name}:{key}' for name, key in tables.items()))
        return float(out.split()[1])

    def drain(self):
        self.catalog.until('the numbering of events', lambda: self.catalog.sql(f'SELECT COUNT(*) FROM {SCHEMA}.outbox_pending')[0][0] == '0')


def measure_import(catalog):
    rows, importing = catalog.options.rows, Importing(catalog)
    importing.seconds(rows // 10, False)  # warm
    fine = True
    for name, publish, tables in (('import', False, DRAFTED), ('import_published', True, PUBLISHED)):
        ours, theirs = [], []
        for _ in range(catalog.options.rounds):
            ours.append(rows / importing.seconds(rows, publish))
            importing.drain()
            theirs.append(rows / importing.directly(rows, tables))
        ratios = [a / b for a, b in zip(ours, theirs)]
        show(f'catalog.{name}.over_raw_insert', ratios, 'ratio')
        show(f'catalog.{name}_rows_per_s', ours, 'rows/s', '.0f')
        show(f'catalog.{name}.raw_insert', theirs, 'rows/s', '.0f')
        fine = fine and statistics.median(ratios) >= 0.3
    return fine
