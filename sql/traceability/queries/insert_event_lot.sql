INSERT INTO epcis_event_lot (lot_id, event_id, part) VALUES {{(:lot, :event, :part)}}
