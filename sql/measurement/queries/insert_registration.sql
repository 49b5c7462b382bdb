INSERT INTO registration (id, kind, state, version, registered_by, supplier, supplier_on_platform, supplier_name, supplier_uscc,
    registration_county, buyer, buyer_on_platform, buyer_name, buyer_uscc, buyer_kind, buyer_division, purchased_on, received_on,
    amount_fen, both_sides, corrects, corrected_by, submitted_at)
  VALUES (:id, :kind, :state, 1, :registered_by, :supplier, :supplier_on_platform, :supplier_name, :supplier_uscc,
    :registration_county, :buyer, :buyer_on_platform, :buyer_name, :buyer_uscc, :buyer_kind, :buyer_division, :purchased_on, :received_on,
    :amount, :both_sides, :corrects, NULL, :now)
