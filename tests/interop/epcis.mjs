// epcis.mjs PEER: GS1's own JSON Schema, read by another validator, and ours (epcis_peer.cpp) on the same documents. What
// it accepts we accept, what it refuses we refuse, but for the differences of docs/decisions/0019, each of which is
// recognised here by itself. SHANHAI_TEST_SEED and SHANHAI_EPCIS_DOCUMENTS choose others, and how many.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { Maker, makeRandom, spoil } from './epcis_documents.mjs'

const here = path.dirname(new URL(import.meta.url).pathname)
const specifications = path.resolve(here, '..', '..', '..', 'shared', 'epcis')  // next to the project
if (!fs.existsSync(specifications)) {
  console.log(`NO SCHEMA AT ${specifications}: documents are not compared with GS1's`)
  process.exit(0)
}
const ajv = new Ajv({ strict: false, allErrors: false, logger: false })
addFormats(ajv)
const accepts = ajv.compile(JSON.parse(fs.readFileSync(path.join(specifications, 'EPCIS-JSON-Schema.json'), 'utf8')))

const peer = spawn(process.argv[2], [], { stdio: ['pipe', 'pipe', 'inherit'] })
const verdicts = readline.createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const ask = async (document, format) => {
  peer.stdin.write(`${format ? `${format} ` : ''}${JSON.stringify(document)}\n`)
  const { value, done } = await verdicts.next()
  if (done) throw new Error('the peer has ended')
  return JSON.parse(value)
}

const at = (document, pointer) => pointer.split('/').slice(1).reduce((node, part) => node?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], document)
// Where we are stricter, and mean to.
const stricter = (document, [pointer, code]) => {
  if (code === 'undeclared_prefix' || code === 'personal_data') return true
  // RFC 3339 knows neither years before 1970 here nor leap seconds nor offsets without minutes.
  const value = at(document, pointer)
  // A host with a colon in it is none of RFC 3986; the other validator takes it for a path.
  if (typeof value === 'string' && /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*:[^/?#]*[^0-9/?#]/i.test(value)) return true
  return code === 'invalid_time' && (/:60/.test(value) || !(value >= '1970') || /[+-]\d\d(\d\d)?$/.test(value) || / /.test(value))
}
// Where we are more generous: a standard word in the spelling of CBV 1.2, or as a web URI. Its bare spelling must do.
const bared = document => JSON.parse(JSON.stringify(document).replace(
  /"(?:urn:epcglobal:cbv:(?:bizstep|disp|btt|sdt|er):|https:\/\/gs1\.org\/voc\/(?!Nothing))(\w+)"/g, '"$1"'))

const seed = Number(process.env.SHANHAI_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
const wanted = Number(process.env.SHANHAI_EPCIS_DOCUMENTS ?? 6000)
console.log(`SHANHAI_TEST_SEED=${seed}`)
const random = makeRandom(seed)
const maker = new Maker(random)
const seen = { accepted: 0, refused: 0, stricter: 0, generous: 0, answers: 0 }
let failures = 0
// What queries answer with captured events is a document of GS1's schema, in each format that a client may ask for.
const check_answer = async document => {
  if (document.type !== 'EPCISDocument') return
  const format = random.one(['urn', 'digital_link', 'as_captured'])
  const answer = await ask(document, format)
  ++seen.answers
  if (accepts(answer) || ++failures > 10) return
  console.log(`FAIL the answer as ${format} is refused: ${JSON.stringify(accepts.errors?.slice(-3))}:\n  ${JSON.stringify(answer)}`)
}
const compare = async document => {
  const theirs = accepts(document)
  const wrong = await ask(document)
  const ours = wrong.length === 0
  if (theirs === ours) {
    ++seen[ours ? 'accepted' : 'refused']
    return ours ? check_answer(document) : undefined
  }
  if (theirs && wrong.every(place => stricter(document, place))) return void ++seen.stricter
  // An event by itself needs no context: the OpenAPI's POST /events says so.
  if (ours && accepts(bared({ '@context': {}, ...document }))) return void ++seen.generous
  if (++failures > 10) return
  accepts(document)
  console.log(`FAIL theirs ${theirs ? 'accepts' : JSON.stringify(accepts.errors?.slice(-3))}, ours ${JSON.stringify(wrong)}:\n  ${JSON.stringify(document)}`)
}

for (const folder of ['examples', 'event-hash']) {
  for (const name of fs.readdirSync(path.join(specifications, folder)).filter(name => name.endsWith('.jsonld')))
    await compare(JSON.parse(fs.readFileSync(path.join(specifications, folder, name), 'utf8')))
}
const published = seen.accepted
for (let made = 0; made < wanted; ++made) {
  const document = random.chance(0.8) ? maker.document() : { '@context': { farm: 'https://farm.example/ns/' }, ...maker.event() }
  const changes = random.one([0, 1, 1, 2, 3])
  for (let i = 0; i < changes; ++i) spoil(random, document)
  if (typeof document.type !== 'string') continue
  await compare(document)
}
peer.stdin.end()
console.log(`${published} published documents; accepted ${seen.accepted}, refused ${seen.refused} by both; stricter ${seen.stricter}, more generous ${seen.generous}; ${seen.answers} answers`)
const enough = seen.answers > wanted / 20 && seen.accepted > wanted / 10 && seen.refused > wanted / 10
if (!enough) console.log('FAIL the documents are one-sided')
process.exit(failures > 0 || !enough ? 1 : 0)
