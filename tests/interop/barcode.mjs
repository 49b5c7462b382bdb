// barcode.mjs PEER: the barcodes of GTINs (barcode_peer.cpp), read by an independent decoder from the PNG and from the SVG as
// another program draws it: EAN-13, EAN-8 and ITF-14, with their digits. SHANHAI_TEST_SEED chooses others.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import readline from 'node:readline'
import { Resvg, initWasm } from '@resvg/resvg-wasm'
import zxing from '@zxing/library'
import { PNG } from 'pngjs'
import { makeRandom } from './epcis_documents.mjs'

await initWasm(fs.readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')))
const { BarcodeFormat, BinaryBitmap, DecodeHintType, HybridBinarizer, MultiFormatOneDReader, RGBLuminanceSource } = zxing

const peer = spawn(process.argv[2], [], { stdio: ['pipe', 'pipe', 'inherit'] })
const answers = readline.createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const ask = async line => {
  peer.stdin.write(`${line}\n`)
  const { value, done } = await answers.next()
  if (done) throw new Error('the peer has ended')
  return JSON.parse(value)
}

let failures = 0
const check = (what, fine) => {
  if (!fine && ++failures <= 10) console.log(`FAIL ${what}`)
}
const hints = new Map([
  [DecodeHintType.POSSIBLE_FORMATS, [BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.ITF]],
  [DecodeHintType.ALLOWED_LENGTHS, [14]],
  [DecodeHintType.TRY_HARDER, true],
])
const read = ({ data, width, height }) => {
  const grey = new Uint8ClampedArray(width * height)
  for (let at = 0; at < grey.length; ++at) grey[at] = data[4 * at]
  try {
    const image = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)))
    const found = new MultiFormatOneDReader(hints).decode(image, hints)
    return `${BarcodeFormat[found.getBarcodeFormat()]} ${found.getText()}`
  } catch {
    return 'nothing'
  }
}

const seed = Number(process.env.SHANHAI_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
console.log(`SHANHAI_TEST_SEED=${seed}`)
const random = makeRandom(seed)
const randomDigits = count => Array.from({ length: count }, () => random.one([...'0123456789'])).join('')
const checkDigit = digits => String((10 - [...digits].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 === 0 ? 3 : 1), 0) % 10) % 10)
const gtin = digits => digits + checkDigit(digits)

const wanted = []
for (let i = 0; i < 20; ++i) {
  wanted.push(['EAN_13', gtin(random.one([...'123456789']) + randomDigits(11))])
  wanted.push(['EAN_8', gtin(random.one([...'123456789']) + randomDigits(6))])
  wanted.push(['ITF', gtin(random.one([...'12345678']) + randomDigits(12))])
}
for (const [format, digits] of wanted) {
  const code = await ask(digits.padStart(14, '0'))
  const drawn = new Resvg(code.svg, { fitTo: { mode: 'width', value: 900 }, background: '#fff' }).render()
  const svg = { data: Buffer.from(drawn.pixels), width: drawn.width, height: drawn.height }
  const png = PNG.sync.read(Buffer.from(code.png, 'base64'))
  check(`PNG of ${digits} is read as ${read(png)}`, read(png) === `${format} ${digits}`)
  check(`SVG of ${digits} is read as ${read(svg)}`, read(svg) === `${format} ${digits}`)
}
peer.stdin.end()
console.log(`${wanted.length} barcodes read as PNG and SVG, ${failures} failures`)
process.exit(failures > 0 ? 1 : 0)
