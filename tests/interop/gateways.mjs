// WeChat Pay and Alipay as servers on a free port of this machine. What a merchant sends is verified by the SDKs' own
// functions, and what is answered is signed as their platforms sign.
import crypto from 'node:crypto'
import http from 'node:http'
import wechatpay from 'wechatpay-axios-plugin'

const { Formatter, Rsa } = wechatpay

export class Refused extends Error {}

const read = request => new Promise((done, failed) => {
  const chunks = []
  request.on('data', chunk => chunks.push(chunk)).on('end', () => done(Buffer.concat(chunks).toString('utf8'))).on('error', failed)
})

const yuan = fen => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`

export class Gateways {
  // `sdk`: an alipay-sdk whose alipayPublicKey is the merchant's, so that it verifies what the merchant signs.
  constructor(keys, merchant, app, sdk) {
    Object.assign(this, { keys, merchant, app, sdk, requests: [], trades: new Map(), refunds: new Map(), tamper: false, bill: '', rot: false })
    this.server = http.createServer((request, response) => this.serve(request, response))
  }

  async start() {
    await new Promise(done => this.server.listen(0, '127.0.0.1', done))
    return `http://127.0.0.1:${this.server.address().port}`
  }

  stop() {
    this.server.closeAllConnections()
    this.server.close()
  }

  async serve(request, response) {
    const body = await read(request)
    try {
      if (request.url === '/gateway.do' || request.url.startsWith('/gateway.do?')) return this.alipay(request, response, body)
      this.wechat(request, response, body)
    } catch (wrong) {
      response.writeHead(wrong instanceof Refused ? 401 : 500).end(JSON.stringify({ code: 'SIGN_ERROR', message: String(wrong.message) }))
    }
  }

  wechat(request, response, body) {
    const [scheme, rest] = (request.headers.authorization ?? '').split(/ (.*)/s)
    const sent = Object.fromEntries([...(rest ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(found => [found[1], found[2]]))
    const text = Formatter.request(request.method, request.url, sent.timestamp, sent.nonce_str, body)
    if (scheme !== 'WECHATPAY2-SHA256-RSA2048' || sent.mchid !== this.merchant.id || sent.serial_no !== this.merchant.serial) throw new Refused('merchant')
    if (!Rsa.verify(text, sent.signature, this.keys.merchantPublic)) throw new Refused('signature')
    this.requests.push({ channel: 'wechat_pay', method: request.method, url: request.url, body })
    if (request.url.startsWith('/v3/billdownload/')) return response.writeHead(200).end(this.rot ? `${this.bill} ` : this.bill)
    const [status, answer] = this.wechatAnswer(request.method, request.url, body ? JSON.parse(body) : {})
    const out = answer === null ? '' : JSON.stringify(answer)
    const timestamp = String(Formatter.timestamp()), nonce = Formatter.nonce()
    const signature = Rsa.sign(Formatter.response(timestamp, nonce, this.tamper ? `${out} ` : out), this.keys.platform)
    response.writeHead(status, { 'Content-Type': 'application/json', 'Wechatpay-Timestamp': timestamp, 'Wechatpay-Nonce': nonce,
      'Wechatpay-Signature': signature, 'Wechatpay-Serial': this.merchant.platformKeyId }).end(out)
  }

  wechatAnswer(method, url, body) {
    if (url.startsWith('/v3/bill/tradebill?')) {
      return [200, { hash_type: 'SHA1', hash_value: crypto.createHash('sha1').update(this.bill).digest('hex'),
        download_url: `http://127.0.0.1:${this.server.address().port}/v3/billdownload/file?token=a%2Fb` }]
    }
    if (method === 'POST' && url === '/v3/pay/transactions/native') {
      this.trades.set(body.out_trade_no, body)
      return [200, { code_url: `weixin://wxpay/bizpayurl?pr=${body.out_trade_no}` }]
    }
    const parts = url.split('?')[0].split('/')
    if (parts[3] === 'transactions' && parts[6] === 'close') return [204, null]
    if (parts[3] === 'transactions') {
      const trade = this.trades.get(parts[5])
      if (!trade) return [404, { code: 'ORDER_NOT_EXIST', message: '' }]
      return [200, { appid: this.merchant.appId, mchid: this.merchant.id, out_trade_no: parts[5], trade_state: 'SUCCESS',
        transaction_id: '4200001234202611230000000001', success_time: '2026-11-23T16:30:00+08:00', amount: { ...trade.amount, payer_total: 1 } }]
    }
    if (method === 'POST') this.refunds.set(body.out_refund_no, body)
    const number = body.out_refund_no ?? parts[5]
    const known = this.refunds.get(number)
    if (!known) return [404, { code: 'RESOURCE_NOT_EXISTS', message: '' }]
    return [200, { refund_id: '5000000001', out_refund_no: number, status: method === 'POST' ? 'PROCESSING' : 'SUCCESS', amount: known.amount }]
  }

  alipay(request, response, body) {
    const sent = Object.fromEntries([...new URLSearchParams(new URL(request.url, 'http://x').search), ...new URLSearchParams(body)])
    if (!this.sdk.checkNotifySign(sent, true) || sent.app_id !== this.app.id) throw new Refused('signature')
    this.requests.push({ channel: 'alipay', method: sent.method, content: JSON.parse(sent.biz_content), notify_url: sent.notify_url })
    // As the gateway writes: slashes escaped.
    const node = JSON.stringify(this.alipayAnswer(sent.method, JSON.parse(sent.biz_content))).replaceAll('/', '\\/')
    const sign = crypto.createSign('RSA-SHA256').update(node, 'utf8').sign(this.keys.platform, 'base64')
    const shown = this.tamper ? node.replace('10000', '10000 ') : node
    response.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' })
      .end(`{"${sent.method.replaceAll('.', '_')}_response":${shown},"sign":"${sign}"}`)
  }

  alipayAnswer(method, content) {
    const good = { code: '10000', msg: 'Success', out_trade_no: content.out_trade_no }
    const bad = code => ({ code: '40004', msg: 'Business Failed', sub_code: code, sub_msg: '' })
    if (method === 'alipay.trade.precreate') {
      this.trades.set(content.out_trade_no, content)
      return { ...good, qr_code: `https://qr.alipay.com/${content.out_trade_no}` }
    }
    const trade = this.trades.get(content.out_trade_no)
    if (!trade) return bad('ACQ.TRADE_NOT_EXIST')
    const numbers = { ...good, trade_no: '2026112322001400000000000001' }
    if (method === 'alipay.trade.query') {
      return { ...numbers, trade_status: 'TRADE_SUCCESS', total_amount: trade.total_amount, send_pay_date: '2026-11-23 16:30:00', buyer_logon_id: 'a*b' }
    }
    if (method === 'alipay.trade.close') return numbers
    if (method === 'alipay.trade.refund') {
      if (content.refund_amount === yuan(404)) return bad('ACQ.TRADE_HAS_FINISHED')
      this.refunds.set(content.out_request_no, content)
      return { ...numbers, fund_change: 'Y', refund_fee: content.refund_amount }
    }
    const refund = this.refunds.get(content.out_request_no)
    return refund ? { ...numbers, out_request_no: content.out_request_no, refund_status: 'REFUND_SUCCESS', refund_amount: refund.refund_amount } : good
  }
}
