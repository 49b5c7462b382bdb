-- Sheets of products that a supplier hands in. One process works at a sheet at a time: whoever holds the lease, which is told apart by `attempt`;
-- what a lost one has written stands, and the next goes on behind it.
CREATE TABLE import_job (
  id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mode ENUM('dry_run', 'commit') CHARACTER SET ascii NOT NULL,
  publish TINYINT NOT NULL,
  format ENUM('csv', 'xlsx') CHARACTER SET ascii NOT NULL,
  language ENUM('zh', 'en') CHARACTER SET ascii NOT NULL,                -- of the file that tells what is wrong
  trace_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('waiting', 'finished', 'failed', 'expired') CHARACTER SET ascii NOT NULL,
  failure VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,    -- a code, where it failed
  attempt INT NOT NULL,
  stalled INT NOT NULL,                    -- attempts in a row that got no further
  leased_until DATETIME(6) NOT NULL,       -- before then the process that holds it is believed to be at work
  products_done BIGINT NOT NULL,           -- in the order of the sheet; the next attempt goes on behind them
  rows_total BIGINT NOT NULL,              -- 0: not read yet
  rows_done BIGINT NOT NULL,
  rows_created BIGINT NOT NULL,
  rows_changed BIGINT NOT NULL,
  rows_unchanged BIGINT NOT NULL,
  rows_refused BIGINT NOT NULL,
  products_published BIGINT NOT NULL,
  products_unreviewed BIGINT NOT NULL,     -- drafted only, for a review must come first
  created_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NULL,
  expires_at DATETIME(6) NULL,             -- with what was wrong, once it has come to an end
  PRIMARY KEY (id),
  KEY import_job_supplier (supplier_id, id),
  KEY import_job_due (state, leased_until),
  KEY import_job_expires (state, expires_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What is wrong in a sheet, in its order. Of an import that expired nothing is left.
CREATE TABLE import_problem (
  import_id BINARY(16) NOT NULL,
  position BIGINT NOT NULL,                -- of the row, times 100, and within it
  sheet_row BIGINT NOT NULL,               -- as a spreadsheet shows it, from 1
  heading VARCHAR(80) NOT NULL,            -- of the column, as it stands in the sheet; empty: the row as a whole
  code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  detail VARCHAR(500) NOT NULL,
  PRIMARY KEY (import_id, position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What a supplier calls its products and SKUs: the same row sent again is the same SKU.
CREATE TABLE import_reference (
  supplier_id BINARY(16) NOT NULL,
  product_ref VARCHAR(64) NOT NULL,
  sku_ref VARCHAR(64) NOT NULL,
  product_id BINARY(16) NOT NULL,
  sku_id BINARY(16) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (supplier_id, product_ref, sku_ref),
  KEY import_reference_product (product_id, sku_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
