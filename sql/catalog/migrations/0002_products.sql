-- Products: a draft that is edited, and versions that are never changed once published.
CREATE TABLE product (
  id BINARY(16) NOT NULL,
  supplier_id BINARY(16) NOT NULL,
  status VARCHAR(16) CHARACTER SET ascii NOT NULL,         -- draft, published, withdrawn
  withdrawn_reason VARCHAR(32) CHARACTER SET ascii NOT NULL, -- empty unless withdrawn
  draft MEDIUMTEXT NOT NULL,                               -- JSON of ProductContent, with SKU ids and GTINs
  published_version BIGINT NOT NULL,                       -- the newest; 0: none yet
  sample TINYINT NOT NULL,
  version BIGINT NOT NULL,                                 -- entity tag: grows with every edit
  event_version BIGINT NOT NULL,                           -- of the last event; edits of a draft send none
  created_at DATETIME(6) NOT NULL,
  updated_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY product_supplier (supplier_id, id),
  KEY product_status (status, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Inserted only. Orders name a version; its content stays what the buyer saw.
CREATE TABLE product_version (
  product_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,
  content MEDIUMTEXT NOT NULL,                             -- JSON of ProductContent
  registration_county CHAR(6) CHARACTER SET ascii NOT NULL, -- the supplier's, that day
  actor VARCHAR(64) CHARACTER SET ascii NOT NULL,
  reason VARCHAR(500) NOT NULL,
  published_at DATETIME(6) NOT NULL,
  PRIMARY KEY (product_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- What each version asked for each SKU: the price history.
CREATE TABLE sku_price (
  sku_id BINARY(16) NOT NULL,
  version BIGINT NOT NULL,                                 -- of its product
  price_fen BIGINT NOT NULL,
  published_at DATETIME(6) NOT NULL,
  PRIMARY KEY (sku_id, version)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- A SKU's identity and its GTIN never change, whatever becomes of its label and price.
CREATE TABLE sku (
  id BINARY(16) NOT NULL,
  product_id BINARY(16) NOT NULL,
  gtin CHAR(14) CHARACTER SET ascii NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY sku_gtin (gtin),
  KEY sku_product (product_id, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

-- Numbers for GTINs in the restricted range (GS1 prefixes 20-29). One row.
CREATE TABLE gtin_counter (
  id TINYINT NOT NULL,
  next_number BIGINT NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO gtin_counter (id, next_number) VALUES (1, 1);

-- Words that decide about a listing: a government's lists, with the days they hold.
CREATE TABLE listing_word (
  kind VARCHAR(24) CHARACTER SET ascii NOT NULL,           -- efficacy_claim, wild_species
  word VARCHAR(40) NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,                                  -- inclusive
  PRIMARY KEY (kind, word, valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO listing_word (kind, word, valid_from, valid_to) VALUES
  ('efficacy_claim', '治疗', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '疗效', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '治愈', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '根治', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '包治', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '主治', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '药到病除', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '祖传秘方', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '降血压', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '降血糖', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '降血脂', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '降三高', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '抗癌', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '防癌', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '抗肿瘤', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '壮阳', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '消炎', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '排毒', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '预防疾病', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', '增强免疫力', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', 'anticancer', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', 'cures', '2000-01-01', '9999-12-31'),
  ('efficacy_claim', 'lowers blood pressure', '2000-01-01', '9999-12-31'),
  ('wild_species', '虫草', '2000-01-01', '9999-12-31'),
  ('wild_species', '松茸', '2000-01-01', '9999-12-31'),
  ('wild_species', '贝母', '2000-01-01', '9999-12-31'),
  ('wild_species', 'caterpillar fungus', '2000-01-01', '9999-12-31'),
  ('wild_species', 'cordyceps', '2000-01-01', '9999-12-31'),
  ('wild_species', 'matsutake', '2000-01-01', '9999-12-31'),
  ('wild_species', 'fritillar', '2000-01-01', '9999-12-31');
