"""The demo's own arithmetic and cryptography."""
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

import people
import wechat_pay_crypto as crypto


class Uscc(unittest.TestCase):
    def test_known_codes_come_out_again(self):
        for code in ('914403001922038216', '9144030071526726XG', '91110000802100433B'):
            eight, check = code[8:16], code[16]
            self.assertEqual(people.organisation_check_digit(eight), check)
            total = sum(people.USCC_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
            self.assertEqual(people.USCC_ALPHABET[(31 - total % 31) % 31], code[17])

    def test_made_codes_have_eighteen_characters_of_the_alphabet(self):
        for seed in range(200):
            code = people.make_uscc('93', '513431', random.Random(seed))
            self.assertEqual(len(code), 18)
            self.assertTrue(set(code) <= set(people.USCC_ALPHABET), code)


class WeChatPay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.directory = pathlib.Path(cls.folder.name)
        prepare = pathlib.Path(__file__).parent / 'prepare.py'
        subprocess.run([sys.executable, prepare, '--work-directory', cls.directory], check=True)
        cls.config = json.loads((cls.directory / 'provider.json').read_text())['provider']

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def authorization(self, body, timestamp, mchid=None):
        key = crypto.load_private_key(self.directory / 'merchant_private.pem')
        signature = crypto.sign(key, 'POST', '/v3/pay', timestamp, 'nonce', body)
        return (f'WECHATPAY2-SHA256-RSA2048 mchid="{mchid or self.config["mchid"]}",nonce_str="nonce",signature="{signature}",'
                f'timestamp="{timestamp}",serial_no="{self.config["merchant_serial"]}"')

    def check(self, header, body, now):
        crypto.verify_request(crypto.load_public_key(self.directory / 'merchant_public.pem'), header, 'POST', '/v3/pay', body,
                              self.config['mchid'], self.config['merchant_serial'], now)

    def test_a_signed_request_is_accepted_and_a_changed_one_refused(self):
        header = self.authorization('{}', '1000000')
        self.check(header, '{}', 1000100)
        for changed, body, now in ((header, '{ }', 1000100), (header, '{}', 1000301), (header.replace('nonce_str="n', 'nonce_str="m'), '{}', 1000100),
                                   (self.authorization('{}', '1000000', 'another'), '{}', 1000100), ('Basic x', '{}', 1000100)):
            with self.assertRaises(crypto.SignatureError):
                self.check(changed, body, now)

    def test_a_resource_opens_only_unchanged(self):
        sealed = crypto.encrypt_resource(self.config['api_v3_key'], '{"a":"山海"}', 'transaction', 'transaction')
        self.assertEqual(crypto.decrypt_resource(self.config['api_v3_key'], sealed), '{"a":"山海"}')
        with self.assertRaises(Exception):
            crypto.decrypt_resource(self.config['api_v3_key'], {**sealed, 'associated_data': 'other'})


if __name__ == '__main__':
    unittest.main()
