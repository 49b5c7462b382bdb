"""sheets.py PEER: workbooks of products as a spreadsheet library (openpyxl) writes them, read by our import (sheets_peer.cpp): texts, numbers,
fractions that are stored rounded, merged cells, empty rows, a second tab; and our template, read by the library. CSV as
Python writes it, in UTF-8 with and without a mark and in GBK. Exit 1 if a check fails."""
import csv
import io
import json
import os
import subprocess
import sys
import tempfile

import openpyxl

HEADINGS = ['商品编号', '规格编号', '商品名称', '类别', '药食属性', '商品描述', '产地县', '原料产地县', '生鲜', '保质期（天）', '规格名称', '销售单位', '单价（元）',
            '净重（克）', '商品条码']
FIRST = ['T1', '1', '凉山苦荞茶', '农产品', '普通食品', '高山种植，\n传统炒制。', '昭觉县', '昭觉县', '否', 540, '盒装', '盒', 19.9, 500, 6901234567892]
SECOND = [None, '2', None, None, None, None, None, None, None, None, '袋装', '袋', 0.1 + 0.2, 250, None]
failures = 0


def check(what, fine):
    global failures
    if not fine:
        failures += 1
        print(f'FAIL sheets: {what}', file=sys.stderr)


def read(path):
    done = subprocess.run([sys.argv[1], path], capture_output=True, text=True)
    check(f'{path} is read: {done.stdout[:200]} {done.stderr[:200]}', done.returncode == 0)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_tea(what, products, skus):
    check(f'{what}: one product: {products}', len(products) == 1 and products[0]['wrong'] == [] and 'content' in products[0])
    content = products[0].get('content', {})
    check(f'{what}: text', content.get('name') == '凉山苦荞茶' and content.get('description') == '高山种植，\n传统炒制。')
    check(f'{what}: number', content.get('shelf_life_days') == 540 and content.get('fresh') is False)
    check(f'{what}: county', content.get('production_county') == '513431')
    prices = [sku['price']['amount_fen'] for sku in content.get('skus', [])]
    check(f'{what}: prices {prices}', prices == [1990, 30][:skus])
    check(f'{what}: barcode', content.get('skus', [{}])[0].get('gtin') == '6901234567892')


def workbook(directory):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(FIRST)
    sheet.append(SECOND)
    for column in 'ACDEFGHIJ':  # one product over two rows
        sheet.merge_cells(f'{column}2:{column}3')
    book.create_sheet('说明').append(['另一个工作表'])
    book.save(directory + '/merged.xlsx')
    check_tea('merged cells', read(directory + '/merged.xlsx'), 2)

    sheet['M3'] = '=1/0'
    sheet.insert_rows(2, 3)  # empty ones
    sheet['O5'] = 69012345678921234567
    book.save(directory + '/wrong.xlsx')
    wrong = read(directory + '/wrong.xlsx')[0]['wrong']
    check(f'what is wrong stands where it is seen: {wrong}', '5 商品条码 number_not_exact' in wrong and '6 单价（元） required' in wrong)


def texts(directory):
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, FIRST])
    for name, encoding in (('utf8', 'utf-8'), ('mark', 'utf-8-sig'), ('gbk', 'gbk')):
        path = f'{directory}/{name}.csv'
        with open(path, 'w', encoding=encoding, newline='') as file:
            file.write(out.getvalue())
        check_tea(name, read(path), 1)


def template(directory):
    path = directory + '/template.xlsx'
    subprocess.run([sys.argv[1], path, 'template'], check=True)
    sheet = openpyxl.load_workbook(path).active
    found = [cell.value for cell in sheet[1]]
    check(f'headings of the template: {found}', sheet.max_row == 1 and set(HEADINGS) <= set(found))
    for cell, value in zip(sheet[1], found):
        if value in HEADINGS:
            sheet.cell(2, cell.column, FIRST[HEADINGS.index(value)])
    sheet.parent.save(path)
    check_tea('the template, filled in', read(path), 1)


with tempfile.TemporaryDirectory() as place:
    for part in (workbook, texts, template):
        part(os.path.realpath(place))
sys.exit(1 if failures else 0)
