// openapi.mjs PEER: what the EPCIS interface (epcis_api_peer.cpp) answers, held against GS1's OpenAPI by another validator:
// every operation, its status codes, headers and bodies. Prints what was exercised; exit 1 if an answer is not what the
// OpenAPI says, an operation was not exercised, or a difference that is named here is none.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import yaml from 'js-yaml'
import WebSocket from 'ws'

const here = path.dirname(new URL(import.meta.url).pathname)
const specifications = path.resolve(here, '..', '..', '..', 'shared', 'epcis')  // next to the project
if (!fs.existsSync(specifications)) {
  console.log(`NO OPENAPI AT ${specifications}: answers are not compared with GS1's`)
  process.exit(0)
}
const text = name => fs.readFileSync(path.join(specifications, name), 'utf8')
const load = () => yaml.load(text('openapi.yaml'), { schema: yaml.JSON_SCHEMA })
const failures = []
const fail = message => failures.push(message)

// --- Where the document contradicts itself: its own example is refused by its own schema. Each is shown to be so.
const openapi = load()
const at = (document, pointer) => pointer.split('/').slice(1).reduce((node, part) => node[part.replaceAll('~1', '/').replaceAll('~0', '~')], document)
const responses = openapi.components.responses, schemas = openapi.components.schemas
const problem = name => responses[name].content['application/problem+json'].schema
const contradictions = [
  { what: '404: the schema knows NoSuchNameException only, the example is a NoSuchResourceException',
    pointer: '/components/responses/404ResourceNotFound/content/application~1problem+json/schema',
    example: problem('404ResourceNotFound').example,
    mend: () => problem('404ResourceNotFound').allOf[0].properties.type.enum.push('epcisException:NoSuchResourceException') },
  { what: '409: the schema asks for the status 406',
    pointer: '/components/responses/409ResourceAlreadyExistsException/content/application~1problem+json/schema',
    example: problem('409ResourceAlreadyExistsException').example,
    mend: () => { problem('409ResourceAlreadyExistsException').allOf[0].properties.status.enum = [409] } },
  { what: 'CaptureJob: errors or else errorFile, but neither is required, so whoever has one has both',
    pointer: '/components/schemas/CaptureJob', example: schemas.CaptureJob.example,
    mend: () => { schemas.CaptureJob.allOf[1] = { anyOf: schemas.CaptureJob.allOf[1].oneOf } } },
  { what: 'Link: a URI by its schema, a header field of RFC 8288 by its example',
    pointer: '/components/schemas/Link', example: schemas.Link.example, mend: () => { delete schemas.Link.format } },
  { what: 'GET /queries/{queryName}: an array by its schema, an object by its example',
    pointer: '/paths/~1queries~1{queryName}/get/responses/200/content/application~1json/schema',
    example: openapi.paths['/queries/{queryName}'].get.responses['200'].content['application/json'].example,
    mend: () => { const media = openapi.paths['/queries/{queryName}'].get.responses['200'].content['application/json']; media.schema = media.schema.items } },
]
// --- Where we differ, and mean to (docs/decisions/0025).
const problem_type = 'application/problem+json'
const differences = {
  'problems of subscriptions are application/problem+json, as all others are, not application/json': (operation, status, type) =>
    status === 400 && type === problem_type && operation.path.includes('{queryName}/'),
}
const left_out = {  // headers that no answer has
  'GS1-Next-Page-Token-Expires': 'page tokens do not expire',
  'GS1-CBV-XML-Format': 'there is no XML',
}
const left_out_of_options = { 'GS1-Query-Min-Record-Time': 'OPTIONS tells nobody of what belongs to somebody: GET does' }

// --- The validator.
const compiler = document => {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false, unicodeRegExp: false, validateSchema: false, validateFormats: true })
  addFormats(ajv)
  const { $id, ...events } = JSON.parse(text('EPCIS-JSON-Schema.json'))
  ajv.addSchema(events, 'https://gs1.github.io/EPCIS/REST%20Bindings/JSON-Schema-Stub.json')
  ajv.addSchema(document, 'openapi')
  const compiled = new Map()
  return pointer => {
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `openapi#${pointer.split('/').map(encodeURIComponent).join('/')}` }))
    return compiled.get(pointer)
  }
}
const unmended = compiler(load())
for (const { what, pointer, example, mend } of contradictions) {
  if (unmended(pointer)(example)) fail(`is no contradiction: ${what}`)
  mend()
}
const schema_at = compiler(openapi)
for (const { what, pointer, example } of contradictions) {
  if (!schema_at(pointer)(example)) fail(`is not mended: ${what}: ${JSON.stringify(schema_at(pointer).errors)}`)
}
// Follows references; gives the pointer too, which is what a schema is compiled by.
const resolved = pointer => {
  const node = at(openapi, pointer)
  return node.$ref ? resolved(node.$ref.slice(1)) : { node, pointer }
}
const escaped = name => name.replaceAll('~', '~0').replaceAll('/', '~1')

