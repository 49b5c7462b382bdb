"""Rows of a trace graph of a million edges: what cooperatives of some years would have, straight into the tables.

400,000 deliveries of 40,000 households into 20,000 raw lots; four stages of blending, each lot made of twenty of the last two hundred of the
stage before (drying, sorting, roasting and mixing, say); packed lots of four blends each; parcels of 250,000 order lines. One packed lot
went into 10,000 orders.
"""
import hashlib
import random

ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
RAW_LOTS, DELIVERIES, HOUSEHOLDS = 20_000, 20, 40_000
STAGES, STAGE_LOTS, BLENDED_OF, WINDOW = 4, 4_000, 20, 200
PACKED_LOTS, PACKED_OF, LINES = 8_000, 4, 250_000
POPULAR_ORDERS = 10_000
EDGES = RAW_LOTS * DELIVERIES + STAGES * STAGE_LOTS * BLENDED_OF + PACKED_LOTS * PACKED_OF + LINES


def id_bytes(kind, number):
    """A UUIDv7 (RFC 9562), the same for the same numbers: ids ascend with the number, as those of one process do; their end is random."""
    end = bytearray(hashlib.sha256(f'{kind} {number}'.encode()).digest()[:8])
    end[0] = 0x80 | end[0] & 0x3F
    return (1_760_000_000_000 + number).to_bytes(6, 'big') + bytes([0x70 | kind, 0]) + bytes(end)


def shown_id(prefix, raw):
    value = int.from_bytes(raw, 'big')
    return prefix + '_' + ''.join(ALPHABET[value >> 5 * place & 31] for place in range(25, -1, -1))


def read_id(text):
    value = 0
    for digit in text.split('_')[1]:
        value = value << 5 | ALPHABET.index(digit)
    return value.to_bytes(16, 'big')


class Table:
    def __init__(self, directory, name, columns):
        self.name, self.columns, self.path = name, columns, directory / f'{name}.tsv'
        self.file = open(self.path, 'w', encoding='utf-8')

    def row(self, *values):
        self.file.write('\t'.join(value.hex() if isinstance(value, bytes) else '\\N' if value is None else str(value) for value in values) + '\n')

    def statement(self, schema):
        """Columns that begin with a colon are binary and come in hexadecimal."""
        self.file.close()
        names = [column.lstrip(':') for column in self.columns]
        places = ', '.join(f'@{name}' if column.startswith(':') else name for column, name in zip(self.columns, names))
        sets = ', '.join(f'{name} = UNHEX(@{name})' for column, name in zip(self.columns, names) if column.startswith(':'))
        return f"LOAD DATA LOCAL INFILE '{self.path}' INTO TABLE {schema}.{self.name} CHARACTER SET utf8mb4 ({places}) SET {sets}"


LOT_COLUMNS = (':id', ':supplier_id', 'kind', 'class_key', 'lot_number', 'gtin', 'product_name', 'county', 'outside_county', 'made_on', 'unit',
               'quantity', 'available', 'consumed', 'reserved', 'transferred', 'loss_reason', 'households', 'failed_tests', 'epc_class',
               'created_at', 'version')


class Goods:
    """Writes the rows; gives the lots by which it is measured."""

    def __init__(self, directory, supplier, seed):
        self.random = random.Random(seed)
        self.supplier = supplier
        self.count = 0
        self.lots = Table(directory, 'lot', LOT_COLUMNS)
        self.deliveries = Table(directory, 'delivery', (':lot_id', 'position', ':household_id', 'quantity', 'delivered_on'))
        self.inputs = Table(directory, 'lot_input', (':lot_id', ':input_lot_id', 'quantity'))
        self.movements = Table(directory, 'parcel_movement', ('sequence', 'position', 'kind', ':lot_id', ':order_id', ':line_id', ':parcel_id',
                                                              'quantity'))

    def lot(self, kind, unit):
        self.count += 1
        raw = id_bytes(0, self.count)
        gtin, number = ('06901234567892', f'P{self.count}') if kind == 'packed' else (None, f'L{self.count}')
        self.lots.row(raw, self.supplier, kind, gtin or kind, number, gtin, '凉山苦荞茶', '513431', 0, '2026-10-01', unit, 10**6, 0, 10**6, 0, 0,
                      '', 1, 0, f'urn:shanhai:lot:{self.count}', '2026-10-01 00:00:00', 1)
        return raw

    def write(self):
        households = [id_bytes(1, n) for n in range(HOUSEHOLDS)]
        stage = [self.raw_lot(households) for _ in range(RAW_LOTS)]
        for _ in range(STAGES):
            stage = self.blend(stage, STAGE_LOTS, BLENDED_OF, 'processed', 'g')
        packed = self.blend(stage, PACKED_LOTS, PACKED_OF, 'packed', 'pcs')
        self.ship(packed)
        return packed

    def raw_lot(self, households):
        lot = self.lot('raw', 'g')
        for position in range(DELIVERIES):
            self.deliveries.row(lot, position + 1, self.random.choice(households), 50_000, '2026-09-30')
        return lot

    def blend(self, stage, count, parts, kind, unit):
        out = []
        for n in range(count):
            end = max(WINDOW, (n + 1) * len(stage) // count)
            made = self.lot(kind, unit)
            for part in self.random.sample(stage[end - WINDOW:end], parts):
                self.inputs.row(made, part, 1000)
            out.append(made)
        return out

    def ship(self, packed):
        """An order has two lines in a parcel of its own; the last packed lot is in so many orders."""
        for line in range(LINES):
            order, popular = line // 2, line // 2 < POPULAR_ORDERS
            lot = packed[-1] if popular and line % 2 == 0 else self.random.choice(packed[:-1])
            self.movements.row(line + 1, 1, 'packed', lot, id_bytes(2, order), id_bytes(3, line), id_bytes(4, order), 1)

    def statements(self, schema):
        return ['SET unique_checks = 0'] + [table.statement(schema) for table in (self.lots, self.deliveries, self.inputs, self.movements)]
