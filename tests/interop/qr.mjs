// qr.mjs PEER: the codes of packages (qr_peer.cpp), read by an independent decoder: what is in the PNG, and in the SVG as
// another program draws it, is the Digital Link of the lot, uncompressed, and reads back as GTIN and lot number. The error
// correction is at least M (ISO/IEC 18004: the format information around the first finder pattern), the quiet zone is 4
// modules wide, and a code of which some is scratched off is read still. SHANHAI_TEST_SEED and SHANHAI_QR_CODES choose
// others, and how many.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import readline from 'node:readline'
import { Resvg, initWasm } from '@resvg/resvg-wasm'
import jsqr from 'jsqr'
import { PNG } from 'pngjs'
import { makeRandom } from './epcis_documents.mjs'

await initWasm(fs.readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')))
const decode = typeof jsqr === 'function' ? jsqr : jsqr.default

const peer = spawn(process.argv[2], [], { stdio: ['pipe', 'pipe', 'inherit'] })
const codes = readline.createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const ask = async line => {
  peer.stdin.write(`${line}\n`)
  const { value, done } = await codes.next()
  if (done) throw new Error('the peer has ended')
  return JSON.parse(value)
}

let failures = 0
const check = (what, fine) => {
  if (!fine && ++failures <= 10) console.log(`FAIL ${what}`)
}
const read = ({ data, width, height }) => decode(new Uint8ClampedArray(data), width, height)?.data
const is_dark = (image, x, y) => image.data[4 * (y * image.width + x)] < 128

// The two bits of the format information that name the level, unmasked: L 1, M 0, Q 3, H 2.
const level = (image, pixels) => {
  const module = (x, y) => Number(is_dark(image, (4 + x) * pixels + pixels / 2, (4 + y) * pixels + pixels / 2))
  return 'MLHQ'[(module(0, 8) << 1 | module(1, 8)) ^ 0b10]
}
const quiet = (image, pixels) => {
  for (let at = 0; at < image.width; ++at) {
    for (let edge = 0; edge < 4 * pixels; ++edge) {
      const far = image.width - 1 - edge
      if (is_dark(image, at, edge) || is_dark(image, edge, at) || is_dark(image, at, far) || is_dark(image, far, at)) return false
    }
  }
  return true
}
// A white square in the middle, of a twelfth of the side.
const scratched = image => {
  const data = Buffer.from(image.data), side = Math.round(image.width / 12), from = Math.round(image.width / 2)
  for (let y = from; y < from + side; ++y) data.fill(255, 4 * (y * image.width + from), 4 * (y * image.width + from + side))
  return { data, width: image.width, height: image.height }
}

const seed = Number(process.env.SHANHAI_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
const wanted = Number(process.env.SHANHAI_QR_CODES ?? 60)
console.log(`SHANHAI_TEST_SEED=${seed}`)
const random = makeRandom(seed)
const characters = [...'!"%&\'()*+,-./:;<=>?_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz']
const checkDigit = digits => String((10 - [...digits].reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 3 : 1), 0) % 10) % 10)
const randomDigits = count => Array.from({ length: count }, () => random.one([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])).join('')
const lengths = Array.from({ length: 20 }, (_, i) => i + 1)

for (let made = 0; made < wanted; ++made) {
  const digits = randomDigits(13), gtin = digits + checkDigit(digits)
  const drawn_lot = Array.from({ length: random.one(lengths) }, () => random.one(characters)).join('')
  const lot = /^[.]{1,2}$/.test(drawn_lot) ? 'T.' : drawn_lot  // a path step of its own in a URL (RFC 3986, 5.2.4): no lot has it
  const code = await ask(`${gtin} ${lot}`)
  const png = PNG.sync.read(Buffer.from(code.png, 'base64'))
  const drawn = new Resvg(code.svg, { fitTo: { mode: 'width', value: code.modules * 6 }, background: '#fff' }).render()
  const svg = { data: Buffer.from(drawn.pixels), width: drawn.width, height: drawn.height }
  check(`PNG of ${code.link} holds ${read(png)}`, read(png) === code.link)
  check(`SVG of ${code.link} holds ${read(svg)}`, read(svg) === code.link)
  const path = new URL(code.link).pathname.split('/').map(decodeURIComponent)
  check(`${code.link} names (${path}), not ${gtin} ${lot}`, JSON.stringify(path) === JSON.stringify(['', '01', gtin, '10', lot]))
  check(`${code.link}: 8 pixels a module`, png.width === code.modules * 8 && png.height === png.width)
  check(`${code.link}: level ${level(png, 8)}`, level(png, 8) === 'M')
  check(`${code.link}: quiet zone`, quiet(png, 8) && quiet(svg, 6))
  check(`${code.link} is not read when scratched`, read(scratched(png)) === code.link)
}
peer.stdin.end()
console.log(`${wanted} codes read as PNG and SVG, ${failures} failures`)
process.exit(failures > 0 ? 1 : 0)