const kMethods = ['get', 'post', 'put', 'patch', 'delete', 'options']
const operations = new Map()  // 'GET /capture' -> what was exercised
for (const [template, item] of Object.entries(openapi.paths)) {
  for (const method of kMethods.filter(method => item[method])) {
    operations.set(`${method.toUpperCase()} ${template}`, { path: template, method, documented: Object.keys(item[method].responses).map(Number), seen: new Map() })
  }
}

const types_of_headers = {
  'GS1-EPCIS-Capture-Limit': Number, 'GS1-EPCIS-Capture-File-Size-Limit': Number,
  // By its schema an object, by its example a list of prefix=URI.
  'GS1-Extensions': value => Object.fromEntries(value.split(',').map(pair => pair.trim().split(/=(.*)/s).slice(0, 2))),
}
const check_header = (where, name, pointer, value, is_options) => {
  if (value === null) {
    if (name in left_out || name === 'Link' || (is_options && name in left_out_of_options)) return
    return fail(`${where}: no header ${name}`)
  }
  const validate = schema_at(`${pointer}/schema`)
  const read = (types_of_headers[name] ?? String)(value)
  if (!validate(read)) fail(`${where}: header ${name}: ${value}: ${JSON.stringify(validate.errors)}`)
}
const check_body = (where, operation, status, content, answer) => {
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]
  if (!content) return answer.body && fail(`${where}: a body where there is none: ${answer.body.slice(0, 200)}`)
  let media = type
  if (!content.node[type]) {
    const named = Object.entries(differences).find(([, is]) => is(operation, status, type))
    if (!named) return fail(`${where}: ${type} is none of ${Object.keys(content.node)}`)
    used.add(named[0])
    media = Object.keys(content.node)[0]
  }
  const validate = schema_at(`${content.pointer}/${escaped(media)}/schema`)
  if (!validate(JSON.parse(answer.body))) fail(`${where}: ${JSON.stringify(validate.errors?.slice(-3))}: ${answer.body.slice(0, 600)}`)
}
const used = new Set()
// A refusal that the OpenAPI does not list for this operation is still one of its problems.
const check_unlisted = (where, answer) => {
  if (answer.status < 400) return fail(`${where}: the OpenAPI knows no such answer`)
  const validate = schema_at('/components/schemas/RFC7807ProblemResponseBody')
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]
  const document = answer.body ? JSON.parse(answer.body) : {}
  if (type !== problem_type || !validate(document) || !document.type.startsWith('epcisException:'))
    fail(`${where}: no problem of the standard: ${answer.body.slice(0, 300)}`)
}
const check = (name, answer) => {
  const operation = operations.get(name)
  if (!operation) throw new Error(`no operation ${name}`)
  const where = `${name} ${answer.status}`
  operation.seen.set(answer.status, (operation.seen.get(answer.status) ?? 0) + 1)
  if (!operation.documented.includes(answer.status)) return check_unlisted(where, answer)
  const response = resolved(`/paths/${escaped(operation.path)}/${operation.method}/responses/${answer.status}`)
  for (const header of Object.keys(response.node.headers ?? {})) {
    if (header === 'Allow') continue
    const found = resolved(`${response.pointer}/headers/${escaped(header)}`)
    check_header(where, header, found.pointer, answer.headers.get(header), operation.method === 'options')
  }
  if (operation.method === 'options') {
    const allowed = new Set(answer.headers.get('allow').split(',').map(method => method.trim()))
    for (const method of kMethods.filter(method => openapi.paths[operation.path][method]))
      if (!allowed.has(method.toUpperCase())) fail(`${where}: Allow is ${[...allowed]}`)
  }
  const content = response.node.content ? { node: response.node.content, pointer: `${response.pointer}/content` } : undefined
  check_body(where, operation, answer.status, content, answer)
}

