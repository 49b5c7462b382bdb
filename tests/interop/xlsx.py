"""xlsx.py PEER: a table of purchases (xlsx_peer.cpp) read by an independent reader, openpyxl: the file is sound, headings are
Chinese, amounts are numbers to the fen, and what looks like a formula is text. Exit 1 if a check fails."""
import os
import subprocess
import sys
import tempfile
import zipfile

import openpyxl

LINES = 3000
failures = 0


def check(what, fine):
    global failures
    if not fine:
        failures += 1
        print(f'FAIL xlsx: {what}', file=sys.stderr)


def amount_of(number):
    return -number / 100 if number % 5 == 0 else number + 0.01


with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, 'lines.xlsx')
    subprocess.run([sys.argv[1], str(LINES), path], check=True)
    with zipfile.ZipFile(path) as archive:
        check('the archive is whole', archive.testzip() is None)
        check('nothing in it runs', not any('vba' in name or 'external' in name.lower() for name in archive.namelist()))
    book = openpyxl.load_workbook(path)
    check('one tab', len(book.sheetnames) == 1)
    rows = list(book.active.iter_rows())
    check('the title', rows[0][0].value == '采购明细表')
    at = next(i for i, row in enumerate(rows) if row[0].value == '序号')
    headings = [cell.value for cell in rows[at]]
    check('headings', headings[1:6] == ['计入日期', '发生时间（北京时间）', '类型', '金额（元）', '数量'] and None not in headings)
    lines = rows[at + 1:at + 1 + LINES]
    check('as many lines as were written', len(lines) == LINES and rows[at + 1 + LINES][0].value == '以上为全部明细')
    for number, row in enumerate(lines, 1):
        amount = row[4]
        check(f'line {number} is numbered', row[0].value == number)
        check(f'amount of line {number}: {amount.value}', amount.data_type == 'n' and round(amount.value * 100) == round(amount_of(number) * 100))
        check(f'kind of line {number}', row[3].value == ('退款' if number % 5 == 0 else '销售'))
        product = row[headings.index('产品')]
        if number % 3 == 0:
            check(f'text of line {number} is text: {product.data_type}', product.data_type == 's' and product.value.startswith('=HYPERLINK'))
    check('where it was bought', lines[0][headings.index('采购地区')].value == '佛山市南海区')
    check('amounts are shown with two places', lines[0][4].number_format in ('#,##0.00', '0.00'))
sys.exit(1 if failures else 0)
