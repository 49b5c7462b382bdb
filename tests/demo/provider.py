"""A payment provider that speaks WeChat Pay API v3 the way the real one does, for demonstrations and tests on one machine.

  provider.py --port 0 --directory DIR     (DIR as made by prepare.py; prints "listening PORT")

Merchant side: POST /v3/pay/transactions/native, GET /v3/pay/transactions/out-trade-no/N, POST .../N/close, POST /v3/refund/domestic/refunds,
GET /v3/refund/domestic/refunds/N. Every request's signature is checked, every answer signed; numbers are idempotent.
The buyer's side: POST /control/pay {"code_url"} pays; {"code_url", "deliver": "twice" | "forged" | "foreign_amount"} misbehaves on purpose.
Notifications are sent again until they are answered 2xx, at growing intervals.
"""
import argparse
import datetime
import http.server
import json
import pathlib
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import wechat_pay_crypto as crypto

RETRY_SECONDS = (0.2, 0.5, 1, 2, 4, 8, 15, 30, 30, 30)


def now_text():
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).isoformat(timespec='seconds')


class Refusal(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Provider:
    """Transactions and refunds of one merchant, in memory."""

    def __init__(self, directory):
        config = json.loads((directory / 'provider.json').read_text())['provider']
        self.config = config
        self.merchant_key = crypto.load_public_key(directory / 'merchant_public.pem')
        self.platform_key = crypto.load_private_key(directory / 'platform_private.pem')
        self.lock = threading.Lock()
        self.transactions, self.refunds, self.by_code = {}, {}, {}

    def authorise(self, header, method, target, body):
        try:
            crypto.verify_request(self.merchant_key, header or '', method, target, body, self.config['mchid'], self.config['merchant_serial'])
        except crypto.SignatureError as wrong:
            raise Refusal(401, 'SIGN_ERROR', str(wrong)) from wrong

    def create(self, request):
        for field in ('appid', 'mchid', 'description', 'out_trade_no', 'notify_url', 'amount'):
            if not request.get(field):
                raise Refusal(400, 'PARAM_ERROR', f'missing {field}')
        if request['appid'] != self.config['appid'] or request['mchid'] != self.config['mchid']:
            raise Refusal(400, 'APPID_MCHID_NOT_MATCH', 'appid does not belong to mchid')
        amount = request['amount']
        if not isinstance(amount.get('total'), int) or amount['total'] <= 0 or amount.get('currency', 'CNY') != 'CNY':
            raise Refusal(400, 'PARAM_ERROR', 'amount.total')
        number = request['out_trade_no']
        if not 6 <= len(number) <= 32:
            raise Refusal(400, 'PARAM_ERROR', 'out_trade_no has 6 to 32 characters')
        with self.lock:
            known = self.transactions.get(number)
            if known:
                if known['amount'] != amount['total']:
                    raise Refusal(400, 'INVALID_REQUEST', 'the number was used for another amount')
                return {'code_url': known['code_url']}
            code = f'weixin://wxpay/bizpayurl?pr={secrets.token_urlsafe(9)}'
            self.transactions[number] = {'number': number, 'amount': amount['total'], 'code_url': code, 'state': 'NOTPAY', 'refunded': 0,
                                         'notify_url': request['notify_url']}
            self.by_code[code] = number
            return {'code_url': code}

    def transaction(self, number):
        with self.lock:
            known = self.transactions.get(number)
            if not known:
                raise Refusal(404, 'ORDER_NOT_EXIST', 'no such order')
            return self.transaction_document(known)

    def transaction_document(self, known, amount=None):
        total = amount or known['amount']
        out = {'appid': self.config['appid'], 'mchid': self.config['mchid'], 'out_trade_no': known['number'], 'trade_state': known['state'],
               'trade_state_desc': known['state'], 'trade_type': 'NATIVE', 'amount': {'total': total, 'payer_total': total, 'currency': 'CNY',
                                                                                     'payer_currency': 'CNY'}}
        if known['state'] in ('SUCCESS', 'REFUND'):
            out.update({'transaction_id': known['transaction_id'], 'success_time': known['success_time'], 'bank_type': 'OTHERS',
                        'payer': {'openid': 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'}})
        return out

    def close(self, number):
        with self.lock:
            known = self.transactions.get(number)
            if not known:
                raise Refusal(404, 'ORDER_NOT_EXIST', 'no such order')
            if known['state'] == 'SUCCESS':
                raise Refusal(400, 'ORDER_PAID', 'already paid')
            known['state'] = 'CLOSED'

    def pay(self, request):
        with self.lock:
            known = self.transactions.get(self.by_code.get(request.get('code_url', ''), ''))
            if not known:
                raise Refusal(404, 'ORDER_NOT_EXIST', 'unknown code')
            if known['state'] not in ('NOTPAY', 'SUCCESS'):
                raise Refusal(400, 'ORDER_CLOSED', known['state'])
            if known['state'] == 'NOTPAY':
                known.update({'state': 'SUCCESS', 'transaction_id': crypto.random_transaction_id(), 'success_time': now_text()})
            deliver = request.get('deliver', 'once')
            amount = known['amount'] + 1 if deliver == 'foreign_amount' else None
            document = self.transaction_document(known, amount)
        body = self.notification('TRANSACTION.SUCCESS', 'transaction', document)
        if deliver in ('forged', 'foreign_amount'):
            return {'answer': self.post(known['notify_url'], body, forged=deliver == 'forged')}
        self.send_until_taken(known['notify_url'], body)
        if deliver == 'twice':
            self.send_until_taken(known['notify_url'], self.notification('TRANSACTION.SUCCESS', 'transaction', document))
        return {'transaction_id': known['transaction_id']}

    def refund(self, request):
        for field in ('out_trade_no', 'out_refund_no', 'amount'):
            if not request.get(field):
                raise Refusal(400, 'PARAM_ERROR', f'missing {field}')
        with self.lock:
            known = self.transactions.get(request['out_trade_no'])
            if not known or known['state'] not in ('SUCCESS', 'REFUND'):
                raise Refusal(404, 'RESOURCE_NOT_EXISTS', 'no paid order')
            amount = request['amount']
            if amount.get('total') != known['amount']:
                raise Refusal(400, 'INVALID_REQUEST', 'amount.total is not the order\'s')
            existing = self.refunds.get(request['out_refund_no'])
            if existing:
                if existing['amount'] != amount['refund'] or existing['out_trade_no'] != known['number']:
                    raise Refusal(400, 'INVALID_REQUEST', 'the number was used for another refund')
                return self.refund_document(existing)
            if amount['refund'] <= 0 or known['refunded'] + amount['refund'] > known['amount']:
                raise Refusal(403, 'NOT_ENOUGH', 'more than was paid')
            known['refunded'] += amount['refund']
            known['state'] = 'REFUND'
            made = {'number': request['out_refund_no'], 'out_trade_no': known['number'], 'transaction_id': known['transaction_id'],
                    'amount': amount['refund'], 'total': known['amount'], 'id': '50' + crypto.random_transaction_id()[2:], 'state': 'PROCESSING',
                    'notify_url': request.get('notify_url'), 'created': now_text()}
            self.refunds[made['number']] = made
            answer = self.refund_document(made)
        threading.Thread(target=self.finish_refund, args=(made,), daemon=True).start()
        return answer

    def refund_document(self, made):
        out = {'refund_id': made['id'], 'out_refund_no': made['number'], 'out_trade_no': made['out_trade_no'],
               'transaction_id': made['transaction_id'], 'channel': 'ORIGINAL', 'user_received_account': '支付用户零钱',
               'create_time': made['created'], 'status': made['state'],
               'amount': {'total': made['total'], 'refund': made['amount'], 'payer_total': made['total'], 'payer_refund': made['amount'],
                          'settlement_refund': made['amount'], 'settlement_total': made['total'], 'discount_refund': 0, 'currency': 'CNY'}}
        if made['state'] == 'SUCCESS':
            out['success_time'] = made['finished']
        return out

    def finish_refund(self, made):
        with self.lock:
            made.update({'state': 'SUCCESS', 'finished': now_text()})
        if made['notify_url']:
            document = {'mchid': self.config['mchid'], 'out_trade_no': made['out_trade_no'], 'transaction_id': made['transaction_id'],
                        'out_refund_no': made['number'], 'refund_id': made['id'], 'refund_status': 'SUCCESS', 'success_time': made['finished'],
                        'user_received_account': '支付用户零钱', 'amount': {'total': made['total'], 'refund': made['amount'],
                                                                        'payer_total': made['total'], 'payer_refund': made['amount']}}
            self.send_until_taken(made['notify_url'], self.notification('REFUND.SUCCESS', 'refund', document))

    def notification(self, event_type, original_type, document):
        resource = crypto.encrypt_resource(self.config['api_v3_key'], json.dumps(document, ensure_ascii=False), original_type, original_type)
        return json.dumps({'id': secrets.token_hex(16), 'create_time': now_text(), 'resource_type': 'encrypt-resource', 'event_type': event_type,
                           'summary': '支付成功' if original_type == 'transaction' else '退款成功', 'resource': resource}, ensure_ascii=False)

    def post(self, url, body, forged=False):
        headers = {'Content-Type': 'application/json', **crypto.signed_headers(self.platform_key, self.config['platform_key_id'], body)}
        if forged:
            body = body.replace('"create_time"', '"created_time"')  # after signing
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers), timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def send_until_taken(self, url, body):
        def deliver():
            for pause in RETRY_SECONDS:
                if 200 <= self.post(url, body) < 300:
                    return
                time.sleep(pause)
        threading.Thread(target=deliver, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    provider = None

    def handle_request(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        try:
            status, answer = self.route(body)
        except Refusal as refused:
            status, answer = refused.status, {'code': refused.code, 'message': refused.message}
        except (ValueError, KeyError, TypeError) as wrong:
            status, answer = 400, {'code': 'PARAM_ERROR', 'message': str(wrong)}
        text = '' if answer is None else json.dumps(answer, ensure_ascii=False)
        self.send_response(status)
        for name, value in crypto.signed_headers(self.provider.platform_key, self.provider.config['platform_key_id'], text).items():
            self.send_header(name, value)
        if answer is not None:
            self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = handle_request  # the names that BaseHTTPRequestHandler looks for

    def route(self, body):
        provider, path = self.provider, urllib.parse.urlsplit(self.path).path
        if path == '/control/pay' and self.command == 'POST':
            return 200, provider.pay(json.loads(body))
        provider.authorise(self.headers.get('Authorization'), self.command, self.path, body)
        if self.command == 'POST' and path == '/v3/pay/transactions/native':
            return 200, provider.create(json.loads(body))
        if self.command == 'POST' and path == '/v3/refund/domestic/refunds':
            return 200, provider.refund(json.loads(body))
        parts = path.strip('/').split('/')
        if parts[:4] == ['v3', 'pay', 'transactions', 'out-trade-no'] and len(parts) >= 5:
            if self.command == 'GET' and len(parts) == 5:
                return 200, provider.transaction(parts[4])
            if self.command == 'POST' and parts[5:] == ['close']:
                provider.close(parts[4])
                return 204, None
        if self.command == 'GET' and parts[:4] == ['v3', 'refund', 'domestic', 'refunds'] and len(parts) == 5:
            made = provider.refunds.get(parts[4])
            if not made:
                raise Refusal(404, 'RESOURCE_NOT_EXISTS', 'no such refund')
            return 200, provider.refund_document(made)
        raise Refusal(404, 'NOT_FOUND', path)

    def log_message(self, *_):
        pass  # the demo narrates


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--port', type=int, default=0, help='0: the one that prepare.py chose')
    parser.add_argument('--directory', type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    Handler.provider = Provider(arguments.directory)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', arguments.port or Handler.provider.config['port']), Handler)
    print('listening', server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
