INSERT INTO supplier_licence (supplier_id, id, kind, number, valid_to, file_id, replaced, lapsed, standing, created_at)
VALUES (:supplier, :id, :kind, :number, :valid_to, :file, 0, 0, :standing, :now)