// --- The peer, and what is sent to it.
const peer = spawn(process.argv[2], [], { stdio: ['pipe', 'pipe', 'inherit'] })
const lines = readline.createInterface({ input: peer.stdout })[Symbol.asyncIterator]()
const line = async () => {
  for (;;) {
    const { value, done } = await lines.next()
    if (done) throw new Error('the peer has ended')
    if (value.startsWith('{')) return JSON.parse(value)  // else its seed
  }
}
const served = await line()
const carried_out = async () => {
  peer.stdin.write('carry out\n')
  await line()
}
const filled = (template, names) => template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name]))
const send = async (name, names = {}, { query = '', body, headers = {}, token = served.supplier, expect } = {}) => {
  const [method, template] = name.split(' ')
  const sent = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers }
  const response = await fetch(served.base + filled(template, names) + query, { method, headers: sent, body, redirect: 'manual' })
  const answer = { status: response.status, headers: response.headers, body: await response.text() }
  if (expect !== undefined && answer.status !== expect) fail(`${name}: ${answer.status} where ${expect} was expected: ${answer.body.slice(0, 300)}`)
  check(name, answer)
  return answer
}
// Who does not say who they are, who may not come, who wants what there is not.
const refusals = async (name, names, more = {}) => {
  await send(name, names, { ...more, token: null, expect: 401 })
  await send(name, names, { ...more, token: served.consumer, expect: 403 })
  await send(name, names, { ...more, headers: { ...more.headers, Accept: 'application/xml' }, expect: 406 })
}
const long = `?EQ_bizStep=${'x'.repeat(9000)}`
const event = (id, more = {}) => ({ type: 'ObjectEvent', eventID: id, eventTime: '2026-11-23T08:00:00+08:00', eventTimeZoneOffset: '+08:00', action: 'OBSERVE',
  bizStep: 'packing', disposition: 'in_progress', readPoint: { id: 'urn:epc:id:sgln:4012345.00001.0' }, bizLocation: { id: 'urn:epc:id:sgln:4012345.00002.0' },
  epcList: ['urn:epc:id:sgtin:4012345.011111.9876'], ...more })
const document = events => JSON.stringify({ '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'], type: 'EPCISDocument', schemaVersion: '2.0',
  creationDate: '2026-11-23T08:00:00Z', epcisBody: { eventList: events } })
const next_of = answer => {
  const link = /^<([^>]*)>; rel="next"$/.exec(answer.headers.get('link') ?? '')
  if (!link) return fail(`no next page: ${answer.headers.get('link')}`) && ''
  return link[1].slice(link[1].indexOf('?'))
}

async function capture() {
  const options = await send('OPTIONS /capture', {}, { expect: 204 })
  const limit = Number(options.headers.get('gs1-epcis-capture-limit'))
  const taken = await send('POST /capture', {}, { body: document([event('urn:sample:1'),
    event('urn:sample:2', { readPoint: { id: 'urn:epc:id:sgln:4012345.00003.0' }, bizLocation: { id: 'urn:epc:id:sgln:4012345.00004.0' } })]), expect: 202 })
  await send('POST /capture', {}, { body: document([event('urn:sample:1'), event('urn:sample:3')]), headers: { 'GS1-Capture-Error-Behaviour': 'proceed' }, expect: 202 })
  const captureID = taken.headers.get('location').split('/').at(-1)
  await send('GET /capture/{captureID}', { captureID }, { expect: 200 })  // running
  await carried_out()
  const job = JSON.parse((await send('GET /capture/{captureID}', { captureID }, { expect: 200 })).body)
  if (!job.success || job.running) fail(`the job did not end: ${JSON.stringify(job)}`)
  const page = await send('GET /capture', {}, { query: '?perPage=1', expect: 200 })
  const rest = await send('GET /capture', {}, { query: next_of(page), expect: 200 })
  if (JSON.parse(page.body)[0].errors.length !== 1 || JSON.parse(rest.body).length !== 1) fail(`jobs: ${page.body} ${rest.body}`)
  await send('POST /capture', {}, { body: '{}', expect: 400 })
  await send('POST /capture', {}, { body: document(Array.from({ length: limit + 1 }, (_, i) => event(`urn:sample:many:${i}`))), expect: 413 })
  await send('POST /capture', {}, { body: '<x/>', headers: { 'Content-Type': 'application/xml' }, expect: 415 })
  await refusals('POST /capture', {}, { body: document([event('urn:sample:4')]) })
  await refusals('GET /capture', {})
  await refusals('GET /capture/{captureID}', { captureID })
  await send('OPTIONS /capture/{captureID}', { captureID }, { expect: 204 })
  await send('GET /capture/{captureID}', { captureID: 'cap_nothing' }, { expect: 404 })
}

