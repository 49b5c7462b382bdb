// main.mjs PEER: drives the adapters (peer.cpp) and the SDKs against each other.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'
import { AlipaySdk } from 'alipay-sdk'
import wechatpay from 'wechatpay-axios-plugin'
import { Gateways } from './gateways.mjs'

const { Aes, Formatter, Rsa, Wechatpay } = wechatpay
const merchant = { id: '1600000001', appId: 'wx0123456789abcdef', serial: '4A1B2C3D4E5F', apiV3Key: '0123456789abcdef0123456789abcdef',
  platformKeyId: 'PUB_KEY_ID_0119000000012026112300000000' }
const app = { id: '2021000000000001', seller: '2088000000000001' }
const text = '山海助农订单 & 100% "纯" +\n茶'

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'interop-'))
const keys = {}
for (const name of ['merchant', 'platform']) {
  const pair = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' } })
  keys[name] = pair.privateKey
  keys[`${name}Public`] = pair.publicKey
  fs.writeFileSync(path.join(directory, `${name}.pem`), pair.privateKey, { mode: 0o600 })
  fs.writeFileSync(path.join(directory, `${name}_public.pem`), pair.publicKey)
}

const peer = spawn(process.argv[2], [directory], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = readline.createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const ask = async call => {
  peer.stdin.write(`${JSON.stringify(call)}\n`)
  const { value, done } = await answers.next()
  if (done) throw new Error('the peer has ended')
  return JSON.parse(value)
}
const ok = async call => {
  const answer = await ask(call)
  assert.ok('ok' in answer, `${call.call}: ${JSON.stringify(answer)}`)
  return answer.ok
}
const refused = async (call, code) => assert.equal((await ask(call)).error, code)

const sdkOf = (privateKey, alipayPublicKey, endpoint) => new AlipaySdk({ appId: app.id, privateKey, alipayPublicKey, keyType: 'PKCS8',
  ...(endpoint ? { gateway: `${endpoint}/gateway.do` } : {}) })
const gateways = new Gateways(keys, merchant, app, sdkOf(keys.merchant, keys.merchantPublic))
const base = await gateways.start()

const sealOf = body => {
  const timestamp = String(Formatter.timestamp()), nonce = Formatter.nonce()
  return { timestamp, nonce, serial: merchant.platformKeyId, body, signature: Rsa.sign(Formatter.response(timestamp, nonce, body), keys.platform) }
}
const noticeOf = (type, document) => {
  const nonce = Formatter.nonce(12)
  const ciphertext = Aes.AesGcm.encrypt(JSON.stringify(document), merchant.apiV3Key, nonce, 'transaction')
  return sealOf(JSON.stringify({ id: '1', event_type: type, resource_type: 'encrypt-resource', summary: '支付成功',
    resource: { algorithm: 'AEAD_AES_256_GCM', ciphertext, nonce, associated_data: 'transaction' } }))
}
const payment = { mchid: merchant.id, appid: merchant.appId, out_trade_no: 'pay_1', transaction_id: '4200001234202611230000000001', trade_state: 'SUCCESS',
  success_time: '2026-11-23T16:30:00+08:00', amount: { total: 12990, payer_total: 12990, currency: 'CNY' }, attach: text }
const told = { app_id: app.id, seller_id: app.seller, out_trade_no: 'pay_1', trade_no: '2026112322001400000000000001', trade_status: 'TRADE_SUCCESS',
  total_amount: '129.90', gmt_payment: '2026-11-23 16:30:00', subject: text, charset: 'utf-8', version: '1.0', notify_id: 'a&b=c' }
// As Alipay signs notifications: over everything but sign and sign_type.
const signedByHand = notice => {
  const content = Object.keys(notice).sort().map(name => `${name}=${notice[name]}`).join('&')
  return { ...notice, sign_type: 'RSA2', sign: crypto.createSign('RSA-SHA256').update(content, 'utf8').sign(keys.platform, 'base64') }
}

const checks = {
  async 'WeChat Pay: a request that we sign is the SDK\'s, to the byte'() {
    for (const body of ['', JSON.stringify({ description: text })]) {
      const header = await ok({ call: 'wechat.authorization', method: body ? 'POST' : 'GET', target: '/v3/x?mchid=1&b=%2F', body })
      const sent = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(found => [found[1], found[2]]))
      const message = Formatter.request(body ? 'POST' : 'GET', '/v3/x?mchid=1&b=%2F', sent.timestamp, sent.nonce_str, body)
      assert.ok(Rsa.verify(message, sent.signature, keys.merchantPublic))
      assert.equal(sent.signature, Rsa.sign(message, keys.merchant))  // PKCS #1 v1.5 is deterministic
      assert.equal(Formatter.authorization(sent.mchid, sent.nonce_str, sent.signature, sent.timestamp, sent.serial_no).split(' ')[0], header.split(' ')[0])
    }
  },
  async 'WeChat Pay: an answer that the SDK seals is accepted, changed it is not'() {
    const sealed = sealOf(JSON.stringify({ a: text }))
    assert.equal(await ok({ call: 'wechat.check', ...sealed }), true)
    await refused({ call: 'wechat.check', ...sealed, body: `${sealed.body} ` }, 'signature_invalid')
    await refused({ call: 'wechat.check', ...sealed, serial: 'OTHER' }, 'signature_serial')
    await refused({ call: 'wechat.check', ...sealed, timestamp: String(Number(sealed.timestamp) - 301) }, 'signature_timestamp')
  },
  async 'WeChat Pay: what we seal the SDK verifies'() {
    const seal = { timestamp: '1795422600', nonce: 'n'.repeat(32), body: text }
    const signature = await ok({ call: 'wechat.seal', ...seal })
    assert.ok(Rsa.verify(Formatter.response(seal.timestamp, seal.nonce, seal.body), signature, keys.platformPublic))
  },
  async 'WeChat Pay: AES-256-GCM both ways'() {
    const resource = await ok({ call: 'wechat.close_resource', plain: text, associated_data: '退款' })
    assert.equal(Aes.AesGcm.decrypt(resource.ciphertext, merchant.apiV3Key, resource.nonce, resource.associated_data), text)
    const read = await ok({ call: 'wechat.notice', ...noticeOf('TRANSACTION.SUCCESS', payment) })
    assert.deepEqual(read, { state: 'paid', transaction: payment.transaction_id, amount_fen: 12990, paid_at: '2026-11-23T08:30:00Z', number: 'pay_1' })
    const refund = { mchid: merchant.id, out_refund_no: 'rfd_1', refund_id: '50', refund_status: 'SUCCESS', amount: { refund: 550, total: 12990 } }
    assert.deepEqual(await ok({ call: 'wechat.notice', ...noticeOf('REFUND.SUCCESS', refund) }), { number: 'rfd_1', amount_fen: 550 })
  },
  async 'WeChat Pay: a callback about another merchant, app or key is refused'() {
    await refused({ call: 'wechat.notice', ...noticeOf('TRANSACTION.SUCCESS', { ...payment, mchid: '1600000002' }) }, 'payment_not_ours')
    await refused({ call: 'wechat.notice', ...noticeOf('TRANSACTION.SUCCESS', { ...payment, appid: 'wxother' }) }, 'payment_not_ours')
    const nonce = Formatter.nonce(12)
    const ciphertext = Aes.AesGcm.encrypt(JSON.stringify(payment), 'f'.repeat(32), nonce, 'transaction')
    const body = JSON.stringify({ event_type: 'TRANSACTION.SUCCESS', resource: { algorithm: 'AEAD_AES_256_GCM', ciphertext, nonce, associated_data: 'transaction' } })
    await refused({ call: 'wechat.notice', ...sealOf(body) }, 'resource_undecipherable')
  },
  async 'WeChat Pay: our client and the SDK\'s speak to the same server'() {
    const call = (verb, more) => ok({ call: `client.${verb}`, channel: 'wechat_pay', base, ...more })
    assert.equal(await call('open', { number: 'pay_00001', amount_fen: 12990 }), 'weixin://wxpay/bizpayurl?pr=pay_00001')
    assert.equal((await call('find', { number: 'pay_00001' })).amount_fen, 12990)
    assert.equal((await call('find', { number: 'pay_99999' })).state, 'unknown')
    assert.equal(await call('close', { number: 'pay_00001' }), true)
    const refund = { number: 'rfd_00001', payment: 'pay_00001', amount_fen: 550, total_fen: 12990 }
    assert.equal((await call('find_refund', refund)).state, 'unknown')
    assert.equal((await call('refund', refund)).state, 'processing')
    assert.deepEqual(await call('find_refund', refund), { state: 'succeeded', id: '5000000001' })
    const sdk = new Wechatpay({ mchid: merchant.id, serial: merchant.serial, privateKey: keys.merchant, certs: { [merchant.platformKeyId]: keys.platformPublic },
      baseURL: base })
    const { data } = await sdk.chain('v3/pay/transactions/out-trade-no/pay_00001').get({ params: { mchid: merchant.id } })
    assert.equal(data.amount.total, 12990)  // the SDK has verified the seal that ours believed
    gateways.tamper = true
    await refused({ call: 'client.find', channel: 'wechat_pay', base, number: 'pay_00001' }, 'unavailable')
    gateways.tamper = false
  },
  async 'WeChat Pay: a bill is fetched, and read as the SDK reads it'() {
    const cells = [['交易时间', '2026-11-23 16:30:00'], ['商户号', merchant.id], ['微信订单号', '4200001'], ['商户订单号', 'pay_1'], ['交易状态', 'SUCCESS'],
      ['货币种类', 'CNY'], ['应结订单金额', '129.90'], ['微信退款单号', ''], ['商户退款单号', ''], ['退款金额', '0.00'], ['退款状态', ''], ['商品名称', '茶, 两盒']]
    const line = values => values.map(value => `\`${value}`).join(',')
    gateways.bill = [cells.map(cell => cell[0]).join(','), line(cells.map(cell => cell[1])), '总交易单数,订单总金额', line(['1', '129.90']), ''].join('\r\n')
    const fetched = await ok({ call: 'wechat.bill', base, day: '2026-11-23' })
    const theirs = Formatter.castCsvBill(gateways.bill)
    assert.equal(fetched.length, theirs.rows.length)
    assert.deepEqual(fetched, [{ number: theirs.rows[0]['商户订单号'], transaction: theirs.rows[0]['微信订单号'], yuan: theirs.rows[0]['应结订单金额'] }])
    assert.equal(theirs.rows[0]['商品名称'], '茶, 两盒')
    gateways.rot = true
    await refused({ call: 'wechat.bill', base, day: '2026-11-23' }, 'unavailable')
    gateways.rot = false
  },
  async 'Alipay: the SDK verifies what we sign'() {
    const sdk = sdkOf(keys.merchant, keys.merchantPublic)
    const request = await ok({ call: 'alipay.sign_request', method: 'alipay.trade.precreate', biz_content: { subject: text, total_amount: '129.90' },
      notify_url: 'https://shanhai.example/n?a=1&b=2' })
    assert.equal(sdk.checkNotifySign({ ...request }, true), true)
    assert.equal(sdk.checkNotifySign({ ...request, timestamp: '2026-11-23 00:00:00' }, true), false)
    const content = Object.keys(request).filter(name => name !== 'sign').sort().map(name => `${name}=${request[name]}`).join('&')
    assert.equal(request.sign, crypto.createSign('RSA-SHA256').update(content, 'utf8').sign(keys.merchant, 'base64'))
  },
  async 'Alipay: we verify what the SDK signs'() {
    const sdk = sdkOf(keys.merchant, keys.platformPublic)
    const form = sdk.sdkExec('alipay.trade.app.pay', { notify_url: 'https://x/n', bizContent: { out_trade_no: 'pay_1', subject: text } })
    const read = await ok({ call: 'alipay.check_request', form })
    assert.equal(JSON.parse(read.biz_content).subject, text)
    await refused({ call: 'alipay.check_request', form: form.replace('pay_1', 'pay_2') }, 'signature_invalid')
  },
  async 'Alipay: a notification that we sign the SDK accepts, and the other way round'() {
    const sdk = sdkOf(keys.merchant, keys.platformPublic)
    const { notice, form } = await ok({ call: 'alipay.sign_notice', notice: told })
    assert.equal(sdk.checkNotifySign({ ...notice }, true), true)
    assert.equal(sdk.checkNotifySign(Object.fromEntries(new URLSearchParams(form)), true), true)
    assert.equal(sdk.checkNotifySign({ ...notice, total_amount: '0.01' }, true), false)
    const genuine = signedByHand(told)
    assert.equal(sdk.checkNotifySign({ ...genuine }, true), true)
    const read = await ok({ call: 'alipay.notice', form: String(new URLSearchParams(genuine)) })
    assert.deepEqual(read, { state: 'paid', transaction: told.trade_no, amount_fen: 12990, paid_at: '2026-11-23T08:30:00Z', number: 'pay_1' })
    for (const [name, value, code] of [['total_amount', '0.01', 'signature_invalid'], ['sign_type', 'RSA', 'signature_type'], ['extra', '1', 'signature_invalid']]) {
      await refused({ call: 'alipay.notice', form: String(new URLSearchParams({ ...genuine, [name]: value })) }, code)
    }
    await refused({ call: 'alipay.notice', form: String(new URLSearchParams(signedByHand({ ...told, app_id: '2' }))) }, 'payment_not_ours')
  },
  async 'Alipay: our client and the SDK\'s speak to the same gateway'() {
    const call = (verb, more) => ok({ call: `client.${verb}`, channel: 'alipay', base, ...more })
    assert.equal(await call('open', { number: 'pay_1', amount_fen: 12990 }), 'https://qr.alipay.com/pay_1')
    const sent = gateways.requests.at(-1)
    assert.equal(sent.content.total_amount, '129.90')
    assert.equal(sent.notify_url, `${base}/n`)
    assert.deepEqual(await call('find', { number: 'pay_1' }), { state: 'paid', transaction: told.trade_no, amount_fen: 12990, paid_at: '2026-11-23T08:30:00Z' })
    assert.equal((await call('find', { number: 'pay_2' })).state, 'unknown')
    assert.equal(await call('close', { number: 'pay_1' }), true)
    const refund = { number: 'rfd_1', payment: 'pay_1', amount_fen: 550, total_fen: 12990 }
    assert.equal((await call('find_refund', refund)).state, 'unknown')
    assert.equal((await call('refund', refund)).state, 'succeeded')
    assert.equal((await call('find_refund', refund)).state, 'succeeded')
    await refused({ call: 'client.refund', channel: 'alipay', base, ...refund, number: 'rfd_2', amount_fen: 404 }, 'channel_refused_for_good')
    const sdk = sdkOf(keys.merchant, keys.platformPublic, base)
    const answer = await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: 'pay_1' } }, { validateSign: true })
    assert.equal(answer.totalAmount, '129.90')  // the SDK has verified the signature that ours believed
    gateways.tamper = true
    await refused({ call: 'client.find', channel: 'alipay', base, number: 'pay_1' }, 'unavailable')
    gateways.tamper = false
  },
}

let failed = 0
for (const [name, check] of Object.entries(checks)) {
  try {
    await check()
    console.log(`ok   interop: ${name}`)
  } catch (wrong) {
    ++failed
    console.log(`FAIL interop: ${name}\n${wrong.stack}`)
  }
}
peer.stdin.end()
gateways.stop()
fs.rmSync(directory, { recursive: true, force: true })
console.log(`${Object.keys(checks).length - failed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
