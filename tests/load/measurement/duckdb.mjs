// The reports of measurement_bench.cpp on DuckDB: duckdb.mjs LINES.csv
// One round for each line of standard input; prints for each report: its name, milliseconds, gross and refunded fen.
import { createInterface } from 'node:readline';
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`CREATE TABLE lines AS SELECT * FROM read_csv('${process.argv[2]}', header = false, columns = {
  'posted_on': 'DATE', 'kind': 'VARCHAR', 'buyer_division': 'VARCHAR', 'production_county': 'VARCHAR', 'buyer_kind': 'VARCHAR',
  'category': 'VARCHAR', 'certified': 'TINYINT', 'amount_fen': 'BIGINT', 'quantity': 'BIGINT'})`);

const sums = `sum(CASE WHEN kind = 'sale' THEN amount_fen ELSE 0 END)::BIGINT AS gross,
  sum(CASE WHEN kind = 'sale' THEN 0 ELSE amount_fen END)::BIGINT AS refunded FROM lines`;
const foshan = `buyer_division IN ('440600', '440604', '440605', '440606', '440607', '440608')`;
const reports = {
  agency_year: `SELECT production_county, category, ${sums}
    WHERE posted_on BETWEEN DATE '2026-01-01' AND DATE '2026-12-31' AND ${foshan} GROUP BY ALL`,
  county_month: `SELECT left(buyer_division, 4), ${sums}
    WHERE posted_on BETWEEN DATE '2026-06-01' AND DATE '2026-06-30' AND production_county = '513431' GROUP BY ALL`,
  pairing_quarter: `SELECT month(posted_on), ${sums}
    WHERE posted_on BETWEEN DATE '2026-04-01' AND DATE '2026-06-30' AND production_county = '513431' AND ${foshan} GROUP BY ALL`,
};
console.log('ready');
for await (const round of createInterface({ input: process.stdin })) {
  for (const [name, text] of Object.entries(reports)) {
    const began = performance.now();
    const rows = (await connection.runAndReadAll(text)).getRowObjects();
    const took = performance.now() - began;
    const total = (column) => rows.reduce((sum, row) => sum + row[column], 0n);
    console.log(name, took.toFixed(3), total('gross'), total('refunded'));
  }
}