async function events() {
  await send('OPTIONS /events', {}, { expect: 204 })
  const single = event('urn:sample:alone', { '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'] })
  await send('POST /events', {}, { body: JSON.stringify(single), expect: 201 })
  await send('POST /events', {}, { body: JSON.stringify(single), expect: 409 })
  await send('POST /events', {}, { body: '{"type":"ObjectEvent"}', expect: 400 })
  await send('POST /events', {}, { body: JSON.stringify({ ...single, eventID: 'urn:sample:big', 'farm:x': 'x'.repeat(4_100_000) }), expect: 413 })
  await send('POST /events', {}, { body: '<x/>', headers: { 'Content-Type': 'application/xml' }, expect: 415 })
  await refusals('POST /events', {}, { body: JSON.stringify(single) })
  const page = await send('GET /events', {}, { query: '?perPage=1', expect: 200 })
  await send('GET /events', {}, { query: next_of(page), expect: 200 })
  for (const format of ['Always_GS1_Digital_Link', 'Always_EPC_URN', 'Never_Translates', 'No_Preference'])
    await send('GET /events', {}, { query: '?perPage=200', headers: { 'GS1-EPC-Format': format }, expect: 200 })
  await send('GET /events', {}, { query: '?EQ_bizStep=packing&GE_eventTime=2026-01-01T00:00:00Z&orderBy=eventTime&eventCountLimit=2', expect: 200 })
  await send('GET /events', {}, { query: '?eventType=ObjectEvent&EQ_disposition=stolen', expect: 200 })  // none
  await send('GET /events', {}, { query: '?nothing=1', expect: 400 })
  await send('GET /events', {}, { query: '?GE_eventTime=yesterday', expect: 400 })
  await send('GET /events', {}, { query: '?maxEventCount=1', expect: 413 })
  await send('GET /events', {}, { query: long, expect: 414 })
  await refusals('GET /events', {})
  const eventID = 'urn:sample:1'
  await send('GET /events/{eventID}', { eventID }, { expect: 200 })
  await send('GET /events/{eventID}', { eventID: 'urn:sample:nothing' }, { expect: 404 })
  await refusals('GET /events/{eventID}', { eventID })
  await send('OPTIONS /events/{eventID}', { eventID }, { expect: 204 })
}

async function resources() {
  const known = { eventTypes: ['eventType', 'ObjectEvent'], epcs: ['epc', 'urn:epc:id:sgtin:4012345.011111.9876'], bizSteps: ['bizStep', 'packing'],
    bizLocations: ['bizLocation', 'urn:epc:id:sgln:4012345.00002.0'], readPoints: ['readPoint', 'urn:epc:id:sgln:4012345.00001.0'], dispositions: ['disposition', 'in_progress'] }
  for (const [list, [item, value]] of Object.entries(known)) {
    const one = { [item]: value }, none = { [item]: 'urn:sample:nothing' }
    const page = await send(`GET /${list}`, {}, { query: '?perPage=1', expect: 200 })
    await send(`GET /${list}`, {}, { query: next_of(page), expect: 200 })
    const all = JSON.parse((await send(`GET /${list}`, {}, { query: '?perPage=200', expect: 200 })).body).member
    if (list.endsWith('s') && all.length < 2) fail(`/${list} are ${all}`)
    if (list !== 'eventTypes' && list !== 'bizSteps' && list !== 'dispositions')
      await send(`GET /${list}`, {}, { query: '?perPage=200', headers: { 'GS1-EPC-Format': 'Always_EPC_URN' }, expect: 200 })
    await send(`GET /${list}`, {}, { query: '?perPage=none', expect: 400 })
    await refusals(`GET /${list}`, {})
    await send(`OPTIONS /${list}`, {}, { expect: 204 })
    for (const below of ['', '/events']) {
      const name = `/${list}/{${item}}${below}`
      await send(`GET ${name}`, one, { expect: 200 })
      await send(`GET ${name}`, one, { query: '?nothing=1', expect: 400 })
      await send(`GET ${name}`, none, { expect: 404 })
      await refusals(`GET ${name}`, one)
      await send(`OPTIONS ${name}`, one, { expect: 204 })
    }
    await send(`GET /${list}/{${item}}/events`, one, { query: long, expect: 414 })
    const events = await send(`GET /${list}/{${item}}/events`, one, { query: '?perPage=1', expect: 200 })
    await send(`GET /${list}/{${item}}/events`, one, { query: next_of(events), expect: 200 })
  }
}

