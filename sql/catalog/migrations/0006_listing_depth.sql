-- Images of products, review of drafts, and licences that are renewed and proved again.

-- An uploaded picture, re-encoded in two sizes; the files lie on disk under their SHA-256. What was handed in is not kept.
CREATE TABLE product_image (
  id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  document_name VARCHAR(120) NOT NULL,
  large_sha256 BINARY(32) NOT NULL,
  large_bytes BIGINT NOT NULL,
  thumb_sha256 BINARY(32) NOT NULL,
  thumb_bytes BIGINT NOT NULL,
  width BIGINT NOT NULL,                                   -- of the large one, in pixels
  height BIGINT NOT NULL,
  uploaded_by VARCHAR(64) CHARACTER SET ascii NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY product_image_supplier (supplier_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Files that a published version shows: anybody may read these, and no others. Inserted only: versions stay.
CREATE TABLE public_image (
  sha256 BINARY(32) NOT NULL,
  size_bytes BIGINT NOT NULL,
  first_published_at DATETIME(6) NOT NULL,
  PRIMARY KEY (sha256)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- The draft's county decides who reviews it; an edit ends what was decided about the draft before.
ALTER TABLE product
  ADD COLUMN production_county CHAR(6) CHARACTER SET ascii NOT NULL DEFAULT '',
  ADD COLUMN review VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'none';  -- none, submitted, approved, returned
UPDATE product SET production_county = JSON_UNQUOTE(JSON_EXTRACT(draft, '$.production_county'));
CREATE INDEX product_review ON product (review, id);
CREATE INDEX product_review_county ON product (review, production_county, id);

CREATE TABLE product_review_step (
  product_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- of the product, after the step
  step VARCHAR(16) CHARACTER SET ascii NOT NULL,           -- submitted, approved, returned
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  reason VARCHAR(500) NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (product_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A supplier that is asked to prove its licences again by a day (the last one, China), and whether it has answered.
ALTER TABLE supplier
  ADD COLUMN reverify_by DATE NULL,
  ADD COLUMN reverify_answered TINYINT NOT NULL DEFAULT 0;
CREATE INDEX supplier_reverify ON supplier (reverify_answered, reverify_by, id);

-- A licence that an admitted supplier hands in counts once it is confirmed.
ALTER TABLE supplier_licence
  ADD COLUMN standing VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'confirmed',  -- handed_in, confirmed, refused
  ADD COLUMN decided_by VARCHAR(64) CHARACTER SET ascii NOT NULL DEFAULT '',
  ADD COLUMN decided_reason VARCHAR(500) NOT NULL DEFAULT '',
  ADD COLUMN reminded TINYINT NOT NULL DEFAULT 0;          -- its holder was told that it is about to end
CREATE INDEX supplier_licence_reminder ON supplier_licence (reminded, valid_to, supplier_id);
