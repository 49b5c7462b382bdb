INSERT INTO rfq_supplier (rfq_id, supplier) VALUES {{(:rfq_id, :supplier)}}
