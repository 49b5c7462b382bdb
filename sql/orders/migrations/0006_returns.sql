CREATE TABLE return_request (
  id BINARY(16) NOT NULL,
  order_id BINARY(16) NOT NULL,
  buyer BINARY(16) NOT NULL,
  supplier BINARY(16) NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii NOT NULL,
  state VARCHAR(16) CHARACTER SET ascii NOT NULL,
  reason VARCHAR(500) NOT NULL,
  decision_reason VARCHAR(500) NOT NULL,
  refund_fen BIGINT NOT NULL,
  refund_id BINARY(16) NULL,
  restocked TINYINT NULL,
  requested_at DATETIME(6) NOT NULL,
  decided_at DATETIME(6) NULL,
  received_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY return_request_order (order_id, state),
  KEY return_request_buyer (buyer, id),
  KEY return_request_supplier (supplier, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE return_line (
  return_id BINARY(16) NOT NULL,
  line_id BINARY(16) NOT NULL,
  quantity BIGINT NOT NULL,
  refund_fen BIGINT NOT NULL,
  PRIMARY KEY (return_id, line_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
