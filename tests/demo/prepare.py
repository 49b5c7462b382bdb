"""Makes what a demo needs before its servers start: keys of a payment provider, and the demo's own settings.

Writes into --work-directory: merchant and platform RSA keys (PEM), provider.json (what provider.py and main.py read) and provider.toml
(what is appended to the servers' settings). Starts nothing.
"""
import argparse
import datetime
import json
import os
import pathlib
import secrets
import socket

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

MERCHANT = {'mchid': '1600000001', 'appid': 'wx0123456789abcdef', 'merchant_serial': '4A1B2C3D4E5F60718293A4B5C6D7E8F901234567'}
PLATFORM_KEY_ID = 'PUB_KEY_ID_0119000000012026112300000000'


def write_key_pair(directory, name):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for suffix, content in (('private', private), ('public', public)):
        path = directory / f'{name}_{suffix}.pem'
        path.touch(mode=0o600)
        path.write_bytes(content)


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        return listener.getsockname()[1]


def settings(directory, provider, operator):
    to = datetime.date.today().replace(month=12, day=31)
    return f'''
# The demo's own rules: certification is valid at once, all people sign in from one address, and the newest pairings reach to the end of this year.
[identity]
codes_per_address_per_minute = 600
[catalog]
publicity_days = 0
[measurement]
extend_pairings_to = "{to}"
[seed]
operator_phone = "{operator['phone']}"
operator_password = "{operator['password']}"
[payment.wechat_pay]
api_base = "http://127.0.0.1:{provider['port']}"
merchant_id = "{provider['mchid']}"
app_id = "{provider['appid']}"
merchant_serial = "{provider['merchant_serial']}"
merchant_private_key_file = "{directory}/merchant_private.pem"
api_v3_key = "{provider['api_v3_key']}"
platform_public_key_id = "{provider['platform_key_id']}"
platform_public_key_file = "{directory}/platform_public.pem"
[payment.bank_transfer]
payee_name = "山海助农专户"
payee_account = "44050100000000000001"
bank = "演示银行佛山分行"
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--work-directory', required=True, type=pathlib.Path)
    directory = parser.parse_args().work_directory.resolve()
    directory.mkdir(parents=True, exist_ok=True)
    os.umask(0o077)
    write_key_pair(directory, 'merchant')
    write_key_pair(directory, 'platform')
    provider = {**MERCHANT, 'platform_key_id': PLATFORM_KEY_ID, 'api_v3_key': secrets.token_hex(16), 'port': free_port()}
    operator = {'phone': '19900000001', 'password': secrets.token_urlsafe(18)}
    (directory / 'provider.json').write_text(json.dumps({'provider': provider, 'operator': operator}, indent=2))
    (directory / 'provider.toml').write_text(settings(directory, provider, operator), encoding='utf-8')


if __name__ == '__main__':
    main()
