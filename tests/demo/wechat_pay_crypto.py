"""WeChat Pay API v3 signatures and encryption, as its public documentation describes them; written apart from the server's own code.

Requests and answers are signed with RSA-SHA256 (PKCS #1 v1.5) over lines that end in a newline; notifications carry a resource encrypted
with AES-256-GCM under the merchant's 32-character APIv3 key, the tag at the end.
"""
import base64
import os
import re
import secrets
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

WINDOW_SECONDS = 300


class SignatureError(Exception):
    """What is wrong with a signature, for the provider's answer."""


def load_private_key(path):
    return serialization.load_pem_private_key(path.read_bytes(), None)


def load_public_key(path):
    return serialization.load_pem_public_key(path.read_bytes())


def sign(private_key, *lines):
    text = ''.join(f'{line}\n' for line in lines).encode()
    return base64.b64encode(private_key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()


def verify(public_key, signature, *lines):
    text = ''.join(f'{line}\n' for line in lines).encode()
    try:
        public_key.verify(base64.b64decode(signature, validate=True), text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError) as wrong:
        raise SignatureError('signature does not match') from wrong


def verify_request(public_key, authorization, method, target, body, merchant, serial, now=None):
    """Checks an Authorization header of a merchant's request; raises SignatureError."""
    scheme, _, rest = authorization.partition(' ')
    if scheme != 'WECHATPAY2-SHA256-RSA2048':
        raise SignatureError('unknown scheme')
    fields = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    missing = {'mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'} - fields.keys()
    if missing:
        raise SignatureError(f'missing {sorted(missing)}')
    if fields['mchid'] != merchant or fields['serial_no'].upper() != serial.upper():
        raise SignatureError('unknown merchant or serial')
    if not fields['timestamp'].isdigit() or abs((now or time.time()) - int(fields['timestamp'])) > WINDOW_SECONDS:
        raise SignatureError('timestamp outside the window')
    verify(public_key, fields['signature'], method, target, fields['timestamp'], fields['nonce_str'], body)


def signed_headers(private_key, key_id, body):
    """The four headers of the platform's answers and notifications."""
    timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
    return {'Wechatpay-Timestamp': timestamp, 'Wechatpay-Nonce': nonce, 'Wechatpay-Serial': key_id,
            'Wechatpay-Signature': sign(private_key, timestamp, nonce, body)}


def encrypt_resource(api_v3_key, plain, original_type, associated_data):
    nonce = secrets.token_hex(6)  # twelve characters
    sealed = AESGCM(api_v3_key.encode()).encrypt(nonce.encode(), plain.encode(), associated_data.encode())
    return {'algorithm': 'AEAD_AES_256_GCM', 'original_type': original_type, 'associated_data': associated_data, 'nonce': nonce,
            'ciphertext': base64.b64encode(sealed).decode()}


def decrypt_resource(api_v3_key, resource):
    sealed = base64.b64decode(resource['ciphertext'])
    return AESGCM(api_v3_key.encode()).decrypt(resource['nonce'].encode(), sealed, resource['associated_data'].encode()).decode()


def random_transaction_id():
    return '42' + str(int.from_bytes(os.urandom(10), 'big')).zfill(26)[:26]
