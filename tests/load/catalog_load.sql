-- The goods that bench_catalog wrote, as the catalog has them when they are published. DIRECTORY is where the files lie.
USE shanhai_catalog;
LOAD DATA LOCAL INFILE 'DIRECTORY/supplier.tsv' INTO TABLE supplier CHARACTER SET utf8mb4 (@id, legal_name, registration_county)
  SET id = UNHEX(@id), kind = 'cooperative', uscc = LEFT(@id, 18), status = 'approved', data_key = '', sample = 0, version = 1,
  created_at = '2026-11-23', updated_at = '2026-11-23';
LOAD DATA LOCAL INFILE 'DIRECTORY/product.tsv' INTO TABLE product CHARACTER SET utf8mb4 (@id, @supplier, draft, @county, @published, @name, @name_en)
  SET id = UNHEX(@id), supplier_id = UNHEX(@supplier), status = 'published', withdrawn_reason = '', published_version = 1, sample = 0,
  version = 1, event_version = 1, created_at = @published, updated_at = @published;
LOAD DATA LOCAL INFILE 'DIRECTORY/product.tsv' INTO TABLE product_version CHARACTER SET utf8mb4
  (@id, @supplier, content, registration_county, published_at, @name, @name_en)
  SET product_id = UNHEX(@id), version = 1, actor = 'bench', reason = 'bench';
LOAD DATA LOCAL INFILE 'DIRECTORY/certification.tsv' INTO TABLE certification CHARACTER SET utf8mb4
  (@id, @product, @supplier, production_county, product_name, valid_from, valid_to)
  SET id = UNHEX(@id), product_id = UNHEX(@product), supplier_id = UNHEX(@supplier), status = 'valid', households = 1, benefit_method = 'wage',
  statement = '', file_id = UNHEX(@id), valid_months = 12, open_objections = 0, version = 1, event_version = 1, created_at = valid_from,
  updated_at = valid_from;
