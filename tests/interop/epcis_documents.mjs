// Documents of EPCIS 2.0 made at random, and spoilt at random; the same for the same seed.

export const makeRandom = seed => {
  let state = seed >>> 0
  const next = () => {  // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = count => Math.floor(next() * count)
  return { below, chance: part => next() < part, one: list => list[below(list.length)] }
}

const standard = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'
const epcs = ['urn:epc:id:sgtin:4012345.011111.9876', 'urn:epc:id:sgtin:4012345.011111.9877', 'https://id.gs1.org/01/04012345111118/21/9876',
  'urn:epc:id:sscc:4012345.0111111111', 'https://farm.example/obj/12', 'urn:uuid:831c0292-4de1-430a-8255-2aca821abaab']
const classes = ['urn:epc:class:lgtin:4012345.012345.998877', 'urn:epc:idpat:sgtin:4012345.098765.*', 'https://id.gs1.org/01/04012345123456/10/L1']
const places = ['urn:epc:id:sgln:4012345.00001.0', 'https://id.gs1.org/414/4012345000016', 'geo:27.9,102.8']
const times = ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00.123456+08:00', '2013-06-08T14:58:56.591-06:00', '2000-02-29T00:00:00z']
const words = {
  bizStep: ['packing', 'commissioning', 'creating_class_instance', 'sensor_reporting', 'cbv:BizStep-packing', 'https://farm.example/step/1', 'urn:epcglobal:cbv:bizstep:packing'],
  disposition: ['active', 'in_transit', 'completeness_inferred', 'https://ref.gs1.org/cbv/Disp-active', 'urn:farm:disp:wet'],
  transaction: ['po', 'desadv', 'upevt', 'https://farm.example/btt/1'], party: ['owning_party', 'possessing_party', 'location', 'urn:farm:party'],
  measure: ['Temperature', 'RelativeHumidity', 'Wavenumber', 'farm:Taste', 'https://gs1.org/voc/Temperature'], alert: ['ALARM_CONDITION', 'ERROR_CONDITION'],
  component: ['x', 'latitude', 'easting', 'https://farm.example/comp/1'], reason: ['did_not_occur', 'incorrect_data', 'https://farm.example/er/1'] }

// Each maker adds some members of an event.
export class Maker {
  constructor(random) { this.random = random }

  maybe(target, name, make, part = 0.4) { if (this.random.chance(part)) target[name] = make() }
  some(make, least = 1, most = 3) { return Array.from({ length: least + this.random.below(most - least + 1) }, make) }
  distinct(list) { return list.filter(() => this.random.chance(0.5)) }
  number() { return this.random.one([0, 1, 3.5, -2, 1e3, 0.001, 12345678901234]) }
  quantity() {
    const out = { epcClass: this.random.one(classes) }
    this.maybe(out, 'quantity', () => this.number())
    this.maybe(out, 'uom', () => this.random.one(['KGM', 'E4', 'H87']))
    return out
  }
  value(depth = 0) {
    const kind = this.random.below(depth > 2 ? 4 : 6)
    if (kind === 4) return this.some(() => this.value(depth + 1), 0)
    if (kind === 5) return { 'farm:inner': this.value(depth + 1) }
    return [this.number(), 'text', '0012', true][kind]
  }
  place() {
    const out = { id: this.random.one(places) }
    this.maybe(out, 'farm:gate', () => this.value(), 0.2)
    return out
  }
  sensor() {
    const out = { sensorReport: this.some(() => this.report()) }
    this.maybe(out, 'sensorMetadata', () => {
      const metadata = {}
      for (const name of ['time', 'startTime', 'endTime']) this.maybe(metadata, name, () => this.random.one(times))
      for (const name of ['deviceID', 'deviceMetadata', 'rawData', 'dataProcessingMethod', 'bizRules']) this.maybe(metadata, name, () => this.random.one(epcs), 0.3)
      this.maybe(metadata, 'farm:note', () => this.value(), 0.2)
      return metadata
    })
    return out
  }
  report() {
    const out = { type: this.random.one(words.measure) }
    this.maybe(out, 'exception', () => this.random.one(words.alert), 0.2)
    for (const name of ['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue']) this.maybe(out, name, () => this.number(), 0.3)
    for (const name of ['deviceID', 'rawData', 'microorganism', 'chemicalSubstance', 'coordinateReferenceSystem', 'uriValue', 'bizRules', 'deviceMetadata',
      'dataProcessingMethod']) this.maybe(out, name, () => this.random.one(epcs), 0.15)
    this.maybe(out, 'time', () => this.random.one(times), 0.3)
    this.maybe(out, 'component', () => this.random.one(words.component), 0.2)
    this.maybe(out, 'stringValue', () => 'wet', 0.2)
    this.maybe(out, 'booleanValue', () => true, 0.2)
    this.maybe(out, 'hexBinaryValue', () => 'f0F', 0.2)
    this.maybe(out, 'uom', () => 'CEL', 0.4)
    this.maybe(out, 'farm:probe', () => this.value(), 0.2)
    return out
  }
  common(type) {
    const out = { type, eventTime: this.random.one(times), eventTimeZoneOffset: this.random.one(['+08:00', '-13:59', '+14:00', '+00:00']) }
    this.maybe(out, 'recordTime', () => this.random.one(times), 0.2)
    this.maybe(out, 'eventID', () => this.random.one(['urn:uuid:831c0292-4de1-430a-8255-2aca821abaab', 'https://farm.example/events/1']), 0.3)
    this.maybe(out, 'certificationInfo', () => this.random.one(['https://farm.example/cert/1', ['https://farm.example/cert/1', 'urn:x:2']]), 0.2)
    this.maybe(out, 'errorDeclaration', () => {
      const declaration = { declarationTime: this.random.one(times) }
      this.maybe(declaration, 'reason', () => this.random.one(words.reason))
      this.maybe(declaration, 'correctiveEventIDs', () => this.some(() => this.random.one(epcs), 0))
      this.maybe(declaration, 'farm:why', () => this.value(), 0.2)
      return declaration
    }, 0.2)
    this.maybe(out, '@context', () => this.random.one([standard, { barn: 'https://barn.example/' }, [standard, { barn: 'https://barn.example/' }]]), 0.2)
    this.maybe(out, 'farm:plot', () => this.value())
    this.maybe(out, 'https://farm.example/ns/full', () => this.value(), 0.1)
    return out
  }
  standardEvent(type) {
    const out = this.common(type)
    this.maybe(out, 'bizStep', () => this.random.one(words.bizStep))
    this.maybe(out, 'disposition', () => this.random.one(words.disposition))
    this.maybe(out, 'readPoint', () => this.place())
    this.maybe(out, 'bizLocation', () => this.place())
    this.maybe(out, 'sourceList', () => this.some(() => ({ type: this.random.one(words.party), source: this.random.one(epcs) }), 0))
    this.maybe(out, 'destinationList', () => this.some(() => ({ type: this.random.one(words.party), destination: this.random.one(epcs) }), 0))
    this.maybe(out, 'sensorElementList', () => this.some(() => this.sensor(), 0), 0.25)
    if (type !== 'TransactionEvent') this.maybe(out, 'bizTransactionList', () => this.some(() => this.transaction(), 0))
    return out
  }
  transaction() {
    const out = { bizTransaction: this.random.one(epcs) }
    this.maybe(out, 'type', () => this.random.one(words.transaction), 0.7)
    return out
  }
  persistent() {
    const out = { [this.random.one(['set', 'unset'])]: [this.random.one(words.disposition)] }
    this.maybe(out, 'set', () => ['damaged', 'expired'], 0.3)
    return out
  }
  event() {
    const action = this.random.one(['ADD', 'OBSERVE', 'DELETE'])
    const type = this.random.one(['ObjectEvent', 'AggregationEvent', 'TransactionEvent', 'TransformationEvent', 'AssociationEvent', 'https://farm.example/ns/Grading'])
    if (type.startsWith('https:')) return { ...this.common(type), anything: this.value() }
    const out = this.standardEvent(type)
    if (type !== 'TransformationEvent') out.action = action
    const lists = { ObjectEvent: ['epcList', 'quantityList'], TransactionEvent: ['epcList', 'quantityList'], AggregationEvent: ['childEPCs', 'childQuantityList'],
      AssociationEvent: ['childEPCs', 'childQuantityList'], TransformationEvent: ['inputEPCList', 'inputQuantityList', 'outputEPCList', 'outputQuantityList'] }[type]
    for (const name of lists)
      this.maybe(out, name, () => name.includes('Quantity') || name === 'quantityList' ? this.some(() => this.quantity(), 0) : this.distinct(epcs), 0.7)
    if (type === 'TransactionEvent') out.bizTransactionList = this.some(() => this.transaction())
    if (type === 'AssociationEvent' || type === 'AggregationEvent' || type === 'TransactionEvent') out.parentID = this.random.one(epcs)
    if (type === 'TransformationEvent') this.maybe(out, 'transformationID', () => 'urn:x:7')
    if (type === 'ObjectEvent' || type === 'TransformationEvent') {
      this.maybe(out, 'persistentDisposition', () => this.persistent(), 0.3)
      if (action === 'ADD' || type === 'TransformationEvent') this.maybe(out, 'ilmd', () => ({ 'cbvmda:lotNumber': 'T1', 'farm:grade': this.value() }), 0.4)
    }
    return out
  }
  document() {
    const context = this.random.one([[standard, { farm: 'https://farm.example/ns/' }], { farm: 'https://farm.example/ns/' }])
    const events = this.some(() => this.event(), 0, 2)
    const out = { '@context': context, type: 'EPCISDocument', schemaVersion: this.random.one(['2.0', '2', '2.0.1']), creationDate: this.random.one(times) }
    this.maybe(out, 'id', () => 'https://farm.example/doc/1')
    if (this.random.chance(0.3)) {
      out.type = 'EPCISQueryDocument'
      const results = { queryName: 'q', resultsBody: { eventList: events } }
      this.maybe(results, 'subscriptionID', () => 's')
      out.epcisBody = { queryResults: results }
      return out
    }
    for (const name of ['sender', 'receiver', 'instanceIdentifier']) this.maybe(out, name, () => 'someone', 0.2)
    this.maybe(out, 'farm:note', () => this.value(), 0.2)
    this.maybe(out, 'epcisHeader', () => ({ epcisMasterData: { vocabularyList: [{ type: 'urn:epcglobal:epcis:vtype:Location', vocabularyElementList: [
      { id: this.random.one(places), attributes: [{ id: 'cbvmda:site', attribute: this.random.one(['x', 1, { 'farm:a': 1 }]) }], children: this.distinct(places) }] }] } }), 0.2)
    out.epcisBody = { eventList: events }
    return out
  }
}

// Changes one place of a document.
export const spoil = (random, document) => {
  const spots = []
  const visit = (value, path) => {
    if (value === null || typeof value !== 'object') return
    for (const key of Object.keys(value)) {
      spots.push([value, key])
      visit(value[key], `${path}/${key}`)
    }
  }
  visit(document, '')
  const [parent, key] = random.one(spots)
  const value = parent[key]
  const strange = [null, true, 0, 1.5, '', 'x', 'a b', 'farm:x', 'urn:epcglobal:cbv:nothing', 'https://ns.gs1.org/cbv/x', 'https://gs1.org/voc/Nothing', '茶', 'packing', 'KGM',
    'ADD', '2.0', '+08:00', '2026-11-23', '2026-13-01T00:00:00Z', 'f0', [], {}, [1], ['urn:x:1', 'urn:x:1'], { 'farm:a': 1 }, { id: 'urn:x:1' }, 'urn:x:1']
  switch (random.below(6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1)
      else delete parent[key]
      return
    case 1:
      parent[key] = random.one(strange)
      return
    case 2:
      if (Array.isArray(value)) value.push(value.length ? structuredClone(random.one(value)) : random.one(strange))
      else if (value && typeof value === 'object') value[random.one(['farm:new', 'unknown', 'epcList', 'ilmd', 'parentID', 'action', 'urn:x:1', '@type'])] = random.one(strange)
      return
    case 3:
      if (Array.isArray(value)) value.length = 0
      else if (!Array.isArray(parent)) {
        delete parent[key]
        parent[`${key}x`] = value
      }
      return
    case 4:
      if (typeof value === 'string' && value) {
        const at = random.below(value.length)
        parent[key] = value.slice(0, at) + random.one(['', ' ', '%', ':', 'A', '7', '.', '#', '[']) + value.slice(at + random.below(2))
      }
      return
    default:
      if (typeof value === 'string') parent[key] = random.one(Object.values(words)).at(0)
  }
}