async function queries() {
  const queryName = 'what is packed', asked = { eventType: ['ObjectEvent'], EQ_bizStep: ['packing'] }
  await send('POST /queries', {}, { body: JSON.stringify({ name: queryName, query: asked }), expect: 201 })
  await send('POST /queries', {}, { body: JSON.stringify({ name: queryName, query: asked }), expect: 409 })
  await send('POST /queries', {}, { body: JSON.stringify({ name: 'all', query: {} }), expect: 201 })
  await send('POST /queries', {}, { body: JSON.stringify({ name: 'too large', query: { maxEventCount: 1 } }), expect: 201 })
  await send('POST /queries', {}, { body: '{"name":"x","query":{"nothing":1}}', expect: 400 })
  await send('POST /queries', {}, { body: '<x/>', headers: { 'Content-Type': 'application/xml' }, expect: 415 })
  await refusals('POST /queries', {}, { body: JSON.stringify({ name: 'mine', query: asked }) })
  const page = await send('GET /queries', {}, { query: '?perPage=1', expect: 200 })
  await send('GET /queries', {}, { query: next_of(page), expect: 200 })
  await refusals('GET /queries', {})
  await send('OPTIONS /queries', {}, { expect: 204 })
  await send('GET /queries/{queryName}', { queryName }, { expect: 200 })
  await send('GET /queries/{queryName}', { queryName: 'nothing' }, { expect: 404 })
  await refusals('GET /queries/{queryName}', { queryName })
  await send('OPTIONS /queries/{queryName}', { queryName }, { expect: 204 })
  const events = 'GET /queries/{queryName}/events'
  const first = await send(events, { queryName }, { query: '?perPage=1', expect: 200 })
  await send(events, { queryName }, { query: next_of(first), expect: 200 })
  await send(events, { queryName }, { query: '?EQ_bizStep=packing', expect: 400 })
  await send(events, { queryName: 'nothing' }, { expect: 404 })
  await send(events, { queryName: 'too large' }, { expect: 413 })
  await send(events, { queryName }, { query: long, expect: 414 })
  await refusals(events, { queryName })
  await send('OPTIONS /queries/{queryName}/events', { queryName }, { expect: 204 })
  await open_socket(events, queryName, '?stream=true', 101)
  await open_socket(events, queryName, '?stream=true&hour=1', 400)
  await subscriptions(queryName)
  await refusals('DELETE /queries/{queryName}', { queryName })
  await send('DELETE /queries/{queryName}', { queryName }, { expect: 204 })
  await send('DELETE /queries/{queryName}', { queryName }, { expect: 404 })
}

// Expects 101, or that status where the WebSocket is refused.
async function open_socket(name, queryName, query, expect) {
  const socket = new WebSocket(`${served.base.replace('http', 'ws')}/queries/${encodeURIComponent(queryName)}/events${query}`,
    { headers: { Authorization: `Bearer ${served.supplier}` } })
  const answer = await new Promise((resolve, reject) => socket.once('upgrade', resolve).once('error', reject)
    .once('unexpected-response', (_, refusal) => resolve(refusal)))
  let body = ''
  if (answer.statusCode !== 101) for await (const part of answer) body += part
  if (answer.statusCode !== expect) fail(`${name} by WebSocket: ${answer.statusCode} where ${expect} was expected`)
  check(name, { status: answer.statusCode, headers: { get: header => answer.headers[header.toLowerCase()] ?? null }, body })
  socket.on('error', () => {})
  socket.terminate()
}

