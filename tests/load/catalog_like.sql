-- What somebody would search with LIKE: one row a product, an index on each filter.
CREATE DATABASE bench_catalog DEFAULT CHARACTER SET utf8mb4;
USE bench_catalog;
CREATE TABLE flat (
  id BINARY(16) NOT NULL PRIMARY KEY, name VARCHAR(80) NOT NULL, name_en VARCHAR(120) NOT NULL, supplier_name VARCHAR(100) NOT NULL,
  place CHAR(6) NOT NULL, county CHAR(6) NOT NULL, category VARCHAR(24) NOT NULL, certified TINYINT NOT NULL, mark VARCHAR(32) NOT NULL,
  price_fen BIGINT NOT NULL, band TINYINT NOT NULL, supplier BINARY(16) NOT NULL,
  KEY (county), KEY (category), KEY (certified), KEY (mark), KEY (price_fen), KEY (band), KEY (supplier)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO flat
  SELECT p.id, JSON_VALUE(v.content, '$.name'), COALESCE(JSON_VALUE(v.content, '$.name_en'), ''), s.legal_name,
    JSON_VALUE(v.content, '$.production_county'), JSON_VALUE(v.content, '$.production_county'), JSON_VALUE(v.content, '$.category'),
    EXISTS (SELECT 1 FROM shanhai_catalog.certification c WHERE c.product_id = p.id AND c.status = 'valid'),
    COALESCE(JSON_VALUE(v.content, '$.mark'), 'none'), JSON_VALUE(v.content, '$.skus[0].price.amount_fen'),
    INTERVAL(JSON_VALUE(v.content, '$.skus[0].price.amount_fen'), 2000, 5000, 10000, 20000, 50000), p.supplier_id
  FROM shanhai_catalog.product p JOIN shanhai_catalog.product_version v ON v.product_id = p.id AND v.version = 1
    JOIN shanhai_catalog.supplier s ON s.id = p.supplier_id;
ANALYZE TABLE flat;