async function subscriptions(queryName) {
  const all = '/queries/{queryName}/subscriptions', one = `${all}/{subscriptionID}`
  const entry = { dest: served.hook, signatureToken: '13df38d8275b13f05704629e5f1cf3d45d6132d5' }
  const made = await send(`POST ${all}`, { queryName }, { body: JSON.stringify({ ...entry, stream: true, initialRecordTime: '2026-01-01T00:00:00Z' }), expect: 201 })
  await send(`POST ${all}`, { queryName }, { body: JSON.stringify({ ...entry, schedule: { hour: '1', minute: '5' } }), expect: 201 })
  await send(`POST ${all}`, { queryName }, { body: JSON.stringify(entry), expect: 400 })
  await send(`POST ${all}`, { queryName: 'nothing' }, { body: JSON.stringify({ ...entry, stream: true }), expect: 404 })
  await send(`POST ${all}`, { queryName }, { body: '<x/>', headers: { 'Content-Type': 'application/xml' }, expect: 415 })
  await refusals(`POST ${all}`, { queryName }, { body: JSON.stringify({ ...entry, stream: true }) })
  const { subscriptionID } = JSON.parse(made.body)
  if (made.headers.get('location') !== `${served.public}${filled(one, { queryName, subscriptionID })}`) fail(`Location: ${made.headers.get('location')}`)
  await carried_out()  // it was notified
  const page = await send(`GET ${all}`, { queryName }, { query: '?perPage=1', expect: 200 })
  await send(`GET ${all}`, { queryName }, { query: next_of(page), expect: 200 })
  await send(`GET ${all}`, { queryName }, { query: '?perPage=none', expect: 400 })
  await send(`GET ${all}`, { queryName: 'nothing' }, { expect: 404 })
  await refusals(`GET ${all}`, { queryName })
  await send(`OPTIONS ${all}`, { queryName }, { expect: 204 })
  const view = JSON.parse((await send(`GET ${one}`, { queryName, subscriptionID }, { expect: 200 })).body)
  if (!view.lastNotifiedAt) fail(`nobody was notified: ${JSON.stringify(view)}`)
  await refusals(`GET ${one}`, { queryName, subscriptionID })
  await send(`OPTIONS ${one}`, { queryName, subscriptionID }, { expect: 204 })
  await refusals(`DELETE ${one}`, { queryName, subscriptionID })
  await send(`DELETE ${one}`, { queryName, subscriptionID }, { expect: 204 })
  for (const method of ['GET', 'DELETE']) await send(`${method} ${one}`, { queryName, subscriptionID }, { expect: 404 })
}

async function top() {
  await send('GET /', {}, { expect: 200 })
  await send('GET /', {}, { headers: { Accept: 'application/xml' }, expect: 406 })
  await send('OPTIONS /', {}, { expect: 204 })
  await send('DELETE /nextPageToken/{token}', { token: 'AQ' }, { expect: 501 })
}

await top()
await capture()
await events()
await resources()
await queries()
peer.stdin.end()

// --- What there is of each, and what was exercised.
const same = template => template.replace(/\{\w+\}/g, '{}')
const rows = new Set(served.rows.map(([method, template]) => `${method} ${same(template)}`))
const paths = new Set(served.rows.map(([, template]) => same(template)))
let exercised = 0, answers = 0, documented = 0
for (const [name, operation] of operations) {
  const exists = operation.method === 'options' ? paths.has(same(operation.path)) : rows.has(`${operation.method.toUpperCase()} ${same(operation.path)}`)
  if (!exists) fail(`${name}: no row of ours`)
  const seen = [...operation.seen.keys()].sort()
  if (seen.length > 0) ++exercised
  else fail(`${name}: not exercised`)
  const listed = seen.filter(status => operation.documented.includes(status))
  answers += listed.length
  documented += operation.documented.length
  const without = operation.documented.filter(status => !seen.includes(status))
  console.log(`${name.padEnd(68)} ${listed.join(' ')}${without.length ? `  (not ${without.join(' ')})` : ''}${seen.length > listed.length ? `  and ${seen.filter(s => !listed.includes(s)).join(' ')}` : ''}`)
}
for (const [what, is] of Object.entries(differences)) if (!used.has(what)) fail(`is no difference: ${what}`)
for (const { what } of contradictions) console.log(`the OpenAPI contradicts itself: ${what}`)
for (const what of used) console.log(`differs: ${what}`)
console.log('never there: 500 is not provoked; OPTIONS, and GET /, are answered to anybody, so they refuse nobody')
for (const [header, why] of Object.entries({ ...left_out, ...left_out_of_options })) console.log(`left out: ${header}: ${why}`)
for (const message of failures.slice(0, 40)) console.log(`FAIL ${message}`)
console.log(`operations ${exercised} of ${operations.size}; responses ${answers} of ${documented}; ${failures.length} failures`)
process.exit(failures.length > 0 ? 1 : 0)
